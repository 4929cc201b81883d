//! Devices: keys, coming back by one, and what comes up sealed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::PersonId;
use serde_json::{Value, json};
use server::devices::UNLOCK_MILLIS_MAX;
use server::http::devices::PARCEL_ROWS_MAX;
use sync::device::rows::{OutboxRow, Store, write_outbox};
use sync::entry::Entry;
use sync::seal::DataKey;

use crate::client::{Answer, Client};
use crate::device::{Device, sighting};
use crate::school::{DAY_MILLIS, HOUR_MILLIS, TestSchool};

/// A browser that has asked for the key of its store: with the cookies of the
/// session and of the device.
pub struct Tablet {
    pub client: Client,
    pub person: PersonId,
    pub key: DataKey,
    pub said: Value,
}

impl Tablet {
    pub fn of(school: &TestSchool, name: &str) -> Self {
        Self::on(school, name, None)
    }

    /// Of somebody who signs in on a device that is known already.
    pub fn on(school: &TestSchool, name: &str, device: Option<&str>) -> Self {
        let mut client = school.sign_in(name);
        client.cookie = client.cookie.map(|session| match device {
            Some(device) => format!("{session}; {device}"),
            None => session,
        });
        let answer = client.post("/api/devices/key", &json!({}));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let said = answer.json();
        let session = client.cookie.clone().unwrap();
        client.cookie = Some(format!("{session}; {}", device_cookie(&answer)));
        Self { client, person: school.person(name), key: key_of(&said), said }
    }

    /// The device's cookie alone: nobody is signed in.
    pub fn left_alone(&self) -> Client {
        let device = self.device();
        holding(&self.client, device)
    }

    pub fn device(&self) -> String {
        let cookies = self.client.cookie.as_deref().unwrap();
        cookies.split("; ").find(|cookie| cookie.contains("-device=")).unwrap().to_owned()
    }

    pub fn unlock(&self) -> Answer {
        self.left_alone().post("/api/sign-in/unlock", &self.proof())
    }

    fn proof(&self) -> Value {
        json!({
            "person": self.person,
            "number": self.key.number(),
            "secret": hex(&self.key.unlock_secret()),
        })
    }

    pub fn parcel(&self, school: &TestSchool, entries: &[Entry]) -> Value {
        sealed(school, self.person, &self.key, entries)
    }
}

/// What somebody has left unsent, under the key that the server said.
pub fn parcel_of(school: &TestSchool, person: PersonId, said: &Value, entries: &[Entry]) -> Value {
    sealed(school, person, &key_of(said), entries)
}

