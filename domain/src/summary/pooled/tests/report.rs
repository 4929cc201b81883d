//! The figures.

use std::collections::BTreeMap;

use super::plain::school_report;
use super::*;
use crate::id::Phase;
use crate::summary::counts::{Contexts, Students};
use crate::summary::fixture::{Log, School, TODAY, day, muscle};
use crate::time::{Calendar, Plan, Span, YearPlan};

/// Three departments: 1 and 2 with three class teachers, 3 with one. Each
/// class has ten students of its own.
struct Demo {
    roster: Roster,
    students: BTreeMap<ClassId, Vec<PersonId>>,
    departments: BTreeMap<OrgId, String>,
    log: Log,
}

impl Demo {
    fn new() -> Self {
        let mut roster = Roster::default();
        roster.departments(&[(1, 3), (2, 3), (3, 1)]);
        let students = |at: usize| (0..10).map(|n| PersonId(uid(20_000 + at * 100 + n))).collect();
        let students =
            roster.0.iter().enumerate().map(|(at, class)| (class.class, students(at))).collect();
        let departments = ["English", "Maths", "Music"]
            .iter()
            .zip(1..)
            .map(|(name, n)| (department(n), (*name).to_owned()));
        Self { departments: departments.collect(), students, roster, log: Log::default() }
    }

    /// The first `many` students of each class are seen at `phase`, on three days
    /// in two contexts.
    fn see(&mut self, classes: impl IntoIterator<Item = usize>, many: usize, phase: i64) {
        self.see_on(&[90, 91, 92], classes, many, phase);
    }

    /// The same on these days.
    fn see_on(
        &mut self,
        days: &[i32],
        classes: impl IntoIterator<Item = usize>,
        many: usize,
        phase: i64,
    ) {
        for class in classes {
            let PooledClass { class, teachers, .. } = self.roster.0[class].clone();
            for student in &self.students[&class][..many] {
                for (number, subject) in days.iter().zip(["s", "m"].iter().cycle()) {
                    let tap = self.log.tap(*number, subject, phase);
                    (tap.student, tap.class) = (*student, class);
                    tap.author = *teachers.first().unwrap();
                }
            }
        }
    }

    fn report(&self) -> SchoolReport {
        self.report_of(&School::default())
    }

    fn report_of(&self, school: &School) -> SchoolReport {
        let (grouping, buckets) = (self.roster.grouping(), self.log.buckets());
        let input = SchoolInput {
            grouping: &grouping,
            students: &self.students,
            departments: &self.departments,
        };
        school_report(&input, &buckets, school.frame(day(TODAY)))
    }
}

fn figures<'a>(report: &'a SchoolReport, group: &Group) -> Option<&'a Figures> {
    let group = report.groups.iter().find(|g| g.group == *group).unwrap();
    let cell = group.cells.iter().find(|cell| cell.muscle == muscle("perseverance")).unwrap();
    cell.figures.as_ref()
}

fn of(n: usize) -> Group {
    Group::Department(department(n))
}

fn other() -> Group {
    Group::Other(vec![of(1), of(3)])
}

const HIDDEN: PooledCount = PooledCount::UnderFive;

fn about(n: u32) -> PooledCount {
    PooledCount::About(Students::new(n))
}

#[test]
fn counts_are_rounded_and_small_ones_hidden() {
    let cases =
        [(0, HIDDEN), (4, HIDDEN), (5, about(5)), (7, about(5)), (8, about(10)), (12, about(10))];
    for (exact, expected) in cases {
        assert_eq!(PooledCount::of(Students::new(exact)), expected, "{exact}");
    }
}

#[test]
fn a_cell_counts_its_groups_students_by_its_groups_lessons() {
    let mut demo = Demo::new();
    demo.see(0..6, 8, 3);
    demo.see(6..14, 2, 3);
    let report = demo.report();
    let groups: Vec<_> = report.groups.iter().map(|g| (&g.group, g.teachers.get())).collect();
    assert_eq!(groups, [(&Group::School, 7), (&other(), 4), (&of(2), 3)]);
    let phases = |group: &Group| figures(&report, group).unwrap().phases;
    assert_eq!(phases(&of(2)), [HIDDEN, HIDDEN, HIDDEN, about(10), HIDDEN, HIDDEN], "12 students");
    assert_eq!(phases(&other())[3], about(50), "48 and 4");
    assert_eq!(phases(&Group::School)[3], about(65), "64 students");
    assert_eq!(figures(&report, &of(2)).unwrap().contexts, Some(Contexts::new(2)));
}

#[test]
fn a_students_other_lessons_do_not_count_in_a_departments_cell() {
    let mut demo = Demo::new();
    // The students of the first class of department 1 are in one of 2 as well.
    let shared = demo.students[&demo.roster.0[0].class].clone();
    demo.students.insert(demo.roster.0[6].class, shared);
    demo.see(6..12, 10, 2);
    demo.see(0..6, 10, 5);
    let report = demo.report();
    let phases = figures(&report, &of(2)).unwrap().phases;
    assert_eq!(phases[Phase::ALL[2].index()], about(60));
    assert_eq!(phases[Phase::ALL[5].index()], HIDDEN, "seen elsewhere");
}

