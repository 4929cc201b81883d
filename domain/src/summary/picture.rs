//! Staff's picture: where students are, by the established phase, never by a
//! single tap.

use serde::{Deserialize, Serialize};

use super::counts::SchoolDays;
use super::established::{self, Established, Seen};
use super::evidence::{Evidence, Frame};
use super::sighted::Context;
use crate::id::Phase;
use crate::time::Day;

/// Where one student is with one muscle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nobody has seen it this school year, and nothing was established
    /// before: not phase 0, and drawn differently.
    NotLooked,
    /// Seen this school year, not often enough yet: "Starting to see".
    Starting,
    /// Established.
    Established {
        /// The phase.
        phase: Phase,
        /// How long ago it was last seen, where it only stands because nothing
        /// in the window has replaced it.
        #[serde(skip_serializing_if = "Option::is_none")]
        age: Option<SchoolDays>,
    },
}

/// The picture of some students, as of `frame.as_of`.
#[derive(Debug)]
pub struct Picture<'a> {
    evidence: &'a Evidence,
    frame: Frame<'a>,
    today: i32,
    year_begins: i32,
}

impl<'a> Picture<'a> {
    /// The picture that this evidence gives. The evidence was gathered with the
    /// same frame, or with a later day: looking back is cheap.
    #[must_use]
    pub fn new(evidence: &'a Evidence, frame: Frame<'a>) -> Self {
        let year = frame.calendar.school_year(frame.as_of);
        Self {
            evidence,
            frame,
            today: frame.calendar.school_day_number(frame.as_of),
            year_begins: frame.calendar.school_day_number(year.span.first),
        }
    }

    /// The picture of the same students as of an earlier day.
    #[must_use]
    pub fn as_of(&self, day: Day) -> Self {
        Self::new(self.evidence, Frame { as_of: day, ..self.frame })
    }

    /// Where a student is with a muscle, both by position.
    #[must_use]
    pub fn standing(&self, student: usize, muscle: usize) -> Standing {
        let seen = self.evidence.seen(student, muscle);
        match established::established(seen, self.frame.established, self.today) {
            Some(Established { phase, last_seen, is_current }) => {
                let age = u32::try_from(self.today - last_seen).unwrap_or(0);
                let age = (!is_current).then(|| SchoolDays::new(age));
                Standing::Established { phase, age }
            }
            None if self.seen_this_year(student, muscle).is_empty() => Standing::NotLooked,
            None => Standing::Starting,
        }
    }

    /// The established phase alone.
    #[must_use]
    pub fn phase(&self, student: usize, muscle: usize) -> Option<Phase> {
        let seen = self.evidence.seen(student, muscle);
        established::phase_on(seen, self.frame.established, self.today)
    }

    /// The highest phase of the school year so far: what a child's page keeps.
    #[must_use]
    pub fn highest_this_year(&self, student: usize, muscle: usize) -> Option<Phase> {
        let seen = self.evidence.seen(student, muscle);
        established::highest(seen, self.frame.established, self.year_begins, self.today)
    }

    /// The highest phase of the school year up to `day`, and `day`; where there
    /// was none yet, the first one after it, and its day.
    pub(super) fn beginning(
        &self,
        student: usize,
        muscle: usize,
        day: Day,
    ) -> Option<(Day, Phase)> {
        let calendar = self.frame.calendar;
        let number = calendar.school_day_number(day);
        if number > self.today {
            return None;
        }
        let (seen, settings) = (self.evidence.seen(student, muscle), self.frame.established);
        let standing = established::highest(seen, settings, self.year_begins, number);
        standing.map(|phase| (day, phase)).or_else(|| {
            let first = established::steps(seen, settings).find(|step| step.from > number)?;
            (first.from <= self.today).then(|| (calendar.school_day(first.from), first.phase))
        })
    }

    /// Where a muscle was seen this school year, newest first, each context
    /// once.
    #[must_use]
    pub fn seen_in(&self, student: usize, muscle: usize) -> Vec<&'a Context> {
        let mut contexts = Vec::new();
        for seen in self.seen_this_year(student, muscle).iter().rev() {
            let context = self.evidence.context(*seen);
            if !contexts.contains(&context) {
                contexts.push(context);
            }
        }
        contexts
    }

    /// The sightings of this school year, up to the day of this picture,
    /// oldest first.
    pub(super) fn seen_this_year(&self, student: usize, muscle: usize) -> &'a [Seen] {
        self.seen_from(self.year_begins, student, muscle)
    }

    /// The sightings after the day of an earlier picture, up to the day of
    /// this one, oldest first.
    pub(super) fn seen_after(&self, earlier: &Self, student: usize, muscle: usize) -> &'a [Seen] {
        self.seen_from(earlier.today + 1, student, muscle)
    }

    fn seen_from(&self, first: i32, student: usize, muscle: usize) -> &'a [Seen] {
        let seen = self.evidence.seen(student, muscle);
        let begin = seen.partition_point(|s| s.day < first);
        let end = seen.partition_point(|s| s.day <= self.today);
        &seen[begin.min(end)..end]
    }
}

#[cfg(test)]
mod tests;
