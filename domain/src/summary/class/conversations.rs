//! Good conversations to have: with whom, and why. Growth too, never only low
//! phases; nobody is ranked, and few are named at a time.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sync::order;

use super::super::evidence::{Evidence, Frame};
use super::super::picture::Picture;
use super::ClassInput;
use crate::id::{MuscleId, PersonId};
use crate::time::{Day, HalfTerm};

/// Most conversations of one sort in a report.
pub const EACH_SORT_MAX: usize = 3;
/// Over how many school days growth is looked for: a month.
pub const GROWTH_SCHOOL_DAYS: i32 = 20;
/// In how many subjects growth was seen, at least.
pub const GROWTH_SUBJECTS_MIN: usize = 2;
/// School days of a half-term after which "nobody has looked" means something.
pub const NOT_LOOKED_SCHOOL_DAYS_MIN: i32 = 10;

/// A student's present choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Who.
    pub student: PersonId,
    /// What to stretch next.
    pub muscle: MuscleId,
    /// When it was chosen.
    pub day: Day,
}

/// A student to talk with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Who.
    pub student: PersonId,
    /// Why.
    pub reason: Reason,
}

/// Why a conversation would be good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A higher phase was established within a month, and was seen in several
    /// subjects: ask what changed.
    Grown {
        /// The muscle.
        muscle: MuscleId,
        /// The subjects, in order of the alphabet.
        subjects: Vec<String>,
    },
    /// The student chose this muscle as the next stretch, this half-term.
    Chose {
        /// The muscle.
        muscle: MuscleId,
    },
    /// Nobody has looked since this day, the first of the half-term.
    NotLooked {
        /// The day.
        since: Day,
    },
}

/// At most [`EACH_SORT_MAX`] of each sort, growth first; each student once.
pub(super) fn conversations(
    evidence: &Evidence,
    now: &Picture<'_>,
    input: &ClassInput<'_>,
    frame: &Frame<'_>,
    half_term: HalfTerm,
) -> Vec<Conversation> {
    let sorts = [
        grown(evidence, now, frame),
        chose(input, frame, half_term),
        not_looked(evidence, frame, half_term),
    ];
    let mut named = HashSet::new();
    let mut list = Vec::new();
    for sort in sorts {
        let new = sort.into_iter().filter(|c| named.insert(c.student)).take(EACH_SORT_MAX);
        list.extend(new);
    }
    list
}

/// Those who grew in most subjects first.
fn grown(evidence: &Evidence, now: &Picture<'_>, frame: &Frame<'_>) -> Vec<Conversation> {
    let before = now.as_of(frame.calendar.nth_school_day_after(frame.as_of, -GROWTH_SCHOOL_DAYS));
    let mut list = Vec::new();
    for (row, student) in evidence.students().iter().enumerate() {
        let growths =
            frame.framework.muscles().iter().enumerate().filter_map(|(column, muscle)| {
                let subjects = growth(evidence, now, &before, row, column)?;
                Some((muscle, subjects))
            });
        // Of several muscles, the first of those seen in most subjects.
        if let Some((muscle, subjects)) = growths.min_by_key(|(_, s)| Reverse(s.len())) {
            let reason = Reason::Grown { muscle: muscle.id.clone(), subjects };
            list.push((subjects_of(&reason), Conversation { student: *student, reason }));
        }
    }
    order::sort_by_key(&mut list, |(subjects, _)| Reverse(*subjects));
    list.into_iter().map(|(_, conversation)| conversation).collect()
}

fn subjects_of(reason: &Reason) -> usize {
    if let Reason::Grown { subjects, .. } = reason { subjects.len() } else { 0 }
}

/// The subjects in which a newly established higher phase was seen, if enough.
fn growth(
    evidence: &Evidence,
    now: &Picture<'_>,
    before: &Picture<'_>,
    student: usize,
    muscle: usize,
) -> Option<Vec<String>> {
    let phase = now.phase(student, muscle)?;
    if phase <= before.phase(student, muscle)? {
        return None;
    }
    let mut subjects: Vec<_> = now
        .seen_after(before, student, muscle)
        .iter()
        .filter(|seen| seen.phase >= phase)
        .filter_map(|seen| evidence.context(*seen).subject.clone())
        .collect();
    order::sort(&mut subjects);
    subjects.dedup();
    (subjects.len() >= GROWTH_SUBJECTS_MIN).then_some(subjects)
}

/// The newest choices first.
fn chose(input: &ClassInput<'_>, frame: &Frame<'_>, half_term: HalfTerm) -> Vec<Conversation> {
    let place: HashMap<_, _> = input.students.iter().zip(0_usize..).collect();
    let mut newest: HashMap<PersonId, &Chosen> = HashMap::new();
    let recent = |c: &&Chosen| half_term.first <= c.day && c.day <= frame.as_of;
    for chosen in input.chosen.iter().filter(recent) {
        let newer = newest.get(&chosen.student).is_none_or(|old| order(old) < order(chosen));
        if place.contains_key(&chosen.student) && newer {
            newest.insert(chosen.student, chosen);
        }
    }
    let mut list: Vec<_> = newest.into_values().collect();
    order::sort_by_key(&mut list, |c| (Reverse(c.day), place.get(&c.student)));
    let conversation = |chosen: &Chosen| {
        let muscle = frame.framework.muscle(&chosen.muscle)?.id.clone();
        Some(Conversation { student: chosen.student, reason: Reason::Chose { muscle } })
    };
    list.into_iter().filter_map(conversation).collect()
}

/// Two choices of one day: the same one wins whatever their order.
fn order(chosen: &Chosen) -> (Day, &MuscleId) {
    (chosen.day, &chosen.muscle)
}

/// Those who were last seen longest ago first.
fn not_looked(evidence: &Evidence, frame: &Frame<'_>, half_term: HalfTerm) -> Vec<Conversation> {
    let calendar = frame.calendar;
    let begin = calendar.school_day_number(half_term.first.plus(-1)) + 1;
    if calendar.school_day_number(frame.as_of) - begin + 1 < NOT_LOOKED_SCHOOL_DAYS_MIN {
        return Vec::new();
    }
    let muscles = frame.framework.muscles().len();
    let last_seen = |row: usize| {
        (0..muscles).filter_map(|column| Some(evidence.seen(row, column).last()?.day)).max()
    };
    let mut rows: Vec<_> =
        (0..evidence.students().len()).map(|row| (last_seen(row), row)).collect();
    order::sort(&mut rows);
    if rows.last().is_none_or(|(last, _)| last.is_none_or(|day| day < begin)) {
        return Vec::new(); // Nobody was seen at all: that is no news of a student.
    }
    rows.into_iter()
        .filter(|(last, _)| last.is_none_or(|day| day < begin))
        .map(|(_, row)| Conversation {
            student: evidence.students()[row],
            reason: Reason::NotLooked { since: half_term.first },
        })
        .collect()
}
