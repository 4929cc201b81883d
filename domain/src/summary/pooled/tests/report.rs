//! The figures.

use std::collections::BTreeMap;

use super::*;
use crate::id::Phase;
use crate::summary::counts::{Contexts, Students};
use crate::summary::fixture::{Log, School, TODAY, day, muscle};

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
        for class in classes {
            self.see_class(&self.roster.0[class].clone(), many, phase);
        }
    }

    fn see_class(&mut self, class: &PooledClass, many: usize, phase: i64) {
        for student in &self.students[&class.class][..many] {
            for (number, subject) in [(90, "s"), (91, "m"), (92, "s")] {
                let tap = self.log.tap(number, subject, phase);
                (tap.student, tap.class) = (*student, class.class);
                tap.author = *class.teachers.first().unwrap();
            }
        }
    }

    fn report(&self) -> SchoolReport {
        let school = School::default();
        let (grouping, buckets) = (self.roster.grouping(), self.log.buckets());
        let input = SchoolInput {
            grouping: &grouping,
            students: &self.students,
            buckets: &buckets,
            departments: &self.departments,
        };
        school_report(&input, school.frame(day(TODAY)))
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
    assert_eq!(figures(&report, &of(2)).unwrap().contexts, Contexts::new(2));
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
