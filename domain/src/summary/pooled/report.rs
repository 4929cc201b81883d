//! The school report: pooled cells for staff. Never a teacher, never a class,
//! never a student.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::super::buckets::DayBucket;
use super::super::counts::{ClassTeachers, Contexts, Students};
use super::super::evidence::{Evidence, Frame};
use super::super::picture::Picture;
use super::super::reach::{Reach, reach};
use super::group::Group;
use super::grouping::{Grouping, PooledGroup};
use crate::id::{ClassId, MuscleId, OrgId, PersonId, Phase};
use crate::time::{Day, HalfTermId, Span};

/// Counts under this are hidden from leaders (rule 7 of the product).
pub const COUNTS_HIDDEN_UNDER: u32 = 5;
/// Phase counts are rounded to this.
const ROUNDED_TO: u32 = 5;

/// What is known of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolReport {
    /// The day as of which it was computed.
    pub as_of: Day,
    /// The half-term whose grouping holds.
    pub half_term: HalfTermId,
    /// The published groups, each after the one that contains it, the school
    /// first. Empty where the school has classes of fewer than
    /// [`CLASS_TEACHERS_MIN`](super::CLASS_TEACHERS_MIN) class teachers.
    pub groups: Vec<GroupReport>,
    /// The names of the departments in it.
    pub departments: BTreeMap<OrgId, String>,
}

/// What is known of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupReport {
    /// Which.
    pub group: Group,
    /// The position of the smallest published group that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
    /// On how many class teachers' classes it rests.
    pub teachers: ClassTeachers,
    /// One for each muscle of the framework, in its order.
    pub cells: Vec<PooledCell>,
}

/// Muscle × group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PooledCell {
    /// The muscle.
    pub muscle: MuscleId,
    /// What is published; `None` where not enough was seen, or by the classes
    /// of too few class teachers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// What is published of a muscle in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Students at each phase, 0 to 5, as established by what was seen in the
    /// lessons of this group's classes and in no others.
    pub phases: [PooledCount; Phase::COUNT],
    /// Contexts in use this half-term.
    pub contexts: Contexts,
}

/// A count of students that is safe to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PooledCount {
    /// Fewer than [`COUNTS_HIDDEN_UNDER`], none included.
    UnderFive,
    /// About so many: rounded to five.
    About(Students),
}

/// What a school report is computed from, beside its frame.
#[derive(Debug, Clone, Copy)]
pub struct SchoolInput<'a> {
    /// The grouping of the half-term.
    pub grouping: &'a Grouping,
    /// Today's students of each class.
    pub students: &'a BTreeMap<ClassId, Vec<PersonId>>,
    /// Buckets of all classes.
    pub buckets: &'a [DayBucket],
    /// The names of departments.
    pub departments: &'a BTreeMap<OrgId, String>,
}

/// Computes the report of a school.
#[must_use]
pub fn school_report(input: &SchoolInput<'_>, frame: Frame<'_>) -> SchoolReport {
    let grouping = input.grouping;
    let shown: Vec<_> =
        contributing(input, &frame).iter().map(|classes| grouping.shown(classes)).collect();
    let groups = grouping.groups.iter().enumerate().map(|(at, group)| {
        let figures = figures(input, group, frame);
        let cells = frame.framework.muscles().iter().zip(figures).zip(&shown);
        GroupReport {
            group: group.group.clone(),
            within: group.within,
            teachers: ClassTeachers::of(grouping.teachers(group)),
            cells: cells
                .map(|((muscle, figures), shown)| PooledCell {
                    muscle: muscle.id.clone(),
                    figures: figures.filter(|_| shown[at]),
                })
                .collect(),
        }
    });
    let groups: Vec<_> = groups.collect();
    let departments = input
        .departments
        .iter()
        .filter(|(org, _)| groups.iter().any(|report| report.group.names(**org)));
    SchoolReport {
        as_of: frame.as_of,
        half_term: grouping.half_term,
        departments: departments.map(|(org, name)| (*org, name.clone())).collect(),
        groups,
    }
}

/// For each muscle, the classes in which it was seen in today's students.
fn contributing(input: &SchoolInput<'_>, frame: &Frame<'_>) -> Vec<BTreeSet<ClassId>> {
    let students: HashSet<_> = input.students.values().flatten().copied().collect();
    let mut classes = vec![BTreeSet::new(); frame.framework.muscles().len()];
    for bucket in input.buckets.iter().filter(|bucket| bucket.day <= frame.as_of) {
        for muscle in bucket.muscles_seen_in(&students) {
            if let Some(at) = frame.framework.position(muscle) {
                classes[at].insert(bucket.class);
            }
        }
    }
    classes
}

/// The figures of each muscle, where enough was seen.
fn figures(input: &SchoolInput<'_>, group: &PooledGroup, frame: Frame<'_>) -> Vec<Option<Figures>> {
    let of_class = |class| input.students.get(class).into_iter().flatten().copied();
    let students: BTreeSet<_> = group.classes.iter().flat_map(of_class).collect();
    let students: Vec<_> = students.into_iter().collect();
    let known: HashSet<_> = students.iter().copied().collect();
    let own = || input.buckets.iter().filter(|bucket| group.classes.contains(&bucket.class));

    let evidence = Evidence::gather(own(), &students, &frame);
    let picture = Picture::new(&evidence, frame);
    let half_term = frame.calendar.half_term(frame.as_of);
    let lately = reach(own(), &known, frame.window(), &frame);
    let this = reach(own(), &known, Span::new(half_term.first, frame.as_of), &frame);
    let figure = |muscle: usize, reach: &Reach| {
        reach.is_enough().then(|| Figures {
            phases: phases(&picture, students.len(), muscle),
            contexts: this[muscle].contexts,
        })
    };
    lately.iter().enumerate().map(|(muscle, reach)| figure(muscle, reach)).collect()
}

fn phases(picture: &Picture<'_>, students: usize, muscle: usize) -> [PooledCount; Phase::COUNT] {
    let mut counts = [Students::ZERO; Phase::COUNT];
    for phase in (0..students).filter_map(|student| picture.phase(student, muscle)) {
        counts[phase.index()] += Students::new(1);
    }
    counts.map(PooledCount::of)
}

impl PooledCount {
    /// What may be shown of an exact count.
    #[must_use]
    pub fn of(exact: Students) -> Self {
        let n = exact.get();
        if n < COUNTS_HIDDEN_UNDER {
            return Self::UnderFive;
        }
        Self::About(Students::new((n + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO))
    }
}

impl Group {
    /// Whether its name needs the name of this department.
    fn names(&self, department: OrgId) -> bool {
        match self {
            Self::Department(org) => *org == department,
            Self::Other(groups) => groups.iter().any(|group| group.names(department)),
            _ => false,
        }
    }
}