fn sealed(school: &TestSchool, person: PersonId, key: &DataKey, entries: &[Entry]) -> Value {
    let row = |entry: &Entry| {
        let number = entry.id().number;
        let row = write_outbox(&OutboxRow { entry: entry.clone(), held: None });
        let sealed = key.seal(Store::Outbox, number, &row, [7; 24]);
        json!({ "key": number, "sealed": STANDARD.encode(sealed) })
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    json!({ "person": person, "now": school.now(), "rows": rows })
}

/// The same browser with this cookie only.
pub fn holding(client: &Client, cookie: String) -> Client {
    let mut client = client.clone();
    client.cookie = Some(cookie);
    client
}

pub fn device_cookie(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let cookie = cookies.filter_map(|c| c.to_str().ok()).find(|c| c.contains("limber-device="));
    let cookie = cookie.expect("the device gets its token");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

fn key_of(said: &Value) -> DataKey {
    let digits = said["key"].as_str().unwrap();
    let byte = |at: usize| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap();
    let number = u32::try_from(said["number"].as_u64().unwrap()).unwrap();
    DataKey::new(number, std::array::from_fn(byte))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn verdicts(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let said = answer.json();
    assert_eq!(said.as_object().unwrap().len(), 1, "verdicts, and nothing else");
    let verdicts = said["verdicts"].as_array().unwrap();
    verdicts.iter().map(|verdict| verdict["is"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_store_has_the_same_key_as_long_as_the_device_lives_and_no_other_has_it() {
    let mut school = TestSchool::open();
    let first = Tablet::of(&school, "teacher");
    assert_eq!(first.said["shared"], json!(false));
    school.restart();
    let again = Tablet::on(&school, "teacher", Some(&first.device()));
    assert_eq!(again.key, first.key);
    assert_eq!(again.said["device"], first.said["device"]);
    let other_person = Tablet::on(&school, "assistant", Some(&first.device()));
    assert_ne!(other_person.key, first.key);
    let other_device = Tablet::of(&school, "teacher");
    assert_ne!(other_device.key, first.key);
}

#[test]
fn the_database_alone_does_not_give_the_key() {
    let mut school = TestSchool::open();
    let first = Tablet::of(&school, "teacher");
    school.while_stopped(|folder| std::fs::remove_file(folder.join("master-key")).unwrap());
    let again = Tablet::on(&school, "teacher", Some(&first.device()));
    assert_eq!(again.said["device"], first.said["device"], "the same device, as far as rows say");
    assert_ne!(again.key, first.key);
}

#[test]
fn a_key_opens_a_session_again_on_its_own_device() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    let answer = tablet.unlock();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["person"], json!(tablet.person));
    // The key itself, another's, another number, another device, and no device.
    let proof = tablet.proof();
    let other = Tablet::of(&school, "assistant");
    let with = |field: &str, value: Value| {
        let mut proof = proof.clone();
        proof[field] = value;
        proof
    };
    let alone = tablet.left_alone();
    let cases = [
        (&alone, with("secret", json!(hex(tablet.key.reveal())))),
        (&alone, with("secret", other.proof()["secret"].clone())),
        (&alone, with("number", json!(2))),
        (&alone, with("person", json!(other.person))),
        (&other.left_alone(), proof.clone()),
        (&school.anonymous(), proof.clone()),
    ];
    for (client, proof) in cases {
        let answer = client.post("/api/sign-in/unlock", &proof);
        assert_eq!(answer.status, 401, "{proof}");
        assert_eq!(answer.json()["error"], json!("not-signed-in"));
    }
}

#[test]
fn a_shared_tablet_lets_somebody_back_for_half_a_day_after_a_password() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    school.change(|rows| {
        for device in rows.devices()? {
            rows.put_device(&server::devices::DeviceRow { shared: true, ..device })?;
        }
        Ok(())
    });
    assert_eq!(tablet.unlock().status, 200);
    school.clock.advance(UNLOCK_MILLIS_MAX - HOUR_MILLIS);
    let back = tablet.unlock();
    assert_eq!(back.status, 200);
    // Who came back by a PIN gets the key, and no further hours.
    let mut client = tablet.left_alone();
    let session: Vec<_> = back
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    client.cookie = Some(format!("{}; {}", session.join("; "), tablet.device()));
    assert_eq!(key_of(&client.post("/api/devices/key", &json!({})).json()), tablet.key);
    // Nor does the first session, which asks again, or the same session on what claims to be another device.
    assert_eq!(tablet.client.post("/api/devices/key", &json!({})).status, 200);
    let elsewhere = holding(&client, session.join("; "));
    assert_eq!(elsewhere.post("/api/devices/key", &json!({})).status, 401);
    school.clock.advance(2 * HOUR_MILLIS);
    assert_eq!(tablet.unlock().status, 401);
    // A password begins them anew.
    let again = Tablet::on(&school, "teacher", Some(&tablet.device()));
    assert_eq!(again.unlock().status, 200);
}

#[test]
fn whoever_is_locked_out_does_not_come_back_by_a_key() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    school.import(|roster| {
        let people = roster.people.values_mut();
        for person in people.filter(|p| p.row.username.as_deref() == Some("teacher")) {
            person.row.enabled = false;
        }
    });
    assert_eq!(tablet.unlock().status, 401);
}

#[test]
fn what_is_sealed_is_taken_in_while_somebody_else_uses_the_tablet() {
    let school = TestSchool::open();
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let tablet = Tablet::of(&school, "teacher");
    let mut teacher = Device::of(&school, "teacher");
    let entries = [amara, ben].map(|who| teacher.make(&school, sighting(school.class, who, 3)));
    let others = Tablet::on(&school, "other-teacher", Some(&tablet.device()));
    let parcel = tablet.parcel(&school, &entries);
    for (client, is) in [(&others.client, "stored"), (&tablet.left_alone(), "duplicate")] {
        let answer = client.post("/api/sync/sealed", &parcel);
        assert_eq!(verdicts(&answer), [is, is]);
    }
    // The teacher has them; and the tablet itself hears that they are there.
    assert_eq!(teacher.pulled_ids(), entries.each_ref().map(Entry::id));
    school.assert_sound();
}

#[test]
fn the_key_proves_the_author_and_nothing_else_is_taken() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let tablet = Tablet::of(&school, "teacher");
    let assistant = Tablet::on(&school, "assistant", Some(&tablet.device()));
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, amara, 3));
    let client = tablet.left_alone();
    // The assistant's key around the teacher's entry: held, as any such push.
    let forged = assistant.parcel(&school, std::slice::from_ref(&entry));
    assert_eq!(verdicts(&client.post("/api/sync/sealed", &forged)), ["held"]);
    // The teacher's name on the assistant's parcel: no key opens it.
    let mut renamed = forged.clone();
    renamed["person"] = json!(tablet.person);
    assert_eq!(verdicts(&client.post("/api/sync/sealed", &renamed)), ["unreadable"]);
    // A row in another's place, a changed byte, and what is no row at all.
    let mut moved = tablet.parcel(&school, std::slice::from_ref(&entry));
    moved["rows"][0]["key"] = json!(entry.id().number + 1);
    let mut damaged = tablet.parcel(&school, std::slice::from_ref(&entry));
    damaged["rows"][0]["sealed"] = json!(STANDARD.encode([0x80, 0, 0, 0, 1, 9, 9]));
    let mut nothing = damaged.clone();
    nothing["rows"][0]["sealed"] = json!("?");
    for parcel in [moved, damaged, nothing] {
        assert_eq!(verdicts(&client.post("/api/sync/sealed", &parcel)), ["unreadable"]);
    }
    assert!(teacher.pulled_ids().is_empty());
}

