use sync::entry::{EntryId, Received, Stamp};

use super::*;
use crate::entry::{Draft, Retraction, Sighting, tag};
use crate::framework::{Data, Framework, Mapping};
use crate::summary::fixture::{Log, School, TODAY, adult, at, class, day, muscle, student};
use crate::view::View;

/// The staff's picture of student 1's perseverance on day 100.
fn picture(log: &Log, school: &School) -> Standing {
    let frame = school.frame(day(TODAY));
    let evidence = Evidence::gather(&log.buckets(), &[student(1)], &frame);
    Picture::new(&evidence, frame).standing(0, school.position("perseverance"))
}

fn current(phase: i64) -> Standing {
    Standing::Established { phase: Phase::new(phase).unwrap(), age: None }
}

/// (day, context, phase)
type Taps<'a> = &'a [(i32, &'a str, i64)];

/// Cases 1 to 9, 11 and 13 of the worked cases: sightings by one adult,
/// one a day.
#[test]
fn worked_cases_of_single_taps() {
    let stands = |phase, age| Standing::Established {
        phase: Phase::new(phase).unwrap(),
        age: Some(SchoolDays::new(age)),
    };
    let cases: [(&str, Taps<'_>, Standing); 11] = [
        ("1", &[(99, "s", 3)], Standing::Starting),
        ("2", &[(98, "s", 3), (99, "m", 3)], current(3)),
        ("3", &[(98, "s", 3), (99, "s", 3)], Standing::Starting),
        ("4", &[(97, "s", 3), (98, "s", 3), (99, "s", 3)], current(3)),
        ("5", &[(95, "s", 2), (99, "m", 4)], current(2)),
        ("6", &[(95, "s", 4), (96, "m", 4), (99, "s", 1)], current(4)),
        ("8", &[(60, "s", 3), (61, "m", 3)], stands(3, 39)),
        ("9", &[(60, "s", 4), (61, "m", 4), (95, "s", 2), (98, "m", 2)], current(2)),
        ("11a", &[(98, "–", 3), (99, "–", 3)], Standing::Starting),
        ("11b", &[(98, "–", 3), (99, "–", 3), (100, "–", 3)], current(3)),
        ("13", &[(98, "s", 0), (99, "m", 0)], current(0)),
    ];
    for (case, taps, expected) in cases {
        let mut log = Log::default();
        for (day, subject, phase) in taps {
            log.tap(*day, subject, *phase);
        }
        assert_eq!(picture(&log, &School::default()), expected, "case {case}");
    }
    assert_eq!(picture(&Log::default(), &School::default()), Standing::NotLooked);
}

#[test]
fn case_7_one_day_is_one_day() {
    let mut log = Log::default();
    log.tap(99, "s", 5).at = at(day(99), 9, 0);
    log.tap(99, "m", 5).at = at(day(99), 14, 0);
    assert_eq!(picture(&log, &School::default()), Standing::Starting);
}

#[test]
fn case_9_a_childs_page_keeps_the_highest_of_the_year() {
    let mut log = Log::default();
    for (day, subject, phase) in [(60, "s", 4), (61, "m", 4), (95, "s", 2), (98, "m", 2)] {
        log.tap(day, subject, phase);
    }
    let school = School::default();
    let frame = school.frame(day(TODAY));
    let evidence = Evidence::gather(&log.buckets(), &[student(1)], &frame);
    let muscle = school.position("perseverance");
    let picture = Picture::new(&evidence, frame);
    assert_eq!(picture.phase(0, muscle), Phase::new(2));
    assert_eq!(picture.highest_this_year(0, muscle), Phase::new(4));
}

#[test]
fn case_10_the_second_tap_in_a_lesson_corrects_the_first() {
    let mut log = Log::default();
    log.tap(98, "m", 3);
    log.tap(99, "s", 5);
    log.tap(99, "s", 3).at = at(day(99), 10, 20);
    assert_eq!(picture(&log, &School::default()), current(3));
    // In another lesson of the day, it is a sighting of its own.
    log.recorded.sighted[2].at = at(day(99), 11, 30);
    assert_eq!(log.buckets().iter().map(|b| b.taps.len()).sum::<usize>(), 3);
}

#[test]
fn case_12_two_adults_on_one_day() {
    let mut log = Log::default();
    log.tap(99, "s", 3);
    log.tap(99, "m", 3).author = adult(2);
    assert_eq!(picture(&log, &School::default()), Standing::Starting);
}

#[test]
fn case_14_a_retraction_counts_as_if_it_had_never_been() {
    let mut log = Log::default();
    log.tap(97, "s", 4);
    log.tap(98, "m", 4);
    assert_eq!(picture(&log, &School::default()), current(4));
    // As a tablet has it: the entry of 98, and what took it back on 99.
    let mut view = View::new();
    for sighted in &log.recorded.sighted {
        let sighting = Sighting {
            muscle: sighted.muscle.clone(),
            phase: sighted.phase,
            framework: 1,
            context: sighted.context.clone(),
            support: None,
            strand: None,
        };
        let draft = Draft::new(&sighting).in_class(sighted.class);
        write(&mut view, draft.link(tag::STUDENT, sighted.student.0), sighted.id, sighted.day);
    }
    log.recorded = view.recorded_in(class(1));
    assert_eq!(picture(&log, &School::default()), current(4));
    let retraction = Draft::new(&Retraction).superseding([log.recorded.sighted[1].id]);
    write(&mut view, retraction, EntryId { incarnation: 1, number: 9 }, day(99));
    log.recorded = view.recorded_in(class(1));
    assert_eq!(picture(&log, &School::default()), Standing::Starting);
}

/// Adult 1 writes it, at ten.
fn write(view: &mut View, draft: Draft, id: EntryId, day: Day) {
    let effective = at(day, 10, 0);
    let entry = draft.into_entry(id, adult(1), Stamp::new(effective, 0));
    view.insert(&entry, Received { effective, day: day.0, suspect: false });
}

#[test]
fn case_15_every_adults_sighting_counts_alike() {
    let mut log = Log::default();
    log.tap(98, "s", 3).author = adult(9);
    log.tap(99, "m", 3).author = adult(9);
    assert_eq!(picture(&log, &School::default()), current(3));
}

#[test]
fn case_16_a_mapping_carries_trends() {
    let mut log = Log::default();
    log.tap(40, "s", 3).muscle = muscle("grit");
    log.tap(41, "m", 3).muscle = muscle("grit");
    log.tap(99, "s", 4);
    let mut school = School::default();
    assert_eq!(picture(&log, &school), Standing::Starting, "without the mapping");
    let mapping = Mapping { version: 1, from: muscle("grit"), to: muscle("perseverance") };
    let data = school.framework.data().clone();
    school.framework =
        Framework::new(Data { version: 2, mappings: vec![mapping], ..data }).unwrap();
    // The value of day 41 stands, and 3 or higher was last seen on day 99.
    let phase = Phase::new(3).unwrap();
    let age = Some(SchoolDays::new(1));
    assert_eq!(picture(&log, &school), Standing::Established { phase, age });
}

#[test]
fn sightings_of_all_classes_count_and_say_where() {
    let mut log = Log::default();
    log.tap(98, "s", 3).class = class(2);
    log.tap(99, "m", 3).student = student(2);
    let school = School::default();
    let frame = school.frame(day(TODAY));
    let evidence = Evidence::gather(&log.buckets(), &[student(1)], &frame);
    let picture = Picture::new(&evidence, frame);
    let muscle = school.position("perseverance");
    assert_eq!(picture.standing(0, muscle), Standing::Starting);
    let subjects: Vec<_> = picture.seen_in(0, muscle).iter().map(|c| &c.subject).collect();
    assert_eq!(subjects, [&Some("s".to_owned())], "only this student's");
    assert_eq!(picture.as_of(day(97)).standing(0, muscle), Standing::NotLooked);
}

#[test]
fn a_day_without_school_counts_as_the_school_day_before() {
    let mut log = Log::default();
    log.tap(95, "s", 3);
    // Day 95 is a Friday: a Saturday club is not a second school day.
    assert_eq!(day(95).plus(3), day(96));
    log.tap(95, "m", 3).day = day(95).plus(1);
    assert_eq!(picture(&log, &School::default()), Standing::Starting);
}
