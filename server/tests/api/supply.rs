//! Supply passes: one class, one day, no history, on tablets of the school.

use domain::id::PersonId;
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::device::{Device, sighting};
use crate::devices::{device_cookie, holding};
use crate::school::TestSchool;

fn make_pass(school: &TestSchool, who: &str) -> String {
    let path = format!("/api/classes/{}/supply-passes", school.class);
    let answer = school.sign_in(who).post(&path, &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let address = answer.json()["address"].as_str().unwrap().to_owned();
    let (page, secret) = address.split_once('#').unwrap();
    assert!(page.ends_with("/supply"), "{page}");
    secret.to_owned()
}

/// A tablet of the school that nobody uses.
fn tablet(school: &TestSchool) -> Client {
    let code = school.sign_in("administrator").post("/api/devices/codes", &json!({})).json();
    let form = json!({ "code": code["code"], "name": "Blue 3" });
    let answer = school.anonymous().post("/api/devices/enrol", &form);
    holding(&school.anonymous(), device_cookie(&answer))
}

fn use_pass(tablet: &Client, pass: &str, name: &str) -> Answer {
    tablet.post("/api/sign-in/supply", &json!({ "pass": pass, "name": name }))
}

/// The same tablet, once somebody has come in.
fn come_in(tablet: &Client, answer: &Answer) -> Device {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookies = answer.cookies().into_iter();
    let session: Vec<_> = cookies.map(|cookie| cookie.split(';').next().unwrap()).collect();
    let all = format!("{}; {}", session.join("; "), tablet.cookie.as_deref().unwrap());
    Device::with(holding(tablet, all), person_in(answer))
}

/// Somebody who has come in by a pass that the teacher made.
pub(crate) fn on_supply(school: &TestSchool) -> Device {
    let tablet = tablet(school);
    let answer = use_pass(&tablet, &make_pass(school, "teacher"), "Sam Khan");
    come_in(&tablet, &answer)
}

fn person_in(answer: &Answer) -> PersonId {
    answer.json()["person"].as_str().unwrap().parse().unwrap()
}

#[test]
fn supply_records_in_one_class_and_sees_no_history() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, amara, 3));
    let tablet = tablet(&school);
    let answer = use_pass(&tablet, &make_pass(&school, "teacher"), " Sam  Khan ");
    assert_eq!(answer.json()["roles"], json!(["supply"]));
    let mut supply = come_in(&tablet, &answer);

    let directory = supply.client.get("/api/directory").json();
    let classes = directory["classes"].as_array().unwrap();
    assert_eq!(classes.len(), 1);
    let students = classes[0]["students"].as_array().unwrap().iter();
    let names: Vec<_> = students.map(|student| student["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Amara", "Ben"]);
    let staff = directory["staff"].as_array().unwrap().iter();
    let staff: Vec<_> = staff.map(|card| card["name"].as_str().unwrap()).collect();
    assert!(!staff.iter().any(|name| name.contains("leader")), "{staff:?}");

    assert_eq!(supply.pulled_ids(), []);
    let seen = supply.record(&school, sighting(school.class, amara, 4)).id();
    assert_eq!(supply.pulled_ids(), [], "their own is on their tablet, and nothing else is");
    assert!(teacher.pulled_ids().contains(&seen));
    let zoe = school.person("Zoë");
    supply.record_held(&school, sighting(school.other_class, zoe, 3), "not-allowed");

    let class = school.class;
    for (path, status) in [
        (format!("/api/reports/class/{class}"), 403),
        ("/api/reports/school".to_owned(), 403),
        (format!("/api/classes/{class}/picture-pins"), 403),
        ("/api/pulses".to_owned(), 403),
        ("/api/held".to_owned(), 403),
        ("/api/record".to_owned(), 403),
        ("/api/account".to_owned(), 403),
    ] {
        assert_eq!(supply.client.get(&path).status, status, "{path}");
    }
    let pass = format!("/api/classes/{class}/supply-passes");
    supply.client.post(&pass, &json!({})).assert_error(403, "not-allowed");
}

#[test]
fn a_pass_ends_at_four_and_what_is_unsent_still_arrives() {
    let school = TestSchool::open();
    let (amara, tablet) = (school.person("Amara"), tablet(&school));
    let pass = make_pass(&school, "administrator");
    let mut supply = come_in(&tablet, &use_pass(&tablet, &pass, "Sam Khan"));
    let key = supply.client.post("/api/devices/key", &json!({})).json();
    let unsent = supply.make(&school, sighting(school.class, amara, 4));
    school.go_to(0, 16);
    supply.client.get("/api/session").assert_error(401, "not-signed-in");
    supply.try_push(std::slice::from_ref(&unsent)).assert_error(401, "not-signed-in");
    use_pass(&tablet, &pass, "Sam Khan").assert_error(404, "link-used");

    // Sealed, under the tablet's own token.
    let parcel = crate::devices::parcel_of(&school, supply.person, &key, &[unsent.clone()]);
    let answer = tablet.post("/api/sync/sealed", &parcel).json();
    assert_eq!(answer["verdicts"][0]["is"], json!("stored"), "{answer}");
    assert!(Device::of(&school, "teacher").pulled_ids().contains(&unsent.id()));
    // The next day there is nobody of that name any more.
    school.go_to(1, 9);
    let directory = school.sign_in("teacher").get("/api/directory").text();
    assert!(!directory.contains("Sam Khan"), "{directory}");
}

#[test]
fn a_pass_is_used_on_tablets_of_the_school_by_one_person_each() {
    let school = TestSchool::open();
    let pass = make_pass(&school, "assistant");
    use_pass(&school.anonymous(), &pass, "Sam Khan").assert_error(403, "not-allowed");
    let (one, other) = (tablet(&school), tablet(&school));
    use_pass(&one, &pass, " ").assert_error(422, "needs-name");
    use_pass(&one, &"0".repeat(32), "Sam Khan").assert_error(404, "link-used");
    let sam = person_in(&use_pass(&one, &pass, "Sam Khan"));
    assert_eq!(person_in(&use_pass(&other, &pass, "Sam  Khan")), sam, "another tablet");
    assert_ne!(person_in(&use_pass(&other, &pass, "Kim Lee")), sam);
    let again = make_pass(&school, "assistant");
    assert_ne!(person_in(&use_pass(&one, &again, "Sam Khan")), sam, "another pass");
    // Who may make none.
    let path = format!("/api/classes/{}/supply-passes", school.class);
    for who in ["leader", "other-teacher", "office", "Amara"] {
        school.sign_in(who).post(&path, &Value::Null).assert_error(403, "not-allowed");
    }
}
