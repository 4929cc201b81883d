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
use crate::framework::Muscle;
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
    /// Contexts in use this half-term; `None` where the classes of too few
    /// class teachers have recorded it in this half-term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Contexts>,
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
///
/// Each figure is published only where it keeps the rule with the classes from
/// which *it* is computed. Contexts rest on those in which today's students of
/// the group were seen this half-term; phases on those in which they were ever
/// seen, and, lest some of these have nothing to say, on those in which
/// somebody was seen who has a phase.
#[must_use]
pub fn school_report(input: &SchoolInput<'_>, frame: Frame<'_>) -> SchoolReport {
    let grouping = input.grouping;
    let mut computed: Vec<_> =
        grouping.groups.iter().map(|group| Computed::new(input, group, frame)).collect();
    for muscle in 0..frame.framework.muscles().len() {
        withhold(grouping, &mut computed, muscle);
    }
    let groups = grouping.groups.iter().zip(computed).map(|(group, computed)| {
        let cells = frame.framework.muscles().iter().zip(computed.figures);
        let cell =
            |(muscle, figures): (&Muscle, _)| PooledCell { muscle: muscle.id.clone(), figures };
        GroupReport {
            group: group.group.clone(),
            within: group.within,
            teachers: ClassTeachers::of(grouping.teachers(group)),
            cells: cells.map(cell).collect(),
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

/// Takes away the figures of a muscle that would rest on too few class
/// teachers, alone or beside those of other groups.
fn withhold(grouping: &Grouping, computed: &mut [Computed], muscle: usize) {
    let rest_on = |classes: fn(&Computed) -> &[BTreeSet<ClassId>]| -> Vec<_> {
        computed.iter().map(|group| classes(group)[muscle].clone()).collect()
    };
    let seen = grouping.shown(&rest_on(|group| &group.seen_in));
    let placed = grouping.shown(&rest_on(|group| &group.placed_in));
    let lately = grouping.shown(&rest_on(|group| &group.seen_lately_in));
    for (at, group) in computed.iter_mut().enumerate() {
        let figures = group.figures[muscle].take().filter(|_| seen[at] && placed[at]);
        let some_contexts = |figures: Figures| figures.contexts.filter(|_| lately[at]);
        group.figures[muscle] = figures
            .map(|figures| Figures { phases: figures.phases, contexts: some_contexts(figures) });
    }
}

/// What a group would show, and on which of its classes that rests; all by
/// muscle.
struct Computed {
    /// `None` where not enough was seen.
    figures: Vec<Option<Figures>>,
    /// The classes in which students of the group were seen.
    seen_in: Vec<BTreeSet<ClassId>>,
    /// Those in which students were seen who have a phase by what was seen in
    /// the group.
    placed_in: Vec<BTreeSet<ClassId>>,
    /// Those in which students were seen this half-term.
    seen_lately_in: Vec<BTreeSet<ClassId>>,
}

impl Computed {
    fn new(input: &SchoolInput<'_>, group: &PooledGroup, frame: Frame<'_>) -> Self {
        let of_class = |class| input.students.get(class).into_iter().flatten().copied();
        let students: BTreeSet<_> = group.classes.iter().flat_map(of_class).collect();
        let students: Vec<_> = students.into_iter().collect();
        let known: HashSet<_> = students.iter().copied().collect();
        let is_own = |bucket: &&DayBucket| {
            bucket.day <= frame.as_of && group.classes.contains(&bucket.class)
        };
        let own = || input.buckets.iter().filter(is_own);

        let placed = placed(own(), &students, frame);
        let half_term = Span::new(frame.calendar.half_term(frame.as_of).first, frame.as_of);
        let lately = reach(own(), &known, frame.window(), &frame);
        let this = reach(own(), &known, half_term, &frame);
        let figure = |(muscle, reach): (usize, &Reach)| {
            reach.is_enough().then(|| Figures {
                phases: phases(&placed[muscle]),
                contexts: Some(this[muscle].contexts),
            })
        };
        let figures = lately.iter().enumerate().map(figure).collect();
        let has_phase = |student: &PersonId, muscle: usize| {
            students.binary_search(student).is_ok_and(|at| placed[muscle][at].is_some())
        };
        let is_known = |student: &PersonId, _: usize| known.contains(student);
        let this_half_term = own().filter(|bucket| half_term.contains(bucket.day));
        Self {
            figures,
            seen_in: seen_in(own(), &frame, is_known),
            placed_in: seen_in(own(), &frame, has_phase),
            seen_lately_in: seen_in(this_half_term, &frame, is_known),
        }
    }
}

/// For each muscle, the classes in which it was seen in a student who counts.
fn seen_in<'a>(
    buckets: impl Iterator<Item = &'a DayBucket>,
    frame: &Frame<'_>,
    counts: impl Fn(&PersonId, usize) -> bool,
) -> Vec<BTreeSet<ClassId>> {
    let mut classes = vec![BTreeSet::new(); frame.framework.muscles().len()];
    for bucket in buckets {
        for (student, muscle) in bucket.seen() {
            let Some(at) = frame.framework.position(muscle) else { continue };
            if !classes[at].contains(&bucket.class) && counts(student, at) {
                classes[at].insert(bucket.class);
            }
        }
    }
    classes
}

/// For each muscle, where each of these students is by what was seen in these
/// buckets.
fn placed<'a>(
    buckets: impl Iterator<Item = &'a DayBucket>,
    students: &[PersonId],
    frame: Frame<'_>,
) -> Vec<Vec<Option<Phase>>> {
    let evidence = Evidence::gather(buckets, students, &frame);
    let picture = Picture::new(&evidence, frame);
    let of_muscle = |muscle| (0..students.len()).map(|at| picture.phase(at, muscle)).collect();
    (0..frame.framework.muscles().len()).map(of_muscle).collect()
}

fn phases(placed: &[Option<Phase>]) -> [PooledCount; Phase::COUNT] {
    let mut counts = [Students::ZERO; Phase::COUNT];
    for phase in placed.iter().flatten() {
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
