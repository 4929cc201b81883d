use proptest::prelude::*;

use super::super::buckets::fold;
use super::super::counts::{Contexts, PractisedLessons};
use super::super::fixture::{Log, School, TODAY, adult, at, class, context, day, muscle, student};
use super::super::sighted::Recorded;
use super::*;
use crate::time::{DaysOff, HalfTermId, OffKind, Plan, YearPlan};

const PUPILS: u8 = 6;

fn pupils() -> Vec<PersonId> {
    (1..=PUPILS).map(student).collect()
}

/// A year in which half-terms are easy to count in the fixture's days: the
/// first from day 0 on (a Friday), the second from day 40 to 79, after a week
/// without school, the third from day 80 on.
fn school() -> School {
    let span = |first, last| Span::new(day(first), day(last));
    let off = |first: i32, last: i32| DaysOff {
        span: span(first, last),
        kind: OffKind::HalfTerm,
        label: String::new(),
    };
    let plan = Plan {
        years: vec![YearPlan { span: span(0, 200), terms: Vec::new() }],
        days_off: vec![off(35, 39), off(75, 79)],
    };
    School { calendar: Calendar::new(plan).unwrap(), ..School::default() }
}

fn report_of(recorded: &Recorded, chosen: &[Chosen], school: &School, on: Day) -> ClassReport {
    let (students, buckets) = (pupils(), fold(recorded));
    let input = ClassInput { class: class(1), students: &students, buckets: &buckets, chosen };
    class_report(&input, school.frame(on))
}

fn report(log: &Log) -> ClassReport {
    report_of(&log.recorded, &[], &school(), day(TODAY))
}

fn perseverance(report: &ClassReport) -> &MuscleReport {
    report.muscles.iter().find(|m| m.muscle == muscle("perseverance")).unwrap()
}

/// Every pupil at `phase`, on two days with two contexts.
fn everyone(log: &mut Log, days: [i32; 2], phase: i64) {
    for (number, subject) in days.into_iter().zip(["s", "m"]) {
        for pupil in 1..=PUPILS {
            log.tap(number, subject, phase).student = student(pupil);
        }
    }
}

fn spread(phases: [u32; 6], starting: u32, not_looked: u32) -> Spread {
    Spread {
        phases: phases.map(Students::new),
        starting: Students::new(starting),
        not_looked: Students::new(not_looked),
    }
}

#[test]
fn then_and_now() {
    let mut log = Log::default();
    everyone(&mut log, [60, 61], 2);
    everyone(&mut log, [90, 91], 3);
    log.tap(92, "s", 3);
    let report = report(&log);
    assert_eq!(report.half_term.id, HalfTermId { year: report.half_term.id.year, number: 3 });
    assert_eq!(report.then, Some(day(74)), "the last school day before this half-term");
    let now = spread([0, 0, 0, 6, 0, 0], 0, 0);
    let then = Some(spread([0, 0, 6, 0, 0, 0], 0, 0));
    assert_eq!(perseverance(&report).chart, Chart::Shown { now, then });
}

#[test]
fn in_a_years_first_half_term_then_is_its_second_week() {
    let report = |on| report_of(&Recorded::default(), &[], &school(), day(on));
    // Day 0 is a Friday: the first school week has one day, the second five.
    assert_eq!(report(5).then, None);
    assert_eq!(report(6).then, Some(day(5)));
    assert_eq!(report(34).then, Some(day(5)));
    assert_eq!(report(40).then, Some(day(34)));
}

#[test]
fn phases_come_from_all_lessons_and_reach_from_this_class() {
    let mut log = Log::default();
    everyone(&mut log, [90, 91], 3);
    for tap in &mut log.recorded.sighted {
        tap.class = class(2);
    }
    for (number, pupil) in [(92, 1), (93, 2), (94, 3), (94, 4), (94, 5)] {
        log.tap(number, "s", 3).student = student(pupil);
    }
    let report = report(&log);
    let seen = perseverance(&report);
    assert_eq!(
        seen.chart,
        Chart::Shown { now: spread([0, 0, 0, 6, 0, 0], 0, 0), then: Some(spread([0; 6], 0, 6)) }
    );
    let expected = Reach {
        lessons: Lessons::new(3),
        practised: PractisedLessons::ZERO,
        contexts: Contexts::new(1),
        students: Students::new(5),
    };
    assert_eq!(seen.this_half_term, expected);
}

