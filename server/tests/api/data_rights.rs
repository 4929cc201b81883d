//! What the law gives to those whom data is about.

use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Output;

use domain::entry::visit::{Today, Words};
use domain::entry::{Context, Draft, Note, Practised, Reply, Retraction, SelfView, VisitSet, tag};
use domain::id::{MuscleId, Phase};
use domain::roster::SourcedId;
use serde_json::{Value, json};
use server::accounts::links;
use server::data_rights::retention;
use server::store::RetentionRun;
use server::tenants::Tenant;
use sync::frame::{Outcome, PullAnswer};
use zip::ZipArchive;

use crate::client::Answer;
use crate::device::{Device, about, sighting};
use crate::program::limber;
use crate::school::{DAY_MILLIS, HOUR_MILLIS, MONDAY_TEN, TestSchool};
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

pub fn exported(school: &TestSchool, name: &str) -> (Value, String) {
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

fn restrict(school: &TestSchool, name: &str, on: bool) -> u16 {
    let path = format!("/api/people/{}/restriction", school.person(name));
    school.sign_in("administrator").post(&path, &json!({ "on": on })).status
}

/// What a class report says of its students, whatever else it says.
fn report(school: &TestSchool) -> String {
    let path = format!("/api/reports/class/{}", school.class);
    school.sign_in("teacher").get(&path).json()["report"].to_string()
}

#[test]
fn a_restricted_student_is_stored_and_not_used() {
    let school = TestSchool::open();
    let (class, amara, ben) = (school.class, school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(class, ben, 2));
    let without = report(&school);
    let seen = teacher.record(&school, sighting(class, amara, 3));
    let undone = teacher.record(&school, sighting(class, amara, 1));
    let undo = teacher.record(&school, Draft::new(&Retraction).superseding([undone.id()]));
    teacher.record(&school, about(&note("canary: a note"), class, amara));
    let with = report(&school);
    assert_ne!(with, without);
    let all = teacher.pulled_ids();
    let cursor = school.rows(|rows| rows.log_head()).position;

    assert_eq!(restrict(&school, "Amara", true), 204);
    assert_eq!(report(&school), without, "in no report");
    school.assert_sound();
    assert_eq!(teacher.pulled_ids().len(), 1, "what is left is Ben's");
    assert_eq!(Device::of(&school, "Amara").pulled_ids(), []);
    // Whoever has it drops it.
    teacher.say_hello();
    let page = teacher.client.call("/api/sync/pull", &teacher.pull_frame(cursor));
    let page: PullAnswer = page.frame();
    assert_eq!(page.erased.len(), 4);
    // What is new is held, by whomever, and cannot be kept meanwhile.
    let held = teacher.record_held(&school, sighting(class, amara, 4), "restricted");
    let view = Draft::new(&own_view("mine")).link(tag::STUDENT, amara.0);
    let own = Device::of(&school, "Amara").record_held(&school, view, "restricted");
    let takes_back = Draft::new(&Retraction).superseding([seen.id()]);
    teacher.record_held(&school, takes_back, "restricted");
    let administrator = school.sign_in("administrator");
    let hash = administrator.get("/api/held").json()[0]["hash"].as_str().unwrap().to_owned();
    let keep = json!({ "do": "keep" });
    let kept = administrator.post(&format!("/api/held/{hash}"), &keep);
    kept.assert_error(409, "not-keepable");
    // Nothing is lost: a copy has all of it.
    let both = exported(&school, "Amara");
    assert_in_both(&both, &["canary: a note", &seen.id().to_string(), &undo.id().to_string()]);
    assert_eq!(teacher.push(&[seen]).len(), 1, "sent again, it is here already");

    assert_eq!(restrict(&school, "Amara", false), 204);
    school.assert_sound();
    let again = teacher.pulled_ids();
    assert!(all.iter().all(|id| again.contains(id)) && again.contains(&held.id()));
    assert!(again.contains(&own.id()));
    assert_eq!(administrator.get("/api/held").json(), json!([]));
    let record = administrator.get("/api/record?what=restriction-changed").json();
    let details: Vec<_> =
        record["rows"].as_array().unwrap().iter().map(|row| row["detail"].clone()).collect();
    assert_eq!(details, ["off", "on"]);
    // Staff are not restricted, nor is somebody unknown.
    assert_eq!(restrict(&school, "teacher", true), 404);
}

#[test]
fn what_is_restricted_can_be_erased_everywhere() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let note = teacher.record(&school, about(&note("canary"), class, amara));
    assert_eq!(restrict(&school, "Amara", true), 204);
    let words = ["erase", "--about", &amara.to_string(), "--yes"];
    assert!(run(school.folder(), &words).status.success());
    school.assert_sound();
    // Also a tablet that has not heard of the restriction hears of this.
    teacher.say_hello();
    let page: PullAnswer = teacher.client.call("/api/sync/pull", &teacher.pull_frame(1)).frame();
    assert_eq!(page.erased, [note.id()]);
    assert_eq!(restrict(&school, "Amara", false), 204);
    assert_eq!(teacher.pulled_ids(), []);
    school.assert_sound();
}

