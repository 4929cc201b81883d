//! A school year of lessons, walks and choices, as entries: nothing goes
//! behind the log's back.

use std::collections::HashMap;

use domain::entry::{Draft, Retraction};
use domain::framework::Framework;
use domain::id::{ClassId, PersonId};
use domain::time::{Calendar, Day};
use fastrand::Rng;
use sync::entry::{Entry, EntryId, Millis, Stamp};

use super::{lessons, students, walks};

/// A class and the people in it.
pub struct Cast {
    /// Which.
    pub class: ClassId,
    /// Its subject.
    pub subject: Option<String>,
    /// Its one accountable adult.
    pub teacher: PersonId,
    /// Its other adults.
    pub others: Vec<PersonId>,
    /// Its students.
    pub students: Vec<PersonId>,
}

/// What a story is made from.
pub struct Scene<'a> {
    /// Terms and days off.
    pub calendar: &'a Calendar,
    /// The framework under which everything is recorded.
    pub framework: &'a Framework,
    /// The classes.
    pub classes: &'a [Cast],
    /// Who walks; the first one's walk is under way when the story ends.
    pub leaders: &'a [PersonId],
    /// A teacher whom no visit waits for when the story ends: the first one is
    /// for whoever tries the demo to make.
    pub unvisited: Option<PersonId>,
    /// When the demo is made: the story ends there.
    pub now: Millis,
}

/// Milliseconds in a minute and in a day.
pub const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

/// School days of the story: a school year of 39 weeks.
const STORY_SCHOOL_DAYS: i32 = 39 * 5;

/// The whole story, in the order in which it happened.
pub fn tell(rng: &mut Rng, scene: &Scene<'_>) -> Vec<Entry> {
    let mut pen = Pen::new(rng.fork());
    let today = Day(i32::try_from(scene.now.div_euclid(DAY)).unwrap_or(0));
    let days: Vec<Day> = (first_day(scene, today).0..=today.0)
        .map(Day)
        .filter(|day| scene.calendar.is_school_day(*day))
        .collect();
    lessons::tell(rng, scene, &days, &mut pen);
    students::tell(rng, scene, &days, &mut pen);
    walks::tell(rng, scene, &days, &mut pen);
    let mut entries = pen.entries;
    entries.retain(|entry| entry.envelope.stamp.millis() <= scene.now);
    entries.sort_by_key(|entry| (entry.envelope.stamp, entry.id()));
    entries
}

/// A school year ago, and never before the first day that the school has
/// planned: nobody is enrolled before it.
fn first_day(scene: &Scene<'_>, today: Day) -> Day {
    let year_ago = scene.calendar.nth_school_day_before(today, STORY_SCHOOL_DAYS);
    let planned = scene.calendar.plan().years.first().map(|year| year.span.first);
    planned.map_or(year_ago, |planned| year_ago.max(planned))
}

/// `days` by half-term, in order.
pub fn half_terms<'a>(scene: &Scene<'_>, days: &'a [Day]) -> Vec<&'a [Day]> {
    let half_term = |day: &Day| scene.calendar.half_term(*day).id;
    days.chunk_by(|a, b| half_term(a) == half_term(b)).collect()
}

/// Writes entries as the devices of many people would.
pub struct Pen {
    rng: Rng,
    numbers: HashMap<PersonId, EntryId>,
    entries: Vec<Entry>,
}

impl Pen {
    fn new(rng: Rng) -> Self {
        Self { rng, numbers: HashMap::new(), entries: Vec::new() }
    }

    /// `author` writes `draft` at `at`.
    pub fn write(&mut self, author: PersonId, at: Millis, draft: Draft) -> EntryId {
        let fresh = self.rng.u64(..);
        let next = self.numbers.entry(author).or_insert(EntryId { incarnation: fresh, number: 0 });
        next.number += 1;
        let id = *next;
        self.entries.push(draft.into_entry(id, author, Stamp::new(at, 0)));
        id
    }

    /// `author` takes back what they wrote, a moment later.
    pub fn take_back(&mut self, author: PersonId, at: Millis, id: EntryId) {
        self.write(author, at, Draft::new(&Retraction).superseding([id]));
    }
}

/// A moment of a school day.
pub fn at(day: Day, hour: i64, minute: i64) -> Millis {
    Millis::from(day.0) * DAY + (hour * 60 + minute) * MINUTE
}

/// One of `items`.
pub fn pick<'a, T>(rng: &mut Rng, items: &'a [T]) -> &'a T {
    &items[rng.usize(..items.len())]
}
