//! In the place of a page that is not for whoever asks.

use domain::directory::Directory;
use leptos::prelude::*;

use super::Header;
use crate::reactive::memo;
use crate::tablet::{Opening, use_tablet};
use crate::text::t;

/// A page for some people; all others are told whose it is.
pub fn only_for(
    is_theirs: fn(&Directory) -> bool,
    not_yours: &'static str,
    page: fn() -> AnyView,
) -> impl IntoView {
    let tablet = use_tablet();
    let theirs = memo(move || tablet.directory().is_some_and(|all| is_theirs(&all)));
    move || if theirs.get() { page() } else { no_page(t().common.not_found, not_yours) }
}

/// What is said instead of the page, and the way home; nothing while the tablet is still opening.
pub fn no_page(title: &'static str, remedy: &'static str) -> AnyView {
    let tablet = use_tablet();
    if matches!(tablet.opening(), Opening::Reading | Opening::FirstVisit) {
        return view! { <main class="page" aria-busy="true"></main> }.into_any();
    }
    view! {
        <Header title=title back="/" />
        <main class="page">
            <p>{remedy}</p>
            <p><a class="btn quiet" href="/">{t().common.home}</a></p>
        </main>
    }
    .into_any()
}
