//! Walks and visits.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn LeaderHome() -> impl IntoView {
    view! { <main></main> }
}

/// See the module.
#[component]
pub fn WalksPage() -> impl IntoView {
    view! { <main></main> }
}

/// See the module.
#[component]
pub fn WalkPage() -> impl IntoView {
    view! { <main></main> }
}

/// See the module.
#[component]
pub fn VisitPage() -> impl IntoView {
    view! { <main></main> }
}
