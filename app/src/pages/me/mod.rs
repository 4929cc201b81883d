//! A student's own page.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn MePage() -> impl IntoView {
    view! { <main></main> }
}
