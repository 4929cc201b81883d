//! The school report: pooled cells for staff. Never a teacher, never a class,
//! never a student.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::counts::{ClassTeachers, Contexts, Lessons, Students};
use super::super::reach::Reach;
use super::group::Group;
use super::grouping::Grouping;
use crate::framework::{Framework, Muscle};
use crate::id::{ClassId, MuscleId, OrgId, PersonId, Phase};
use crate::time::{Day, HalfTermId};

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

/// What a school report is about, beside what was seen.
#[derive(Debug, Clone, Copy)]
pub struct SchoolInput<'a> {
    /// The grouping of the half-term.
    pub grouping: &'a Grouping,
    /// Today's students of each class.
    pub students: &'a BTreeMap<ClassId, Vec<PersonId>>,
    /// The names of departments.
    pub departments: &'a BTreeMap<OrgId, String>,
}

/// The report that these groups, in the order of the grouping, come to.
///
/// Each figure is published only where it keeps the rule with the classes from
/// which *it* is computed. Contexts rest on those in which today's students of
/// the group were seen this half-term; phases on those in which they were ever
/// seen, and, lest some of these have nothing to say, on those in which
/// somebody was seen who has a phase.
pub(super) fn published(
    input: &SchoolInput<'_>,
    framework: &Framework,
    as_of: Day,
    computed: &[Computed],
) -> SchoolReport {
    let grouping = input.grouping;
    let mut figures: Vec<_> = computed.iter().map(Computed::figures).collect();
    let mut shown = Shown { grouping, last: None };
    for muscle in 0..framework.muscles().len() {
        withhold(&mut shown, computed, &mut figures, muscle);
    }
    let groups = grouping.groups.iter().zip(figures).map(|(group, figures)| {
        let cells = framework.muscles().iter().zip(figures);
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
        as_of,
        half_term: grouping.half_term,
        departments: departments.map(|(org, name)| (*org, name.clone())).collect(),
        groups,
    }
}

/// Takes away the figures of a muscle that would rest on too few class
/// teachers, alone or beside those of other groups.
fn withhold<'a>(
    shown: &mut Shown<'a>,
    computed: &'a [Computed],
    figures: &mut [Vec<Option<Figures>>],
    muscle: usize,
) {
    let mut shown_by = |classes: fn(&Computed) -> &[Vec<ClassId>]| {
        let rest_on = computed.iter().map(|group| classes(group)[muscle].as_slice());
        shown.resting_on(rest_on.collect())
    };
    let seen = shown_by(|group| &group.seen_in);
    let placed = shown_by(|group| &group.placed_in);
    let lately = shown_by(|group| &group.seen_lately_in);
    for (at, group) in figures.iter_mut().enumerate() {
        let figures = group[muscle].take().filter(|_| seen[at] && placed[at]);
        let some_contexts = |figures: Figures| figures.contexts.filter(|_| lately[at]);
        group[muscle] = figures
            .map(|figures| Figures { phases: figures.phases, contexts: some_contexts(figures) });
    }
}

/// Which groups may show a figure, by the classes on which it rests: mostly the
/// same for one figure after the other.
struct Shown<'a> {
    grouping: &'a Grouping,
    last: Option<(Vec<&'a [ClassId]>, Vec<bool>)>,
}

impl<'a> Shown<'a> {
    /// See [`Grouping::shown`].
    fn resting_on(&mut self, classes: Vec<&'a [ClassId]>) -> Vec<bool> {
        if let Some((_, shown)) = self.last.as_ref().filter(|(last, _)| *last == classes) {
            return shown.clone();
        }
        let shown = self.grouping.shown(&classes);
        self.last = Some((classes, shown.clone()));
        shown
    }
}

/// What was counted of a group, exactly, and on which of its classes, in their
/// order, that rests; all by muscle.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Computed {
    /// Sums.
    sums: Vec<Sums>,
    /// The classes in which students of the group were seen.
    seen_in: Vec<Vec<ClassId>>,
    /// Those in which students were seen who have a phase by what was seen in
    /// the group.
    placed_in: Vec<Vec<ClassId>>,
    /// Those in which students were seen this half-term.
    seen_lately_in: Vec<Vec<ClassId>>,
}

/// What was counted of one muscle in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    /// Lessons with sightings, within the established phase's window.
    pub lessons: Lessons,
    /// Students with sightings, within that window.
    pub students: Students,
    /// Students at each phase.
    pub phases: [Students; Phase::COUNT],
    /// Contexts of this half-term.
    pub contexts: Contexts,
}

/// How students of a group were seen in one of its classes.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenIn {
    /// At all.
    pub ever: bool,
    /// One who has a phase by what was seen in the group.
    pub placed: bool,
    /// This half-term.
    pub lately: bool,
}

impl Computed {
    /// Of a group in which nothing was seen.
    pub(super) fn nothing(muscles: usize) -> Self {
        let nowhere = vec![Vec::new(); muscles];
        Self {
            sums: vec![Sums::default(); muscles],
            seen_in: nowhere.clone(),
            placed_in: nowhere.clone(),
            seen_lately_in: nowhere,
        }
    }

    /// Notes how a muscle was seen in a class of the group. Classes come in
    /// their order, any number of times.
    pub(super) fn note(&mut self, muscle: usize, class: ClassId, seen: SeenIn) {
        let put = |classes: &mut Vec<ClassId>, is_seen: bool| {
            if is_seen && classes.last() != Some(&class) {
                classes.push(class);
            }
        };
        put(&mut self.seen_in[muscle], seen.ever);
        put(&mut self.placed_in[muscle], seen.placed);
        put(&mut self.seen_lately_in[muscle], seen.lately);
    }

    /// Takes down what was counted of a muscle.
    pub(super) fn sum(&mut self, muscle: usize, sums: Sums) {
        self.sums[muscle] = sums;
    }

    /// What may be shown of each muscle, as far as numbers go: nothing where
    /// not enough was seen.
    fn figures(&self) -> Vec<Option<Figures>> {
        let figures = |sums: &Sums| {
            let Sums { lessons, students, phases, contexts } = *sums;
            let lately = Reach { lessons, students, ..Reach::default() };
            lately
                .is_enough()
                .then(|| Figures { phases: phases.map(PooledCount::of), contexts: Some(contexts) })
        };
        self.sums.iter().map(figures).collect()
    }
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
