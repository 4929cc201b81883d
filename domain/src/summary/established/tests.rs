use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn seen(day: i32, context: u16, phase: i64) -> Seen {
    Seen { day, context, phase: Phase::new(phase).unwrap() }
}

fn sorted(list: &[(i32, u16, i64)]) -> Vec<Seen> {
    let mut list: Vec<_> = list.iter().map(|(d, c, p)| seen(*d, *c, *p)).collect();
    list.sort_unstable();
    list
}

/// The rule, word for word: every day from the first sighting on.
fn naive(seen: &[Seen], settings: Settings, on: i32) -> Option<Phase> {
    let mut value = None;
    for today in seen.first()?.day..=on {
        let window: Vec<_> = seen
            .iter()
            .filter(|s| s.day <= today && s.day > today - i32::from(settings.window_school_days))
            .collect();
        let holds = |phase: &Phase| {
            let enough: Vec<_> = window.iter().filter(|s| s.phase >= *phase).collect();
            let days = enough.iter().map(|s| s.day).collect::<BTreeSet<_>>().len();
            let contexts = enough.iter().map(|s| s.context).collect::<BTreeSet<_>>().len();
            days >= usize::from(settings.days_in_any_context)
                || days >= usize::from(settings.days) && contexts >= usize::from(settings.contexts)
        };
        value = Phase::ALL.into_iter().rev().find(holds).or(value);
    }
    value
}

#[test]
fn the_window_is_thirty_school_days_with_today() {
    let settings = Settings::default();
    let list = sorted(&[(71, 1, 3), (100, 2, 3)]);
    assert_eq!(phase_on(&list, settings, 100), Phase::new(3));
    let list = sorted(&[(70, 1, 3), (100, 2, 3)]);
    assert_eq!(phase_on(&list, settings, 100), None);
}

#[test]
fn a_value_falls_when_what_held_it_leaves_the_window() {
    let settings = Settings::default();
    let list = sorted(&[(60, 1, 4), (61, 2, 4), (80, 1, 2), (81, 2, 2)]);
    let steps: Vec<_> = steps(&list, settings).collect();
    let step = |from, phase| Step { from, phase: Phase::new(phase).unwrap() };
    assert_eq!(steps, [step(61, 4), step(90, 2)]);
    assert_eq!(highest(&list, settings, 60, 120), Phase::new(4));
    assert_eq!(highest(&list, settings, 89, 120), Phase::new(4), "standing on the first day");
    assert_eq!(highest(&list, settings, 90, 120), Phase::new(2));
    assert_eq!(highest(&list, settings, 0, 60), None);
}

#[test]
fn a_value_that_only_stands_has_an_age() {
    let settings = Settings::default();
    let list = sorted(&[(60, 1, 3), (61, 2, 3)]);
    let standing = established(&list, settings, 100).unwrap();
    assert_eq!((standing.last_seen, standing.is_current), (61, false));
    assert!(established(&list, settings, 89).unwrap().is_current);
    assert!(!established(&list, settings, 90).unwrap().is_current);
}

fn sightings() -> impl Strategy<Value = Vec<Seen>> {
    proptest::collection::vec((0..120_i32, 0..4_u16, 0..6_i64), 0..30).prop_map(|l| sorted(&l))
}

fn settings() -> impl Strategy<Value = Settings> {
    (1..=64_u8, 1..4_u8, 1..5_u8, 1..6_u8).prop_map(|(window, days, contexts, any)| Settings {
        window_school_days: window,
        days,
        contexts,
        days_in_any_context: any,
    })
}

proptest! {
    #[test]
    fn equals_the_rule_word_for_word(
        list in sightings(),
        settings in prop_oneof![Just(Settings::default()), settings()],
        on in 0..200_i32,
    ) {
        prop_assert_eq!(phase_on(&list, settings, on), naive(&list, settings, on));
    }

    #[test]
    fn the_highest_is_the_highest_of_all_days(
        list in sightings(),
        first in 0..150_i32,
        length in 0..60_i32,
    ) {
        let settings = Settings::default();
        let days = first..=first + length;
        let best = days.filter_map(|day| naive(&list, settings, day)).max();
        prop_assert_eq!(highest(&list, settings, first, first + length), best);
    }

    #[test]
    fn a_tap_alone_in_its_window_never_changes_it(list in sightings(), phase in 0..6_i64) {
        let settings = Settings::default();
        let before = phase_on(&list, settings, 200);
        let mut more = list.clone();
        more.push(seen(200, 9, phase));
        prop_assert_eq!(phase_on(&more, settings, 200), before);
    }

    #[test]
    fn current_means_that_the_window_says_so(list in sightings(), on in 0..200_i32) {
        let settings = Settings::default();
        if let Some(found) = established(&list, settings, on) {
            let window: Vec<_> = list.iter().copied().filter(|s| s.day > on - 30).collect();
            prop_assert_eq!(found.is_current, naive(&window, settings, on) == Some(found.phase)
                && window.iter().any(|s| s.day <= on));
            prop_assert!(found.last_seen <= on);
        }
    }
}
