//! The leader's part of the home page: the walk that is on, what waits, and the rooms. One tap on a room begins a visit.

use domain::directory::ClassCard;
use domain::id::ClassId;
use domain::roster::YearGroup;
use domain::view::{VisitView, WalkView};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::begin::begin;
use super::lists::{Line, VisitList, has_words, lines, visits};
use super::own::OwnVisits;
use super::rooms;
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Most rooms under "Visited lately".
const RECENT_ROOMS_MAX: usize = 4;
/// Years with no more classes than this stand beside each other.
const SMALL_YEAR_CLASSES_MAX: usize = 1;

/// See the module.
#[component]
pub fn LeaderHome() -> impl IntoView {
    let tablet = use_tablet();
    let walk = memo(move || current_walk(tablet));
    let visits = memo(move || visits(tablet));
    let begin = Begin::new(tablet, walk);
    let drafts = memo(move || visits.with(|visits| to_finish(tablet, visits)));
    view! {
        <section class="lead stack">
            <div class="lead-top">
                <WalkNow walk=walk />
                <Show when=move || !drafts.with(|drafts| drafts.lines.is_empty())>
                    <section class="stack close" aria-labelledby="drafts-title">
                        <h2 id="drafts-title">{move || drafts.with(Drafts::heading)}</h2>
                        <VisitList lines=Signal::derive(move || drafts.with(|drafts| drafts.lines.clone())) />
                    </section>
                </Show>
                <OwnVisits />
            </div>
            <Suggested tablet=tablet visits=visits begin=begin />
            <AllRooms tablet=tablet begin=begin />
        </section>
    }
}

/// The newest walk that is on today.
fn current_walk(tablet: Tablet) -> Option<WalkView> {
    let today = tablet.today();
    tablet.view(|view| view.walks().into_iter().find(|walk| walk.is_on(today)))
}

/// What is parked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Drafts {
    lines: Vec<Line>,
    /// All of them were begun today.
    are_of_today: bool,
}

impl Drafts {
    /// "2 to finish today", or without the day where some are older.
    fn heading(&self) -> String {
        (t().walk.to_finish)(self.lines.len(), self.are_of_today)
    }
}

fn to_finish(tablet: Tablet, visits: &[VisitView]) -> Drafts {
    let Some(directory) = tablet.directory() else { return Drafts::default() };
    let today = tablet.today();
    // One in which nothing is written has nothing to finish; a tap on its room goes on with it today.
    let drafts: Vec<_> =
        rooms::to_finish(visits, tablet.person()).filter(|v| has_words(tablet, v)).collect();
    let are_of_today = drafts.iter().all(|v| v.day == today);
    let lines = lines(drafts.into_iter(), &directory, today)
        .into_iter()
        .map(|line| Line { when: (t().walk.begun)(&line.when), ..line })
        .collect();
    Drafts { lines, are_of_today }
}

/// The walk that is on, with its focus.
#[component]
fn WalkNow(walk: Memo<Option<WalkView>>) -> impl IntoView {
    let words = &t().walk;
    let now = move || {
        match walk.get() {
        Some(walk) => view! {
            <p class="hint">{words.now}</p>
            <h2><a href=format!("/walk/{}", walk.id)>{walk.title.unwrap_or_else(|| words.unnamed.to_owned())}</a></h2>
            {walk.focus.map(|focus| view! { <p>{(words.focus)(&focus)}</p> })}
        }
        .into_any(),
        None => view! { <p>{words.none_now}</p> }.into_any(),
    }
    };
    view! {
        <section class="card walk-now">
            {now}
            <p class="row">
                <Show when=move || walk.with(Option::is_none)>
                    <a class="btn quiet" href="/walk/new">{words.new}</a>
                </Show>
                <a class="btn plain" href="/walk">{words.all}</a>
            </p>
        </section>
    }
}

/// Opens today's draft of a room, or begins a visit on the walk that is on.
#[derive(Clone, Copy)]
struct Begin(Callback<ClassId>);

