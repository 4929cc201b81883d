use domain::entry::visit::Words;
use domain::entry::{Draft, VisitSet};
use domain::time::Calendar;

use super::super::entries;
use super::super::lists::waiting;
use super::super::testing::*;
use super::*;

fn seen(log: &Log) -> VisitView {
    log.view().visit(VISIT, &Calendar::default(), TODAY).unwrap()
}

#[test]
fn who_has_a_visit_in_which_form() {
    let at = ten_on(TODAY);
    let mut log = Log::default();
    log.write(LEADER, at, entries::start(VISIT, CLASS, LEADER, None));
    let words = VisitSet::Words(Words::Noticed, "Two tables tried again".to_owned());
    log.write(LEADER, at, entries::choose(&seen(&log), &words));
    let faces = |log: &Log| [LEADER, TEACHER, OTHER_LEADER].map(|person| face(&seen(log), person));
    assert_eq!(faces(&log), [Face::Writing, Face::Missing, Face::Missing]);

    let share: Draft = entries::share(&seen(&log), &directory()).unwrap();
    log.write(LEADER, at, share);
    assert_eq!(faces(&log), [Face::Reading, Face::Closed, Face::Reading]);

    log.write(TEACHER, at, entries::open(VISIT));
    assert_eq!(faces(&log), [Face::Reading; 3]);
}

#[test]
fn whatever_the_clock_says_the_visited_adult_opens_it() {
    for (days, is_announced) in [(7, true), (40, false)] {
        shared_days_ago(days, is_announced);
    }
}

fn shared_days_ago(days: i32, is_announced: bool) {
    let shared = TODAY.plus(-days);
    let mut log = Log::default();
    log.write(LEADER, ten_on(shared), entries::start(VISIT, CLASS, LEADER, None));
    let looked = VisitSet::FollowUp(true);
    log.write(LEADER, ten_on(shared), entries::choose(&seen(&log), &looked));
    let share = entries::share(&seen(&log), &directory()).unwrap();
    log.write(LEADER, ten_on(shared), share);
    // It may have reached the server only now, and wait there still.
    assert_eq!(face(&seen(&log), TEACHER), Face::Closed);
    let visits = [seen(&log)];
    let announced = |who| waiting(&visits, who, &Calendar::default(), TODAY).count() == 1;
    assert_eq!([announced(TEACHER), announced(LEADER)], [is_announced, false]);
    assert_eq!(face(&seen(&log), OTHER_LEADER), Face::Reading);
    log.write(TEACHER, ten_on(TODAY), entries::open(VISIT));
    assert_eq!(face(&seen(&log), TEACHER), Face::Reading);
}
