//! Everybody of the roster, as those see them who answer for their data.

use domain::roster::SourcedId;
use serde_json::{Value, json};

use crate::client::Client;
use crate::school::TestSchool;

fn everybody(client: &Client) -> Vec<Value> {
    let answer = client.get("/api/everybody");
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
