//! The school's tablets: enrolling one, looking after them, shutting one out.

use serde_json::{Value, json};
use server::accounts::links;
use server::devices::SEEN_EVERY_MILLIS;
use server::devices::enrolment::{CODE_CHARS, CODE_MILLIS_MAX};

use crate::client::{Answer, Client};
use crate::device::{Device, hello, sighting};
use crate::devices::{Tablet, device_cookie, holding};
use crate::school::{HOUR_MILLIS, TestSchool};

fn make_code(school: &TestSchool) -> Value {
    let answer = school.sign_in("administrator").post("/api/devices/codes", &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn enrol(client: &Client, code: &Value, name: &str) -> Answer {
    client.post("/api/devices/enrol", &json!({ "code": code["code"], "name": name }))
}

fn listed(school: &TestSchool) -> Vec<Value> {
    let list = school.sign_in("administrator").get("/api/devices").json();
    list.as_array().unwrap().clone()
}

fn change(school: &TestSchool, device: &Value, change: &Value) -> Answer {
    let path = format!("/api/devices/{}", device.as_str().unwrap());
    school.sign_in("administrator").post(&path, change)
}

#[test]
fn only_a_tablet_of_the_school_offers_the_names_of_a_class() {
    let school = TestSchool::open();
    let names = |client: &Client, code: &str| {
        let answer = client.post("/api/sign-in/names", &json!({ "class_code": code }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let none = json!({ "names": [] });
    assert_eq!(names(&school.anonymous(), "C-1"), none);
    // Neither a teacher's own device.
    assert_eq!(names(&Tablet::of(&school, "teacher").client, "C-1"), none);

    let code = make_code(&school);
    let cookie = device_cookie(&enrol(&school.anonymous(), &code, "Blue 3"));
    let blue = holding(&school.anonymous(), cookie);
    assert_eq!(names(&blue, " c 1 "), json!({ "names": ["Amara", "Ben"] }));
    for other in ["", "C-9", "Amara"] {
        assert_eq!(names(&blue, other), none, "{other}");
    }
    let devices = listed(&school);
    let device = devices.iter().find(|device| device["name"] == json!("Blue 3")).unwrap();
    let device = device["id"].clone();
    assert_eq!(change(&school, &device, &json!({ "revoke": true })).status, 204);
    blue.post("/api/sign-in/names", &json!({ "class_code": "C-1" }))
        .assert_error(403, "device-revoked");
}

#[test]
fn a_code_makes_a_browser_the_schools_and_no_second_one() {
    let school = TestSchool::open();
    let code = make_code(&school);
    assert_eq!(code["code"].as_str().unwrap().len(), CODE_CHARS);
    assert_eq!(code["expires"], json!(school.now() + CODE_MILLIS_MAX));
    let address = code["address"].as_str().unwrap();
    assert!(address.starts_with("http://127.0.0.1:") && address.ends_with("/enrol"), "{address}");
    assert!(code["qr"]["path"].as_str().unwrap().starts_with('M'));
    // As people type it.
    let typed = code["code"].as_str().unwrap().to_lowercase();
    let typed = json!({ "code": format!(" {}-{}", &typed[..4], &typed[4..]) });
    let answer = enrol(&school.anonymous(), &typed, " Blue 3 ");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let device = answer.json()["device"].clone();
    assert_eq!(answer.json(), json!({ "device": device, "name": "Blue 3" }));
    enrol(&school.anonymous(), &code, "Blue 4").assert_error(404, "code-used");
    // Whoever signs in there hears that it is shared.
    let tablet = Tablet::on(&school, "teacher", Some(&device_cookie(&answer)));
    assert_eq!((&tablet.said["device"], &tablet.said["shared"]), (&device, &json!(true)));
    assert_eq!(tablet.said["name"], json!("Blue 3"));
    let listed = listed(&school);
    let [blue] = &listed[..] else { panic!("one device: {listed:?}") };
    assert_eq!((&blue["id"], &blue["people"], &blue["shared"]), (&device, &json!(1), &json!(true)));
    assert_eq!((&blue["revoked"], &blue["owner_name"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_code_is_good_for_ten_minutes_and_guessing_is_slow() {
    let school = TestSchool::open();
    let (early, late) = (make_code(&school), make_code(&school));
    school.clock.advance(CODE_MILLIS_MAX);
    assert_eq!(enrol(&school.anonymous(), &early, "Blue 3").status, 200);
    school.clock.advance(1);
    enrol(&school.anonymous(), &late, "Blue 4").assert_error(404, "code-used");
    let wrong = json!({ "code": "ACDEFGHJ" });
    let tries = (0..100).map(|_| enrol(&school.anonymous(), &wrong, "Blue 5"));
    let slowed = tries.into_iter().find(|answer| answer.status != 404).unwrap();
    slowed.assert_error(429, "slow-down");
}

#[test]
fn an_own_device_that_is_enrolled_keeps_its_keys() {
    let school = TestSchool::open();
    let own = Tablet::of(&school, "teacher");
    let answer = enrol(&own.left_alone(), &make_code(&school), "Blue 3");
    assert_eq!(answer.json()["device"], own.said["device"]);
    let again = Tablet::on(&school, "teacher", Some(&own.device()));
    assert_eq!((&again.key, &again.said["shared"]), (&own.key, &json!(true)));
}

#[test]
fn a_tablets_name_is_short_and_can_be_changed() {
    let school = TestSchool::open();
    let code = make_code(&school);
    for bad in ["", "   ", &"x".repeat(41)] {
        enrol(&school.anonymous(), &code, bad).assert_error(400, "bad-request");
    }
    let device = enrol(&school.anonymous(), &code, "Blue 3").json()["device"].clone();
    assert_eq!(change(&school, &device, &json!({ "name": "Red 1" })).status, 204);
    assert_eq!(listed(&school)[0]["name"], json!("Red 1"));
    for bad in [json!({ "name": "" }), json!({}), json!({ "name": "Red 2", "revoke": true })] {
        change(&school, &device, &bad).assert_error(400, "bad-request");
    }
    let nowhere = json!("0".repeat(32));
    change(&school, &nowhere, &json!({ "name": "Red 2" })).assert_error(404, "not-found");
    change(&school, &nowhere, &json!({ "revoke": true })).assert_error(404, "not-found");
    assert_eq!(change(&school, &device, &json!({ "revoke": false })).status, 204);
    assert_eq!(listed(&school)[0]["name"], json!("Red 1"));
    assert_eq!(listed(&school)[0]["revoked"], Value::Null);
}

#[test]
fn whoever_uses_a_tablet_that_is_shut_out_is_signed_out_and_hears_why() {
    let school = TestSchool::open();
    let enrolled = enrol(&school.anonymous(), &make_code(&school), "Blue 3");
    let cookie = device_cookie(&enrolled);
    let tablet = Tablet::on(&school, "teacher", Some(&cookie));
    let elsewhere = school.sign_in("teacher");
    assert_eq!(tablet.client.call("/api/sync/hello", &hello(1)).status, 200);
    let device = &enrolled.json()["device"];
    assert_eq!(change(&school, device, &json!({ "revoke": true })).status, 204);
    assert_eq!(listed(&school)[0]["revoked"], json!(school.now()));

    // There, and nowhere else.
    tablet.client.get("/api/session").assert_error(401, "not-signed-in");
    assert_eq!(elsewhere.get("/api/session").status, 200);
    for client in [&tablet.client, &tablet.left_alone()] {
        let said = client.call("/api/sync/hello", &hello(1));
        said.assert_error(403, "device-revoked");
    }
    assert_eq!(tablet.unlock().status, 401);
    // Nor by a password; and renaming does not bring it back.
    let mut again = school.sign_in("teacher");
    again.cookie = again.cookie.map(|session| format!("{session}; {cookie}"));
    again.post("/api/devices/key", &json!({})).assert_error(403, "device-revoked");
    change(&school, device, &json!({ "name": "Blue 4" })).assert_error(404, "not-found");
    // Nor does what it says of itself.
    let seen = json!({ "unsent": 1, "oldest": null });
    let said = tablet.left_alone().post("/api/devices/seen", &seen);
    said.assert_error(403, "device-revoked");
    assert_eq!(listed(&school)[0]["revoked"], json!(school.now()));

    // Enrolled anew it is another device, with other keys.
    let anew = enrol(&tablet.left_alone(), &make_code(&school), "Blue 3");
    assert_ne!(&anew.json()["device"], device);
    let back = Tablet::on(&school, "teacher", Some(&device_cookie(&anew)));
    assert_ne!(back.key, tablet.key);
}

#[test]
fn a_hello_notes_its_device_once_a_minute() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    let seen = json!({ "unsent": 2, "oldest": 7 });
    assert_eq!(tablet.left_alone().post("/api/devices/seen", &seen).status, 204);
    let began = school.now();
    let mut noted = Vec::new();
    for _ in 0..3 {
        school.clock.advance(SEEN_EVERY_MILLIS / 2);
        assert_eq!(tablet.client.call("/api/sync/hello", &hello(1)).status, 200);
        noted.push(listed(&school)[0]["seen"].as_i64().unwrap() - began);
    }
    assert_eq!(noted, [0, SEEN_EVERY_MILLIS, SEEN_EVERY_MILLIS]);
    let kept = &listed(&school)[0];
    assert_eq!(
        (&kept["unsent"], &kept["oldest"]),
        (&json!(2), &json!(7)),
        "hello says nothing new"
    );
    // A device that nobody knows is none, and nothing is refused.
    let mut stranger = school.sign_in("teacher");
    let cookie = format!("limber-device={}", "0".repeat(64));
    stranger.cookie = stranger.cookie.map(|session| format!("{session}; {cookie}"));
    assert_eq!(stranger.call("/api/sync/hello", &hello(1)).status, 200);
}

#[test]
fn the_list_names_staff_and_no_child() {
    let school = TestSchool::open();
    let teachers = Tablet::of(&school, "teacher");
    let amaras = Tablet::of(&school, "Amara");
    let listed = listed(&school);
    let named = |tablet: &Tablet| {
        let device = listed.iter().find(|one| one["id"] == tablet.said["device"]).unwrap();
        device["owner_name"].clone()
    };
    assert!(named(&teachers).as_str().is_some_and(|name| name.contains("teacher")));
    assert_eq!(named(&amaras), Value::Null);
    // Of several people it is nobody's own.
    Tablet::on(&school, "assistant", Some(&teachers.device()));
    let listed = self::listed(&school);
    let device = listed.iter().find(|one| one["id"] == teachers.said["device"]).unwrap();
    assert_eq!((&device["owner_name"], &device["people"]), (&Value::Null, &json!(2)));
}

#[test]
fn a_new_password_ends_every_way_back_by_a_key() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    let others = Tablet::on(&school, "assistant", Some(&tablet.device()));
    let (person, now) = (school.person("teacher"), school.now());
    let link = school.change(move |rows| links::make(rows, person, now));
    let path = format!("/api/welcome/{}", link.reveal());
    assert_eq!(tablet.unlock().status, 200);
    let chosen = school.anonymous().post(&path, &json!({ "password": "another-password" }));
    assert_eq!(chosen.status, 200);
    assert_eq!(tablet.unlock().status, 401);
    assert_eq!(others.unlock().status, 200);
    school.clock.advance(HOUR_MILLIS);
    let mut pupil = Tablet::of(&school, "Amara");
    assert_eq!(pupil.unlock().status, 200);
    let sheet = format!("/api/classes/{}/picture-pins", school.class);
    assert_eq!(school.sign_in("administrator").post(&sheet, &json!({})).status, 200);
    assert_eq!(pupil.unlock().status, 401, "new pictures, too");
    pupil.client = pupil.left_alone();
    pupil.client.get("/api/session").assert_error(401, "not-signed-in");
}

#[test]
fn a_sealed_file_comes_in_as_its_authors_whoever_brings_it() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    let mut teacher = Device::of(&school, "teacher");
    let who = ["Amara", "Ben"].map(|name| school.person(name));
    let entries = who.map(|who| teacher.make(&school, sighting(school.class, who, 3)));
    let mut file = tablet.parcel(&school, &entries);
    file["limber"] = json!("sealed");
    file["device"] = tablet.said["device"].clone();
    file["rows"].as_array_mut().unwrap().push(json!({ "key": 9, "sealed": "gA==" }));
    let import = |client: &Client, file: &Value| client.post("/api/sync/import", file).json();
    let counts = |stored: usize, duplicate: usize, unreadable: usize| {
        json!({
            "stored": stored, "duplicate": duplicate, "held": 0, "gone": 0, "unreadable": unreadable,
        })
    };
    // Of another device no key of this person opens anything.
    let mut foreign = file.clone();
    foreign["device"] = Tablet::of(&school, "teacher").said["device"].clone();
    assert_eq!(import(&school.sign_in("assistant"), &foreign), counts(0, 0, 3));
    assert_eq!(import(&school.sign_in("assistant"), &file), counts(2, 0, 1));
    assert_eq!(import(&school.sign_in("administrator"), &file), counts(0, 2, 1));
    let anonymous = holding(&school.anonymous(), tablet.device());
    anonymous.post("/api/sync/import", &file).assert_error(401, "not-signed-in");
    assert_eq!(teacher.pulled_ids().len(), 2);
    school.assert_sound();
}
