//! Erased is erased: in no file of the data folder, on no device that has
//! synced since, in no database that is put back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use domain::entry::visit::{Today, Words};
use domain::entry::{Note, Retraction, VisitSet};
use domain::id::PersonId;
use server::erasure::{self, ledger::Ledger};
use server::tenants::Tenant;
use sync::entry::{Entry, EntryId};
use sync::frame::{Outcome, PullAnswer};

use crate::device::{Device, about, sighting};
use crate::program::limber;
use crate::school::TestSchool;
use crate::visits::Visit;

/// Words that nothing else says.
const CANARY: &str = "a canary that nobody shall ever hear again";

fn canary() -> Note {
    Note { text: CANARY.to_owned() }
}

/// The files of a folder that say it.
fn heard_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let says = |file: &Path| {
        let bytes = fs::read(file).unwrap();
        bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
    };
    files.filter(|file| says(file)).map(|file| file.display().to_string()).collect()
}

/// As a command does beside the server.
fn erase(school: &TestSchool, entries: &[&Entry]) {
    let ids = entries.iter().map(|entry| entry.id()).collect();
    let tenant = Tenant::open(school.folder()).unwrap();
    let erasing = erasure::Erasing { entries: ids, ..Default::default() };
    erasure::erase(school.folder(), &tenant.database, erasing).unwrap();
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut limber = limber(&[]);
    limber.args(words).arg("--data").arg(folder).stderr(Stdio::piped());
    limber.output().unwrap()
}

/// What a device that has seen everything up to `cursor` is told to forget.
fn erased_after(device: &mut Device, cursor: u64) -> Vec<EntryId> {
    device.say_hello();
    let page: PullAnswer = device.client.call("/api/sync/pull", &device.pull_frame(cursor)).frame();
    page.erased
}

#[test]
fn nothing_is_left_here_or_on_devices() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let note = teacher.record(&school, about(&canary(), class, amara));
    let seen = teacher.record(&school, sighting(class, amara, 3));
    let stays = teacher.record(&school, sighting(class, amara, 4));
    // Also what is held says things.
    let mut stranger = Device::of(&school, "other-teacher");
    let held = stranger.record_held(&school, about(&canary(), class, amara), "not-allowed");
    assert_ne!(heard_in(school.folder()), [""; 0], "the look at the files sees it");

    erase(&school, &[&note, &seen, &held]);
    assert_eq!(heard_in(school.folder()), [""; 0]);
    let mut expected = [note.id(), seen.id()];
    expected.sort_unstable();
    for reader in ["teacher", "assistant"] {
        let mut told = erased_after(&mut Device::of(&school, reader), 3);
        told.sort_unstable();
        assert_eq!(told, expected, "{reader}");
    }
    // Who could not read the note is not told that there was one.
    assert_eq!(erased_after(&mut Device::of(&school, "Amara"), 3), [seen.id()]);
    assert_eq!(erased_after(&mut Device::of(&school, "other-teacher"), 3), []);
    assert_eq!(Device::of(&school, "teacher").pulled_ids(), [stays.id()]);
    // It never comes again, and is not held either.
    let outcomes = teacher.push(&[note, seen]);
    assert_eq!(outcomes, [Outcome::Erased, Outcome::Erased]);
    assert_eq!(stranger.push(&[held]), [Outcome::Erased]);
    assert_eq!(heard_in(school.folder()), [""; 0]);
    school.assert_sound();
    // The lesson goes on.
    teacher.record(&school, sighting(class, amara, 2));
    school.assert_sound();
}

#[test]
fn who_left_the_class_is_told_of_their_own() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let seen = teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    school.import(|roster| {
        roster.enrolments.remove(&domain::roster::SourcedId("c1-teacher".to_owned()));
    });
    erase(&school, &[&seen]);
    assert_eq!(erased_after(&mut teacher, 1), [seen.id()]);
}

#[test]
fn what_an_undo_took_back_counts_again_once_the_undo_is_erased() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let seen = teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let undo = domain::entry::Draft::new(&Retraction).superseding([seen.id()]);
    let undo = teacher.record(&school, undo);
    school.assert_sound();
    erase(&school, &[&undo]);
    school.assert_sound();
}

#[test]
fn a_visit_is_what_is_left_of_it() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 1);
    let mut leader = Device::of(&school, "leader");
    let written = visit.write(&school, &mut leader);
    let words = VisitSet::Words(Words::Noticed, CANARY.to_owned());
    let words = leader.record(&school, visit.set(&school, &words));
    let shared = visit.shared(&school, Today::Usual, Some("teacher"));
    let shared = leader.record(&school, shared);
    erase(&school, &[&words]);
    school.assert_sound();
    assert_eq!(heard_in(school.folder()), [""; 0]);
    assert_eq!(Device::of(&school, "teacher").pull().len(), 3, "it is still shared");
    erase(&school, &[&written[0]]);
    school.assert_sound();
    erase(&school, &[&written[1], &shared]);
    school.assert_sound();
    assert_eq!(Device::of(&school, "teacher").pull(), []);
}

