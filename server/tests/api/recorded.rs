//! What else is in the record of access: tablets, second thoughts, what belongs
//! to no class.

use domain::entry::{Draft, Retraction, SelfView, tag};
use domain::id::{MuscleId, Phase};
use domain::summary::lesson::LESSON_GAP_MILLIS_MAX;
use serde_json::{Value, json};
use sync::entry::Uid;

use crate::audit::{rows, whats, word};
use crate::device::{Device, sighting};
use crate::devices::{Tablet, device_cookie};
use crate::school::TestSchool;

/// What administrators did, oldest first, but for looking at the record.
fn of_administrators(school: &TestSchool) -> Vec<Value> {
    let mut done = rows(&school.sign_in("administrator"), "");
    done.reverse();
    done.retain(|row| row["what"].as_str().is_some_and(|what| what.starts_with("device-")));
    done
}

#[test]
fn what_becomes_of_a_tablet_is_recorded_with_who_did_it() {
    let school = TestSchool::open();
    let administrator = school.sign_in("administrator");
    let code = administrator.post("/api/devices/codes", &json!({})).json()["code"].clone();
    let enrol = json!({ "code": code, "name": "Blue 3" });
    let enrolled = school.anonymous().post("/api/devices/enrol", &enrol);
    let device = enrolled.json()["device"].clone();
    let path = format!("/api/devices/{}", device.as_str().unwrap());
    for change in [
        json!({ "name": "Blue 3" }), // What it is called already is no change.
        json!({ "name": "Blue 4" }),
        json!({ "revoke": true }),
        json!({ "revoke": true }),
    ] {
        assert_eq!(administrator.post(&path, &change).status, 204);
    }
    let done = of_administrators(&school);
    let words: Vec<_> = done.iter().map(word).collect();
    let expected = [
        "device-code-made administrator",
        "device-enrolled administrator Blue 4",
        "device-renamed administrator Blue 4",
        "device-revoked administrator Blue 4",
    ];
    assert_eq!(words, expected);
    assert!(done[1..].iter().all(|row| row["about"] == device), "{done:?}");
    // Neither code nor name is in the record itself.
    let csv = administrator.get("/api/record/csv").text();
    assert!(!csv.contains("Blue") && !csv.contains(code.as_str().unwrap()), "{csv}");
    school.assert_sound();
}

#[test]
fn coming_back_by_a_key_is_a_sign_in() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    assert_eq!(tablet.unlock().status, 200);
    let device = tablet.said["device"].clone();
    let came = rows(&school.sign_in("administrator"), "?what=signed-in");
    let came: Vec<_> = came.iter().filter(|row| row["detail"] == "device").collect();
    assert_eq!(came.len(), 1);
    assert_eq!((&came[0]["who"], &came[0]["about"]), (&json!(tablet.person), &device));
    // Nor is one who was refused.
    school.clock.advance(server::devices::UNLOCK_MILLIS_MAX);
    let shared = school.sign_in("administrator").post("/api/devices/codes", &json!({})).json();
    let enrol = json!({ "code": shared["code"], "name": "Blue 3" });
    let enrolled = tablet.left_alone().post("/api/devices/enrol", &enrol);
    assert!(enrolled.status == 200 && !device_cookie(&enrolled).is_empty());
    school.clock.advance(1);
    assert_eq!(tablet.unlock().status, 401);
    let came = rows(&school.sign_in("administrator"), "?what=signed-in");
    assert_eq!(came.iter().filter(|row| row["detail"] == "device").count(), 1);
}

#[test]
fn second_thoughts_are_recorded_once_the_lesson_is_over() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let first = teacher.record(&school, sighting(class, amara, 1));
    let second = sighting(class, amara, 2).superseding([first.id()]);
    let second = teacher.record(&school, second);
    let corrected = |school: &TestSchool| {
        let mut corrected = whats(school);
        corrected.retain(|what| what.starts_with("corrected"));
        corrected
    };
    assert_eq!(corrected(&school), [""; 0], "a second tap is how one records");
    school.clock.advance(LESSON_GAP_MILLIS_MAX);
    let undo = Draft::new(&Retraction).superseding([second.id()]);
    let undo = teacher.record(&school, undo);
    assert_eq!(corrected(&school), ["corrected teacher Amara"]);
    teacher.push(&[undo]);
    assert_eq!(corrected(&school).len(), 1, "sent again, it is here already");
    let row = &rows(&school.sign_in("administrator"), "?what=corrected")[0];
    assert_eq!(row["about"], json!(Uid(second.id().to_bytes())));
    // Whom it is about sees it.
    let own = rows(&school.sign_in("Amara"), "/me?what=corrected");
    assert_eq!(own.iter().map(word).collect::<Vec<_>>(), ["corrected teacher Amara"]);
    school.assert_sound();
}

#[test]
fn what_belongs_to_no_class_is_received_as_an_adult_of_the_childs_classes() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let muscle = MuscleId::new("perseverance").unwrap();
    let own = SelfView { muscle, phase: Phase::ALL[2], words: None, framework: 1 };
    let own = Draft::new(&own).link(tag::STUDENT, amara.0);
    let mut device = Device::of(&school, "Amara");
    device.record(&school, own);
    device.pull();
    Device::of(&school, "teacher").pull();
    Device::of(&school, "other-teacher").pull();
    let mut received = whats(&school);
    received.retain(|what| what.starts_with("received"));
    assert_eq!(received, ["received-class teacher c1"]);
    // Who looked at the names of a class is theirs to know as well.
    let pins = format!("/api/classes/{}/picture-pins", school.class);
    assert_eq!(school.sign_in("assistant").get(&pins).status, 200);
    let mine = rows(&school.sign_in("Amara"), "/me");
    let mine: Vec<_> = mine.iter().map(word).filter(|word| !word.starts_with("signed")).collect();
    assert_eq!(mine, ["viewed-class-list assistant c1", "received-class teacher c1"]);
}
