//! What one class recorded on one day, folded: the unit that the server stores
//! and recomputes when an entry of that class and day arrives.
//!
//! A bucket says which student was seen with which muscle, phase and context,
//! and when; adults are told apart by a number that means nothing elsewhere,
//! so that lessons can be counted. It keeps no name, no id of a member of
//! staff and no free text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sync::entry::{EntryId, Millis};
use sync::order;

use super::lesson::lessons;
use super::sighted::{AwayAt, Context, PractisedAt, Recorded, Sighted};
use crate::entry::{Away, EntryKind, Practised, Sighting};
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::time::Day;

/// Version of the stored form of a [`DayBucket`]. Buckets of another version
/// are not migrated but made again from the log.
pub const BUCKET_VERSION: u16 = 1;

/// Whether entries of this kind are counted in buckets. Others can only take
/// back or correct some that are.
#[must_use]
pub fn is_counted(kind: &str) -> bool {
    [Sighting::NAME, Practised::NAME, Away::NAME].contains(&kind)
}

/// One class on one day. Rows refer to the lists by position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBucket {
    /// The class.
    pub class: ClassId,
    /// The day.
    pub day: Day,
    /// Students with sightings.
    pub(super) students: Vec<PersonId>,
    /// Muscles, as entries name them.
    pub(super) muscles: Vec<MuscleId>,
    /// Contexts.
    pub(super) contexts: Vec<Context>,
    /// Sightings that count.
    pub(super) taps: Vec<Tap>,
    /// "Everyone else: practised".
    pub(super) practised: Vec<Practice>,
    /// "Away": only as signs of a lesson.
    pub(super) away: Vec<Sign>,
}

/// A sighting in a bucket; an array in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(u16, u16, Phase, u16, Sign)", into = "(u16, u16, Phase, u16, Sign)")]
pub(super) struct Tap {
    pub student: u16,
    pub muscle: u16,
    pub phase: Phase,
    pub context: u16,
    pub sign: Sign,
}

/// A "practised" in a bucket; an array in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(u16, Sign)", into = "(u16, Sign)")]
pub(super) struct Practice {
    pub muscle: u16,
    pub sign: Sign,
}

/// A sign of a lesson; an array in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(u16, u32)", into = "(u16, u32)")]
pub(super) struct Sign {
    /// Tells the adults of this class and day apart; says nothing else.
    pub adult: u16,
    /// Milliseconds after the first sign of this bucket.
    pub at: u32,
}

/// Folds entries into buckets, one for each class and day on which there was
/// something, sorted by class and day.
#[must_use]
pub fn fold(recorded: &Recorded) -> Vec<DayBucket> {
    let mut drawers: BTreeMap<(ClassId, Day), Drawer<'_>> = BTreeMap::new();
    for sighted in &recorded.sighted {
        let drawer = drawers.entry((sighted.class, sighted.day)).or_default();
        drawer.sighted.insert((sighted.at, sighted.id), sighted);
    }
    for practised in &recorded.practised {
        let drawer = drawers.entry((practised.class, practised.day)).or_default();
        drawer.practised.insert((practised.at, practised.id), practised);
    }
    for away in &recorded.away {
        let drawer = drawers.entry((away.class, away.day)).or_default();
        drawer.away.insert((away.at, away.id), away);
    }
    drawers.into_iter().map(|((class, day), drawer)| drawer.bucket(class, day)).collect()
}

/// The entries of one class and day, each once, in order of time.
#[derive(Default)]
struct Drawer<'a> {
    sighted: BTreeMap<(Millis, EntryId), &'a Sighted>,
    practised: BTreeMap<(Millis, EntryId), &'a PractisedAt>,
    away: BTreeMap<(Millis, EntryId), &'a AwayAt>,
}