#[test]
fn a_parcel_has_its_limits_and_a_device_its_token() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    let empty = tablet.parcel(&school, &[]);
    assert!(verdicts(&tablet.client.post("/api/sync/sealed", &empty)).is_empty());
    let row = json!({ "key": 1, "sealed": "" });
    let rows =
        |count: usize| json!({ "person": tablet.person, "now": 0, "rows": vec![&row; count] });
    let full = tablet.client.post("/api/sync/sealed", &rows(PARCEL_ROWS_MAX));
    assert_eq!(verdicts(&full).len(), PARCEL_ROWS_MAX);
    let answer = tablet.client.post("/api/sync/sealed", &rows(PARCEL_ROWS_MAX + 1));
    assert_eq!((answer.status, answer.json()["error"].clone()), (413, json!("too-large")));
    let stranger = holding(&school.anonymous(), format!("limber-device={}", "0".repeat(64)));
    assert_eq!(stranger.post("/api/sync/sealed", &empty).status, 401);
}

#[test]
fn a_device_says_what_is_still_on_it() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    school.clock.advance(DAY_MILLIS);
    let seen = json!({ "unsent": 3, "oldest": 7 });
    assert_eq!(tablet.left_alone().post("/api/devices/seen", &seen).status, 204);
    let devices = school.rows(|rows| rows.devices());
    let [device] = &devices[..] else { panic!("one device: {devices:?}") };
    assert_eq!((device.unsent, device.oldest_unsent, device.seen), (3, Some(7), school.now()));
}

#[test]
fn a_device_that_was_shut_out_gets_no_key_and_may_still_send() {
    let school = TestSchool::open();
    let tablet = Tablet::of(&school, "teacher");
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let now = school.now();
    school.change(move |rows| {
        for device in rows.devices()? {
            rows.put_device(&server::devices::DeviceRow { revoked: Some(now), ..device })?;
        }
        Ok(())
    });
    let answer = tablet.client.post("/api/devices/key", &json!({}));
    assert_eq!((answer.status, answer.json()["error"].clone()), (403, json!("device-revoked")));
    assert_eq!(tablet.unlock().status, 401);
    let parcel = tablet.parcel(&school, &[entry]);
    assert_eq!(verdicts(&tablet.left_alone().post("/api/sync/sealed", &parcel)), ["stored"]);
}
