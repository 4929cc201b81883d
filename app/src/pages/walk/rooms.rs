//! Which rooms a leader sees, in which order, and which one is likely next.

use std::collections::BTreeMap;

use domain::directory::{ClassCard, Directory};
use domain::id::{ClassId, PersonId, RecordId};
use domain::roster::YearGroup;
use domain::time::{Day, ZoneOffsets};
use domain::view::{Stage, VisitView};
use sync::entry::Millis;

/// How far from the present minute of the day a visit of last week may have begun to count as "the same hour".
const SAME_HOUR_MINUTES_MAX: u16 = 30;
/// How long ago "last week" is.
const WEEK_DAYS: i32 = 7;

/// Classes that share a year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearOfRooms<'a> {
    /// The year; `None` for classes whose year nobody knows, and mixed ones.
    pub year: Option<YearGroup>,
    /// Its classes, in the directory's order.
    pub classes: Vec<&'a ClassCard>,
}

/// All classes by year, youngest first; those without one come last.
#[must_use]
pub fn by_year(directory: &Directory) -> Vec<YearOfRooms<'_>> {
    let mut years: BTreeMap<(bool, Option<YearGroup>), Vec<&ClassCard>> = BTreeMap::new();
    for class in &directory.classes {
        let year = year_of(class);
        years.entry((year.is_none(), year)).or_default().push(class);
    }
    years.into_iter().map(|((_, year), classes)| YearOfRooms { year, classes }).collect()
}

/// The one year of a class: as the roster says, else as its name does.
#[must_use]
pub fn year_of(class: &ClassCard) -> Option<YearGroup> {
    match class.years.as_slice() {
        [year] => Some(*year),
        [] => YearGroup::in_title(&class.name),
        _ => None,
    }
}

/// Drafts that this person writes, newest first: what is parked.
pub fn to_finish(visits: &[VisitView], me: PersonId) -> impl Iterator<Item = &VisitView> {
    visits.iter().filter(move |v| v.stage == Stage::Draft && v.walkers.contains(&me))
}

/// The draft in which a tap on a room goes on: this person's own of the same day.
#[must_use]
pub fn under_way(
    visits: &[VisitView],
    me: PersonId,
    class: ClassId,
    today: Day,
) -> Option<RecordId> {
    to_finish(visits, me).find(|v| v.class == class && v.day == today).map(|v| v.id)
}

/// The classes that this person has visited, the latest first, each once.
#[must_use]
pub fn recent(visits: &[VisitView], me: PersonId, limit: usize) -> Vec<ClassId> {
    let mut classes = Vec::new();
    for visit in visits.iter().filter(|v| v.walkers.contains(&me)) {
        if classes.len() == limit {
            break;
        }
        if !classes.contains(&visit.class) {
            classes.push(visit.class);
        }
    }
    classes
}

/// The room to suggest: the class that this person visited a week ago at this hour, unless they were there today.
#[must_use]
pub fn next(
    visits: &[VisitView],
    me: PersonId,
    today: Day,
    now: Millis,
    zone: &ZoneOffsets,
) -> Option<ClassId> {
    let mine = || visits.iter().filter(|v| v.walkers.contains(&me));
    let minute = zone.minute_of_day(now);
    let been_today = |class: ClassId| mine().any(|v| v.class == class && v.day == today);
    mine()
        .filter(|v| today.since(v.day) == WEEK_DAYS && !been_today(v.class))
        .map(|v| (zone.minute_of_day(v.started).abs_diff(minute), v.class))
        .filter(|(apart, _)| *apart <= SAME_HOUR_MINUTES_MAX)
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, class)| class)
}

#[cfg(test)]
mod tests;
