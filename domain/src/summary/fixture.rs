//! A school in few words, for tests: day 100 is a Friday in spring, without
//! any calendar set.

use sync::entry::{EntryId, Millis, Uid};

use super::buckets::{DayBucket, fold};
use super::established::Settings;
use super::evidence::Frame;
use super::sighted::{AwayAt, Context, PractisedAt, Recorded, Sighted};
use crate::framework::{Framework, Preset};
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::time::{Calendar, Day};

pub(super) const TODAY: i32 = 100;

pub(super) fn student(n: u8) -> PersonId {
    PersonId(Uid::from_u128(u128::from(n)))
}

pub(super) fn adult(n: u8) -> PersonId {
    PersonId(Uid::from_u128(1_000 + u128::from(n)))
}

pub(super) fn class(n: u8) -> ClassId {
    ClassId(Uid::from_u128(2_000 + u128::from(n)))
}

pub(super) fn muscle(id: &str) -> MuscleId {
    MuscleId::new(id).unwrap()
}

/// "s" → a context with that subject; "–" → none set.
pub(super) fn context(subject: &str) -> Context {
    let subject = (subject != "–").then(|| subject.to_owned());
    Context { subject, ..Context::default() }
}

/// School-day number → the day.
pub(super) fn day(number: i32) -> Day {
    let calendar = Calendar::default();
    let hundredth: Day = "2027-03-12".parse().unwrap();
    calendar.school_day(calendar.school_day_number(hundredth) + number - TODAY)
}

/// Milliseconds at that time of that day.
pub(super) fn at(day: Day, hour: i64, minute: i64) -> Millis {
    ((i64::from(day.0) * 24 + hour) * 60 + minute) * 60_000
}

/// Entries in the making, each with an id of its own.
#[derive(Default)]
pub(super) struct Log {
    pub recorded: Recorded,
}

impl Log {
    fn id(&self) -> EntryId {
        let Recorded { sighted, practised, away } = &self.recorded;
        let number = (sighted.len() + practised.len() + away.len()) as u64;
        EntryId { incarnation: 1, number }
    }

    /// Student 1, perseverance, class 1, by adult 1, at 10:00.
    pub fn tap(&mut self, day_number: i32, subject: &str, phase: i64) -> &mut Sighted {
        let day = day(day_number);
        self.recorded.sighted.push(Sighted {
            id: self.id(),
            student: student(1),
            class: class(1),
            muscle: muscle("perseverance"),
            phase: Phase::new(phase).unwrap(),
            context: context(subject),
            author: adult(1),
            at: at(day, 10, 0),
            day,
        });
        self.recorded.sighted.last_mut().unwrap()
    }

    /// Perseverance, class 1, by adult 1, at 10:00.
    pub fn practised(&mut self, day_number: i32) -> &mut PractisedAt {
        let day = day(day_number);
        self.recorded.practised.push(PractisedAt {
            id: self.id(),
            class: class(1),
            muscle: muscle("perseverance"),
            context: context("s"),
            author: adult(1),
            at: at(day, 10, 0),
            day,
        });
        self.recorded.practised.last_mut().unwrap()
    }

    /// Class 1, by adult 1, at 10:00.
    pub fn away(&mut self, day_number: i32) -> &mut AwayAt {
        let day = day(day_number);
        self.recorded.away.push(AwayAt {
            id: self.id(),
            class: class(1),
            author: adult(1),
            at: at(day, 10, 0),
            day,
        });
        self.recorded.away.last_mut().unwrap()
    }

    pub fn buckets(&self) -> Vec<DayBucket> {
        fold(&self.recorded)
    }
}

/// No dates, the seventeen muscles, the default settings.
pub(super) struct School {
    pub calendar: Calendar,
    pub framework: Framework,
    pub settings: Settings,
}

impl Default for School {
    fn default() -> Self {
        Self {
            calendar: Calendar::default(),
            framework: Preset::Seventeen.framework(),
            settings: Settings::default(),
        }
    }
}

impl School {
    pub fn frame(&self, as_of: Day) -> Frame<'_> {
        Frame {
            calendar: &self.calendar,
            framework: &self.framework,
            established: self.settings,
            as_of,
        }
    }

    pub fn position(&self, id: &str) -> usize {
        self.framework.position(&muscle(id)).unwrap()
    }
}
