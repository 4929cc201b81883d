//! What the law gives to those whom data is about.

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Output;

use domain::entry::visit::{Today, Words};
use domain::entry::{Context, Draft, Note, Practised, SelfView, VisitSet, tag};
use domain::id::{MuscleId, Phase};
use serde_json::{Value, json};
use server::accounts::links;
use zip::ZipArchive;

use crate::client::Answer;
use crate::device::{Device, about, sighting};
use crate::program::limber;
use crate::school::TestSchool;
use crate::visits::Visit;

/// The two files of an export: as JSON, and as a page.
fn opened(zip: &[u8]) -> (Value, String) {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let json = read("data.json");
    (serde_json::from_str(&json).unwrap(), read("data.html"))
}

fn export(school: &TestSchool, name: &str) -> Answer {
    let path = format!("/api/people/{}/export", school.person(name));
    school.sign_in("administrator").post(&path, &json!({}))
}

fn exported(school: &TestSchool, name: &str) -> (Value, String) {
    let answer = export(school, name);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    opened(&answer.body)
}

/// Each of these is in both files.
#[track_caller]
fn assert_in_both((json, page): &(Value, String), canaries: &[&str]) {
    let text = json.to_string();
    for canary in canaries {
        assert!(text.contains(canary), "data.json lacks {canary}: {text}");
        assert!(page.contains(canary), "data.html lacks {canary}: {page}");
    }
}

fn note(words: &str) -> Note {
    Note { text: words.to_owned() }
}

fn muscle() -> MuscleId {
    MuscleId::new("perseverance").unwrap()
}

fn own_view(words: &str) -> SelfView {
    let words = Some(words.to_owned());
    SelfView { muscle: muscle(), phase: Phase::ALL[2], words, framework: 1 }
}

fn run(folder: &Path, words: &[&str]) -> Output {
    limber(&[]).args(words).arg("--data").arg(folder).output().unwrap()
}

#[test]
fn a_students_export_holds_everything_and_who_saw_it() {
    let school = TestSchool::open();
    let (class, amara, ben) = (school.class, school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, about(&note("canary: a note"), class, amara));
    teacher.record(&school, about(&note("of somebody else"), class, ben));
    let seen = teacher.record(&school, sighting(class, amara, 3));
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    teacher.record(&school, Draft::new(&practised).in_class(class));
    let mut stranger = Device::of(&school, "other-teacher");
    let held = about(&note("canary: held"), class, amara);
    stranger.record_held(&school, held, "not-allowed");
    let mut own = Device::of(&school, "Amara");
    let view = Draft::new(&own_view("canary: <b>my own</b> view")).link(tag::STUDENT, amara.0);
    own.record(&school, view);
    Device::of(&school, "assistant").pull();

    let both = exported(&school, "Amara");
    let (seen, amara) = (seen.id().to_string(), amara.to_string());
    let canaries = [
        "canary: a note",
        "canary: held",
        "Amara",
        "received-class",
        "assistant Example",
        "other-teacher Example",
        "practised",
        "exported",
        &seen,
        &amara,
    ];
    assert_in_both(&both, &canaries);
    let (json, page) = &both;
    for section in ["person", "enrolment", "external_id", "picture_pin", "session", "entries"] {
        assert!(json[section].is_array(), "{section}: {json}");
    }
    // What people wrote is words, and no markup.
    assert!(json.to_string().contains("canary: <b>my own</b> view"));
    assert!(page.contains("canary: &lt;b&gt;my own&lt;/b&gt; view"));
    for other in ["of somebody else", "argon2", "Ben"] {
        assert!(!json.to_string().contains(other) && !page.contains(other), "{other}");
    }
    let record = school.sign_in("administrator").get("/api/record?what=exported").json();
    assert_eq!(record["rows"][0]["whom"], amara);
    school.assert_sound();
}

#[test]
fn an_adults_export_holds_visits_to_them_and_no_secrets() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 1);
    let mut leader = Device::of(&school, "leader");
    let written = VisitSet::Words(Words::Wonder, "canary: I wonder".to_owned());
    leader.record(&school, visit.set(&school, &VisitSet::Started));
    leader.record(&school, visit.set(&school, &written));
    leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    let (teacher, now) = (school.person("teacher"), school.now());
    let link = school.change(move |rows| {
        rows.grant(teacher, domain::rights::Role::Leader)?;
        links::make(rows, teacher, now)
    });
    school.sign_in("teacher");

    let both = exported(&school, "teacher");
    let canaries =
        ["canary: I wonder", "leader Example", "teacher@school.example", "link-made", "signed-in"];
    assert_in_both(&both, &canaries);
    let (json, page) = &both;
    for section in ["granted", "password", "link", "session", "visit"] {
        assert!(json[section].is_array(), "{section}: {json}");
    }
    for secret in ["argon2", link.reveal()] {
        assert!(!json.to_string().contains(secret) && !page.contains(secret));
    }
}

#[test]
fn an_export_comes_from_the_command_line_too() {
    let school = TestSchool::open();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("ben.zip");
    let (ben, to) = (school.person("Ben").to_string(), file.to_str().unwrap());
    let words = ["export", "--person", &ben, "--to", to];
    assert!(run(school.folder(), &words).status.success());
    let both = opened(&std::fs::read(&file).unwrap());
    assert_in_both(&both, &["Ben", &ben]);
    // It is never written over, and nobody unknown has one.
    assert!(!run(school.folder(), &words).status.success());
    let nobody = school.class.to_string();
    let other = elsewhere.path().join("other.zip");
    let words = ["export", "--person", &nobody, "--to", other.to_str().unwrap()];
    assert!(!run(school.folder(), &words).status.success());
    let path = "/api/people/00000000000000000000000000000bad/export";
    let administrator = school.sign_in("administrator");
    administrator.post(path, &json!({})).assert_error(404, "not-found");
    // Once, by nobody who is signed in.
    let record = administrator.get("/api/record?what=exported").json();
    assert_eq!(record["rows"].as_array().unwrap().len(), 1);
    assert_eq!(record["rows"][0].get("who"), None);
}
