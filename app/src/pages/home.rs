//! The home page, by role.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <main></main> }
}
