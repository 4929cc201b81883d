//! The class report: for the class's own adults.

use domain::id::ClassId;
use domain::rights::Role;
use domain::summary::class::ClassReport;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::card::MuscleCard;
use super::on_tablet::class_report_on_tablet;
use super::source::{Heard, NoReport, Shown, Source, Why, as_of, follow, last_copy};
use super::talk::{Conversations, lines};
use crate::components::Header;
use crate::reactive::memo;
use crate::server_data::{ClassReportData, Made, PageData, Refused, page_data};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// The report of the class in the address.
#[component]
pub fn ClassReportPage() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|p| p.get("id")?.parse::<ClassId>().ok()));
    move || match id.get() {
        Some(id) => view! { <OneClass id=id /> }.into_any(),
        None => refused_page(Refused::NoSuchClass),
    }
}

#[component]
fn OneClass(id: ClassId) -> impl IntoView {
    let tablet = use_tablet();
    let heard = RwSignal::new(match page_data() {
        Some(PageData::Class(data)) if data.id() == id => Heard::Report(*data),
        Some(PageData::Refused(why)) => Heard::Refused(why),
        _ => Heard::Nothing,
    });
    let key = format!("class/{id}");
    follow(tablet, heard, key.clone(), complete, |data| data.made.as_of);
    let shown = memo(move || shown(tablet, id, &heard.get(), &key));
    move || match shown.get() {
        Shown::Report(data, source) => {
            view! { <Report tablet=tablet data=data source=source /> }.into_any()
        }
        Shown::Refused(why) => refused_page(why),
        Shown::Waiting => page_without(Why::Waiting),
        Shown::None => page_without(Why::NoCopy),
    }
}

fn complete(tablet: Tablet, made: Made<ClassReport>) -> Option<ClassReportData> {
    ClassReportData::new(made, &*untrack(|| tablet.directory())?)
}

/// The server's report; without it the tablet's own; without that the last copy.
fn shown(
    tablet: Tablet,
    id: ClassId,
    heard: &Heard<ClassReportData>,
    key: &str,
) -> Shown<ClassReportData> {
    match heard {
        Heard::Report(data) => return Shown::Report(data.clone(), Source::Server),
        Heard::Refused(why) => return Shown::Refused(why_not(tablet, *why)),
        Heard::Nothing | Heard::Silence => {}
    }
    if let Some(directory) = tablet.directory() {
        let Some(class) = directory.class(id) else { return Shown::Refused(Refused::NoSuchClass) };
        if !class.mine {
            return Shown::Refused(why_not(tablet, Refused::NotYours));
        }
        let today = tablet.today();
        let report = tablet.view(|view| class_report_on_tablet(view, &directory, id, today));
        let made = report.map(|report| Made { as_of: tablet.now(), report });
        if let Some(data) = made.and_then(|made| ClassReportData::new(made, &directory)) {
            return Shown::Report(data, Source::Tablet);
        }
    }
    match last_copy(tablet, key) {
        Some(data) => Shown::Report(data, Source::Copy),
        None if matches!(heard, Heard::Nothing) => Shown::Waiting,
        None => Shown::None,
    }
}

/// A leader is told that their own way to a class comes later.
fn why_not(tablet: Tablet, why: Refused) -> Refused {
    let leads = tablet.directory().is_some_and(|directory| directory.is(Role::Leader));
    if leads && why == Refused::NotYours { Refused::LeaderNotYet } else { why }
}

fn page_without(why: Why) -> AnyView {
    view! {
        <Header title=t().reports.class_untitled.to_owned() back="/" />
        <main class="page">
            <NoReport why=why />
        </main>
    }
    .into_any()
}

fn refused_page(why: Refused) -> AnyView {
    let words = &t().reports;
    page_without(match why {
        Refused::SignIn => Why::SignIn,
        Refused::NotYours => Why::Said(words.not_yours),
        Refused::LeaderNotYet => Why::Said(words.leader_not_yet),
        Refused::NoSuchClass => Why::Said(words.no_such_class),
    })
}

#[component]
fn Report(tablet: Tablet, data: ClassReportData, source: Source) -> impl IntoView {
    let words = &t().reports;
    let id = data.id();
    let (at, legend) = (data.made.as_of, data.legend.clone());
    let when = move || as_of(tablet, source, at, &legend);
    let cards = data.made.report.muscles.iter().filter_map(|report| {
        let muscle = data.legend.muscle(&report.muscle)?.clone();
        let (of, learners, then) =
            (data.made.report.students, data.learners, data.made.report.then);
        let phases = data.legend.phases.clone();
        let as_of = data.made.report.as_of;
        Some(view! {
            <MuscleCard
                muscle=muscle
                report=report.clone()
                of=of
                learners=learners
                then=then
                as_of=as_of
                phases=phases
            />
        })
    });
    view! {
        <Header title=(words.class_title)(&data.class) back=format!("/class/{id}") />
        <main class="page report">
            <div class="stack close">
                <p class="as-of">{when}</p>
                <p class="hint">{(words.class_promise)(&data.class)}</p>
                <VisitsLink tablet=tablet id=id class=data.class.clone() />
            </div>
            {cards.collect_view()}
            <Conversations lines=lines(&data) />
        </main>
    }
}

/// Leads to the visits to this class that are on the tablet.
#[component]
fn VisitsLink(tablet: Tablet, id: ClassId, class: String) -> impl IntoView {
    let has_visits = memo(move || {
        let Some(directory) = tablet.directory() else { return false };
        let today = tablet.today();
        tablet
            .view(|view| view.visits(&directory.calendar, today))
            .iter()
            .any(|visit| visit.class == id)
    });
    let words = (t().reports.visits)(&class);
    view! {
        <Show when=move || has_visits.get()>
            <p class="no-print"><a class="btn plain" href=format!("/class/{id}/visits")>{words.clone()}</a></p>
        </Show>
    }
}