/// The files of a folder that say it.
fn heard_in(folder: &Path, words: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let says = |file: &std::path::PathBuf| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    };
    files.filter(says).map(|file| file.display().to_string()).collect()
}

fn keep_rules(school: &TestSchool) -> RetentionRun {
    let tenant = Tenant::open(school.folder()).unwrap();
    retention::run(school.folder(), &tenant.database, school.now()).unwrap()
}

/// Marks somebody as left, as an import does.
fn leaves(school: &TestSchool, name: &'static str) {
    school.import(move |roster| {
        roster.people.remove(&SourcedId(name.to_owned()));
        roster.enrolments.retain(|_, arriving| arriving.row.person.0 != name);
    });
}

#[test]
fn a_year_after_they_left_nothing_is_left_of_a_student_but_their_id() {
    let mut school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let seen = teacher.record(&school, about(&note("canary"), class, amara));
    let mut stranger = Device::of(&school, "other-teacher");
    stranger.record_held(&school, about(&note("canary"), class, amara), "not-allowed");
    let stays = teacher.record(&school, sighting(class, school.person("Ben"), 3));
    leaves(&school, "Amara");
    school.clock.advance(364 * DAY_MILLIS);
    let before = keep_rules(&school);
    assert_eq!((before.leavers, before.entries), (0, 0));
    school.clock.advance(2 * DAY_MILLIS);
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.db").to_str().unwrap().to_owned();
    assert!(run(school.folder(), &["backup", &copy]).status.success());
    let done = keep_rules(&school);
    assert_eq!((done.leavers, done.entries), (1, 2));
    for words in ["canary", "Amara"] {
        assert_eq!(heard_in(school.folder(), words), [""; 0], "{words}");
    }
    let again = keep_rules(&school);
    assert_eq!((again.leavers, again.entries), (0, 0), "once");
    // Administrators see what was done, and by which rule.
    let shown = school.sign_in("administrator").get("/api/retention").json();
    assert_eq!(shown["keep"], json!({ "students": 365, "visits": 365, "record": 730 }));
    let runs = shown["runs"].as_array().unwrap();
    let said: Vec<_> = runs.iter().map(|run| (&run["leavers"], &run["entries"])).collect();
    let (nothing, gone) = ((&json!(0), &json!(0)), (&json!(1), &json!(2)));
    assert_eq!(said[..2], [nothing, gone]);
    assert_eq!(runs[0]["at"], json!(school.now()));
    let client = school.sign_in("teacher");
    let mut teacher = Device { client, ..teacher };
    assert_eq!(teacher.pulled_ids(), [stays.id()]);
    assert_eq!(teacher.push(&[seen]), [Outcome::Erased]);
    let record = school.sign_in("administrator").get("/api/record?what=pruned").json();
    let row = &record["rows"][0];
    let said = ["whom", "detail", "count"].map(|field| row[field].clone());
    assert_eq!(json!(said), json!([amara, "person", 2]));
    // Nor after a copy that knew them is put back.
    school.while_stopped(|folder| {
        assert!(run(folder, &["restore", &copy, "--replace"]).status.success());
        for words in ["canary", "Amara"] {
            assert_eq!(heard_in(folder, words), [""; 0], "{words}");
        }
    });
    school.assert_sound();
}

