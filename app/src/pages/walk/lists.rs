//! Lists of visits: always in the order of time, never by status, never by person.

use domain::directory::Directory;
use domain::entry::visit::Today;
use domain::id::{ClassId, PersonId, RecordId};
use domain::time::{Calendar, Day};
use domain::view::{Stage, VisitView};
use leptos::prelude::*;

use crate::text::t;

/// A visit as one line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which visit.
    pub id: RecordId,
    /// Where.
    pub class: String,
    /// When, in words; and that it is a draft, if it is.
    pub when: String,
}

/// Lines of visits, as handed in: the newest first.
#[must_use]
pub fn lines<'a>(
    visits: impl Iterator<Item = &'a VisitView>,
    directory: &Directory,
    today: Day,
) -> Vec<Line> {
    let class_name = |class: ClassId| {
        directory.class(class).map_or_else(String::new, |class| class.name.clone())
    };
    visits
        .map(|visit| {
            let when = t().dates.at(visit.started, &directory.school.zone, today);
            let is_draft = visit.stage == Stage::Draft;
            let when = if is_draft { (t().visit.draft)(&when) } else { when };
            Line { id: visit.id, class: class_name(visit.class), when }
        })
        .collect()
}

/// A list of visits, each of which opens.
#[component]
pub fn VisitList(
    /// The lines, in their order.
    #[prop(into)]
    lines: Signal<Vec<Line>>,
) -> impl IntoView {
    let row = |line: Line| {
        view! {
            <li>
                <a href=format!("/visit/{}", line.id)>
                    <span>{line.class}</span>
                    <span class="hint list-end">{line.when}</span>
                </a>
            </li>
        }
    };
    view! { <ul class="list">{move || lines.get().into_iter().map(row).collect_view()}</ul> }
}

/// Visits shared with this person that wait to be opened.
pub fn waiting(visits: &[VisitView], me: PersonId) -> impl Iterator<Item = &VisitView> {
    visits.iter().filter(move |v| v.awaits(me))
}

/// How many visits were shared with this person this term: cover is nobody's. Shown to that person only.
#[must_use]
pub fn own_visits_this_term(
    visits: &[VisitView],
    me: PersonId,
    calendar: &Calendar,
    today: Day,
) -> usize {
    let term = calendar.term(today);
    let counts = |v: &&VisitView| {
        v.visited == Some(me)
            && v.shared_as != Some(Today::Cover)
            && v.shared_on.is_some_and(|day| term.contains(day))
    };
    visits.iter().filter(counts).count()
}