#[test]
fn not_yet_is_counted_apart() {
    let mut log = Log::default();
    everyone(&mut log, [90, 91], 3);
    log.recorded.sighted.retain(|s| s.student != student(6) && s.id.number != 0);
    log.tap(92, "s", 3).student = student(2);
    let Chart::Shown { now, .. } = perseverance(&report(&log)).chart else {
        panic!("enough was seen")
    };
    assert_eq!(now, spread([0, 0, 0, 4, 0, 0], 1, 1));
    assert_eq!((now.established(), now.not_yet()), (Students::new(4), Students::new(2)));
}

#[test]
fn under_three_lessons_or_five_students_there_is_no_chart() {
    let not_enough = |lessons, students| Chart::NotEnough {
        lessons: Lessons::new(lessons),
        students: Students::new(students),
    };
    let mut log = Log::default();
    everyone(&mut log, [90, 91], 3);
    assert_eq!(perseverance(&report(&log)).chart, not_enough(2, 6));
    // The same lesson goes on until there is a gap of 90 minutes.
    log.tap(91, "s", 3).at = at(day(91), 11, 29);
    assert_eq!(perseverance(&report(&log)).chart, not_enough(2, 6));
    log.tap(91, "s", 3).at = at(day(91), 13, 0);
    assert!(matches!(perseverance(&report(&log)).chart, Chart::Shown { .. }));
    log.recorded.sighted.retain(|s| s.student <= student(4));
    assert_eq!(perseverance(&report(&log)).chart, not_enough(3, 4));
}

#[test]
fn the_half_term_before_is_cut_to_the_same_length() {
    let mut log = Log::default();
    // This half-term so far: days 80 to 100, so 21 school days.
    for number in [40, 45, 60, 61, 85, 99] {
        log.tap(number, "s", 3);
        log.practised(number).author = adult(2);
    }
    let report = report(&log);
    let seen = perseverance(&report);
    let lessons = |reach: Reach| (reach.lessons.get(), reach.practised.get());
    assert_eq!(lessons(seen.this_half_term), (2, 2));
    assert_eq!(lessons(seen.half_term_before.unwrap()), (3, 3), "day 61 is the 22nd");
    let first = report_of(&log.recorded, &[], &school(), day(20));
    assert_eq!(perseverance(&first).half_term_before, None, "another year, another class");
}

#[test]
fn practised_and_away_are_signs_of_a_lesson() {
    let mut log = Log::default();
    log.tap(99, "s", 3).at = at(day(99), 9, 0);
    let later = log.tap(99, "s", 3);
    (later.at, later.student) = (at(day(99), 11, 0), student(2));
    assert_eq!(perseverance(&report(&log)).this_half_term.lessons, Lessons::new(2));
    log.away(99);
    assert_eq!(perseverance(&report(&log)).this_half_term.lessons, Lessons::new(1));
}

#[test]
fn good_conversations() {
    let mut log = Log::default();
    // 1 grew in three subjects, 2 in one, 3 only now has a phase at all.
    for (number, subject, phase) in
        [(60, "s", 1), (61, "m", 1), (90, "s", 3), (91, "m", 3), (92, "pe", 4)]
    {
        log.tap(number, subject, phase);
        log.tap(number, "s", phase).student = student(2);
    }
    log.tap(96, "s", 3).student = student(3);
    log.tap(97, "m", 3).student = student(3);
    log.tap(50, "s", 3).student = student(5);
    log.tap(90, "s", 0).student = student(6);
    let chosen = [
        Chosen { student: student(1), muscle: muscle("noticing"), day: day(90) },
        Chosen { student: student(3), muscle: muscle("noticing"), day: day(90) },
        Chosen { student: student(3), muscle: muscle("revising"), day: day(91) },
        Chosen { student: student(2), muscle: muscle("revising"), day: day(70) },
        Chosen { student: student(99), muscle: muscle("revising"), day: day(91) },
    ];
    let report = report_of(&log.recorded, &chosen, &school(), day(TODAY));
    let talk = |pupil, reason| Conversation { student: student(pupil), reason };
    let since = school().calendar.half_term(day(TODAY)).first;
    let subjects = ["m", "pe", "s"].map(str::to_owned).to_vec();
    assert_eq!(
        report.conversations,
        [
            talk(1, Reason::Grown { muscle: muscle("perseverance"), subjects }),
            talk(3, Reason::Chose { muscle: muscle("revising") }),
            talk(4, Reason::NotLooked { since }),
            talk(5, Reason::NotLooked { since }),
        ]
    );
}

