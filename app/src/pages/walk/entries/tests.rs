use domain::entry::visit::{Mark, Words};
use domain::framework::{Aspect, Habit};

use super::*;
use crate::pages::walk::testing::*;

fn started(log: &mut Log) -> VisitView {
    log.write(LEADER, ten_on(TODAY), start(VISIT, CLASS, LEADER, None));
    seen(log)
}

fn seen(log: &Log) -> VisitView {
    log.view().visit(VISIT, &domain::time::Calendar::default(), TODAY).unwrap()
}

#[test]
fn a_visit_is_shared_only_when_it_says_something() {
    let mut log = Log::default();
    let visit = started(&mut log);
    assert_eq!(share(&visit, &directory()), Err(NotYet::Empty));
    let silent = [
        VisitSet::Today(Today::Usual),
        VisitSet::Words(Words::Noticed, "  ".to_owned()),
        VisitSet::FollowUp(false),
        VisitSet::Cell(Habit::Feeling, Aspect::Talking, None),
    ];
    for value in silent {
        log.write(LEADER, ten_on(TODAY), choose(&seen(&log), &value));
        assert_eq!(share(&seen(&log), &directory()), Err(NotYet::Empty), "{value:?}");
    }
    let looked = VisitSet::Cell(Habit::Feeling, Aspect::Talking, Some(Mark::NotNoticed));
    log.write(LEADER, ten_on(TODAY), choose(&seen(&log), &looked));
    let draft = share(&seen(&log), &directory()).unwrap();
    log.write(LEADER, ten_on(TODAY), draft);
    assert_eq!(seen(&log).stage, Stage::Shared);
    assert_eq!(seen(&log).visited, Some(TEACHER));
}

#[test]
fn who_reads_first() {
    let mut log = Log::default();
    let visit = started(&mut log);
    assert_eq!(first_reader(&visit, &directory()), Ok(Some(TEACHER)));
    log.write(LEADER, ten_on(TODAY), choose(&visit, &VisitSet::Today(Today::Partner)));
    assert_eq!(first_reader(&seen(&log), &directory()), Err(NotYet::WhichPartner));
    log.write(LEADER, ten_on(TODAY), choose(&seen(&log), &VisitSet::Partner(OTHER_LEADER)));
    assert_eq!(first_reader(&seen(&log), &directory()), Ok(Some(OTHER_LEADER)));
    log.write(LEADER, ten_on(TODAY), choose(&seen(&log), &VisitSet::Partner(LEADER)));
    assert_eq!(first_reader(&seen(&log), &directory()), Err(NotYet::WalkerVisited));
    log.write(LEADER, ten_on(TODAY), choose(&seen(&log), &VisitSet::Today(Today::Cover)));
    assert_eq!(first_reader(&seen(&log), &directory()), Ok(None));

    let mut log = Log::default();
    log.write(LEADER, ten_on(TODAY), start(VISIT, ORPHAN, LEADER, None));
    assert_eq!(first_reader(&seen(&log), &directory()), Err(NotYet::NoUsualTeacher));

    // A leader in their own class.
    let mut log = Log::default();
    log.write(TEACHER, ten_on(TODAY), start(VISIT, CLASS, TEACHER, None));
    assert_eq!(first_reader(&seen(&log), &directory()), Err(NotYet::WalkerVisited));
}

#[test]
fn what_nobody_had_seen_is_not_replaced() {
    let mut log = Log::default();
    let before = started(&mut log);
    let words = |text: &str| VisitSet::Words(Words::Noticed, text.to_owned());
    log.write(OTHER_LEADER, ten_on(TODAY), choose(&before, &words("from the other tablet")));
    // Typed since before the other tablet's words arrived.
    log.write(LEADER, ten_on(TODAY) + 1, set(&seen(&log), &words("from this one"), []));
    assert_eq!(seen(&log).heads("noticed").len(), 2);
    // Both in sight: the choice replaces both.
    log.write(LEADER, ten_on(TODAY) + 2, choose(&seen(&log), &words("both")));
    assert_eq!(seen(&log).words(Words::Noticed), "both");
    assert_eq!(seen(&log).heads("noticed").len(), 1);
}

#[test]
fn who_taught_is_chosen_before_it_freezes() {
    let mut log = Log::default();
    let before = started(&mut log);
    let at = ten_on(TODAY);
    log.write(LEADER, at, choose(&before, &VisitSet::FollowUp(true)));
    // Two tablets that had not heard of each other.
    log.write(LEADER, at + 1, set(&before, &VisitSet::Today(Today::Cover), []));
    log.write(OTHER_LEADER, at + 2, set(&before, &VisitSet::Today(Today::Partner), []));
    assert_eq!(share(&seen(&log), &directory()), Err(NotYet::Contested));
    log.write(LEADER, at + 3, choose(&seen(&log), &VisitSet::Today(Today::Partner)));

    log.write(LEADER, at + 4, set(&before, &VisitSet::Partner(TEACHER), []));
    log.write(OTHER_LEADER, at + 5, set(&before, &VisitSet::Partner(OTHER_LEADER), []));
    assert_eq!(share(&seen(&log), &directory()), Err(NotYet::Contested));
    // With cover it no longer matters which partner.
    log.write(LEADER, at + 6, choose(&seen(&log), &VisitSet::Today(Today::Cover)));
    assert!(share(&seen(&log), &directory()).is_ok());
    log.write(LEADER, at + 7, choose(&seen(&log), &VisitSet::Today(Today::Partner)));
    log.write(LEADER, at + 8, choose(&seen(&log), &VisitSet::Partner(TEACHER)));
    assert_eq!(first_reader(&seen(&log), &directory()), Ok(Some(TEACHER)));
}

#[test]
fn enough_visits_are_those_of_the_adult_who_will_be_visited() {
    let mut directory = directory();
    directory.classes[0].enough_visits = true;
    let mut log = Log::default();
    let has_enough = |log: &Log| has_enough(&seen(log), &directory);
    let at = ten_on(TODAY);
    log.write(LEADER, at, start(VISIT, ORPHAN, LEADER, None));
    let mut answer = |value: VisitSet| {
        let draft = choose(&seen(&log), &value);
        log.write(LEADER, at, draft);
        has_enough(&log)
    };
    assert!(!answer(VisitSet::FollowUp(true)), "nobody is to be visited yet");
    assert!(!answer(VisitSet::Today(Today::Partner)));
    assert!(answer(VisitSet::Partner(TEACHER)));
    assert!(!answer(VisitSet::Partner(OTHER_LEADER)));
    assert!(!answer(VisitSet::Today(Today::Cover)));

    let mut log = Log::default();
    started(&mut log);
    assert!(has_enough(&log));
    log.write(LEADER, at, choose(&seen(&log), &VisitSet::FollowUp(true)));
    log.write(LEADER, at, share(&seen(&log), &directory).unwrap());
    assert!(!has_enough(&log), "shared: nobody will be");
}
