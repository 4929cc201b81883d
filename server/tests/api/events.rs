//! Tablets hear at once that there is something to pull.

use crate::device::{Device, sighting};
use crate::school::TestSchool;
use crate::visits::share_one;

#[test]
fn what_one_tablet_records_others_hear_of() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let assistant = Device::of(&school, "assistant");
    let mut news = assistant.client.listen();
    assert_eq!(news.position(), 0, "where the school stands, at once");
    for expected in 1..=3 {
        teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
        assert_eq!(news.position(), expected);
    }
    assert_eq!(assistant.client.listen().position(), 3);
}

/// When somebody records in another class is nobody else's business, and
/// hundreds of tablets have nothing to ask then.
#[test]
fn nobody_hears_of_what_they_may_not_read() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let mut other = Device::of(&school, "other-teacher");
    let mut news = teacher.client.listen();
    assert_eq!(news.position(), 0);
    let student = school.person("Zoë");
    other.record(&school, sighting(school.other_class, student, 3));
    // The next that it hears of is its own.
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    assert_eq!(news.position(), 2);
}

#[test]
fn a_stream_keeps_no_server_from_stopping() {
    let mut school = TestSchool::open();
    let mut news = school.sign_in("teacher").listen();
    assert_eq!(news.position(), 0);
    school.while_stopped(|_| assert!(news.is_over()));
}

#[test]
fn a_release_by_the_clock_is_news() {
    let school = TestSchool::open();
    share_one(&school);
    let mut news = school.sign_in("leader").listen();
    let before = news.position();
    school.go_to(7, 10);
    // Any hello looks whether something is due.
    Device::of(&school, "other-leader");
    assert!(news.position() > before);
}
