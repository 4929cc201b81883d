//! What a device could not send comes as a file instead, any number of times.

use domain::entry::{Draft, SelfView, tag};
use domain::id::{MuscleId, Phase};
use serde_json::{Value, json};
use sync::entry::{Entry, Stamp};
use sync::frame::Outcome;
use sync::limits::{BATCH_ENTRIES_MAX, WIRE_BYTES_MAX};

use crate::client::{Answer, Client};
use crate::device::{Device, sighting};
use crate::school::{DAY_MILLIS, TestSchool};

const PATH: &str = "/api/sync/import";

fn file(entries: &[Entry]) -> Value {
    json!({ "limber": "unsent", "offset": 0, "entries": entries })
}

#[track_caller]
fn import(client: &Client, file: &Value) -> Value {
    let answer = client.post(PATH, file);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// How many are stored, there already, held, gone, unreadable.
fn counts([stored, duplicate, held, gone, unreadable]: [usize; 5]) -> Value {
    json!({
        "stored": stored,
        "duplicate": duplicate,
        "held": held,
        "gone": gone,
        "unreadable": unreadable,
    })
}

fn held(school: &TestSchool) -> Vec<Value> {
    school.sign_in("administrator").get("/api/held").json().as_array().unwrap().clone()
}

#[test]
fn a_file_brings_its_entries_once_however_often_it_comes() {
    let school = TestSchool::open();
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    let entries = [amara, ben].map(|who| teacher.make(&school, sighting(school.class, who, 3)));
    assert_eq!(import(&teacher.client, &file(&entries)), counts([2, 0, 0, 0, 0]));
    assert_eq!(import(&teacher.client, &file(&entries)), counts([0, 2, 0, 0, 0]));
    assert_eq!(teacher.pulled_ids(), entries.each_ref().map(Entry::id));
    // The tablet itself comes back.
    let again = teacher.push(&entries);
    assert!(matches!(again[..], [Outcome::Duplicate { .. }, Outcome::Duplicate { .. }]));
    school.assert_sound();
}

#[test]
fn a_bare_list_of_an_older_app_is_taken() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    assert_eq!(import(&teacher.client, &json!([entry])), counts([1, 0, 0, 0, 0]));
    assert_eq!(teacher.pulled_ids(), [entry.id()]);
    school.assert_sound();
}

#[test]
fn what_is_somebody_elses_waits_for_an_administrator() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let mut make = |who| teacher.make(&school, sighting(school.class, school.person(who), 3));
    let [kept, sent, discarded] = ["Amara", "Ben", "Amara"].map(&mut make);
    let all = file(&[kept.clone(), sent.clone(), discarded.clone()]);
    let assistant = school.sign_in("assistant");
    assert_eq!(import(&assistant, &all), counts([0, 0, 3, 0, 0]));
    assert_eq!(import(&assistant, &all), counts([0, 0, 3, 0, 0]));
    assert_eq!(held(&school).len(), 3);
    assert!(held(&school).iter().all(|one| one["reason"] == "not-author"));
    assert_eq!(teacher.pulled_ids(), []);

    // Its author's tablet sends one of them after all, and the others are decided.
    assert!(matches!(teacher.push(std::slice::from_ref(&sent))[..], [Outcome::Stored { .. }]));
    let administrator = school.sign_in("administrator");
    let decide = |entry: &Entry, what: &str| {
        let path = format!("/api/held/{:032x}", entry.hash().0);
        assert_eq!(administrator.post(&path, &json!({ "do": what })).status, 204);
    };
    decide(&kept, "keep");
    decide(&discarded, "discard");
    assert_eq!(held(&school), [] as [Value; 0]);
    // Whoever brings the file again: what is settled stays so.
    for client in [&assistant, &teacher.client] {
        assert_eq!(import(client, &all), counts([0, 2, 0, 1, 0]));
    }
    assert_eq!(held(&school), [] as [Value; 0]);
    assert_eq!(teacher.pulled_ids().len(), 2);
    school.assert_sound();
}

#[test]
fn the_clock_of_the_tablet_that_saved_it_counts() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let mut entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let year = 365 * DAY_MILLIS;
    entry.envelope.stamp = Stamp::new(school.now() - 3 * year, 0);
    let slow = json!({ "limber": "unsent", "offset": 3 * year, "entries": [entry] });
    assert_eq!(import(&teacher.client, &slow), counts([1, 0, 0, 0, 0]));
    let [listed] = &teacher.pull()[..] else { panic!("there is one") };
    assert_eq!((listed.received.effective, listed.received.suspect), (school.now(), false));
}

#[test]
fn more_than_a_batch_comes_at_once() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut student = Device::of(&school, "Amara");
    let muscle = MuscleId::new("perseverance").unwrap();
    let own = SelfView { muscle, phase: Phase::new(2).unwrap(), words: None, framework: 1 };
    let draft = Draft::new(&own).link(tag::STUDENT, amara.0);
    let mut make = |_| student.make(&school, draft.clone());
    let entries: Vec<_> = (0..=BATCH_ENTRIES_MAX).map(&mut make).collect();
    let all = file(&entries);
    assert!(all.to_string().len() <= WIRE_BYTES_MAX);
    assert_eq!(import(&student.client, &all), counts([entries.len(), 0, 0, 0, 0]));
    assert_eq!(student.pulled_ids().len(), entries.len());
}

#[test]
fn what_cannot_be_read_is_held_and_takes_nothing_down_with_it() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let torn = json!({ "limber": "unsent", "entries": [{ "id": 7 }, entry] });
    assert_eq!(import(&teacher.client, &torn), counts([1, 0, 0, 0, 1]));
    let [one] = &held(&school)[..] else { panic!("{:?}", held(&school)) };
    assert_eq!((&one["reason"], one.get("kind")), (&json!("unreadable"), None));
    assert!(one["sender_name"].is_string());
    school.assert_sound();
}

#[test]
fn other_files_are_refused_whole() {
    let school = TestSchool::open();
    let teacher = school.sign_in("teacher");
    let send =
        |body: &[u8]| -> Answer { teacher.send("POST", PATH, Some("application/json"), body) };
    let other = b"name,class\nAmara,7B".as_slice();
    for body in [b"".as_slice(), other, b"[1,2]", b"{\"limber\":\"roster\",\"entries\":[]}"] {
        send(body).assert_error(400, "bad-request");
    }
    send(&vec![b' '; WIRE_BYTES_MAX + 1]).assert_error(413, "too-large");
    assert_eq!(held(&school), [] as [Value; 0]);
    school.anonymous().post(PATH, &file(&[])).assert_error(401, "not-signed-in");
}
