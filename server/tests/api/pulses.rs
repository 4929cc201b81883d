//! Pulses: answered once, read from five answers up and after closing, and
//! nothing says whose an answer is.

use rusqlite::Connection;
use serde_json::{Value, json};
use server::pulse::ANSWERS_BY_LINK;
use server::store::sqlite::FILE;

use crate::client::{Answer, Client};
use crate::school::{DAY_MILLIS, TestSchool};

const STAFF: [&str; 5] = ["teacher", "assistant", "other-teacher", "office", "leader"];

fn make(school: &TestSchool) -> String {
    let form = json!({ "title": "Our vision", "items": ["It is clear.", "I may try things."], "days": 14 });
    let answer = school.sign_in("leader").post("/api/pulses", &form);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn answer(client: &Client, pulse: &str, answers: &Value) -> Answer {
    client.post(&format!("/api/pulses/{pulse}/answers"), &json!({ "answers": answers }))
}

fn link(school: &TestSchool, pulse: &str, people: &str) -> String {
    let path = format!("/api/pulses/{pulse}/links");
    let answer = school.sign_in("leader").post(&path, &json!({ "people": people }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let address = answer.json()["address"].as_str().unwrap().to_owned();
    let (page, secret) = address.split_once('#').unwrap();
    assert!(page.ends_with("/answer"), "{page}");
    secret.to_owned()
}

fn by_link(school: &TestSchool, link: &str, answers: &Value) -> Answer {
    let form = json!({ "link": link, "answers": answers });
    school.anonymous().post("/api/answers", &form)
}

fn listed(school: &TestSchool, who: &str) -> Value {
    school.sign_in(who).get("/api/pulses").json()[0].clone()
}

#[test]
fn results_come_after_closing_and_from_five_up() {
    let school = TestSchool::open();
    let pulse = make(&school);
    let families = link(&school, &pulse, "families");
    for (who, first) in STAFF.into_iter().zip([5, 4, 4, 1, 4]) {
        // Only four say anything of the second.
        let second = (who != "office").then_some(3);
        assert_eq!(answer(&school.sign_in(who), &pulse, &json!([first, second])).status, 204);
    }
    assert_eq!(by_link(&school, &families, &json!([2, 2])).status, 204);

    let open = listed(&school, "leader");
    assert_eq!((&open["is_open"], &open["results"]), (&json!(true), &Value::Null));
    assert_eq!(open["answered"], json!(true));
    assert_eq!(listed(&school, "administrator")["answered"], json!(false));

    school.clock.advance(14 * DAY_MILLIS);
    for who in ["leader", "teacher"] {
        let closed = listed(&school, who);
        assert_eq!(closed["is_open"], json!(false));
        let staff = json!({ "people": "staff", "items": [[1, 0, 0, 3, 1], null] });
        let families = json!({ "people": "families", "items": [null, null] });
        assert_eq!(closed["results"], json!([staff, families]), "no sum tells what is withheld");
    }
    let late = school.sign_in("administrator");
    answer(&late, &pulse, &json!([1, 1])).assert_error(404, "not-found");
    by_link(&school, &families, &json!([1, 1])).assert_error(404, "link-used");
}

#[test]
fn a_person_answers_once_and_only_what_was_asked() {
    let school = TestSchool::open();
    let pulse = make(&school);
    let teacher = school.sign_in("teacher");
    for unfit in [json!([]), json!([1]), json!([null, null]), json!([0, 1]), json!([6, 1])] {
        answer(&teacher, &pulse, &unfit).assert_error(400, "bad-request");
    }
    assert_eq!(answer(&teacher, &pulse, &json!([5, null])).status, 204);
    answer(&teacher, &pulse, &json!([1, 1])).assert_error(409, "answered-before");
    answer(&school.sign_in("teacher"), &pulse, &json!([1, 1])).assert_error(409, "answered-before");
    assert_eq!(counted(&school), 1);
    // Neither may students, who have a link of their own.
    answer(&school.sign_in("Amara"), &pulse, &json!([1, 1])).assert_error(403, "not-allowed");
    school.sign_in("Amara").get("/api/pulses").assert_error(403, "not-allowed");
    let form = json!({ "title": "Mine", "items": ["a"], "days": 1 });
    for who in ["teacher", "administrator", "Amara"] {
        school.sign_in(who).post("/api/pulses", &form).assert_error(403, "not-allowed");
        let path = format!("/api/pulses/{pulse}/links");
        let link = school.sign_in(who).post(&path, &json!({ "people": "families" }));
        link.assert_error(403, "not-allowed");
    }
}

#[test]
fn nothing_says_whose_an_answer_is() {
    let school = TestSchool::open();
    let pulse = make(&school);
    let link = link(&school, &pulse, "governors");
    assert_eq!(answer(&school.sign_in("teacher"), &pulse, &json!([5, 2])).status, 204);
    assert_eq!(by_link(&school, &link, &json!([4, 4])).status, 204);
    let database = Connection::open(school.folder().join(FILE)).unwrap();
    let columns = |table: &str| -> Vec<String> {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let mut statement = database.prepare(&sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(columns("pulse_answer"), ["id", "pulse", "people", "item", "value"]);
    assert_eq!(columns("pulse_answered"), ["pulse", "person"]);
    let ids: i64 = database
        .query_row("SELECT count(DISTINCT id) FROM pulse_answer", [], |row| row.get(0))
        .unwrap();
    assert_eq!(ids, 4, "two people, two items: four ids that have nothing in common");
    // Nor does the record of access, which has times.
    let before: i64 =
        database.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap();
    assert_eq!(by_link(&school, &link, &json!([1, 1])).status, 204);
    let after: i64 =
        database.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap();
    assert_eq!(before, after);
}

#[test]
fn a_link_needs_no_session_and_looks_at_none() {
    let school = TestSchool::open();
    let pulse = make(&school);
    let families = link(&school, &pulse, "families");
    let look = |link: &str| school.anonymous().post("/api/answers/look", &json!({ "link": link }));
    let asked = json!({ "title": "Our vision", "items": ["It is clear.", "I may try things."], "people": "families" });
    assert_eq!(look(&families).json(), asked);
    for wrong in ["", "x", &"0".repeat(32)] {
        look(wrong).assert_error(404, "link-used");
        by_link(&school, wrong, &json!([1, 1])).assert_error(404, "link-used");
    }
    // Whoever is signed in has not answered as themselves.
    let form = json!({ "link": families, "answers": [3, 3] });
    assert_eq!(school.sign_in("teacher").post("/api/answers", &form).status, 204);
    assert_eq!(listed(&school, "teacher")["answered"], json!(false));
    // A new link takes the place of the old one; others stay.
    let governors = link(&school, &pulse, "governors");
    let anew = link(&school, &pulse, "families");
    look(&families).assert_error(404, "link-used");
    assert_eq!(look(&anew).status, 200);
    assert_eq!(look(&governors).status, 200);
    let path = format!("/api/pulses/{pulse}/links");
    let staff = school.sign_in("leader").post(&path, &json!({ "people": "staff" }));
    staff.assert_error(400, "bad-request");
}

#[test]
fn a_link_is_no_way_to_answer_without_end() {
    let school = TestSchool::open();
    let pulse = make(&school);
    let students = link(&school, &pulse, "students");
    for _ in 0..ANSWERS_BY_LINK.at_once {
        assert_eq!(by_link(&school, &students, &json!([1, 1])).status, 204);
    }
    let more = by_link(&school, &students, &json!([1, 1]));
    more.assert_error(429, "slow-down");
    assert_eq!(more.header("retry-after"), Some("2"));
    school.clock.advance(ANSWERS_BY_LINK.every_millis);
    assert_eq!(by_link(&school, &students, &json!([1, 1])).status, 204);
}

#[test]
fn who_has_answered_is_forgotten_when_it_has_closed() {
    let mut school = TestSchool::open();
    let pulse = make(&school);
    assert_eq!(answer(&school.sign_in("teacher"), &pulse, &json!([5, 2])).status, 204);
    school.clock.advance(15 * DAY_MILLIS);
    let now = school.now();
    school.while_stopped(|folder| {
        let tenant = server::tenants::Tenant::open(folder).unwrap();
        server::data_rights::retention::run(folder, &tenant.database, now).unwrap();
    });
    assert_eq!(counted(&school), 0);
    assert_eq!(listed(&school, "teacher")["answered"], json!(false));
}

/// Of how many people it is known that they have answered.
fn counted(school: &TestSchool) -> i64 {
    let database = Connection::open(school.folder().join(FILE)).unwrap();
    database.query_row("SELECT count(*) FROM pulse_answered", [], |row| row.get(0)).unwrap()
}
