//! The class report: for the adults of one class.
//!
//! It reads sightings of today's students (from all their lessons), what this
//! class practised, and students' choices: all of which a device of the class's
//! adults holds, so that it computes the same report as the server.

mod conversations;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

pub use self::conversations::{Chosen, Conversation, Reason};
use super::buckets::DayBucket;
use super::counts::{Lessons, Students};
use super::evidence::{Evidence, Frame};
use super::picture::{Picture, Standing};
use super::reach::{Reach, reach};
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::time::{Calendar, Day, HalfTerm, Span};

/// School week of a school year at whose end "then" is, in its first
/// half-term.
pub const FIRST_THEN_SCHOOL_WEEK: u16 = 2;

/// What is known of a class. No status words yet, and nothing is added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassReport {
    /// The class.
    pub class: ClassId,
    /// The day as of which it was computed.
    pub as_of: Day,
    /// The half-term that it is about.
    pub half_term: HalfTerm,
    /// The day of the earlier spread: the last school day before this
    /// half-term; in a year's first one, the end of its second school week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Day>,
    /// Today's students.
    pub students: Students,
    /// One for each muscle of the framework, in its order.
    pub muscles: Vec<MuscleReport>,
    /// Good conversations to have.
    pub conversations: Vec<Conversation>,
}

/// What is known of one muscle in a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MuscleReport {
    /// The muscle.
    pub muscle: MuscleId,
    /// How skilfully.
    pub chart: Chart,
    /// How often and in how many contexts in this class, this half-term so
    /// far.
    pub this_half_term: Reach,
    /// The same over the first days of the half-term before, as many school
    /// days as there have been in this one; `None` in a year's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_term_before: Option<Reach>,
}

/// A spread over the phases, where there is enough to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chart {
    /// Enough was seen.
    Shown {
        /// As of the report's day.
        now: Spread,
        /// As of [`ClassReport::then`], of the same students.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        then: Option<Spread>,
    },
    /// Not enough was seen in this class over the window of the established
    /// phase: under [`EVIDENCE_LESSONS_MIN`](super::reach::EVIDENCE_LESSONS_MIN)
    /// lessons or [`EVIDENCE_STUDENTS_MIN`](super::reach::EVIDENCE_STUDENTS_MIN)
    /// students.
    NotEnough {
        /// Lessons in which it was seen.
        lessons: Lessons,
        /// Students who were seen.
        students: Students,
    },
}

/// How many students are where with one muscle. Every student is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// Students at each established phase, 0 to 5.
    pub phases: [Students; Phase::COUNT],
    /// "Starting to see".
    pub starting: Students,
    /// Not looked yet.
    pub not_looked: Students,
}

/// What a class report is computed from, beside its frame.
#[derive(Debug, Clone, Copy)]
pub struct ClassInput<'a> {
    /// The class.
    pub class: ClassId,
    /// Its students on the report's day, in the order in which they are shown.
    pub students: &'a [PersonId],
    /// Buckets of all classes of these students; others do no harm.
    pub buckets: &'a [DayBucket],
    /// What these students have chosen to stretch next.
    pub chosen: &'a [Chosen],
}

/// Computes the report of a class.
#[must_use]
pub fn class_report(input: &ClassInput<'_>, frame: Frame<'_>) -> ClassReport {
    let half_term = frame.calendar.half_term(frame.as_of);
    let then = then(frame.calendar, half_term, frame.as_of);
    let evidence = Evidence::gather(input.buckets, input.students, &frame);
    let now = Picture::new(&evidence, frame);
    let earlier = then.map(|day| now.as_of(day));

    let students: HashSet<_> = input.students.iter().copied().collect();
    let own = || input.buckets.iter().filter(|bucket| bucket.class == input.class);
    let reach_over = |days| reach(own(), &students, days, &frame);
    let this = reach_over(Span::new(half_term.first, frame.as_of));
    let before = days_compared(frame.calendar, half_term, frame.as_of).map(reach_over);
    let window = reach_over(frame.window());

    let muscles = frame.framework.muscles().iter().enumerate().map(|(at, muscle)| MuscleReport {
        muscle: muscle.id.clone(),
        chart: chart(window[at], at, &now, earlier.as_ref(), input.students.len()),
        this_half_term: this[at],
        half_term_before: before.as_ref().map(|reach| reach[at]),
    });
    ClassReport {
        class: input.class,
        as_of: frame.as_of,
        half_term,
        then,
        students: Students::of(input.students),
        muscles: muscles.collect(),
        conversations: conversations::conversations(&evidence, &now, input, &frame, half_term),
    }
}

fn chart(
    seen: Reach,
    muscle: usize,
    now: &Picture<'_>,
    then: Option<&Picture<'_>>,
    students: usize,
) -> Chart {
    if !seen.is_enough() {
        return Chart::NotEnough { lessons: seen.lessons, students: seen.students };
    }
    let spread = |picture: &Picture<'_>| {
        (0..students).map(|student| picture.standing(student, muscle)).collect()
    };
    Chart::Shown { now: spread(now), then: then.map(spread) }
}

/// The day of the earlier spread, once it is past.
fn then(calendar: &Calendar, half_term: HalfTerm, as_of: Day) -> Option<Day> {
    let year = calendar.school_year(half_term.first);
    let is_first = year.half_terms.first().is_some_and(|first| first.id == half_term.id);
    let then = if is_first {
        calendar.end_of_school_week(&year, FIRST_THEN_SCHOOL_WEEK)
    } else {
        calendar.nth_school_day_before(half_term.first, 1)
    };
    (then < as_of).then_some(then)
}

/// The stretch of the half-term before that is as long as this one is so far;
/// `None` across school years, where the class was another one.
fn days_compared(calendar: &Calendar, half_term: HalfTerm, as_of: Day) -> Option<Span> {
    let before = calendar.half_term_before(half_term);
    if before.id.year != half_term.id.year {
        return None;
    }
    let so_far = calendar.school_days_between(half_term.first.plus(-1), as_of.min(half_term.last));
    let last = calendar.nth_school_day_after(before.first.plus(-1), so_far);
    Some(Span::new(before.first, last.min(before.last)))
}

impl FromIterator<Standing> for Spread {
    fn from_iter<I: IntoIterator<Item = Standing>>(standings: I) -> Self {
        let mut spread = Self::default();
        for standing in standings {
            let count = match standing {
                Standing::NotLooked => &mut spread.not_looked,
                Standing::Starting => &mut spread.starting,
                Standing::Established { phase, .. } => &mut spread.phases[phase.index()],
            };
            *count += Students::new(1);
        }
        spread
    }
}

impl Spread {
    /// Students with an established phase.
    #[must_use]
    pub fn established(&self) -> Students {
        self.phases.iter().copied().sum()
    }

    /// Students without one yet, seen or not.
    #[must_use]
    pub fn not_yet(&self) -> Students {
        self.starting + self.not_looked
    }
}

#[cfg(test)]
mod tests;
