//! The sync sheet.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn SyncPage() -> impl IntoView {
    view! { <main></main> }
}
