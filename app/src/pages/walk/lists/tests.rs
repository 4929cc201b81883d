use domain::directory::PersonCard;
use domain::entry::visit::Words;
use domain::entry::{Draft, VisitSet};
use sync::entry::Uid;

use super::*;
use crate::pages::walk::testing::*;

const MINUTE: Millis = 60_000;

fn record(n: u8) -> RecordId {
    RecordId(Uid([n; 16]))
}

fn seen(log: &Log, visit: RecordId) -> VisitView {
    log.view().visit(visit, &Calendar::default(), TODAY).unwrap()
}

/// The leader visits [`CLASS`] at `at`, and shares it a minute later.
fn shared(log: &mut Log, visit: RecordId, at: Millis) {
    log.write(LEADER, at, entries::start(visit, CLASS, LEADER, None));
    let words = VisitSet::Words(Words::Noticed, "Two tables tried again".to_owned());
    log.write(LEADER, at, entries::choose(&seen(log, visit), &words));
    let share: Draft = entries::share(&seen(log, visit), &directory()).unwrap();
    log.write(LEADER, at + MINUTE, share);
}

fn visits_of(log: &Log) -> Vec<VisitView> {
    log.view().visits(&Calendar::default(), TODAY)
}

fn own_of(log: &Log, me: PersonId) -> Vec<RecordId> {
    let term = Calendar::default().term(TODAY);
    own_this_term(&visits_of(log), me, term).into_iter().map(|v| v.id).collect()
}

#[test]
fn walkers_and_the_visited_adult_find_shared_visits_again_the_last_word_first() {
    let mut log = Log::default();
    shared(&mut log, record(30), ten_on(TODAY));
    shared(&mut log, record(31), ten_on(TODAY) + 20 * MINUTE);
    log.write(LEADER, ten_on(TODAY) + 40 * MINUTE, entries::start(record(32), CLASS, LEADER, None));
    assert_eq!(own_of(&log, LEADER), [record(31), record(30)], "the draft is listed elsewhere");
    assert_eq!(own_of(&log, TEACHER), [record(31), record(30)]);
    assert_eq!(own_of(&log, OTHER_LEADER), []);

    log.write(TEACHER, ten_on(TODAY) + 60 * MINUTE, entries::reply(&seen(&log, record(30)), "Yes"));
    assert_eq!(own_of(&log, LEADER), [record(30), record(31)]);
}

#[test]
fn who_did_not_have_the_last_word_is_told() {
    let answered = |log: &Log, me: PersonId| {
        let directory = Directory { me: PersonCard { id: me, name: String::new() }, ..directory() };
        lines(visits_of(log).iter(), &directory, TODAY).remove(0).answered
    };
    let mut log = Log::default();
    shared(&mut log, VISIT, ten_on(TODAY));
    assert_eq!(answered(&log, LEADER), None);
    let reply = |log: &Log| entries::reply(&seen(log, VISIT), "We work on that");
    log.write(TEACHER, ten_on(TODAY) + 14 * MINUTE, reply(&log));
    assert_eq!(answered(&log, LEADER).as_deref(), Some("answered 10:14"));
    assert_eq!(answered(&log, TEACHER), None);
    assert_eq!(answered(&log, OTHER_LEADER), None, "not theirs to hear of");
    log.write(LEADER, ten_on(TODAY) + 15 * MINUTE, reply(&log));
    assert_eq!(answered(&log, LEADER), None);
    assert_eq!(answered(&log, TEACHER).as_deref(), Some("answered 10:15"));
}

#[test]
fn a_class_that_is_not_in_the_directory_is_said_in_words() {
    let directory = Directory { classes: Vec::new(), ..directory() };
    assert_eq!(class_title(&directory, CLASS), "A class you were with");
    assert_eq!(class_name(&directory, CLASS), "a class you were with");
}
