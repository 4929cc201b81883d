//! The rule over whole reports: no linear combination of a figure's published
//! cells rests on fewer than three class teachers, whoever recorded when, and
//! whichever students have moved since.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::plain::school_report;
use super::report::a_new_half_term;
use super::rule::{Rows, all_through, given_away, row, schools, teachers};
use super::*;
use crate::summary::evidence::{Evidence, Frame};
use crate::summary::fixture::{Log, TODAY, day, muscle};
use crate::summary::picture::Picture;
use crate::summary::sighted::Sighted;

const STUDENTS: usize = 8;
const MUSCLES: [&str; 2] = ["perseverance", "questioning"];
/// School days of the last half-term, and of this one.
const BEFORE: [i32; 3] = [88, 90, 92];
const LATELY: [i32; 3] = [96, 97, 98];

/// A school in the middle of its year.
#[derive(Debug)]
struct Year {
    classes: Vec<PooledClass>,
    students: BTreeMap<ClassId, Vec<PersonId>>,
    sighted: Vec<Sighted>,
}

/// What a class recorded: on how many days of either half-term, of how many
/// students, which muscles, and who has moved to which class since.
type Habit = (usize, usize, usize, u8, (usize, prop::sample::Index));

fn habit() -> impl Strategy<Value = Habit> {
    let moved = (prop_oneof![3 => Just(0_usize), 1 => 0..=STUDENTS], any::<prop::sample::Index>());
    let days = || prop_oneof![1 => Just(0_usize), 2 => 0..=3_usize, 1 => Just(3)];
    (days(), days(), 0..=STUDENTS, 1..=3_u8, moved)
}

fn years() -> impl Strategy<Value = Year> {
    let classes = prop_oneof![2 => schools(), 2 => all_through(), 1 => one_person_departments()];
    (classes, prop::collection::vec(habit(), 40)).prop_map(|(classes, habits)| {
        let mut year = Year { classes, students: BTreeMap::new(), sighted: Vec::new() };
        for (at, class) in year.classes.iter().enumerate() {
            year.students.insert(class.class, (0..STUDENTS).map(|n| student(at, n)).collect());
        }
        for (at, habit) in habits.iter().take(year.classes.len()).enumerate() {
            year.record(at, habit);
        }
        for (at, (.., (leaving, to))) in habits.iter().take(year.classes.len()).enumerate() {
            year.move_on(at, *leaving, to.index(year.classes.len()));
        }
        year
    })
}

/// A one-form-entry primary school, and departments of which some are one
/// person.
fn one_person_departments() -> impl Strategy<Value = Vec<PooledClass>> {
    prop::collection::vec(1..4_usize, 1..6).prop_map(|sizes| {
        let mut roster = Roster::default();
        (0..=6).for_each(|n| _ = roster.year(n));
        sizes.into_iter().enumerate().for_each(|(n, size)| roster.department(n, size));
        roster.0
    })
}

fn student(class: usize, n: usize) -> PersonId {
    PersonId(uid(20_000 + class * 100 + n))
}

impl Year {
    fn record(&mut self, class: usize, (before, lately, many, muscles, _): &Habit) {
        let of = self.classes[class].class;
        let days = BEFORE[..*before].iter().chain(&LATELY[..*lately]);
        let mut log = Log::default();
        for (n, day) in days.enumerate() {
            for at in 0..*many {
                let is_theirs = |bit: &usize| muscles >> bit & 1 == 1;
                for name in (0..MUSCLES.len()).filter(is_theirs).map(|bit| MUSCLES[bit]) {
                    let tap = log.tap(*day, ["s", "m"][n % 2], 3);
                    (tap.student, tap.class) = (student(class, at), of);
                    tap.muscle = muscle(name);
                }
            }
        }
        self.sighted.extend(log.recorded.sighted);
    }

    /// The first `n` students of a class are in another one today.
    fn move_on(&mut self, from: usize, n: usize, to: usize) {
        let (from, to) = (self.classes[from].class, self.classes[to].class);
        if from != to {
            let of_class = self.students.get_mut(&from).unwrap();
            let leaving: Vec<_> = of_class.drain(..n.min(of_class.len())).collect();
            self.students.get_mut(&to).unwrap().extend(leaving);
        }
    }

