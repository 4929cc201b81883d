//! Class and school reports.

use leptos::prelude::*;

/// See the module.
#[component]
pub fn ClassReportPage() -> impl IntoView {
    view! { <main></main> }
}

/// See the module.
#[component]
pub fn SchoolReportPage() -> impl IntoView {
    view! { <main></main> }
}