#[test]
fn nobody_has_looked_is_news_only_later_and_only_of_some() {
    let named =
        |log: &Log, on| report_of(&log.recorded, &[], &school(), day(on)).conversations.len();
    let mut log = Log::default();
    assert_eq!(named(&log, TODAY), 0, "nobody was seen at all");
    log.tap(81, "s", 3);
    assert_eq!(named(&log, 88), 0, "nine school days");
    assert_eq!(named(&log, 89), 3, "ten school days; at most three of a sort");
}

#[test]
fn travels_as_json() {
    let mut log = Log::default();
    everyone(&mut log, [60, 61], 2);
    everyone(&mut log, [90, 91], 3);
    let report = report(&log);
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<ClassReport>(&json).unwrap(), report);
    assert!(!json.contains(&adult(1).to_string()), "nobody but students is named");
}

/// A busy week or two of two classes that share students; 7 and 8 are not in
/// class 1.
fn recorded() -> impl Strategy<Value = Recorded> {
    let row = (75..101_i32, 0..400_i64, 1..9_u8, 1..4_u8, 0..6_i64, 1..3_u8, 0..8_u8);
    proptest::collection::vec(row, 0..200).prop_map(|rows| {
        let mut log = Log::default();
        for (number, minute, pupil, by, phase, of, sort) in rows {
            let when = at(day(number), 8, minute);
            match sort {
                0 => {
                    let practised = log.practised(number);
                    (practised.at, practised.author, practised.class) =
                        (when, adult(by), class(of));
                }
                1 => {
                    let away = log.away(number);
                    (away.at, away.author, away.class) = (when, adult(by), class(of));
                }
                _ => {
                    let tap = log.tap(number, "s", phase);
                    (tap.at, tap.author, tap.class) = (when, adult(by), class(of));
                    (tap.student, tap.context) =
                        (student(pupil), context(["s", "m", "–"][by as usize - 1]));
                }
            }
        }
        log.recorded
    })
}

proptest! {
    /// The server folds all that it has; a device of class 1 only what it
    /// holds: its students' sightings of all classes, the rest of its own.
    #[test]
    fn device_and_server_come_to_the_same_report(recorded in recorded()) {
        let mut held = recorded.clone();
        held.sighted.retain(|s| pupils().contains(&s.student));
        held.practised.retain(|p| p.class == class(1));
        held.away.retain(|a| a.class == class(1));
        let school = school();
        prop_assert_eq!(
            report_of(&held, &[], &school, day(TODAY)),
            report_of(&recorded, &[], &school, day(TODAY))
        );
    }

    #[test]
    fn order_does_not_matter(recorded in recorded()) {
        let mut other = recorded.clone();
        other.sighted.reverse();
        other.practised.reverse();
        other.away.reverse();
        let school = school();
        prop_assert_eq!(
            report_of(&other, &[], &school, day(TODAY)),
            report_of(&recorded, &[], &school, day(TODAY))
        );
    }

    #[test]
    fn every_student_is_counted_once(recorded in recorded()) {
        let report = report_of(&recorded, &[], &school(), day(TODAY));
        for muscle in &report.muscles {
            if let Chart::Shown { now, then } = muscle.chart {
                for spread in [Some(now), then].into_iter().flatten() {
                    prop_assert_eq!(spread.established() + spread.not_yet(), report.students);
                }
            }
        }
    }
}