    fn log(&self) -> Log {
        let mut log = Log::default();
        for (n, sighted) in (0..).zip(&self.sighted) {
            let mut sighted = sighted.clone();
            sighted.id.number = n;
            log.recorded.sighted.push(sighted);
        }
        log
    }

    /// The classes on which a figure of a group rests, by the plain words.
    fn rests_on(
        &self,
        group: &PooledGroup,
        name: &str,
        frame: Frame<'_>,
        figure: Figure,
    ) -> BTreeSet<ClassId> {
        let students: BTreeSet<_> =
            group.classes.iter().flat_map(|class| &self.students[class]).copied().collect();
        let half_term = frame.calendar.half_term(frame.as_of).first;
        let mut placed = BTreeMap::new();
        let counts = |sighted: &&Sighted| {
            sighted.muscle == muscle(name)
                && group.classes.contains(&sighted.class)
                && students.contains(&sighted.student)
                && match figure {
                    Figure::Seen => true,
                    Figure::Contexts => sighted.day >= half_term,
                    Figure::Phases => *placed
                        .entry(sighted.student)
                        .or_insert_with(|| self.has_phase(group, sighted, frame)),
                }
        };
        self.sighted.iter().filter(counts).map(|sighted| sighted.class).collect()
    }

    /// Whether the student of a sighting has a phase by what the group saw.
    fn has_phase(&self, group: &PooledGroup, sighted: &Sighted, frame: Frame<'_>) -> bool {
        let mut log = Log::default();
        let own = self.sighted.iter().filter(|other| {
            other.student == sighted.student && group.classes.contains(&other.class)
        });
        log.recorded.sighted = own.cloned().collect();
        for (n, sighted) in (0..).zip(&mut log.recorded.sighted) {
            sighted.id.number = n;
        }
        let buckets = log.buckets();
        let evidence = Evidence::gather(&buckets, &[sighted.student], &frame);
        let at = frame.framework.position(&sighted.muscle).unwrap();
        Picture::new(&evidence, frame).phase(0, at).is_some()
    }
}

#[derive(Debug, Clone, Copy)]
enum Figure {
    /// Whatever has figures at all.
    Seen,
    /// Students at each phase.
    Phases,
    /// Contexts in use.
    Contexts,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_published_figure_gives_a_class_away(year in years()) {
        let school = a_new_half_term();
        let frame = school.frame(day(TODAY));
        let grouping = Grouping::new(HALF_TERM, &year.classes);
        let buckets = year.log().buckets();
        let input = SchoolInput {
            grouping: &grouping,
            students: &year.students,
            departments: &BTreeMap::new(),
        };
        let report = school_report(&input, &buckets, frame);
        for name in MUSCLES {
            let at = frame.framework.position(&muscle(name)).unwrap();
            for figure in [Figure::Seen, Figure::Phases, Figure::Contexts] {
                let shows = |group: &GroupReport| {
                    let figures = group.cells[at].figures.as_ref();
                    figures.is_some_and(|figures| match figure {
                        Figure::Seen | Figure::Phases => true,
                        Figure::Contexts => figures.contexts.is_some(),
                    })
                };
                let shown = grouping.groups.iter().zip(&report.groups).filter(|(_, r)| shows(r));
                let rows: Rows = shown
                    .map(|(group, _)| row(&year.rests_on(group, name, frame, figure), &year.classes))
                    .collect();
                prop_assert!(rows.iter().all(|row| row.contains(&1)), "{:?} of nobody", figure);
                prop_assert_eq!(given_away(&rows, &teachers(&year.classes)), None, "{:?}", figure);
            }
        }
        // What a tablet keeps says the same, and no more.
        let copy = serde_json::to_string(&report).unwrap();
        prop_assert_eq!(serde_json::from_str::<SchoolReport>(&copy).unwrap(), report);
    }
}
