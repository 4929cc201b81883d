//! What is held is kept, and judged again when that may have changed.

use domain::entry::{Context, Draft, Practised, Retraction, tag};
use domain::id::MuscleId;
use domain::roster::{Arriving, EnrolmentRole, SourcedId, UserRole};
use serde_json::{Value, json};
use server::office::Office;
use sync::frame::Outcome;

use crate::client::Answer;
use crate::device::{Device, sighting};
use crate::school::{MONDAY_TEN, TestSchool, day, enrolment};

fn held_count(school: &TestSchool) -> usize {
    held(school).len()
}

fn held(school: &TestSchool) -> Vec<Value> {
    school.sign_in("administrator").get("/api/held").json().as_array().unwrap().clone()
}

/// What an administrator decides about the one thing that is held.
fn decide(school: &TestSchool, wish: &Value) -> Answer {
    let held = held(school);
    let [one] = &held[..] else { panic!("{held:?}") };
    let path = format!("/api/held/{}", one["hash"].as_str().unwrap());
    school.sign_in("administrator").post(&path, wish)
}

#[test]
fn a_stranger_to_the_class_is_held_until_an_import_says_otherwise() {
    let school = TestSchool::open();
    let mut other = Device::of(&school, "other-teacher");
    let entry = other.record_held(
        &school,
        sighting(school.class, school.person("Amara"), 3),
        "not-allowed",
    );
    assert_eq!(held_count(&school), 1);
    assert_eq!(Device::of(&school, "teacher").pulled_ids(), []);
    school.assert_sound();

    school.import(|roster| {
        let joint = enrolment("c1", "other-teacher", EnrolmentRole::Teacher);
        roster.enrolments.insert(SourcedId("joint".to_owned()), Arriving::active(joint));
    });
    assert_eq!(held_count(&school), 0);
    assert_eq!(Device::of(&school, "teacher").pulled_ids(), [entry.id()]);
    assert_eq!(other.pulled_ids(), [entry.id()]);
    school.assert_sound();
}

/// A command beside the server stores and counts: the server goes on from
/// there, and not from what it remembers of that lesson.
#[test]
fn what_a_command_stores_in_the_middle_of_a_lesson_is_counted() {
    let school = TestSchool::open();
    let (class, amara, ben) = (school.class, school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    let mut other = Device::of(&school, "other-teacher");
    other.record_held(&school, sighting(class, ben, 3), "not-allowed");
    teacher.record(&school, sighting(class, amara, 3));
    school.import(|roster| {
        let joint = enrolment("c1", "other-teacher", EnrolmentRole::Teacher);
        roster.enrolments.insert(SourcedId("joint".to_owned()), Arriving::active(joint));
    });
    assert_eq!(held_count(&school), 0);
    school.assert_sound();
    let last = teacher.record(&school, sighting(class, amara, 4));
    school.assert_sound();
    // And one that is taken back is counted no more.
    teacher.record(&school, Draft::new(&Retraction).superseding([last.id()]));
    school.assert_sound();
}

#[test]
fn what_arrives_before_its_target_waits_for_it() {
    let school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let seen = device.make(&school, sighting(school.class, school.person("Amara"), 3));
    let undo = Draft::new(&Retraction).superseding([seen.id()]);
    let undo = device.record_held(&school, undo, "unknown-target");
    device.push(std::slice::from_ref(&seen));
    let mut expected = vec![seen.id(), undo.id()];
    expected.sort_unstable();
    assert_eq!(device.pulled_ids(), expected);
    assert_eq!(held_count(&school), 0);
    school.assert_sound();
}

#[test]
fn an_administrator_keeps_what_its_author_had_no_right_to() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut other = Device::of(&school, "other-teacher");
    let entry = other.record_held(&school, sighting(school.class, amara, 3), "not-allowed");
    let one = &held(&school)[0];
    assert_eq!(one["kind"], "sighting");
    assert_eq!(one["class"], school.class.to_string());
    assert_eq!(one["made"], school.now());
    let names = ["author_name", "class_name", "by_student"].map(|name| one[name].clone());
    assert_eq!(json!(names), json!(["other-teacher Example", "c1", false]));
    // What it says is for those whom it concerns.
    assert!(!one.to_string().contains("perseverance"), "{one}");
    assert_eq!(decide(&school, &json!({ "do": "keep" })).status, 204);
    assert_eq!(held_count(&school), 0);
    assert_eq!(Device::of(&school, "teacher").pulled_ids(), [entry.id()]);
    assert!(matches!(other.push(&[entry])[..], [Outcome::Duplicate { .. }]));
    school.assert_sound();
}

