//! Scopes follow membership on the day that it changes: nobody imports
//! anything on that day, and no tablet is told by hand.

use domain::entry::Note;
use domain::roster::{Arriving, EnrolmentRole, SourcedId};
use domain::scope;
use serde_json::Value;

use crate::device::{Device, about, sighting};
use crate::school::{TestSchool, day, enrolment};

/// Amara moves from one class to the other: on Tuesday she is still there, on
/// Wednesday she is here.
fn moving() -> TestSchool {
    let school = TestSchool::open();
    school.import(|roster| {
        let mut before = enrolment("c1", "Amara", EnrolmentRole::Student);
        before.end = Some(day("2026-11-24"));
        let mut after = enrolment("c2", "Amara", EnrolmentRole::Student);
        after.begin = Some(day("2026-11-25"));
        roster.enrolments.insert(SourcedId("c1-Amara".to_owned()), Arriving::active(before));
        roster.enrolments.insert(SourcedId("c2-Amara".to_owned()), Arriving::active(after));
    });
    school
}

#[test]
fn a_student_who_moves_takes_their_scope_along() {
    let school = moving();
    let amara = school.person("Amara");
    let mut old = Device::of(&school, "teacher");
    let mut new = Device::of(&school, "other-teacher");
    let seen = old.record(&school, sighting(school.class, amara, 3)).id();
    let note = Note { text: "Ask about home reading.".to_owned() };
    let note = old.record(&school, about(&note, school.class, amara)).id();
    let unsent = old.make(&school, sighting(school.class, amara, 4));

    school.go_to(1, 23);
    assert!(old.pulled_ids().contains(&seen));
    assert_eq!(new.pulled_ids(), []);
    new.record_held(&school, sighting(school.other_class, amara, 3), "not-allowed");

    school.go_to(2, 7);
    let scope = scope::about(amara);
    old.say_hello();
    new.say_hello();
    assert_eq!([&old, &new].map(|device| device.scopes.contains(&scope)), [false, true]);
    // What the class's adults wrote for each other stays with them.
    assert_eq!(old.pulled_ids(), [note]);
    assert_eq!(old.backfill(&[scope]).len(), 0);
    let followed: Vec<_> = new.backfill(&[scope]).iter().map(|l| l.entry.id()).collect();
    assert_eq!(followed, [seen]);

    old.record_held(&school, sighting(school.class, amara, 2), "not-allowed");
    let today = new.record(&school, sighting(school.other_class, amara, 2)).id();
    assert!(!old.pulled_ids().contains(&today));
    // What was recorded while she was there is still taken, and is hers.
    old.push(std::slice::from_ref(&unsent));
    assert!(new.pulled_ids().contains(&unsent.id()));
    assert!(!old.pulled_ids().contains(&unsent.id()));
    school.assert_sound();
}

#[test]
fn directories_reports_and_cards_follow_too() {
    let school = moving();
    let (teacher, other) = (school.sign_in("teacher"), school.sign_in("other-teacher"));
    let look = || {
        let of = |client: &crate::client::Client, class: domain::id::ClassId| {
            let directory = client.get("/api/directory").text().contains("Amara");
            let cards = client.get(&format!("/api/classes/{class}/picture-pins"));
            let report = client.get(&format!("/api/reports/class/{class}")).json();
            (directory, cards.text().contains("Amara"), students(&report))
        };
        (of(&teacher, school.class), of(&other, school.other_class))
    };
    assert_eq!(look(), ((true, true, 2), (false, false, 3)));
    school.go_to(1, 23);
    assert_eq!(look(), ((true, true, 2), (false, false, 3)));
    school.go_to(2, 7);
    assert_eq!(look(), ((false, false, 1), (true, true, 4)));
}

/// How many students a class report is about.
fn students(report: &Value) -> u64 {
    report["report"]["students"].as_u64().unwrap()
}

#[test]
fn an_adult_of_today_is_none_tomorrow() {
    let school = TestSchool::open();
    school.import(|roster| {
        let mut cover = enrolment("c1", "other-teacher", EnrolmentRole::Teacher);
        (cover.primary, cover.begin, cover.end) =
            (false, Some(day("2026-11-24")), Some(day("2026-11-24")));
        roster.enrolments.insert(SourcedId("cover".to_owned()), Arriving::active(cover));
    });
    let mut cover = Device::of(&school, "other-teacher");
    let report = format!("/api/reports/class/{}", school.class);
    for (days, is_there) in [(0, false), (1, true), (2, false)] {
        school.go_to(days, 9);
        cover.say_hello();
        assert_eq!(cover.scopes.contains(&scope::class(school.class)), is_there, "{days}");
        assert_eq!(cover.scopes.contains(&scope::about(school.person("Ben"))), is_there, "{days}");
        let status = cover.client.get(&report).status;
        assert_eq!(status, if is_there { 200 } else { 403 }, "{days}");
        let names_ben = cover.client.get("/api/directory").text().contains("Ben");
        assert_eq!(names_ben, is_there, "{days}");
    }
}
