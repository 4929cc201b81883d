//! A student's own page: growth, in a child's voice. It compares a student
//! with nobody and never falls: it keeps the highest phase of the school year.
//! The phase is there to draw the glyph and to find the child's sentence; no
//! number is shown.

use serde::{Deserialize, Serialize};

use super::buckets::DayBucket;
use super::class::FIRST_THEN_SCHOOL_WEEK;
use super::evidence::{Evidence, Frame};
use super::picture::Picture;
use crate::id::{MuscleId, PersonId, Phase};
use crate::time::Day;

/// What a student sees of their own muscles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPage {
    /// The day as of which it was computed.
    pub as_of: Day,
    /// One for each muscle of the framework, in its order.
    pub muscles: Vec<MyMuscle>,
}

/// One card of a student's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyMuscle {
    /// The muscle.
    pub muscle: MuscleId,
    /// The highest phase of the school year; `None` while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// Where it began, if it grew since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Earlier>,
    /// The subjects in which the student used it this school year, newest
    /// first. With none and no phase, nobody has looked yet.
    pub used_in: Vec<String>,
}

/// "In September".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// A day of the month to name.
    pub day: Day,
    /// The phase then: lower than now.
    pub phase: Phase,
}

/// Computes a student's page. Buckets of other students do no harm.
#[must_use]
pub fn my_page(student: PersonId, buckets: &[DayBucket], frame: Frame<'_>) -> MyPage {
    let evidence = Evidence::gather(buckets, &[student], &frame);
    let picture = Picture::new(&evidence, frame);
    let year = frame.calendar.school_year(frame.as_of);
    let second_week = frame.calendar.end_of_school_week(&year, FIRST_THEN_SCHOOL_WEEK);
    let muscles = frame.framework.muscles().iter().enumerate().map(|(at, muscle)| {
        let phase = picture.highest_this_year(0, at);
        let began = picture.beginning(0, at, second_week);
        MyMuscle {
            muscle: muscle.id.clone(),
            phase,
            then: began
                .filter(|(_, then)| Some(*then) < phase)
                .map(|(day, phase)| Earlier { day, phase }),
            used_in: used_in(&evidence, &picture, at),
        }
    });
    MyPage { as_of: frame.as_of, muscles: muscles.collect() }
}

/// "Not met yet" is no use of a muscle.
fn used_in(evidence: &Evidence, picture: &Picture<'_>, muscle: usize) -> Vec<String> {
    let mut subjects = Vec::new();
    let used = picture.seen_this_year(0, muscle).iter().rev().filter(|s| s.phase > Phase::ALL[0]);
    for subject in used.filter_map(|seen| evidence.context(*seen).subject.as_ref()) {
        if !subjects.contains(subject) {
            subjects.push(subject.clone());
        }
    }
    subjects
}

#[cfg(test)]
mod tests;
