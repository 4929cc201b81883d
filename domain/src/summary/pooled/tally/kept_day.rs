//! A bucket as a tally keeps it: numbers only, 16 bytes for each sighting.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use sync::order;

use super::marks::Marks;
use crate::framework::Framework;
use crate::id::{MuscleId, PersonId, Phase};
use crate::summary::buckets::{DayBucket, Sign};
use crate::summary::counts::Lessons;
use crate::summary::lesson::lessons;
use crate::summary::sighted::Context;

/// The numbers that a tally has given to students and contexts, and the
/// columns of muscles.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    students: HashMap<PersonId, u32>,
    contexts: HashMap<Context, u16>,
    muscles: HashMap<MuscleId, Option<u16>>,
}

impl Numbers {
    /// How many students have one.
    pub(super) fn students(&self) -> usize {
        self.students.len()
    }

    /// The number of a student who was ever seen.
    pub(super) fn of_student(&self, student: PersonId) -> Option<usize> {
        self.students.get(&student).map(|number| *number as usize)
    }

    fn student(&mut self, student: PersonId) -> u32 {
        let next = u32::try_from(self.students.len()).unwrap_or(u32::MAX);
        *self.students.entry(student).or_insert(next)
    }

    /// The 65,536th different context and all after it would count as one, as
    /// they do in [`Evidence`](crate::summary::evidence::Evidence).
    fn context(&mut self, context: &Context) -> u16 {
        if let Some(number) = self.contexts.get(context) {
            return *number;
        }
        let next = u16::try_from(self.contexts.len()).unwrap_or(u16::MAX);
        self.contexts.insert(context.clone(), next);
        next
    }

    fn muscle(&mut self, muscle: &MuscleId, framework: &Framework) -> Option<u16> {
        if let Some(column) = self.muscles.get(muscle) {
            return *column;
        }
        let column = framework.position(muscle).and_then(|at| u16::try_from(at).ok());
        self.muscles.insert(muscle.clone(), column);
        column
    }
}

/// One class on one day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeptDay {
    /// The number of its school day.
    pub(super) number: i32,
    /// Sorted by student, then by muscle.
    taps: Vec<KeptTap>,
    /// "Practised" and "away": only as signs of lessons.
    signs: Vec<Sign>,
}

/// A sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeptTap {
    student: u32,
    /// Its column; [`NO_COLUMN`] where the muscle is in no framework any more:
    /// then it is a sign of a lesson, and nothing else.
    muscle: u16,
    /// Its number.
    pub(super) context: u16,
    /// The phase that was seen.
    pub(super) phase: Phase,
    adult: u16,
    at: u32,
}

const NO_COLUMN: u16 = u16::MAX;

impl KeptTap {
    /// The student's number.
    pub(super) fn student(&self) -> usize {
        self.student as usize
    }

    /// The muscle's column, if it counts.
    pub(super) fn muscle(&self) -> Option<usize> {
        (self.muscle != NO_COLUMN).then_some(self.muscle.into())
    }
}

impl KeptDay {
    /// A bucket in numbers.
    pub(super) fn new(
        bucket: &DayBucket,
        number: i32,
        numbers: &mut Numbers,
        framework: &Framework,
    ) -> Self {
        let students: Vec<_> = bucket.students.iter().map(|id| numbers.student(*id)).collect();
        let contexts: Vec<_> = bucket.contexts.iter().map(|it| numbers.context(it)).collect();
        let muscles = bucket.muscles.iter().map(|id| numbers.muscle(id, framework));
        let muscles: Vec<_> = muscles.map(|column| column.unwrap_or(NO_COLUMN)).collect();
        let taps = bucket.taps.iter().filter_map(|tap| {
            Some(KeptTap {
                student: *students.get(usize::from(tap.student))?,
                muscle: *muscles.get(usize::from(tap.muscle))?,
                context: *contexts.get(usize::from(tap.context))?,
                phase: tap.phase,
                adult: tap.sign.adult,
                at: tap.sign.at,
            })
        });
        let mut taps: Vec<_> = taps.collect();
        order::sort(&mut taps);
        let practised = bucket.practised.iter().map(|practice| practice.sign);
        Self { number, taps, signs: practised.chain(bucket.away.iter().copied()).collect() }
    }

    /// All sightings.
    pub(super) fn taps(&self) -> &[KeptTap] {
        &self.taps
    }

    /// Those of one student, by muscle.
    pub(super) fn taps_of(&self, student: usize) -> &[KeptTap] {
        let begin = self.taps.partition_point(|tap| tap.student() < student);
        let len = self.taps[begin..].partition_point(|tap| tap.student() == student);
        &self.taps[begin..begin + len]
    }

    /// Of whom the sightings of two days differ, and of which muscles.
    pub(super) fn differ(one: Option<&Self>, other: Option<&Self>) -> BTreeMap<usize, Marks> {
        let (one, other) = (one.map_or(&[][..], Self::taps), other.map_or(&[][..], Self::taps));
        let mut differing: BTreeMap<_, Marks> = BTreeMap::new();
        for (here, there) in [(one, other), (other, one)] {
            for tap in here.iter().filter(|tap| there.binary_search(tap).is_err()) {
                let muscles = differing.entry(tap.student()).or_default();
                tap.muscle().into_iter().for_each(|muscle| muscles.add(muscle));
            }
        }
        differing
    }

    /// Who was seen, each once.
    pub(super) fn students(&self) -> impl Iterator<Item = usize> + '_ {
        self.taps.chunk_by(|a, b| a.student == b.student).map(|taps| taps[0].student())
    }

    /// For each muscle, the lessons in which it was seen in one of `known`:
    /// see [`reach`](crate::summary::reach::reach).
    pub(super) fn lessons(&self, known: &Marks, muscles: Range<usize>) -> Vec<Lessons> {
        let taps: Vec<_> = self.taps.iter().filter(|tap| known.has(tap.student())).collect();
        let signs = taps.iter().map(|tap| (tap.adult, tap.at));
        let signs = signs.chain(self.signs.iter().map(|sign| (sign.adult, sign.at)));
        let signs: Vec<_> = signs.map(|(adult, at)| (adult, i64::from(at))).collect();
        let mut seen_in = BTreeSet::new();
        for (tap, lesson) in taps.iter().zip(lessons(&signs)) {
            seen_in.extend(tap.muscle().map(|muscle| (muscle, lesson)));
        }
        let mut counts = vec![Lessons::ZERO; muscles.len()];
        for (muscle, _) in seen_in {
            counts[muscle] += Lessons::new(1);
        }
        counts
    }
}