#[test]
fn too_few_recording_teachers_show_nothing() {
    let mut demo = Demo::new();
    // Two of the three class teachers of department 2, everyone of the others.
    demo.see([6, 7, 8, 9], 10, 3);
    let report = demo.report();
    assert_eq!(figures(&report, &of(2)), None);
    assert_eq!(figures(&report, &Group::School), None, "it would be the same two");
    // With the rest recording, the school shows, and only it: the difference
    // would be those two.
    demo.see(0..6, 10, 3);
    let report = demo.report();
    assert_eq!(figures(&report, &of(2)), None);
    assert_eq!(figures(&report, &other()), None);
    assert_eq!(figures(&report, &Group::School).unwrap().phases[3], about(100));
    demo.see([10], 1, 3);
    assert!(figures(&demo.report(), &of(2)).is_some());
}

/// A half-term that began on school day 96, and one before it.
pub(super) fn a_new_half_term() -> School {
    let terms = vec![Span::new(day(20), day(95)), Span::new(day(96), day(150))];
    let year = YearPlan { span: Span::new(day(20), day(150)), terms };
    let plan = Plan { years: vec![year], days_off: Vec::new() };
    School { calendar: Calendar::new(plan).unwrap(), ..School::default() }
}

#[test]
fn contexts_rest_on_those_who_recorded_this_half_term() {
    let school = a_new_half_term();
    let mut demo = Demo::new();
    // Three class teachers of department 2 in the last half-term, one in this.
    demo.see(6..12, 8, 3);
    demo.see_on(&[97, 98], [6], 8, 3);
    demo.see(0..6, 8, 3);
    let seen = |demo: &Demo, group: &Group| {
        let report = demo.report_of(&school);
        let figures = figures(&report, group).unwrap().clone();
        (figures.phases[3], figures.contexts)
    };
    assert_eq!(seen(&demo, &of(2)), (about(50), None));
    assert_eq!(seen(&demo, &Group::School), (about(95), None), "the one beside nobody");
    // Three others record: the school speaks, and must not give the one away.
    demo.see_on(&[97, 98], [0, 2, 4], 8, 3);
    assert_eq!(seen(&demo, &of(2)), (about(50), None));
    assert_eq!(seen(&demo, &other()).1, None, "what the school has beside it would be the one's");
    assert_eq!(seen(&demo, &Group::School).1, Some(Contexts::new(2)));
    demo.see_on(&[97], [8, 10], 1, 3);
    assert_eq!(seen(&demo, &of(2)).1, Some(Contexts::new(2)));
    assert_eq!(seen(&demo, &other()).1, Some(Contexts::new(2)));
}

#[test]
fn phases_rest_on_those_who_saw_a_phase_grow() {
    let mut demo = Demo::new();
    demo.see([6], 8, 3);
    // Two others tapped once: nothing is established by them.
    demo.see_on(&[92], [8, 10], 8, 3);
    assert_eq!(figures(&demo.report(), &of(2)), None);
    demo.see_on(&[90, 91], [8, 10], 1, 3);
    assert_eq!(figures(&demo.report(), &of(2)).unwrap().phases[3], about(10));
}

#[test]
fn a_student_who_moved_leaves_their_old_class_out_of_its_group() {
    let mut demo = Demo::new();
    demo.see([6, 8], 10, 3);
    demo.see(0..6, 10, 3);
    // The only students that the third teacher of department 2 saw are in
    // department 1 now.
    demo.see([10], 3, 3);
    let moved = demo.students.get_mut(&demo.roster.0[10].class).unwrap().split_off(7);
    let (gone, kept) = (demo.students[&demo.roster.0[10].class][..3].to_vec(), moved);
    demo.students.insert(demo.roster.0[10].class, kept);
    demo.students.get_mut(&demo.roster.0[0].class).unwrap().extend(gone);
    assert_eq!(figures(&demo.report(), &of(2)), None, "two teachers");
    let school = figures(&demo.report(), &Group::School).unwrap().phases[3];
    assert_eq!(school, about(85), "80, and the three who moved");
}

#[test]
fn a_copy_kept_before_contexts_could_be_missing_is_read() {
    let phases = [HIDDEN; Phase::COUNT];
    let old = serde_json::json!({ "phases": phases, "contexts": 4 });
    let read: Figures = serde_json::from_value(old).unwrap();
    assert_eq!(read, Figures { phases, contexts: Some(Contexts::new(4)) });
}

#[test]
fn not_enough_evidence_shows_nothing() {
    let mut demo = Demo::new();
    demo.see([0, 2, 4], 1, 3);
    assert_eq!(figures(&demo.report(), &other()), None, "three students");
    demo.see([0], 3, 3);
    assert!(figures(&demo.report(), &other()).is_some(), "five");
}

#[test]
fn it_names_no_person_and_no_class() {
    let mut demo = Demo::new();
    demo.see(0..14, 8, 3);
    let report = demo.report();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<SchoolReport>(&json).unwrap(), report);
    for class in &demo.roster.0 {
        assert!(!json.contains(&class.class.to_string()));
        assert!(class.teachers.iter().all(|teacher| !json.contains(&teacher.to_string())));
        assert!(demo.students[&class.class].iter().all(|s| !json.contains(&s.to_string())));
    }
    assert_eq!(report.departments.len(), 3, "named, or part of \"other\"");
}

#[test]
fn a_school_with_two_class_teachers_has_no_groups() {
    let mut demo = Demo::new();
    demo.roster.0.truncate(4);
    demo.see(0..4, 8, 3);
    assert_eq!(demo.report().groups, []);
}