impl Drawer<'_> {
    fn bucket(&self, class: ClassId, day: Day) -> DayBucket {
        let counting = self.counting();
        let adults = sorted(
            (self.sighted.values().map(|s| s.author))
                .chain(self.practised.values().map(|p| p.author))
                .chain(self.away.values().map(|a| a.author)),
        );
        let first = self.first_sign();
        let sign = |author: &PersonId, at: Millis| Sign {
            adult: place(&adults, author),
            at: u32::try_from(at - first).unwrap_or(u32::MAX),
        };
        let students = sorted(counting.iter().map(|s| s.student));
        let muscles = sorted(
            (counting.iter().map(|s| s.muscle.clone()))
                .chain(self.practised.values().map(|p| p.muscle.clone())),
        );
        let contexts = sorted(counting.iter().map(|s| s.context.clone()));
        let mut taps: Vec<_> = counting
            .iter()
            .map(|s| Tap {
                student: place(&students, &s.student),
                muscle: place(&muscles, &s.muscle),
                phase: s.phase,
                context: place(&contexts, &s.context),
                sign: sign(&s.author, s.at),
            })
            .collect();
        order::sort(&mut taps);
        let practised = self
            .practised
            .values()
            .map(|p| Practice { muscle: place(&muscles, &p.muscle), sign: sign(&p.author, p.at) });
        let practised = sorted(practised);
        let away = sorted(self.away.values().map(|a| sign(&a.author, a.at)));
        DayBucket { class, day, students, muscles, contexts, taps, practised, away }
    }

    /// The sightings that no later tap of the same lesson corrects: see
    /// [`lesson`](super::lesson).
    fn counting(&self) -> Vec<&Sighted> {
        let mut of_student: BTreeMap<PersonId, Vec<&Sighted>> = BTreeMap::new();
        for sighted in self.sighted.values() {
            of_student.entry(sighted.student).or_default().push(sighted);
        }
        let mut counting = Vec::with_capacity(self.sighted.len());
        for sightings in of_student.values() {
            let signs: Vec<_> = sightings.iter().map(|s| (s.author, s.at)).collect();
            let mut last = BTreeMap::new();
            for (lesson, sighted) in lessons(&signs).into_iter().zip(sightings) {
                last.insert((lesson, &sighted.muscle), *sighted);
            }
            counting.extend(last.into_values());
        }
        counting
    }

    fn first_sign(&self) -> Millis {
        let firsts = [
            self.sighted.keys().next().map(|(at, _)| *at),
            self.practised.keys().next().map(|(at, _)| *at),
            self.away.keys().next().map(|(at, _)| *at),
        ];
        firsts.into_iter().flatten().min().unwrap_or_default()
    }
}

/// The items in order, each once.
fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = items.collect();
    order::sort(&mut list);
    list.dedup();
    list
}

/// The position of an item that is in the list. A class and day has far fewer
/// than 65,536 of anything; beyond that, the last position would stand in.
fn place<T: Ord>(list: &[T], item: &T) -> u16 {
    let at = list.binary_search(item).unwrap_or_else(|next| next);
    u16::try_from(at).unwrap_or(u16::MAX)
}

impl DayBucket {
    /// Whether nothing in it counts any more: the server drops such a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taps.is_empty() && self.practised.is_empty() && self.away.is_empty()
    }

    /// Which student was seen with which muscle, as entries name it; once for
    /// each sighting that counts.
    #[cfg(test)]
    pub(super) fn seen(&self) -> impl Iterator<Item = (&PersonId, &MuscleId)> {
        self.taps.iter().filter_map(|tap| {
            let student = self.students.get(usize::from(tap.student))?;
            Some((student, self.muscles.get(usize::from(tap.muscle))?))
        })
    }

    /// The students who were seen: what the server finds buckets by.
    #[must_use]
    pub fn students(&self) -> &[PersonId] {
        &self.students
    }
}

impl From<(u16, u16, Phase, u16, Sign)> for Tap {
    fn from((student, muscle, phase, context, sign): (u16, u16, Phase, u16, Sign)) -> Self {
        Self { student, muscle, phase, context, sign }
    }
}

impl From<Tap> for (u16, u16, Phase, u16, Sign) {
    fn from(tap: Tap) -> Self {
        (tap.student, tap.muscle, tap.phase, tap.context, tap.sign)
    }
}

impl From<(u16, Sign)> for Practice {
    fn from((muscle, sign): (u16, Sign)) -> Self {
        Self { muscle, sign }
    }
}

impl From<Practice> for (u16, Sign) {
    fn from(practice: Practice) -> Self {
        (practice.muscle, practice.sign)
    }
}

impl From<(u16, u32)> for Sign {
    fn from((adult, at): (u16, u32)) -> Self {
        Self { adult, at }
    }
}

impl From<Sign> for (u16, u32) {
    fn from(sign: Sign) -> Self {
        (sign.adult, sign.at)
    }
}

#[cfg(test)]
mod tests;
