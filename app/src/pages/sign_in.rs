//! Signing in.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <main></main> }
}