/// With the commands, as an office does it: the copy knows nothing of what was
/// erased after it was made, and is put back in its own folder and elsewhere.
#[test]
fn a_copy_that_is_put_back_loses_it_again() {
    let mut school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let note = teacher.record(&school, about(&canary(), class, amara));
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("monday.db");
    let words = copy.to_str().unwrap();
    assert!(run(school.folder(), &["backup", words]).status.success());

    let asked = run(school.folder(), &["erase", "--about", &amara.to_string()]);
    assert!(String::from_utf8_lossy(&asked.stdout).contains("1 entry would be erased"));
    assert_eq!(teacher.pulled_ids(), [note.id()], "nothing was erased yet");
    let done = run(school.folder(), &["erase", "--about", &amara.to_string(), "--yes"]);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(said.contains("Delete these by") && said.contains(words), "names the copy: {said}");
    assert_eq!(heard_in(school.folder()), [""; 0]);

    school.while_stopped(|folder| {
        assert!(run(folder, &["restore", words, "--replace"]).status.success());
        assert_eq!(heard_in(folder), [""; 0], "before any server has opened it");
    });
    let client = school.sign_in("teacher");
    let mut teacher = Device { client, ..teacher };
    teacher.say_hello();
    assert_eq!(teacher.push(&[note]), [Outcome::Erased]);
    assert_eq!(teacher.pulled_ids(), []);
    school.assert_sound();

    // On another machine there is only what lies beside the copy.
    let new = elsewhere.path().join("new");
    assert!(run(&new, &["restore", words]).status.success());
    assert_eq!(heard_in(&new), [""; 0]);
}

#[test]
fn what_was_discarded_goes_with_the_rest() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut stranger = Device::of(&school, "other-teacher");
    let held = stranger.record_held(&school, about(&canary(), class, amara), "not-allowed");
    let administrator = school.sign_in("administrator");
    let hash = administrator.get("/api/held").json()[0]["hash"].as_str().unwrap().to_owned();
    let discard = serde_json::json!({ "do": "discard" });
    assert_eq!(administrator.post(&format!("/api/held/{hash}"), &discard).status, 204);
    assert!(!heard_in(school.folder()).is_empty(), "it is set aside, not gone");
    let of_amara = amara.to_string();
    assert!(run(school.folder(), &["erase", "--about", &of_amara, "--yes"]).status.success());
    assert_eq!(heard_in(school.folder()), [""; 0]);
    assert_eq!(stranger.push(&[held.clone()]), [Outcome::Erased]);
    // What is not here is no slip of the finger that is remembered for ever.
    let id = held.id().to_string();
    assert!(!run(school.folder(), &["erase", "--entry", &id, "--yes"]).status.success());
}

#[test]
fn what_was_kept_under_another_id_goes_under_both() {
    let school = TestSchool::open();
    let (class, zoe) = (school.class, school.person("Zoë"));
    let mut teacher = Device::of(&school, "teacher");
    let held = teacher.record_held(&school, about(&canary(), class, zoe), "not-allowed");
    let administrator = school.sign_in("administrator");
    let hash = administrator.get("/api/held").json()[0]["hash"].as_str().unwrap().to_owned();
    let keep = serde_json::json!({ "do": "keep", "class": school.other_class });
    assert_eq!(administrator.post(&format!("/api/held/{hash}"), &keep).status, 204);
    let kept = Device::of(&school, "other-teacher").pulled_ids();
    let [kept] = kept[..] else { panic!("{kept:?}") };
    let id = kept.to_string();
    assert!(run(school.folder(), &["erase", "--entry", &id, "--yes"]).status.success());
    assert_eq!(heard_in(school.folder()), [""; 0]);
    assert_eq!(teacher.push(&[held]), [Outcome::Erased]);
    school.assert_sound();
}

#[test]
fn who_records_others_is_not_erased_with_them() {
    let school = TestSchool::open();
    let teacher: PersonId = school.person("teacher");
    let asked = run(school.folder(), &["erase", "--about", &teacher.to_string(), "--yes"]);
    assert!(!asked.status.success());
    assert!(String::from_utf8_lossy(&asked.stderr).contains("nothing was erased"));
}

#[test]
fn an_interrupted_erasure_is_finished_by_whoever_opens_the_school_next() {
    let mut school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let note = teacher.record(&school, about(&canary(), class, amara));
    Ledger::of(school.folder()).add(&BTreeSet::from([note.id()])).unwrap();
    school.restart();
    assert_eq!(heard_in(school.folder()), [""; 0]);
    let client = school.sign_in("teacher");
    assert_eq!(Device { client, ..teacher }.pulled_ids(), []);
    school.assert_sound();
}