impl Begin {
    fn new(tablet: Tablet, walk: Memo<Option<WalkView>>) -> Self {
        let navigate = use_navigate();
        Self(Callback::new(move |class| {
            let walk = walk.with_untracked(|walk| walk.as_ref().map(|w| w.id));
            navigate(&begin(tablet, class, walk), NavigateOptions::default());
        }))
    }

    fn run(self, class: ClassId) {
        self.0.run(class);
    }
}

/// Next on the walk, and rooms visited lately.
#[component]
fn Suggested(tablet: Tablet, visits: Memo<Vec<VisitView>>, begin: Begin) -> impl IntoView {
    let card = move |class: ClassId| tablet.directory()?.class(class).cloned();
    let next = memo(move || {
        let (directory, today) = (tablet.directory()?, tablet.today());
        visits.with(|visits| {
            rooms::next(visits, tablet.person(), today, tablet.now(), &directory.school.zone)
        })
    });
    let lately = memo(move || {
        visits.with(|visits| rooms::recent(visits, tablet.person(), RECENT_ROOMS_MAX))
    });
    let cards =
        move |classes: Vec<ClassId>| classes.into_iter().filter_map(card).collect::<Vec<_>>();
    view! {
        <Show when=move || next.get().is_some()>
            <section class="stack close" aria-labelledby="next-title">
                <h2 id="next-title">{t().walk.next}</h2>
                <p class="hint">{t().walk.next_why}</p>
                <Tiles classes=Signal::derive(move || cards(next.get().into_iter().collect())) begin=begin />
            </section>
        </Show>
        <Show when=move || !lately.with(Vec::is_empty)>
            <section class="stack close" aria-labelledby="lately-title">
                <h2 id="lately-title">{t().walk.lately}</h2>
                <Tiles classes=Signal::derive(move || cards(lately.get())) begin=begin />
            </section>
        </Show>
    }
}

/// Every class, by year.
#[component]
fn AllRooms(tablet: Tablet, begin: Begin) -> impl IntoView {
    let years = memo(move || {
        let Some(directory) = tablet.directory() else { return Vec::new() };
        let years = rooms::by_year(&directory).into_iter();
        years
            .map(|year| (year.year, year.classes.into_iter().cloned().collect::<Vec<_>>()))
            .collect()
    });
    view! {
        <section class="rooms" aria-labelledby="rooms-title">
            <h2 id="rooms-title">{t().walk.rooms}</h2>
            <p class="hint">{t().walk.rooms_hint}</p>
            <div class="rooms-years">
                {move || {
                    let years = years.get().into_iter();
                    years.map(|(year, classes)| view! { <OneYear year=year classes=classes begin=begin /> }).collect_view()
                }}
            </div>
        </section>
    }
}

#[component]
fn OneYear(year: Option<YearGroup>, classes: Vec<ClassCard>, begin: Begin) -> impl IntoView {
    let is_small = classes.len() <= SMALL_YEAR_CLASSES_MAX;
    view! {
        <section class="stack close rooms-year" class:rooms-few=is_small>
            <h3>{(t().walk.year)(year)}</h3>
            <Tiles classes=Signal::stored(classes) begin=begin />
        </section>
    }
}

/// Rooms as tiles.
#[component]
fn Tiles(#[prop(into)] classes: Signal<Vec<ClassCard>>, begin: Begin) -> impl IntoView {
    view! {
        <div class="rooms-grid">
            {move || classes.get().into_iter().map(|class| view! { <Room class=class begin=begin /> }).collect_view()}
        </div>
    }
}

#[component]
fn Room(class: ClassCard, begin: Begin) -> impl IntoView {
    let id = class.id;
    let described = format!("enough-{id}");
    let enough = class
        .enough_visits
        .then(|| view! { <small id=described.clone()>{t().walk.enough}</small> });
    view! {
        <div class="room-place">
            <button
                class="room"
                type="button"
                aria-describedby=class.enough_visits.then_some(described)
                on:click=move |_| begin.run(id)
            >
                <span class="vh">{t().walk.begin}</span>
                " "
                <span>{class.name}</span>
            </button>
            {enough}
        </div>
    }
}
