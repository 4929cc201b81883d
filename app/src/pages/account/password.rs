//! Another password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Serialize;

use super::desk::Desk;
use super::proof::{Proof, ProofFields, ProofIds};
use crate::components::{Problem, ProblemSummary, TextField};
use crate::pages::sign_in::{Go, WayIn};
use crate::pages::welcome::PASSWORD_CHARS_MIN;
use crate::tablet::{Ask, use_tablet};
use crate::text::t;

const FIELDS: ProofIds = ProofIds { password: "password-now", code: "code-now" };

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
    let fields = ProofFields::new(FIELDS, needs_code);
    let new = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let form = NewPassword { proof: fields.proof(), new: new.get() };
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
                {fields.view(way_in.problems)}
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
    let short = form.new.chars().count() < PASSWORD_CHARS_MIN;
    let words = || (t().sign_in.password_short)(PASSWORD_CHARS_MIN);
    let short = short.then(|| Problem { field: "password", words: words() });
    form.proof.missing(FIELDS).into_iter().chain(short).collect()
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
