//! The made-up school: a roster, and a school year of entries on its log.
//!
//! Everything follows from a seed and a time: the same two make the same
//! school. Only what must be secret does not: passwords and picture PINs are
//! drawn anew for each data folder by whoever stores it.

mod calendar;
mod lessons;
mod names;
mod roster;
mod story;
mod students;
mod walks;
mod words;

#[cfg(test)]
mod tests;

use domain::framework::Framework;
use domain::id::{ClassId, PersonId};
use domain::roster::{Current, Incoming, Kept, Position, SourcedId, class_teacher};
use domain::time::{Calendar, Day};
use fastrand::Rng;
use sync::entry::{Entry, Millis};

pub use self::roster::{Parts, SCHOOL, SOURCE};
use self::story::{Cast, Scene};

/// Milliseconds in a day.
const DAY_MILLIS: Millis = 24 * 60 * 60 * 1000;

/// A made-up school.
pub struct Demo {
    /// Its roster, to be imported like any other.
    pub roster: Incoming,
    /// Who is who in it.
    pub parts: Parts,
    rng: Rng,
    now: Millis,
}

impl Demo {
    /// The school of `seed`, as of `now`: this school year, the last one, in
    /// which its story begins, and the next one, so that in the summer
    /// holidays people are still in their classes.
    #[must_use]
    pub fn new(seed: u64, now: Millis) -> Self {
        let mut rng = Rng::with_seed(seed);
        let starts = calendar::year_of(day_of(now));
        let years = [starts - 1, starts, starts + 1].map(calendar::year);
        let (roster, parts) = roster::make(&mut rng, &years);
        Self { roster, parts, rng, now }
    }

    /// A school year of entries, in the order in which they were made, by the
    /// people of `current`: the school after its roster has been imported.
    #[must_use]
    pub fn story(
        &mut self,
        current: &Current,
        calendar: &Calendar,
        framework: &Framework,
    ) -> Vec<Entry> {
        let leaders: Vec<PersonId> = [&self.parts.head, &self.parts.deputy]
            .iter()
            .filter_map(|id| person(current, id))
            .collect();
        let classes = casts(current, day_of(self.now));
        let scene = Scene {
            calendar,
            framework,
            classes: &classes,
            leaders: &leaders,
            unvisited: person(current, &self.parts.teacher),
            now: self.now,
        };
        story::tell(&mut self.rng, &scene)
    }
}

/// The day of a moment, in UTC.
#[must_use]
pub fn day_of(at: Millis) -> Day {
    Day(i32::try_from(at.div_euclid(DAY_MILLIS)).unwrap_or(0))
}

/// Whether the demo's roster calls this row `id`.
fn is_called<Row>(kept: &Kept<Row>, id: &SourcedId) -> bool {
    kept.external.as_ref().is_some_and(|e| e.source.0 == SOURCE && e.sourced_id == *id)
}

/// The person whom the demo's roster calls `id`.
#[must_use]
pub fn person(current: &Current, id: &SourcedId) -> Option<PersonId> {
    current.people.iter().find(|(_, kept)| is_called(kept, id)).map(|(id, _)| *id)
}

/// The class that the demo's roster calls `id`.
#[must_use]
pub fn class(current: &Current, id: &SourcedId) -> Option<ClassId> {
    current.classes.iter().find(|(_, kept)| is_called(kept, id)).map(|(id, _)| *id)
}

/// Every class with its people, in the order of the source's ids, so that the
/// story does not depend on random ids.
fn casts(current: &Current, today: Day) -> Vec<Cast> {
    let external = |class: &ClassId| current.classes[class].external.clone();
    let name = |person: &PersonId| current.people[person].external.clone();
    let mut classes: Vec<ClassId> = current.classes.keys().copied().collect();
    classes.sort_by_key(external);
    classes
        .into_iter()
        .filter_map(|class| {
            let members = current.members_on(class, today);
            let teacher = class_teacher(&members)?;
            let mut students = Vec::new();
            let mut others = Vec::new();
            for member in members {
                match member.position {
                    Position::Student => students.push(member.person),
                    _ if member.person != teacher => others.push(member.person),
                    _ => {}
                }
            }
            students.sort_by_key(name);
            others.sort_by_key(name);
            let subject = current.classes[&class].row.subject.clone();
            (students.len() > 1).then_some(Cast { class, subject, teacher, others, students })
        })
        .collect()
}
