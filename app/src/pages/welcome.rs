//! A one-time link.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn WelcomePage() -> impl IntoView {
    view! { <main></main> }
}
