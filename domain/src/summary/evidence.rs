//! The sightings of some students, sorted for the rule of the established
//! phase: by student, muscle and day, in flat arrays.

use std::collections::HashMap;

use sync::order;

use super::buckets::DayBucket;
use super::established::{Seen, Settings};
use super::sighted::Context;
use crate::framework::Framework;
use crate::id::{MuscleId, PersonId};
use crate::time::{Calendar, Day, Span};

/// What a summary of sightings needs to know beside the sightings.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Which days are school days.
    pub calendar: &'a Calendar,
    /// The framework in force. Muscles of earlier versions count as those that
    /// they were mapped to; retired ones do not count.
    pub framework: &'a Framework,
    /// The numbers of the established phase.
    pub established: Settings,
    /// The day as of which everything is computed; later days are left out.
    pub as_of: Day,
}

impl Frame<'_> {
    /// The days of the established phase's window.
    pub(super) fn window(&self) -> Span {
        let days = i32::from(self.established.window_school_days);
        // A window of one day is the last school day.
        Span::new(self.calendar.nth_school_day_after(self.as_of, 1 - days), self.as_of)
    }
}

/// See the module. Students are rows, muscles of the framework are columns.
#[derive(Debug)]
pub struct Evidence {
    students: Vec<PersonId>,
    muscles: usize,
    contexts: Vec<Context>,
    /// Sorted by cell, then by day.
    seen: Vec<Seen>,
    /// Where the sightings of each cell begin in `seen`, and the end.
    begins: Vec<u32>,
}

impl Evidence {
    /// The sightings of `students` in buckets of whatever classes, up to
    /// `frame.as_of`. A day without school counts as the last school day
    /// before it.
    #[must_use]
    pub fn gather<'a>(
        buckets: impl IntoIterator<Item = &'a DayBucket>,
        students: &[PersonId],
        frame: &Frame<'_>,
    ) -> Self {
        let mut gathering = Gathering::new(students, frame);
        for bucket in buckets.into_iter().filter(|bucket| bucket.day <= frame.as_of) {
            gathering.add(bucket);
        }
        gathering.finish(students)
    }

    /// The students, in the order in which they were handed in.
    #[must_use]
    pub fn students(&self) -> &[PersonId] {
        &self.students
    }

    /// The sightings of one student and one muscle, by position, oldest first.
    #[must_use]
    pub fn seen(&self, student: usize, muscle: usize) -> &[Seen] {
        let cell = student * self.muscles + muscle;
        &self.seen[self.begins[cell] as usize..self.begins[cell + 1] as usize]
    }

    /// The context of a sighting.
    #[must_use]
    pub fn context(&self, seen: Seen) -> &Context {
        &self.contexts[usize::from(seen.context)]
    }
}

/// An [`Evidence`] in the making.
struct Gathering<'a> {
    rows: HashMap<PersonId, u32>,
    columns: Columns<'a>,
    calendar: &'a Calendar,
    contexts: HashMap<Context, u16>,
    seen: Vec<(u32, Seen)>,
}

impl<'a> Gathering<'a> {
    fn new(students: &[PersonId], frame: &Frame<'a>) -> Self {
        Self {
            rows: (0..).zip(students).map(|(row, student)| (*student, row)).collect(),
            columns: Columns::new(frame.framework),
            calendar: frame.calendar,
            contexts: HashMap::new(),
            seen: Vec::new(),
        }
    }

    fn add(&mut self, bucket: &DayBucket) {
        let rows: Vec<_> = bucket.students.iter().map(|s| self.rows.get(s).copied()).collect();
        if rows.iter().all(Option::is_none) {
            return;
        }
        let columns: Vec<_> = bucket.muscles.iter().map(|m| self.columns.of(m)).collect();
        let contexts: Vec<_> = bucket.contexts.iter().map(|c| self.context(c)).collect();
        let day = self.calendar.school_day_number(bucket.day);
        let width = self.columns.width();
        for tap in &bucket.taps {
            let row = rows.get(usize::from(tap.student)).copied().flatten();
            let column = columns.get(usize::from(tap.muscle)).copied().flatten();
            let context = contexts.get(usize::from(tap.context));
            if let (Some(row), Some(column), Some(context)) = (row, column, context) {
                let seen = Seen { day, context: *context, phase: tap.phase };
                self.seen.push((row * width + column, seen));
            }
        }
    }

    /// The number of a context. The 65,536th different one and all after it
    /// would count as one: a school uses a few hundred.
    fn context(&mut self, context: &Context) -> u16 {
        if let Some(number) = self.contexts.get(context) {
            return *number;
        }
        let number = u16::try_from(self.contexts.len()).unwrap_or(u16::MAX);
        self.contexts.insert(context.clone(), number);
        number
    }

    fn finish(mut self, students: &[PersonId]) -> Evidence {
        order::sort(&mut self.seen);
        let muscles = self.columns.width() as usize;
        let cells = u32::try_from(students.len() * muscles).unwrap_or(u32::MAX);
        let begin = |cell: u32| self.seen.partition_point(|(of, _)| *of < cell);
        let begins = (0..=cells).map(|cell| u32::try_from(begin(cell)).unwrap_or(u32::MAX));
        let mut contexts = vec![Context::default(); self.contexts.len()];
        for (context, number) in self.contexts {
            contexts[usize::from(number)] = context;
        }
        Evidence {
            students: students.to_vec(),
            muscles,
            contexts,
            begins: begins.collect(),
            seen: self.seen.into_iter().map(|(_, seen)| seen).collect(),
        }
    }
}

/// Finds a muscle's column, mapped muscles included.
pub(super) struct Columns<'a> {
    framework: &'a Framework,
    known: HashMap<MuscleId, Option<u32>>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(framework: &'a Framework) -> Self {
        Self { framework, known: HashMap::new() }
    }

    pub(super) fn of(&mut self, muscle: &MuscleId) -> Option<u32> {
        if let Some(column) = self.known.get(muscle) {
            return *column;
        }
        let column = self.framework.position(muscle).and_then(|at| u32::try_from(at).ok());
        self.known.insert(muscle.clone(), column);
        column
    }

    fn width(&self) -> u32 {
        u32::try_from(self.framework.muscles().len()).unwrap_or(u32::MAX)
    }
}
