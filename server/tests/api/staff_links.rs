//! The administrators' list of staff, and the links that they make.

use serde_json::{Value, json};

use crate::school::{DAY_MILLIS, PASSWORD, TestSchool};

fn link(school: &TestSchool, who: &str, form: &Value) -> crate::client::Answer {
    let path = format!("/api/staff/{}/link", school.person(who));
    school.sign_in("administrator").post(&path, form)
}

#[test]
fn staff_are_listed_and_nobody_else() {
    let school = TestSchool::open();
    let list = school.sign_in("administrator").get("/api/staff").json();
    let names: Vec<_> =
        list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    let staff = [
        "administrator",
        "assistant",
        "leader",
        "office",
        "other-leader",
        "other-teacher",
        "teacher",
    ];
    assert_eq!(names, staff.map(|name| format!("{name} Example")));
    let teacher = json!({
        "id": school.person("teacher"),
        "name": "teacher Example",
        "roles": ["teacher"],
        "has_password": true,
        "second_factor": false,
        "mail": false,
    });
    assert_eq!(list[6], teacher);
}

#[test]
fn a_link_is_shown_once_works_once_and_names_its_maker() {
    let school = TestSchool::open();
    let made = link(&school, "teacher", &json!({})).json();
    assert_eq!(made["expires"], school.now() + 7 * DAY_MILLIS);
    assert!(made["qr"]["path"].as_str().unwrap().starts_with("M4 4h7"));
    let address = made["address"].as_str().unwrap();
    let (_, token) = address.split_once("/welcome/").unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    // Another one ends it.
    let second = link(&school, "teacher", &json!({})).json();
    let client = school.anonymous();
    client.get(&format!("/api/welcome/{token}")).assert_error(404, "link-used");
    let (_, token) = second["address"].as_str().unwrap().split_once("/welcome/").unwrap();
    let choice = json!({ "password": "three words only" });
    assert_eq!(client.post(&format!("/api/welcome/{token}"), &choice).status, 200);
    let record = school.sign_in("administrator").get("/api/record?what=link-made").json();
    let row = &record["rows"][0];
    assert_eq!(row["who"], school.person("administrator").to_string());
    assert_eq!(row["whom"], school.person("teacher").to_string());
}

#[test]
fn for_whom_there_is_no_link() {
    let school = TestSchool::open();
    link(&school, "Amara", &json!({})).assert_error(404, "not-found");
    // One's own sign-in asks for more than an open session.
    link(&school, "administrator", &json!({})).assert_error(403, "not-allowed");
    link(&school, "teacher", &json!({ "reset": true })).assert_error(400, "bad-request");
    let far = school.sign_in("administrator").with("host", "limber.school.example");
    let path = format!("/api/staff/{}/link", school.person("teacher"));
    far.post(&path, &json!({})).assert_error(401, "not-signed-in");
}

#[test]
fn a_lost_phone_is_forgotten_only_when_that_is_asked_for() {
    let school = TestSchool::open();
    let teacher = school.sign_in("teacher");
    let (person, now) = (school.person("teacher"), school.now());
    let has_one = || {
        let list = school.sign_in("administrator").get("/api/staff").json();
        list[6]["second_factor"].as_bool().unwrap()
    };
    school.change(move |rows| {
        use server::accounts::second_factor::AuthenticatorRow;
        rows.put_authenticator(person, &AuthenticatorRow { sealed: vec![1], used: 0, since: now })
    });
    assert!(has_one());
    assert_eq!(link(&school, "teacher", &json!({})).status, 200);
    assert!(has_one());
    assert_eq!(link(&school, "teacher", &json!({ "reset_second_factor": true })).status, 200);
    assert!(!has_one());
    assert_eq!(school.anonymous().sign_in_staff("teacher", PASSWORD).status, 200);
    drop(teacher);
    let record = school.sign_in("administrator").get("/api/record?what=second-factor-changed");
    let row = record.json()["rows"][0].clone();
    assert_eq!(row["who"], school.person("administrator").to_string());
    assert_eq!((&row["whom"], &row["detail"]), (&json!(person), &json!("off")));
}