#[test]
fn what_belongs_to_another_class_is_kept_there_anew() {
    let school = TestSchool::open();
    let zoe = school.person("Zoë");
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.record_held(&school, sighting(school.class, zoe, 3), "not-allowed");
    let wish = json!({ "do": "keep", "class": school.other_class });
    assert_eq!(decide(&school, &wish).status, 204);
    let mut other = Device::of(&school, "other-teacher");
    let pulled = other.pull();
    let [kept] = &pulled[..] else { panic!("{pulled:?}") };
    assert_ne!(kept.entry.id(), entry.id());
    assert_eq!(kept.entry.envelope.author, entry.envelope.author);
    assert_eq!(kept.entry.envelope.class, Some(school.other_class.0));
    assert_eq!(kept.entry.body, entry.body);
    // Its author's tablet lets go of it: there is nothing left to send.
    assert_eq!(teacher.push(&[entry]), [Outcome::Discarded]);
    assert_eq!(held_count(&school), 0);
    school.assert_sound();
}

#[test]
fn of_two_with_one_id_both_are_kept() {
    let school = TestSchool::open();
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    let first = teacher.record(&school, sighting(school.class, amara, 3));
    teacher.number -= 1;
    let second = teacher.record_held(&school, sighting(school.class, ben, 4), "clash");
    assert_eq!(first.id(), second.id());
    assert_eq!(decide(&school, &json!({ "do": "keep" })).status, 204);
    let bodies: Vec<_> = teacher.pull().into_iter().map(|listed| listed.entry.body).collect();
    assert_eq!(bodies, [first.body, second.body]);
    school.assert_sound();
}

/// The first one that it corrects never came; what it says stands by itself.
#[test]
fn a_correction_of_nothing_is_kept_as_itself() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut teacher = Device::of(&school, "teacher");
    let lost = teacher.make(&school, sighting(school.class, amara, 3));
    let right = sighting(school.class, amara, 4).superseding([lost.id()]);
    let right = teacher.record_held(&school, right, "unknown-target");
    assert_eq!(decide(&school, &json!({ "do": "keep" })).status, 204);
    let pulled = teacher.pull();
    let [kept] = &pulled[..] else { panic!("{pulled:?}") };
    assert_eq!((&kept.entry.body, kept.entry.envelope.supersedes.len()), (&right.body, 0));
    school.assert_sound();
    // An undo of nothing is nothing.
    let undo = Draft::new(&Retraction).superseding([lost.id()]);
    teacher.record_held(&school, undo, "unknown-target");
    decide(&school, &json!({ "do": "keep" })).assert_error(409, "not-keepable");
    assert_eq!(held_count(&school), 1);
    school.assert_sound();
}

#[test]
fn what_was_discarded_stays_aside_and_is_sent_no_more() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut other = Device::of(&school, "other-teacher");
    let entry = other.record_held(&school, sighting(school.class, amara, 3), "not-allowed");
    decide(&school, &json!({ "do": "burn" })).assert_error(400, "bad-request");
    assert_eq!(decide(&school, &json!({ "do": "discard" })).status, 204);
    assert_eq!(held_count(&school), 0);
    assert_eq!(other.push(std::slice::from_ref(&entry)), [Outcome::Discarded]);
    assert_eq!(held_count(&school), 0);
    // Also where it would be allowed by now: somebody has decided.
    school.import(|roster| {
        let joint = enrolment("c1", "other-teacher", EnrolmentRole::Teacher);
        roster.enrolments.insert(SourcedId("joint".to_owned()), Arriving::active(joint));
    });
    assert_eq!(other.push(&[entry]), [Outcome::Discarded]);
    assert_eq!(other.pulled_ids(), []);
    school.assert_sound();
}

