//! Another password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Serialize;

use super::desk::{Desk, Proof};
use crate::components::{Problem, ProblemSummary, TextField};
use crate::pages::second_factor::folded;
use crate::pages::sign_in::{Go, WayIn};
use crate::pages::welcome::PASSWORD_CHARS_MIN;
use crate::tablet::{Ask, use_tablet};
use crate::text::t;

#[derive(Serialize)]
struct NewPassword {
    #[serde(flatten)]
    proof: Proof,
    new: String,
}

/// The form.
#[component]
pub fn PasswordCard(desk: Desk, needs_code: bool) -> impl IntoView {
    let text = &t().account;
    let way_in = WayIn::new(use_tablet());
    let (now, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let new = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let proof = Proof { password: now.get(), code: needs_code.then(|| folded(&code.get())) };
        let form = NewPassword { proof, new: new.get() };
        let missing = missing(&form);
        let ask = Ask::post("/api/account/password", &form);
        way_in.attempt_done(
            missing,
            ask,
            |refused| refused.words(t().account.wrong_password),
            move || {
                desk.done(t().account.changed);
            },
        );
    };
    view! {
        <section class="card stack close" aria-labelledby="new-password">
            <h2 id="new-password">{text.new_password}</h2>
            <form class="stack" on:submit=submit novalidate>
                <ProblemSummary problems=way_in.problems />
                <TextField
                    id="password-now"
                    label=text.password_now
                    value=now
                    problems=way_in.problems
                    autocomplete="current-password"
                    kind=Signal::stored("password")
                />
                {needs_code.then(|| view! {
                    <TextField
                        id="code-now"
                        label=text.code
                        hint=text.code_hint
                        value=code
                        problems=way_in.problems
                        autocomplete="one-time-code"
                    />
                })}
                <TextField
                    id="password"
                    label=text.password_new
                    hint=(t().sign_in.password_hint)(PASSWORD_CHARS_MIN)
                    value=new
                    problems=way_in.problems
                    autocomplete="new-password"
                    kind=Signal::stored("password")
                />
                <Go way_in=way_in label=text.change />
            </form>
        </section>
    }
}

fn missing(form: &NewPassword) -> Vec<Problem> {
    let (account, sign_in) = (&t().account, &t().sign_in);
    let problem = |field, words: &str| Problem { field, words: words.to_owned() };
    let no_password = form.proof.password.is_empty();
    let no_code = form.proof.code.as_deref() == Some("");
    let short = form.new.chars().count() < PASSWORD_CHARS_MIN;
    [
        no_password.then(|| problem("password-now", sign_in.password_missing)),
        no_code.then(|| problem("code-now", account.code_missing)),
        short.then(|| problem("password", &(sign_in.password_short)(PASSWORD_CHARS_MIN))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing() {
        let fields = |password: &str, code: Option<&str>, new: &str| {
            let proof = Proof { password: password.to_owned(), code: code.map(str::to_owned) };
            let missing = missing(&NewPassword { proof, new: new.to_owned() });
            missing.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(fields("otter", None, "three words only"), Vec::<&str>::new());
        assert_eq!(fields("", Some(""), "short"), ["password-now", "code-now", "password"]);
    }
}
