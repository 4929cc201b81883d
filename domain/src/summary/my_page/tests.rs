use proptest::prelude::*;

use super::super::fixture::{Log, School, adult, class, day, muscle, student};
use super::*;
use crate::time::{Calendar, Plan, Span, YearPlan};

/// A school year from day 0, a Friday, to day 200.
fn school() -> School {
    let span = Span::new(day(0), day(200));
    let plan = Plan { years: vec![YearPlan { span, terms: Vec::new() }], days_off: Vec::new() };
    School { calendar: Calendar::new(plan).unwrap(), ..School::default() }
}

fn page(log: &Log, on: i32) -> MyPage {
    my_page(student(1), &log.buckets(), school().frame(day(on)))
}

fn perseverance(log: &Log, on: i32) -> MyMuscle {
    let page = page(log, on);
    page.muscles.into_iter().find(|m| m.muscle == muscle("perseverance")).unwrap()
}

/// (day, context, phase)
type Taps<'a> = &'a [(i32, &'a str, i64)];

fn log(taps: Taps<'_>) -> Log {
    let mut log = Log::default();
    for (number, subject, phase) in taps {
        log.tap(*number, subject, *phase);
    }
    log
}

#[test]
fn it_keeps_the_highest_of_the_school_year() {
    let log = log(&[(60, "s", 4), (61, "m", 4), (95, "s", 2), (98, "m", 2)]);
    let phase = |on| perseverance(&log, on).phase.map(Phase::index);
    assert_eq!([60, 61, 100, 150].map(phase), [None, Some(4), Some(4), Some(4)]);
    // The next year begins with what stands: nobody starts from nothing.
    assert_eq!(phase(300), Some(2));
}

#[test]
fn in_september_only_where_it_grew() {
    let earlier = |number, phase| Earlier { day: day(number), phase: Phase::new(phase).unwrap() };
    // The second school week ends on day 5.
    let cases: [(Taps<'_>, Option<Earlier>); 4] = [
        (&[(2, "s", 1), (3, "m", 1), (60, "s", 3), (61, "m", 3)], Some(earlier(5, 1))),
        (&[(2, "s", 3), (3, "m", 3), (60, "s", 3), (61, "m", 3)], None),
        (&[(2, "s", 3), (3, "m", 3), (60, "s", 1), (61, "m", 1)], None),
        // First established later: that is where it began.
        (&[(20, "s", 1), (21, "m", 1), (60, "s", 3), (61, "m", 3)], Some(earlier(21, 1))),
    ];
    for (taps, expected) in cases {
        assert_eq!(perseverance(&log(taps), 100).then, expected, "{taps:?}");
    }
    assert_eq!(perseverance(&log(&[(2, "s", 1), (3, "m", 1)]), 4).then, None, "too early");
}

#[test]
fn where_it_was_used() {
    let mut log = log(&[
        (-10, "pe", 3),
        (90, "s", 1),
        (91, "m", 2),
        (92, "s", 0),
        (93, "fr", 0),
        (94, "–", 2),
    ]);
    log.tap(95, "art", 3).student = student(2);
    assert_eq!(perseverance(&log, 100).used_in, ["m", "s"], "newest first, this year's, used");
}

#[test]
fn it_names_nobody() {
    let json = serde_json::to_string(&page(&log(&[(90, "s", 1), (91, "m", 2)]), 100)).unwrap();
    for id in [student(1).to_string(), adult(1).to_string(), class(1).to_string()] {
        assert!(!json.contains(&id));
    }
}

proptest! {
    #[test]
    fn it_never_falls(
        taps in prop::collection::vec((0..200_i32, 0..3_usize, 0..6_i64), 0..40),
        on in 0..200_i32,
        later in 0..100_i32,
    ) {
        let taps: Vec<_> = taps.into_iter().map(|(d, c, p)| (d, ["s", "m", "–"][c], p)).collect();
        let log = log(&taps);
        let later = (on + later).min(200);
        let (then, now) = (perseverance(&log, on), perseverance(&log, later));
        prop_assert!(now.phase >= then.phase);
        if let Some(earlier) = now.then {
            prop_assert!(Some(earlier.phase) < now.phase);
            prop_assert!(earlier.day <= day(later));
        }
    }
}
