//! What walks mean for the staff who are visited: announced walks, and visits shared with them.

use domain::id::RecordId;
use domain::view::{VisitView, WalkView};
use leptos::prelude::*;

use super::lists::{VisitList, class_name, lines, visits, waiting};
use crate::components::Header;
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Home: visits that were shared with this person and wait to be opened. Nothing where there are none.
#[component]
pub fn SharedWithMe() -> impl IntoView {
    let tablet = use_tablet();
    let shared = memo(move || shared_with_me(tablet));
    let card = |(id, words): (RecordId, String)| {
        view! {
            <a class="card shared-with-me" href=format!("/visit/{id}")>
                <h2>{words}</h2>
                <p class="hint">{t().visit.reading.yours_first}</p>
            </a>
        }
    };
    move || shared.get().into_iter().map(card).collect_view()
}

fn shared_with_me(tablet: Tablet) -> Vec<(RecordId, String)> {
    let Some(directory) = tablet.directory() else { return Vec::new() };
    let words = |visit: &VisitView| {
        let class = class_name(&directory, visit.class);
        (visit.id, (t().visit.reading.shared_with_you)(&class))
    };
    waiting(&visits(tablet), tablet.person(), &directory.calendar, tablet.today())
        .map(words)
        .collect()
}

/// Home: walks that are announced to staff, on now or to come.
#[component]
pub fn AnnouncedWalks() -> impl IntoView {
    let tablet = use_tablet();
    let walks = memo(move || {
        let today = tablet.today();
        let mut walks = tablet.view(domain::view::View::walks);
        walks.retain(|walk| walk.until.is_none_or(|until| today <= until));
        walks
    });
    move || walks.get().into_iter().map(|walk| announced(tablet, walk)).collect_view()
}

/// A walk as a card. Followed as it changes.
fn announced(tablet: Tablet, walk: WalkView) -> AnyView {
    let words = &t().walk;
    let days = walk_days(tablet, &walk);
    view! {
        <a class="card" href=format!("/walk/{}", walk.id)>
            <p class="hint">{words.title}</p>
            <h2>{walk.title.unwrap_or_else(|| words.unnamed.to_owned())}</h2>
            {walk.focus.map(|focus| view! { <p>{(words.focus)(&focus)}</p> })}
            {(!days.is_empty()).then(|| view! { <p class="hint">{days}</p> })}
        </a>
    }
    .into_any()
}

/// "Tuesday 3 November to Friday 20 November"; empty without dates.
#[must_use]
pub fn walk_days(tablet: Tablet, walk: &WalkView) -> String {
    let today = tablet.today();
    let date = |day| t().dates.date(day, today);
    match (walk.from, walk.until) {
        (Some(from), Some(until)) if from == until => date(from),
        (Some(from), Some(until)) => (t().walk.days)(&date(from), &date(until)),
        (Some(from), None) => (t().walk.from)(&date(from)),
        (None, Some(until)) => (t().walk.until)(&date(until)),
        (None, None) => String::new(),
    }
}

/// The visits to one class that this person may read.
#[component]
pub fn ClassVisitsPage() -> impl IntoView {
    let tablet = use_tablet();
    let params = leptos_router::hooks::use_params_map();
    let class = memo(move || params.with(|p| p.get("id")?.parse::<domain::id::ClassId>().ok()));
    let name = move || {
        let (class, directory) = class.get().zip(tablet.directory())?;
        Some(class_name(&directory, class))
    };
    let title = move || name().map(|name| (t().visit.list_class)(&name)).unwrap_or_default();
    let of_class = memo(move || {
        let (Some(class), Some(directory)) = (class.get(), tablet.directory()) else {
            return Vec::new();
        };
        let visits = visits(tablet);
        let of_class = visits.iter().filter(|visit| visit.class == class);
        lines(of_class, &directory, tablet.today())
    });
    view! {
        <Header title=Signal::derive(title) back="/" />
        <main class="page">
            <Show when=move || !of_class.with(Vec::is_empty) fallback=|| view! { <p>{t().visit.list_none}</p> }>
                <VisitList lines=of_class />
            </Show>
        </main>
    }
}
