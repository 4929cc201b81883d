//! A class in a lesson, and one student.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn ClassPage() -> impl IntoView {
    view! { <main></main> }
}

/// See the module.
#[component]
pub fn StudentPage() -> impl IntoView {
    view! { <main></main> }
}
