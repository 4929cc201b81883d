//! The second step of signing in: a code of an authenticator app, or a recovery code.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::passkey::ByPasskey;
use super::staff::Go;
use super::way_in::{Step, WayIn};
use crate::components::{Problem, ProblemSummary, TextField};
use crate::pages::second_factor::{AppCode, Code, bad_app_code, folded};
use crate::reactive::focus_on;
use crate::tablet::Ask;
use crate::text::t;

/// The form.
#[component]
pub fn CodeForm(way_in: WayIn) -> impl IntoView {
    let text = &t().account;
    let code = RwSignal::new(String::new());
    let by_recovery = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = folded(&code.get());
        let missing = if by_recovery.get() { no_code(&typed) } else { bad_app_code(&typed) };
        let ask = Ask::post("/api/sign-in/code", &Code { code: typed });
        way_in.attempt(missing.into_iter().collect(), ask, |refused| {
            refused.words(t().sign_in.server_trouble)
        });
    };
    let other = move |_| {
        by_recovery.update(|by| *by = !*by);
        code.set(String::new());
        way_in.problems.say(Vec::new());
        focus_on("code");
    };
    let field = move || {
        if by_recovery.get() {
            view! {
                <TextField
                    id="code"
                    label=text.recovery_code
                    hint=text.recovery_code_hint
                    value=code
                    problems=way_in.problems
                    capitals="characters"
                />
            }
            .into_any()
        } else {
            view! { <AppCode value=code problems=way_in.problems /> }.into_any()
        }
    };
    let label = move || if by_recovery.get() { text.use_app_code } else { text.use_recovery_code };
    focus_on("code");
    view! {
        <form class="stack" on:submit=submit novalidate>
            <h2>{text.step}</h2>
            <p>{move || (!by_recovery.get()).then_some(text.step_means)}</p>
            <ProblemSummary problems=way_in.problems />
            {field}
            <Go way_in=way_in />
            <div class="row">
                <button class="btn plain" type="button" on:click=other>{label}</button>
                <ByPasskey way_in=way_in />
                <StartAgain way_in=way_in />
            </div>
        </form>
    }
}

/// Back to name and password.
#[component]
pub fn StartAgain(way_in: WayIn) -> impl IntoView {
    let back = move |_| {
        way_in.problems.say(Vec::new());
        way_in.step.set(Step::Secret);
    };
    view! { <button class="btn plain" type="button" on:click=back>{t().account.start_again}</button> }
}

fn no_code(typed: &str) -> Option<Problem> {
    let words = || t().account.code_missing.to_owned();
    typed.is_empty().then(|| Problem { field: "code", words: words() })
}
