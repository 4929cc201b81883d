//! The top of every page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{LockButton, SyncLine};
use crate::text::t;

/// The top of a page: the way back, its title, whatever the page adds, and the sync line.
#[component]
pub fn Header(
    /// The page's title: its `h1`, and the window's.
    #[prop(into)]
    title: Signal<String>,
    /// The window's, where the page's own names a person: a browser remembers the titles of pages when everybody has signed
    /// out.
    #[prop(optional)]
    window: Option<&'static str>,
    /// Where "‹" leads; without it there is none.
    #[prop(optional, into)]
    back: Option<String>,
    /// A child's page: the sync line is silent unless there is trouble.
    #[prop(optional)]
    quiet: bool,
    /// Beside the title.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let back = back.map(|to| {
        view! { <a class="back" href=to aria-label=t().common.back><span aria-hidden="true">"‹"</span></a> }
    });
    view! {
        <Title text=move || window.map_or_else(|| title.try_get().unwrap_or_default(), str::to_owned) />
        <header class="top">
            {back}
            <h1 tabindex="-1">{move || title.get()}</h1>
            {children.map(|children| view! { <div class="top-more">{children()}</div> })}
            <SyncLine quiet=quiet />
            <LockButton />
        </header>
    }
}
