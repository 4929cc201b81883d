//! Walks: the list, and one of them with its visits.

use domain::id::RecordId;
use domain::rights::Role;
use domain::view::WalkView;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::facts::{conflicts, facts};
use super::form::WalkForm;
use super::lists::{VisitList, lines, visits};
use super::own::OwnVisits;
use super::staff::walk_days;
use crate::components::Header;
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// The list of walks, the latest first.
#[component]
pub fn WalksPage() -> impl IntoView {
    let tablet = use_tablet();
    let walks = memo(move || tablet.view(domain::view::View::walks));
    view! {
        <Header title=t().walk.title.to_owned() back="/" />
        <main class="page">
            <Show when=move || leads(tablet)>
                <p><a class="btn" href="/walk/new">{t().walk.new}</a></p>
            </Show>
            <Show when=move || !walks.with(Vec::is_empty) fallback=|| view! { <p>{t().walk.none}</p> }>
                <ul class="list">
                    {move || walks.get().into_iter().map(|walk| row(tablet, walk)).collect_view()}
                </ul>
            </Show>
            <OwnVisits whole=true />
        </main>
    }
}

/// A walk as a row of the list. Followed as it changes.
fn row(tablet: Tablet, walk: WalkView) -> AnyView {
    let days = walk_days(tablet, &walk);
    view! {
        <li>
            <a href=format!("/walk/{}", walk.id)>
                <span>{walk.title.unwrap_or_else(|| t().walk.unnamed.to_owned())}</span>
                <span class="hint list-end">{days}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Whether this person leads.
fn leads(tablet: Tablet) -> bool {
    tablet.directory().is_some_and(|directory| directory.is(Role::Leader))
}

/// One walk, or the form of a new one.
#[component]
pub fn WalkPage() -> impl IntoView {
    let tablet = use_tablet();
    let params = use_params_map();
    let id = memo(move || params.with(|p| p.get("id")?.parse::<RecordId>().ok()));
    move || match id.get() {
        Some(id) => view! { <OneWalk tablet=tablet id=id /> }.into_any(),
        None => NewWalk().into_any(),
    }
}

#[component]
fn NewWalk() -> impl IntoView {
    view! {
        <Header title=t().walk.new.to_owned() back="/walk" />
        <main class="page">
            <WalkForm />
        </main>
    }
}

#[component]
fn OneWalk(tablet: Tablet, id: RecordId) -> impl IntoView {
    let walk = memo(move || tablet.view(|view| view.walk(id)));
    let title = move || {
        let title = walk.with(|walk| walk.as_ref().and_then(|w| w.title.clone()));
        title.unwrap_or_else(|| t().walk.unnamed.to_owned())
    };
    let of_walk = memo(move || {
        let Some(directory) = tablet.directory() else { return Vec::new() };
        let visits = visits(tablet);
        let of_walk = visits.iter().filter(|visit| visit.walk == Some(id));
        lines(of_walk, &directory, tablet.today())
    });
    let changing = RwSignal::new(false);
    view! {
        <Header title=Signal::derive(title) back="/walk" />
        <main class="page">
            {move || walk.with(|walk| walk.as_ref().filter(|_| leads(tablet)).and_then(|walk| conflicts(tablet, walk)))}
            {move || walk.get().map(|walk| facts(tablet, walk))}
            <Show when=move || leads(tablet)>
                <Show
                    when=move || changing.get()
                    fallback=move || {
                        view! {
                            <p>
                                <button class="btn quiet" type="button" on:click=move |_| changing.set(true)>
                                    {t().walk.form.change}
                                </button>
                            </p>
                        }
                    }
                >
                    <WalkForm walk=walk.get_untracked() done=Callback::new(move |()| changing.set(false)) />
                </Show>
            </Show>
            <section class="stack close" aria-labelledby="visits-title">
                <h2 id="visits-title">{t().walk.visits}</h2>
                <Show when=move || !of_walk.with(Vec::is_empty) fallback=|| view! { <p class="hint">{t().walk.no_visits}</p> }>
                    <VisitList lines=of_walk />
                </Show>
            </section>
        </main>
    }
}
