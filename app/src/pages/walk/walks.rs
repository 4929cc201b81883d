//! Walks: the list, and one of them with its visits.

use domain::id::RecordId;
use domain::rights::Role;
use domain::view::WalkView;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::form::WalkForm;
use super::lists::{VisitList, lines};
use super::staff::walk_days;
use crate::components::Header;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// The list of walks, the latest first.
#[component]
pub fn WalksPage() -> impl IntoView {
    let tablet = use_tablet();
    let walks = Memo::new(move |_| tablet.view(domain::view::View::walks));
    view! {
        <Header title=t().walk.title.to_owned() back="/" />
        <main class="page">
            <Show when=move || leads(tablet)>
                <p><a class="btn" href="/walk/new">{t().walk.new}</a></p>
            </Show>
            <Show when=move || !walks.with(Vec::is_empty) fallback=|| view! { <p>{t().walk.none}</p> }>
                <ul class="list">
                    {move || walks.get().into_iter().map(|walk| view! { <WalkRow tablet=tablet walk=walk /> }).collect_view()}
                </ul>
            </Show>
        </main>
    }
}

#[component]
fn WalkRow(tablet: Tablet, walk: WalkView) -> impl IntoView {
    let days = walk_days(tablet, &walk);
    view! {
        <li>
            <a href=format!("/walk/{}", walk.id)>
                <span>{walk.title.unwrap_or_else(|| t().walk.unnamed.to_owned())}</span>
                <span class="hint list-end">{days}</span>
            </a>
        </li>
    }
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
    let id = Memo::new(move |_| params.with(|p| p.get("id")?.parse::<RecordId>().ok()));
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
    let walk = Memo::new(move |_| tablet.view(|view| view.walk(id)));
    let title = move || {
        let title = walk.with(|walk| walk.as_ref().and_then(|w| w.title.clone()));
        title.unwrap_or_else(|| t().walk.unnamed.to_owned())
    };
    let visits = Memo::new(move |_| {
        let Some(directory) = tablet.directory() else { return Vec::new() };
        let today = tablet.today();
        let visits = tablet.view(|view| view.visits(&directory.calendar, today));
        lines(visits.iter().filter(|visit| visit.walk == Some(id)), &directory, today)
    });
    let changing = RwSignal::new(false);
    view! {
        <Header title=Signal::derive(title) back="/walk" />
        <main class="page">
            {move || walk.get().map(|walk| view! { <Facts tablet=tablet walk=walk /> })}
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
                <Show when=move || !visits.with(Vec::is_empty) fallback=|| view! { <p class="hint">{t().walk.no_visits}</p> }>
                    <VisitList lines=visits />
                </Show>
            </section>
        </main>
    }
}

/// What a walk is about, as staff read it.
#[component]
fn Facts(tablet: Tablet, walk: WalkView) -> impl IntoView {
    let words = &t().walk;
    let days = walk_days(tablet, &walk);
    let names = tablet.directory();
    let muscles = walk
        .muscles
        .iter()
        .filter_map(|id| Some(names.as_ref()?.framework.muscle(id)?.name.clone()));
    let muscles = muscles.collect::<Vec<_>>().join(", ");
    let by = names.as_ref().and_then(|d| d.staff_name(walk.author).map(words.announced_by));
    view! {
        <section class="card walk-facts">
            {walk.focus.map(|focus| view! { <p class="walk-focus">{(words.focus)(&focus)}</p> })}
            {walk.announcement.map(|text| view! { <p class="read-words">{text}</p> })}
            {(!muscles.is_empty()).then(|| view! { <p>{muscles}</p> })}
            <p class="hint">{walk.purpose.map(words.purpose)}</p>
            <p class="hint">{days}</p>
            <p class="hint">{by}</p>
            <p class="hint">{words.promise}</p>
        </section>
    }
}
