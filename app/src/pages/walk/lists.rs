//! Lists of visits: always in the order of time, never by status, never by person.

use std::cmp::Reverse;

use domain::directory::Directory;
use domain::entry::visit::Today;
use domain::id::{ClassId, PersonId, RecordId};
use domain::time::{Calendar, Day, Span};
use domain::view::{Stage, VisitView};
use leptos::prelude::*;
use sync::entry::Millis;
use sync::order;

use super::entries;
use super::visit::is_half_typed;
use crate::tablet::Tablet;
use crate::text::t;

/// Every visit that this tablet lists, newest first; without drafts of an earlier day that say nothing: rooms that were
/// tapped by mistake. Tracked.
#[must_use]
pub fn visits(tablet: Tablet) -> Vec<VisitView> {
    let Some(directory) = tablet.directory() else { return Vec::new() };
    let today = tablet.today();
    let mut visits = tablet.view(|view| view.visits(&directory.calendar, today));
    visits.retain(|v| v.stage != Stage::Draft || v.day == today || has_words(tablet, v));
    visits
}

/// Whether anything is recorded in a visit, or half typed. Tracked.
#[must_use]
pub fn has_words(tablet: Tablet, visit: &VisitView) -> bool {
    entries::says_something(visit) || is_half_typed(tablet, visit.id)
}

/// A visit as one line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which visit.
    pub id: RecordId,
    /// Where.
    pub class: String,
    /// When, in words; and that it is a draft, if it is.
    pub when: String,
    /// When it was answered, in words: the last word is not this person's, who takes part in it.
    pub answered: Option<String>,
}

/// Lines of visits, as handed in: the newest first.
#[must_use]
pub fn lines<'a>(
    visits: impl Iterator<Item = &'a VisitView>,
    directory: &Directory,
    today: Day,
) -> Vec<Line> {
    let at = |moment| t().dates.at(moment, &directory.school.zone, today);
    let line = |visit: &VisitView| {
        let when = at(visit.started);
        let is_draft = visit.stage == Stage::Draft;
        Line {
            id: visit.id,
            class: class_title(directory, visit.class),
            when: if is_draft { (t().visit.draft)(&when) } else { when },
            answered: answered_at(visit, directory.me.id)
                .map(|moment| (t().walk.answered)(&at(moment))),
        }
    };
    visits.map(line).collect()
}

/// The name of a class where it stands alone; a visited adult need not be of the class, and then does not know it.
#[must_use]
pub fn class_title(directory: &Directory, class: ClassId) -> String {
    directory.class(class).map_or(t().visit.some_class_title, |class| &class.name).to_owned()
}

/// The same within a sentence.
#[must_use]
pub fn class_name(directory: &Directory, class: ClassId) -> String {
    directory.class(class).map_or(t().visit.some_class, |class| &class.name).to_owned()
}

/// Whether this person wrote the visit, or was visited.
fn takes_part(visit: &VisitView, me: PersonId) -> bool {
    visit.walkers.contains(&me) || visit.visited == Some(me)
}

/// When somebody else had the last word on a visit of this person's.
fn answered_at(visit: &VisitView, me: PersonId) -> Option<Millis> {
    let last = visit.answers.last().filter(|last| last.author != me)?;
    takes_part(visit, me).then_some(last.at)
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
                    " "
                    <span class="hint list-end">
                        {line.when} {line.answered.map(|answered| view! { " · " <b>{answered}</b> })}
                    </span>
                </a>
            </li>
        }
    };
    view! { <ul class="list">{move || lines.get().into_iter().map(row).collect_view()}</ul> }
}

/// For how many school days after sharing a visit is announced that the clock should have released: one that was shared
/// without a connection may have arrived only now.
const ANNOUNCED_SCHOOL_DAYS: i32 = 10;

/// Visits shared with this person that wait to be opened.
pub fn waiting<'a>(
    visits: &'a [VisitView],
    me: PersonId,
    calendar: &Calendar,
    today: Day,
) -> impl Iterator<Item = &'a VisitView> {
    let since = calendar.nth_school_day_before(today, ANNOUNCED_SCHOOL_DAYS);
    let is_news = move |v: &VisitView| {
        v.stage == Stage::Shared || v.shared_on.is_some_and(|shared| since <= shared)
    };
    visits.iter().filter(move |v| v.awaits(me) && is_news(v))
}

/// The visits shared this term that this person wrote or that were theirs; the one in which something happened last comes
/// first, so that an answer is found.
#[must_use]
pub fn own_this_term(visits: &[VisitView], me: PersonId, term: Span) -> Vec<&VisitView> {
    let is_own = |v: &&VisitView| takes_part(v, me) && is_shared_in(v, term);
    let mut own: Vec<_> = visits.iter().filter(is_own).collect();
    order::sort_by_key(&mut own, |v| {
        Reverse(v.answers.last().map_or(v.started, |last| last.at.max(v.started)))
    });
    own
}

fn is_shared_in(visit: &VisitView, term: Span) -> bool {
    visit.shared_on.is_some_and(|day| term.contains(day))
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
        v.visited == Some(me) && v.shared_as != Some(Today::Cover) && is_shared_in(v, term)
    };
    visits.iter().filter(counts).count()
}

#[cfg(test)]
mod tests;
