//! The record of access: what is in it, who sees it, and that it shows when it
//! was changed.

use std::path::Path;
use std::process::{Output, Stdio};

use app::text::record::{Party, Reader, Said, sentence};
use rusqlite::Connection;
use serde_json::{Value, json};
use server::audit::chain::{self, Broken};
use server::audit::{self, Detail, What, heads};

use crate::client::Client;
use crate::device::{Device, sighting};
use crate::program::limber;
use crate::school::{DAY_MILLIS, PICTURES, TestSchool};

pub fn rows(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/record{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"].as_array().unwrap().clone()
}

/// What was recorded, oldest first, but for who looked at the record itself.
pub fn whats(school: &TestSchool) -> Vec<String> {
    let all = rows(&school.sign_in("administrator"), "");
    let mut whats: Vec<_> = all.iter().map(word).collect();
    whats.reverse();
    whats.retain(|what| !what.ends_with(" administrator"));
    whats
}

/// "pins-made Amara".
pub fn word(row: &Value) -> String {
    let text = |field: &str| row[field].as_str().map(|name| name.replace(" Example", ""));
    let parts = [text("what"), text("who_name"), text("whom_name"), text("about_name")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut limber = limber(&[]);
    limber.args(words).arg("--data").arg(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    limber.output().unwrap()
}

fn says(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn who_came_in_is_recorded_and_who_tried() {
    let school = TestSchool::open();
    let mut client = school.anonymous();
    client.sign_in_staff("teacher", "wrong-horse");
    client.sign_in_staff("nobody", "wrong-horse");
    client.sign_in_student("C-1", "Amara", &[0, 1, 2, 3]);
    client.sign_in_student("C-1", "Amara", &PICTURES);
    assert_eq!(client.post("/api/sign-out", &json!({})).status, 204);
    let expected =
        ["sign-in-failed teacher", "sign-in-failed Amara", "signed-in Amara", "signed-out Amara"];
    assert_eq!(whats(&school), expected);
    let failed = rows(&school.sign_in("administrator"), "?what=sign-in-failed");
    assert_eq!(failed.len(), 2);
    assert_eq!(failed[0].get("who"), None, "nobody knows who it was");
    school.assert_sound();
}

#[test]
fn looks_are_recorded_once_a_day() {
    let mut school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut assistant = Device::of(&school, "assistant");
    assistant.record(&school, sighting(class, amara, 3));
    let mut teacher = Device::of(&school, "teacher");
    let report = format!("/api/reports/class/{class}");
    let page = format!("/reports/class/{class}");
    for _ in 0..3 {
        teacher.pull();
        assert_eq!(teacher.client.get(&report).status, 200);
        assert_eq!(teacher.client.get(&page).status, 200);
        // Who made it has seen it.
        assistant.pull();
    }
    Device::of(&school, "Amara").pull();
    Device::of(&school, "other-teacher").pull();
    let looked = |school: &TestSchool| {
        let mut looked = whats(school);
        looked.retain(|what| what.contains("c1"));
        looked
    };
    assert_eq!(looked(&school), ["received-class teacher c1", "viewed-class-report teacher c1"]);
    // Nor twice where the server has forgotten what it knew.
    school.restart();
    let mut teacher = Device::of(&school, "teacher");
    teacher.pull();
    assert_eq!(looked(&school).len(), 2);
    school.clock.advance(DAY_MILLIS);
    teacher.pull();
    assert_eq!(looked(&school).len(), 3);
    school.assert_sound();
}

#[test]
fn what_is_done_to_accounts_is_recorded_for_each() {
    let school = TestSchool::open();
    let teacher = school.sign_in("teacher");
    let pins = format!("/api/classes/{}/picture-pins", school.class);
    assert_eq!(teacher.get(&pins).status, 200);
    assert_eq!(teacher.post(&pins, &json!({})).status, 200);
    let leader = school.person("leader").to_string();
    for words in [&["grant", &leader, "administrator"][..], &["invite", &leader]] {
        assert!(run(school.folder(), words).status.success());
    }
    assert!(run(school.folder(), &["set", "safeguarding-lead", "Ms Rowe"]).status.success());
    let expected = [
        "signed-in teacher",
        "viewed-class-list teacher c1",
        "pins-made teacher Amara c1",
        "pins-made teacher Ben c1",
        "rights-changed leader",
        "link-made leader",
        "settings-changed",
    ];
    assert_eq!(whats(&school), expected);
    // Codes, and nothing of what was set.
    let administrator = school.sign_in("administrator");
    let csv = administrator.get("/api/record/csv").text();
    assert!(csv.contains(",settings-changed,,,safeguarding-lead,,"), "{csv}");
    assert!(csv.contains(",rights-changed,") && csv.contains(",administrator-granted,"));
    for name in ["Rowe", "Amara", "Example", "teacher"] {
        assert!(!csv.contains(name), "{name}: {csv}");
    }
    school.assert_sound();
}

#[test]
fn decisions_and_files_are_recorded() {
    let school = TestSchool::open();
    let mut stranger = Device::of(&school, "other-teacher");
    stranger.record_held(&school, sighting(school.class, school.person("Amara"), 3), "not-allowed");
    let administrator = school.sign_in("administrator");
    let hash = administrator.get("/api/held").json()[0]["hash"].as_str().unwrap().to_owned();
    let discard = json!({ "do": "discard" });
    assert_eq!(administrator.post(&format!("/api/held/{hash}"), &discard).status, 204);
    let file = json!({ "limber": "unsent", "offset": 0, "entries": [] });
    assert_eq!(stranger.client.post("/api/sync/import", &file).status, 200);
    let decided = &rows(&administrator, "?what=decided-held")[0];
    assert_eq!(word(decided), "decided-held administrator other-teacher");
    assert_eq!((&decided["detail"], &decided["about"]), (&json!("discarded"), &json!(hash)));
    let imported = &rows(&administrator, "?what=imported")[0];
    assert_eq!((&imported["detail"], &imported["count"]), (&json!("unsent-file"), &json!(0)));
}

#[test]
fn everybody_sees_what_concerns_them() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut assistant = Device::of(&school, "assistant");
    assistant.record(&school, sighting(class, amara, 3));
    Device::of(&school, "teacher").pull();
    let pins = format!("/api/classes/{class}/picture-pins");
    let for_ben = json!({ "student": school.person("Ben") });
    assert_eq!(assistant.client.post(&pins, &for_ben).status, 200);
    let seen_by = |name: &str| -> Vec<String> {
        let mut words: Vec<_> = rows(&school.sign_in(name), "/me").iter().map(word).collect();
        words.reverse();
        words.retain(|word| !word.starts_with("signed-in"));
        words
    };
    assert_eq!(seen_by("Amara"), ["received-class teacher c1"]);
    assert_eq!(seen_by("teacher"), ["received-class teacher c1"]);
    assert_eq!(seen_by("assistant"), ["pins-made assistant Ben c1"]);
    assert!(seen_by("Zoë").is_empty());
    // The administrator sees the same of anybody.
    let administrator = school.sign_in("administrator");
    let of_amara = rows(&administrator, &format!("?person={amara}&what=received-class"));
    assert_eq!(of_amara.iter().map(word).collect::<Vec<_>>(), ["received-class teacher c1"]);
    let of_zoe = format!("?person={}&what=received-class", school.person("Zoë"));
    assert!(rows(&administrator, &of_zoe).is_empty());
    // And nobody of somebody else.
    let other = format!("/api/record/me?person={amara}");
    school.sign_in("teacher").get(&other).assert_error(403, "not-allowed");
}

#[test]
fn a_page_has_a_hundred_rows_and_says_where_to_go_on() {
    let school = TestSchool::open();
    let (now, teacher) = (school.now(), school.person("teacher"));
    school.change(move |rows| {
        let event = audit::Event::new(What::SignedOut, now - DAY_MILLIS).by(teacher);
        (0..150).try_for_each(|_| audit::record(rows, &event))
    });
    let administrator = school.sign_in("administrator");
    let first = administrator.get("/api/record?what=signed-out").json();
    assert_eq!((first["rows"].as_array().unwrap().len(), &first["more"]), (100, &json!(true)));
    let next = format!("?what=signed-out&before={}", first["next"]);
    assert_eq!(rows(&administrator, &next).len(), 50);
    let today = 20_780; // The Monday of the tests.
    assert_eq!(rows(&administrator, &format!("?what=signed-out&day={today}")).len(), 0);
    assert_eq!(rows(&administrator, &format!("?what=signed-out&day={}", today - 1)).len(), 100);
    for bad in ["?what=anything", "?before=x", "?name=Amara", "?person=Amara"] {
        let answer = administrator.get(&format!("/api/record{bad}"));
        answer.assert_error(400, "bad-request");
        assert!(!answer.text().contains("Amara"));
    }
}

#[test]
fn every_code_is_a_sentence_on_the_page() {
    for what in What::ALL {
        for detail in Detail::ALL.iter().map(|detail| Some(detail.name())).chain([None]) {
            for (reader, who) in [
                (Reader::Administrator, Party::Named("Abena Sharma")),
                (Reader::Staff, Party::You),
                (Reader::Student, Party::Server),
            ] {
                let (what, whom) = (what.name(), Some(Party::You));
                let said = Said { who, what, whom, about: None, detail, count: None };
                let words = sentence(&said, reader);
                assert!(!words.contains(": "), "{what} has no sentence: {words}");
            }
        }
    }
}

/// Does something to the record with the file alone, as no program of ours can.
fn tamper(school: &mut TestSchool, sql: &str) {
    school.while_stopped(|folder| {
        let database = Connection::open(folder.join("limber.db")).unwrap();
        assert!(database.execute(sql, []).is_err(), "triggers hold against a slip: {sql}");
        let triggers = "DROP TRIGGER audit_never_changes; DROP TRIGGER audit_is_only_pruned";
        database.execute_batch(triggers).unwrap();
        assert!(database.execute(sql, []).unwrap() > 0, "{sql}");
    });
}

#[test]
fn what_was_changed_is_found_at_its_number() {
    let cases = [
        ("UPDATE audit SET who = zeroblob(16) WHERE number = 3", 3),
        ("UPDATE audit SET at = at + 1 WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number <= 2", 1),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 4", 4),
    ];
    for (sql, number) in cases {
        let mut school = TestSchool::open();
        for _ in 0..4 {
            school.sign_in("Amara");
        }
        let verified = run(school.folder(), &["audit", "verify"]);
        assert!(verified.status.success() && says(&verified).contains("It is whole."));
        tamper(&mut school, sql);
        let verdict = school.rows(|rows| chain::verify(rows, &[]));
        assert_eq!(verdict.broken, Some(Broken::Row(number)), "{sql}");
        for command in [&["audit", "verify"][..], &["check"]] {
            let found = run(school.folder(), command);
            assert!(!found.status.success());
            assert!(says(&found).contains(&format!("number {number}")), "{}", says(&found));
        }
    }
}

#[test]
fn a_tail_that_was_cut_off_is_found_by_the_head_beside_the_database() {
    let mut school = TestSchool::open();
    for _ in 0..4 {
        school.sign_in("Amara");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("monday.db");
    assert!(run(school.folder(), &["backup", copy.to_str().unwrap()]).status.success());
    assert!(run(school.folder(), &["audit", "verify"]).status.success());
    tamper(&mut school, "DELETE FROM audit WHERE number > 2");
    let verdict = school.rows(|rows| chain::verify(rows, &[]));
    assert_eq!(verdict.broken, None, "the chain alone does not show it");
    let found = run(school.folder(), &["check"]);
    assert!(!found.status.success());
    assert!(says(&found).contains("Number 5 was noted"), "{}", says(&found));
}

#[test]
fn a_copy_that_is_put_back_says_so_and_is_whole() {
    let mut school = TestSchool::open();
    school.sign_in("Amara");
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("monday.db");
    let file = copy.to_str().unwrap().to_owned();
    assert!(run(school.folder(), &["backup", &file]).status.success());
    school.sign_in("Ben");
    let later = elsewhere.path().join("later.db");
    assert!(run(school.folder(), &["backup", later.to_str().unwrap()]).status.success());
    school.while_stopped(|folder| {
        assert!(run(folder, &["restore", &file, "--replace"]).status.success());
        let verified = run(folder, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", says(&verified));
    });
    assert_eq!(whats(&school), ["signed-in Amara", "restored"]);
    let noted = heads::noted(school.folder()).unwrap();
    assert_eq!(noted.iter().filter(|noted| noted.is_restored).count(), 1);
    school.assert_sound();
}

#[test]
fn what_is_too_old_is_pruned_and_the_chain_goes_on() {
    let school = TestSchool::open();
    let (now, amara) = (school.now(), school.person("Amara"));
    school.change(move |rows| {
        for days in [800, 731, 729, 1] {
            let at = now - days * DAY_MILLIS;
            audit::record(rows, &audit::Event::new(What::SignedIn, at).by(amara))?;
        }
        assert_eq!(audit::prune(rows, 730, now)?, 2);
        assert_eq!(audit::prune(rows, 730, now)?, 0, "once");
        Ok(())
    });
    let verdict = school.rows(|rows| chain::verify(rows, &[]));
    assert_eq!((verdict.anchor.number, verdict.rows, verdict.broken), (2, 3, None));
    assert_eq!(whats(&school), ["signed-in Amara", "signed-in Amara", "pruned"]);
    school.assert_sound();
}