#[test]
fn who_has_left_still_delivers_for_sixty_days() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let before = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let late = teacher.make(&school, sighting(school.class, school.person("Amara"), 4));
    school.go_to(7, 10);
    school.import(|roster| {
        roster.enrolments.remove(&SourcedId("c1-teacher".to_owned()));
    });
    school.go_to(8, 10);
    // No longer an adult of the class: the scopes are lost, the work is not.
    let after = teacher.make(&school, sighting(school.class, school.person("Amara"), 5));
    assert!(matches!(teacher.push(&[before])[..], [Outcome::Stored { .. }]));
    let outcomes = teacher.push(&[after]);
    assert!(matches!(outcomes[..], [Outcome::Held { .. }]), "{outcomes:?}");
    assert_eq!(teacher.pulled_ids(), []);
    school.go_to(7 + 60 + 1, 10);
    let mut teacher = Device { client: school.sign_in("teacher"), ..teacher };
    teacher.say_hello();
    let outcomes = teacher.push(&[late]);
    assert!(matches!(outcomes[..], [Outcome::Held { .. }]), "{outcomes:?}");
    school.assert_sound();
}

#[test]
fn everyone_else_may_leave_out_somebody_who_has_left_the_class() {
    let school = TestSchool::open();
    let ben = school.person("Ben");
    school.import(|roster| {
        roster.enrolments.remove(&SourcedId("c1-Ben".to_owned()));
    });
    school.go_to(1, 10);
    // The tablet had not heard of it yet.
    let mut teacher = Device::of(&school, "teacher");
    let practised = Practised {
        muscle: MuscleId::new("questioning").unwrap(),
        framework: 1,
        context: Context::default(),
    };
    let draft = Draft::new(&practised).in_class(school.class).link(tag::EXCEPT, ben.0);
    teacher.record(&school, draft);
    school.assert_sound();
}

#[test]
fn who_has_left_the_school_may_still_send_but_not_sign_in() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let late = teacher.make(&school, sighting(school.class, school.person("Amara"), 4));
    school.go_to(1, 10);
    school.import(|roster| {
        roster.people.remove(&SourcedId("teacher".to_owned()));
        roster.enrolments.remove(&SourcedId("c1-teacher".to_owned()));
    });
    assert!(matches!(teacher.push(&[entry])[..], [Outcome::Stored { .. }]));
    assert_eq!(teacher.pulled_ids(), []);
    let answer = school.anonymous().sign_in_staff("teacher", crate::school::PASSWORD);
    answer.assert_error(401, "wrong-credentials");
    // Sixty days after leaving, only what was sent before counts.
    for days in [25, 50, 1 + 61] {
        // A session lasts by being used.
        school.go_to(days, 10);
        assert_eq!(teacher.client.get("/api/session").status, 200);
    }
    let outcomes = teacher.push(&[late]);
    assert!(matches!(outcomes[..], [Outcome::Held { .. }]), "{outcomes:?}");
    school.go_to(1, 10);
    // Who is locked out by the source may not even send.
    let mut other = Device::of(&school, "other-teacher");
    let entry = other.make(&school, sighting(school.other_class, school.person("Zoë"), 3));
    school.import(|roster| {
        let person = roster.people.get_mut(&SourcedId("other-teacher".to_owned())).unwrap();
        assert!(person.row.roles.contains(&UserRole::Teacher));
        person.row.enabled = false;
    });
    other.try_push(&[entry]).assert_error(401, "not-signed-in");
}

#[test]
fn the_test_calendar_begins_on_a_monday() {
    let school = TestSchool::open();
    let today = school.rows(|rows| Ok(Office::load(rows, MONDAY_TEN)?.day_of(MONDAY_TEN)));
    assert_eq!(today, day("2026-11-23"));
}
