//! The directory of each role.

use domain::rights::Role;
use serde_json::{Value, json};

use crate::client::Client;
use crate::school::TestSchool;

fn directory(client: &Client) -> Value {
    client.get("/api/directory").json()
}

/// Names under `key` of a list.
fn names(list: &Value, key: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

fn class<'a>(directory: &'a Value, name: &str) -> &'a Value {
    let classes = directory["classes"].as_array().unwrap();
    classes.iter().find(|class| class["name"] == name).unwrap()
}

#[test]
fn adults_of_a_class_see_its_students() {
    let school = TestSchool::open();
    for name in ["teacher", "assistant"] {
        let directory = directory(&school.sign_in(name));
        assert_eq!(names(&directory["classes"], "name"), ["c1"], "{name}");
        let class = class(&directory, "c1");
        assert_eq!(names(&class["students"], "name"), ["Amara", "Ben"]);
        assert_eq!(class["teacher"], school.person("teacher").to_string());
        assert_eq!(class["mine"], true);
        assert_eq!(class["learners"], "students");
        assert_eq!(class["subject"], "Science");
        assert!(names(&directory["staff"], "name").contains(&"leader Example".to_owned()));
        assert_eq!(directory["framework"]["muscles"].as_array().unwrap().len(), 4);
    }
}

#[test]
fn leaders_and_administrators_see_classes_without_students() {
    let school = TestSchool::open();
    for name in ["leader", "administrator"] {
        let directory = directory(&school.sign_in(name));
        assert_eq!(names(&directory["classes"], "name"), ["c1", "c2"], "{name}");
        for class in directory["classes"].as_array().unwrap() {
            assert_eq!((&class["students"], &class["mine"]), (&Value::Null, &Value::Bool(false)));
        }
        let text = directory.to_string();
        for student in ["Amara", "Ben", "Zoë"] {
            assert!(!text.contains(student), "{name} sees {student}");
        }
    }
}

#[test]
fn several_roles_see_the_union() {
    let school = TestSchool::open();
    let teacher = school.person("teacher");
    school.change(move |rows| rows.grant(teacher, Role::Leader));
    let directory = directory(&school.sign_in("teacher"));
    assert_eq!(directory["roles"], json!(["teacher", "leader"]));
    assert_eq!(names(&directory["classes"], "name"), ["c1", "c2"]);
    let own = class(&directory, "c1");
    assert_eq!(
        (names(&own["students"], "name"), &own["mine"]),
        (vec!["Amara".to_owned(), "Ben".to_owned()], &json!(true))
    );
    // As a leader of the other class: without its students.
    let other = class(&directory, "c2");
    assert_eq!((&other["students"], &other["mine"]), (&Value::Null, &json!(false)));
    for student in ["Zoë", "Maya", "Omar"] {
        assert!(!directory.to_string().contains(student), "sees {student}");
    }
}

#[test]
fn a_student_sees_themselves_and_their_adults() {
    let school = TestSchool::open();
    let directory = directory(&school.sign_in("Amara"));
    assert_eq!(directory["me"]["name"], "Amara");
    assert_eq!(names(&directory["classes"], "name"), ["c1"]);
    assert_eq!(names(&class(&directory, "c1")["students"], "name"), ["Amara"]);
    assert_eq!(names(&directory["staff"], "name"), ["assistant Example", "teacher Example"]);
    for other in ["Ben", "Zoë", "leader", "c2"] {
        assert!(!directory.to_string().contains(other), "sees {other}");
    }
}

#[test]
fn unchanged_is_said_without_the_document() {
    let school = TestSchool::open();
    let client = school.sign_in("teacher");
    let first = client.get("/api/directory");
    let tag = first.header("etag").unwrap();
    let again = client.with("if-none-match", tag).get("/api/directory");
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(tag));
    school.change(|rows| rows.put_setting("safeguarding-lead", "Ms Rowe"));
    let changed = client.with("if-none-match", tag).get("/api/directory");
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["school"]["safeguarding_lead"], "Ms Rowe");
    assert_ne!(changed.header("etag"), Some(tag));
}

#[test]
fn hello_names_the_directorys_version() {
    let school = TestSchool::open();
    let device = crate::device::Device::of(&school, "teacher");
    let answer = device.client.get("/api/directory");
    assert_eq!(answer.header("etag"), Some(format!("\"{}\"", device.hello.directory).as_str()));
}
