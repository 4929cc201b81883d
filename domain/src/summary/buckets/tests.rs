use proptest::prelude::*;

use super::*;
use crate::summary::fixture::{Log, adult, at, class, day, muscle, student};

#[test]
fn one_bucket_for_each_class_and_day() {
    let mut log = Log::default();
    log.tap(99, "s", 3);
    log.tap(99, "s", 3).class = class(2);
    log.practised(98);
    log.away(97);
    let keys: Vec<_> = log.buckets().iter().map(|b| (b.class, b.day)).collect();
    assert_eq!(
        keys,
        [(class(1), day(97)), (class(1), day(98)), (class(1), day(99)), (class(2), day(99))]
    );
    assert!(log.buckets().iter().all(|bucket| !bucket.is_empty()));
}

#[test]
fn only_the_same_adult_student_and_muscle_corrects() {
    let mut log = Log::default();
    log.tap(99, "s", 5);
    log.tap(99, "s", 4).author = adult(2);
    log.tap(99, "s", 3).student = student(2);
    log.tap(99, "s", 2).muscle = muscle("noticing");
    let last = log.tap(99, "s", 1);
    last.at = at(day(99), 11, 0);
    let phases: Vec<_> = log.buckets()[0].taps.iter().map(|tap| tap.phase.index()).collect();
    assert_eq!(phases, [2, 1, 4, 3], "sorted by student, muscle; the 5 was corrected");
}

#[test]
fn a_lesson_goes_on_while_its_student_is_tapped() {
    let mut log = Log::default();
    log.tap(99, "s", 5).at = at(day(99), 9, 0);
    log.tap(99, "s", 3).at = at(day(99), 11, 0);
    assert_eq!(log.buckets()[0].taps.len(), 2, "two hours apart");
    let between = log.tap(99, "s", 3);
    between.muscle = muscle("noticing");
    between.at = at(day(99), 10, 0);
    assert_eq!(log.buckets()[0].taps.len(), 2, "one lesson: the 5 was corrected");
}

/// What is stored holds nobody but students.
#[test]
fn a_bucket_holds_no_member_of_staff() {
    let mut log = Log::default();
    log.tap(99, "s", 3);
    log.practised(99);
    log.away(99);
    let json = serde_json::to_string(&log.buckets()).unwrap();
    assert!(json.contains(&student(1).to_string()));
    assert!(!json.contains(&adult(1).to_string()), "{json}");
    assert_eq!(serde_json::from_str::<Vec<DayBucket>>(&json).unwrap(), log.buckets());
}

/// Entries of a few people, classes and days, close enough to meet.
fn recorded() -> impl Strategy<Value = Recorded> {
    let tap = (90..94_i32, 0..600_i64, 0..3_u8, 0..3_u8, 0..6_i64, 0..2_u8, 0..3_u8);
    proptest::collection::vec(tap, 0..60).prop_map(|taps| {
        let mut log = Log::default();
        for (number, minute, who, by, phase, group, sort) in taps {
            let when = at(day(number), 8, minute);
            match sort {
                0 => {
                    let practised = log.practised(number);
                    (practised.at, practised.author) = (when, adult(by));
                    practised.class = class(group);
                }
                1 => {
                    let away = log.away(number);
                    (away.at, away.author, away.class) = (when, adult(by), class(group));
                }
                _ => {
                    let tap = log.tap(number, ["s", "m", "–"][usize::from(by)], phase);
                    (tap.at, tap.author, tap.student) = (when, adult(by), student(who));
                    tap.class = class(group);
                }
            }
        }
        log.recorded
    })
}

proptest! {
    #[test]
    fn order_and_repeats_do_not_matter(recorded in recorded(), seed in any::<u64>()) {
        let mut other = recorded.clone();
        other.sighted.extend(recorded.sighted.clone());
        other.practised.extend(recorded.practised.clone());
        other.away.extend(recorded.away.clone());
        let key = |id: EntryId| (id.number + 1).wrapping_mul(seed | 1);
        other.sighted.sort_by_key(|s| key(s.id));
        other.practised.sort_by_key(|p| key(p.id));
        other.away.sort_by_key(|a| key(a.id));
        prop_assert_eq!(fold(&other), fold(&recorded));
    }

    /// The server recomputes only the class and day that a batch touched.
    #[test]
    fn each_class_and_day_folds_alone(recorded in recorded()) {
        let whole = fold(&recorded);
        for bucket in &whole {
            let mut part = recorded.clone();
            part.sighted.retain(|s| (s.class, s.day) == (bucket.class, bucket.day));
            part.practised.retain(|p| (p.class, p.day) == (bucket.class, bucket.day));
            part.away.retain(|a| (a.class, a.day) == (bucket.class, bucket.day));
            prop_assert_eq!(&fold(&part), std::slice::from_ref(bucket));
        }
    }
}
