//! Staff: name and password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Serialize;

use super::WayIn;
use super::issuer::ByIssuer;
use super::passkey::ByPasskey;
use crate::components::{Problem, ProblemSummary, TextField};
use crate::tablet::Ask;
use crate::text::t;

#[derive(Serialize)]
struct Credentials {
    name: String,
    password: String,
}

/// The form.
#[component]
pub fn StaffForm(way_in: WayIn) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let shown = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let credentials =
            Credentials { name: name.get().trim().to_owned(), password: password.get() };
        let missing = missing(&credentials);
        way_in.attempt(missing, Ask::post("/api/sign-in/staff", &credentials), |refused| {
            refused.words(t().sign_in.wrong_staff)
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=way_in.problems />
            <TextField
                id="name"
                label=t().sign_in.name
                value=name
                problems=way_in.problems
                autocomplete="username"
            />
            <TextField
                id="password"
                label=t().sign_in.password
                value=password
                problems=way_in.problems
                autocomplete="current-password"
                kind=Signal::derive(move || if shown.get() { "text" } else { "password" })
            />
            <label class="tick">
                <input type="checkbox" on:change=move |_| shown.update(|shown| *shown = !*shown) />
                {t().sign_in.show_password}
            </label>
            <Go way_in=way_in />
            <div class="row">
                <ByPasskey way_in=way_in />
                <ByIssuer way_in=way_in />
            </div>
        </form>
    }
}

fn missing(credentials: &Credentials) -> Vec<Problem> {
    let text = &t().sign_in;
    [
        ("name", &credentials.name, text.name_missing),
        ("password", &credentials.password, text.password_missing),
    ]
    .into_iter()
    .filter(|(_, typed, _)| typed.is_empty())
    .map(|(field, _, words)| Problem { field, words: words.to_owned() })
    .collect()
}

/// The button that signs in.
#[component]
pub fn Go(way_in: WayIn, #[prop(default = t().sign_in.go)] label: &'static str) -> impl IntoView {
    let label = move || if way_in.busy.get() { t().sign_in.going } else { label };
    view! {
        <button class="btn wide" type="submit" aria-disabled=move || way_in.busy.get().to_string()>
            {label}
        </button>
    }
}