#[test]
fn a_year_after_a_visit_its_words_are_gone_and_its_ticks_stay() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 1);
    let mut leader = Device::of(&school, "leader");
    let words = VisitSet::Words(Words::Heard, "canary: we heard".to_owned());
    let started = leader.record(&school, visit.set(&school, &VisitSet::Started));
    leader.record(&school, visit.set(&school, &words));
    let follow_up = leader.record(&school, visit.set(&school, &VisitSet::FollowUp(true)));
    let shared = leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    let reply = Reply { text: "canary: my reply".to_owned() };
    Device::of(&school, "teacher").record(&school, Draft::new(&reply).of(visit.record));
    school.clock.advance(364 * DAY_MILLIS);
    assert_eq!(keep_rules(&school).words, 0);
    school.clock.advance(2 * DAY_MILLIS);
    assert_eq!(keep_rules(&school).words, 2);
    assert_eq!(heard_in(school.folder(), "canary"), [""; 0]);
    school.assert_sound();
    let left = Device::of(&school, "leader").pulled_ids();
    assert_eq!(left, [started.id(), follow_up.id(), shared.id()]);
}

#[test]
fn how_long_is_set_by_the_school_and_said_before_it_is_done() {
    let school = TestSchool::open();
    for (setting, days) in [("keep-record", "1"), ("keep-visits", "2"), ("keep-students", "3")] {
        assert!(run(school.folder(), &["set", setting, days]).status.success());
    }
    assert!(!run(school.folder(), &["set", "keep-record", "0"]).status.success());
    school.sign_in("Ben");
    // By the machine's clock, which is days past the school's.
    let asked = run(school.folder(), &["retention", "--dry-run"]);
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(said.contains("These would go") && said.contains("0 students"), "{said}");
    assert!(school.rows(|rows| rows.audit_anchor()).number == 0, "nothing is gone yet");
    let done = run(school.folder(), &["retention"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(school.rows(|rows| rows.last_retention()).is_some());
    school.assert_sound();
}

#[test]
fn it_runs_at_night_or_by_day_where_nothing_runs_at_night() {
    let school = TestSchool::open();
    let office = school.rows(|rows| server::office::Office::load(rows, MONDAY_TEN));
    let hour = |hours: i64| MONDAY_TEN + hours * HOUR_MILLIS;
    let cases = [
        (None, hour(0), true),
        (Some(hour(0)), hour(1), false),
        (Some(hour(0)), hour(14), false), // midnight
        (Some(hour(0)), hour(17), true),  // three in the morning
        (Some(hour(17)), hour(18), false),
        (Some(hour(17)), hour(25), false),
        (Some(hour(0)), hour(47), false),
        (Some(hour(0)), hour(49), true),
    ];
    for (last, now, expected) in cases {
        assert_eq!(retention::is_time(&office, last, now), expected, "{last:?} {now}");
    }
}

#[test]
fn who_has_left_loses_their_name_and_what_they_recorded_stays() {
    let mut school = TestSchool::open();
    let (class, other) = (school.class, school.person("other-teacher"));
    let mut stranger = Device::of(&school, "other-teacher");
    let zoe = school.person("Zoë");
    let seen = stranger.record(&school, sighting(school.other_class, zoe, 3));
    let mut teacher = Device::of(&school, "teacher");
    let words = format!("asked Other-Teacher about {class}");
    let names_them = teacher.record(&school, about(&note(&words), class, school.person("Ben")));
    let erase = ["erase", "--name", &other.to_string(), "--yes"];
    let refused = run(school.folder(), &erase);
    assert!(!refused.status.success(), "they are still here");
    leaves(&school, "other-teacher");
    assert!(run(school.folder(), &erase).status.success());
    let names = ["other-teacher@school.example", "other-teacher"];
    for name in names {
        assert_eq!(heard_in(school.folder(), name), [""; 0], "{name}");
    }
    let stored = school.rows(move |rows| rows.entry(seen.id())).unwrap();
    assert_eq!(stored.entry.envelope.author, other.0);
    // What others wrote of them is found, for somebody to decide.
    let found = run(school.folder(), &["erase", "--find", "other teacher"]);
    let said = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(said.contains(&names_them.id().to_string()) && said.contains("1 entries"), "{said}");
    assert!(!said.contains("asked"), "never what it says");
    // They come back as somebody new, and the school goes on.
    school.import(|_| ());
    school.restart();
    school.assert_sound();
    let record = school.sign_in("administrator").get("/api/record?what=erased").json();
    let said = ["whom", "detail"].map(|field| record["rows"][0][field].clone());
    assert_eq!(json!(said), json!([other, "name"]));
}
