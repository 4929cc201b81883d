//! Everybody of the roster, as those see them who answer for their data.

use domain::roster::SourcedId;
use serde_json::{Value, json};

use crate::client::Client;
use crate::device::{Device, sighting};
use crate::school::TestSchool;

fn everybody(client: &Client) -> Vec<Value> {
    let answer = client.get("/api/people");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json().as_array().unwrap().clone()
}

#[track_caller]
fn find<'a>(all: &'a [Value], name: &str) -> &'a Value {
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name}: {all:?}"))
}

#[test]
fn an_administrator_looks_anybody_up_also_who_has_left() {
    let school = TestSchool::open();
    let administrator = school.sign_in("administrator");
    let all = everybody(&administrator);
    let names: Vec<_> = all.iter().map(|one| one["folded"].as_str().unwrap()).collect();
    assert!(names.is_sorted(), "{names:?}");
    let zoe = find(&all, "Zoë Example");
    assert_eq!(zoe["folded"], "zoe example");
    assert_eq!((&zoe["student"], &zoe["classes"]), (&json!(true), &json!(["c2"])));
    let teacher = find(&all, "teacher Example");
    assert_eq!((&teacher["student"], &teacher["roles"]), (&json!(false), &json!(["teacher"])));
    assert_eq!(teacher.get("left"), None);

    school.import(|roster| {
        roster.people.remove(&SourcedId("Zoë".to_owned()));
        roster.enrolments.retain(|_, arriving| arriving.row.person.0 != "Zoë");
    });
    let all = everybody(&administrator);
    let zoe = find(&all, "Zoë Example");
    assert_eq!((&zoe["left"], &zoe["classes"]), (&json!(TestSchool::monday()), &json!([])));
    // That they looked is recorded, once a day.
    let record = administrator.get("/api/record?what=viewed-everybody").json();
    assert_eq!(record["rows"].as_array().unwrap().len(), 1);
    assert_eq!(record["rows"][0]["who"], json!(school.person("administrator")));
}

#[test]
fn what_is_held_is_counted_as_a_copy_has_it_and_whoever_it_is_about_sees_who_looked() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    for phase in [1, 3] {
        teacher.record(&school, sighting(class, amara, phase));
    }
    teacher.record(&school, sighting(class, school.person("Ben"), 2));
    let administrator = school.sign_in("administrator");
    let path = format!("/api/people/{amara}");
    let held = administrator.get(&path).json();
    assert_eq!((&held["name"], &held["student"]), (&json!("Amara Example"), &json!(true)));
    assert_eq!(held["entries"], json!([{ "what": "sighting", "count": 2 }]));
    let others = held["others"].as_array().unwrap();
    let count = |what: &str| others.iter().find(|one| one["what"] == what).map(|one| &one["count"]);
    assert_eq!(count("person"), Some(&json!(1)));
    assert_eq!(count("picture_pin"), Some(&json!(1)));
    assert_eq!((held.get("left"), held.get("restricted"), held.get("goes")), (None, None, None));
    // Neither phases nor contexts: an administrator reads no entries.
    assert!(!held.to_string().contains("perseverance"), "{held}");

    let restrict = json!({ "on": true });
    assert_eq!(administrator.post(&format!("{path}/restriction"), &restrict).status, 204);
    let held = administrator.get(&path).json();
    assert_eq!(held["restricted"], json!(school.now()));
    assert_eq!(held["entries"][0]["count"], 2, "what is not used is still held");
    let seen = school.sign_in("Amara").get("/api/record/me?what=viewed-student").json();
    let rows = seen["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "once a day");
    assert_eq!(rows[0]["who_name"], "administrator Example");
    school.assert_sound();
}

#[test]
fn when_a_leaver_is_forgotten_is_said_and_an_adult_is_not_by_themselves() {
    let school = TestSchool::open();
    let (zoe, teacher) = (school.person("Zoë"), school.person("other-teacher"));
    school.import(|roster| {
        for name in ["Zoë", "other-teacher"] {
            roster.people.remove(&SourcedId(name.to_owned()));
            roster.enrolments.retain(|_, arriving| arriving.row.person.0 != name);
        }
    });
    let administrator = school.sign_in("administrator");
    let held = |id| administrator.get(&format!("/api/people/{id}")).json();
    assert_eq!(held(zoe)["goes"], json!(TestSchool::monday().plus(365)));
    let adult = held(teacher);
    assert_eq!((&adult["student"], adult.get("goes")), (&json!(false), None));
    assert_eq!(adult["left"], json!(TestSchool::monday()));
    let looked = administrator.get("/api/record?what=viewed-adult").json();
    assert_eq!(looked["rows"][0]["whom"], json!(teacher));
    let nobody = format!("/api/people/{}", school.class);
    administrator.get(&nobody).assert_error(404, "not-found");
}
