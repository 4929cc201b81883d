//! The school report: pooled cells for staff. Made by the server only; the last copy is kept.

use domain::summary::pooled::SchoolReport;
use leptos::prelude::*;

use super::pooled::{GroupCard, group_name, rows};
use super::source::{Heard, NoReport, Shown, Source, Why, as_of, follow, last_copy};
use crate::components::Header;
use crate::reactive::memo;
use crate::server_data::{Made, PageData, Refused, SchoolReportData, page_data};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Under which the last copy is kept, and the path on the server.
const KEY: &str = "school";

/// See the module.
#[component]
pub fn SchoolReportPage() -> impl IntoView {
    let tablet = use_tablet();
    let heard = RwSignal::new(match page_data() {
        Some(PageData::School(data)) => Heard::Report(*data),
        Some(PageData::Refused(why)) => Heard::Refused(why),
        _ => Heard::Nothing,
    });
    follow(tablet, heard, KEY.to_owned(), complete, |data| data.made.as_of);
    let shown = memo(move || shown(tablet, &heard.get()));
    move || match shown.get() {
        Shown::Report(data, source) => {
            view! { <Report tablet=tablet data=data source=source /> }.into_any()
        }
        Shown::Refused(Refused::SignIn) => page_without(Why::SignIn),
        Shown::Refused(_) => page_without(Why::Said(t().reports.staff_only)),
        Shown::Waiting => page_without(Why::Waiting),
        Shown::None => page_without(Why::NoCopy),
    }
}

fn complete(tablet: Tablet, made: Made<SchoolReport>) -> Option<SchoolReportData> {
    Some(SchoolReportData::new(made, &*untrack(|| tablet.directory())?))
}

fn shown(tablet: Tablet, heard: &Heard<SchoolReportData>) -> Shown<SchoolReportData> {
    match heard {
        Heard::Report(data) => return Shown::Report(data.clone(), Source::Server),
        Heard::Refused(why) => return Shown::Refused(*why),
        Heard::Nothing | Heard::Silence => {}
    }
    match last_copy(tablet, KEY) {
        Some(data) => Shown::Report(data, Source::Copy),
        None if matches!(heard, Heard::Nothing) => Shown::Waiting,
        None => Shown::None,
    }
}

fn page_without(why: Why) -> AnyView {
    view! {
        <Header title=t().reports.school.untitled.to_owned() back="/" />
        <main class="page">
            <NoReport why=why />
        </main>
    }
    .into_any()
}

#[component]
fn Report(tablet: Tablet, data: SchoolReportData, source: Source) -> impl IntoView {
    let words = &t().reports.school;
    let (at, legend) = (data.made.as_of, data.legend.clone());
    let when = move || as_of(tablet, source, at, &legend);
    let report = &data.made.report;
    let groups = report.groups.iter().map(|group| {
        let name = group_name(&group.group, report);
        let rows = rows(group, &data.legend);
        view! { <GroupCard name=name teachers=group.teachers.get() rows=rows phases=data.legend.phases.clone() /> }
    });
    let is_empty = report.groups.is_empty();
    view! {
        <Header title=(words.title)(&data.school) back="/" />
        <main class="page report report-school">
            <div class="stack close">
                <p class="as-of">{when}</p>
                <p class="hint">{words.promise}</p>
                <p class="hint">{if is_empty { words.nothing } else { words.rounded }}</p>
            </div>
            <div class="pooled-cards">{groups.collect_view()}</div>
        </main>
    }
}
