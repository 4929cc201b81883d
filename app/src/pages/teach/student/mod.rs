//! One student, for the adults of a class.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn StudentPage() -> impl IntoView {
    view! { <main></main> }
}
