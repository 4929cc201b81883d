//! How often, and in how many contexts: two of progress's three facets, over
//! a stretch of days.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::buckets::DayBucket;
use super::counts::{Contexts, Lessons, PractisedLessons, Students};
use super::evidence::{Columns, Frame};
use super::lesson::lessons;
use super::sighted::Context;
use crate::id::PersonId;
use crate::time::Span;

/// Lessons under which nothing is shown of a muscle.
pub const EVIDENCE_LESSONS_MIN: u32 = 3;
/// Students under which nothing is shown of a muscle.
pub const EVIDENCE_STUDENTS_MIN: u32 = 5;

/// How a muscle was seen in some classes over some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reach {
    /// Lessons with sightings.
    pub lessons: Lessons,
    /// Lessons in which the class practised it.
    pub practised: PractisedLessons,
    /// Different contexts of the sightings.
    pub contexts: Contexts,
    /// Students with sightings.
    pub students: Students,
}

impl Reach {
    /// Whether this is enough to show where students are.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.lessons >= Lessons::new(EVIDENCE_LESSONS_MIN)
            && self.students >= Students::new(EVIDENCE_STUDENTS_MIN)
    }
}

/// The reach of each muscle of the framework over `days`, up to `frame.as_of`,
/// in these buckets (each given once), as far as `students` were seen.
///
/// Nothing of other students is read: a device holds no sightings of those who
/// have left the class, and counts the same lessons.
pub(super) fn reach<'a>(
    buckets: impl IntoIterator<Item = &'a DayBucket>,
    students: &HashSet<PersonId>,
    days: Span,
    frame: &Frame<'_>,
) -> Vec<Reach> {
    let mut tally = Tally::new(frame);
    for bucket in buckets {
        if days.contains(bucket.day) && bucket.day <= frame.as_of {
            tally.add(bucket, students);
        }
    }
    tally.finish()
}

/// Counts in the making, one of each for each muscle.
struct Tally<'a> {
    columns: Columns<'a>,
    lessons: Vec<Lessons>,
    practised: Vec<PractisedLessons>,
    contexts: Vec<HashSet<Context>>,
    students: Vec<HashSet<PersonId>>,
}

impl<'a> Tally<'a> {
    fn new(frame: &Frame<'a>) -> Self {
        let muscles = frame.framework.muscles().len();
        Self {
            columns: Columns::new(frame.framework),
            lessons: vec![Lessons::ZERO; muscles],
            practised: vec![PractisedLessons::ZERO; muscles],
            contexts: vec![HashSet::new(); muscles],
            students: vec![HashSet::new(); muscles],
        }
    }

    fn add(&mut self, bucket: &DayBucket, students: &HashSet<PersonId>) {
        let columns: Vec<_> = bucket
            .muscles
            .iter()
            .map(|muscle| self.columns.of(muscle).map(|column| column as usize))
            .collect();
        let column = |muscle: u16| columns.get(usize::from(muscle)).copied().flatten();
        let taps: Vec<_> = bucket
            .taps
            .iter()
            .filter_map(|tap| Some((tap, bucket.students.get(usize::from(tap.student))?)))
            .filter(|(_, student)| students.contains(student))
            .collect();
        // Taps first, then "practised", then "away": their lessons come back
        // in this order.
        let signs: Vec<_> = (taps.iter().map(|(tap, _)| tap.sign))
            .chain(bucket.practised.iter().map(|practice| practice.sign))
            .chain(bucket.away.iter().copied())
            .map(|sign| (sign.adult, i64::from(sign.at)))
            .collect();
        let lesson_of = lessons(&signs);

        let mut seen_in = BTreeSet::new();
        for ((tap, student), lesson) in taps.iter().zip(&lesson_of) {
            let Some(column) = column(tap.muscle) else { continue };
            seen_in.insert((column, lesson));
            self.students[column].insert(**student);
            if let Some(context) = bucket.contexts.get(usize::from(tap.context))
                && !self.contexts[column].contains(context)
            {
                self.contexts[column].insert(context.clone());
            }
        }
        let mut practised_in = BTreeSet::new();
        for (practice, lesson) in bucket.practised.iter().zip(&lesson_of[taps.len()..]) {
            practised_in.extend(column(practice.muscle).map(|column| (column, lesson)));
        }
        for (column, _) in seen_in {
            self.lessons[column] += Lessons::new(1);
        }
        for (column, _) in practised_in {
            self.practised[column] += PractisedLessons::new(1);
        }
    }

    fn finish(self) -> Vec<Reach> {
        let counts = self.lessons.into_iter().zip(self.practised);
        let sets = self.contexts.into_iter().zip(self.students);
        counts
            .zip(sets)
            .map(|((lessons, practised), (contexts, students))| Reach {
                lessons,
                practised,
                contexts: Contexts::of(contexts),
                students: Students::of(students),
            })
            .collect()
    }
}
