//! The way to a page of the app: through an opened tablet.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;

use crate::areas::{Door, door};
use crate::pages::sign_in::Brand;
use crate::tablet::{Opening, use_tablet};
use crate::text::t;

/// The page, once the tablet has been opened; behind this a page can rely on a directory. Who has not signed in is led to
/// do so, and back here.
pub fn opened(page: fn() -> AnyView) -> AnyView {
    let tablet = use_tablet();
    let opening = Memo::new(move |_| tablet.opening());
    let must_choose = Memo::new(move |_| tablet.must_choose_pin());
    (move || match opening.get() {
        // A few hundredths of a second: no page, and no sign of one.
        Opening::Reading => ().into_any(),
        Opening::NoOne => view! { <ToSignIn /> }.into_any(),
        Opening::Locked => door(Door::Lock),
        Opening::FirstVisit => view! { <FirstVisit /> }.into_any(),
        Opening::Open if must_choose.get() => door(Door::ChoosePin),
        Opening::Open => page(),
        Opening::NotLoaded => NotLoaded().into_any(),
    })
    .into_any()
}

#[component]
fn ToSignIn() -> impl IntoView {
    let here = use_location().pathname.get_untracked();
    let path = if here == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={here}") };
    // Back leads to where one came from, not here again.
    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
    view! { <Redirect path=path options=options /> }
}

/// Somebody is signed in, and nothing of theirs is here yet: the only time that anybody waits.
#[component]
fn FirstVisit() -> impl IntoView {
    view! {
        <main class="page way-in" aria-busy="true">
            <Brand />
            <div class="brand">
                <h1>{t().sign_in.fetching}</h1>
                <p class="hint">{t().sign_in.fetching_hint}</p>
            </div>
        </main>
    }
}

/// Without the app's cache, which browsers may empty, a page that was never opened needs the network.
#[component]
pub fn NotLoaded() -> impl IntoView {
    let reload = move |_| drop(window().location().reload());
    view! {
        <main class="page">
            <h1 tabindex="-1">{t().common.not_loaded}</h1>
            <p>{t().common.not_loaded_remedy}</p>
            <button class="btn" type="button" on:click=reload>{t().common.crash_reload}</button>
        </main>
    }
}
