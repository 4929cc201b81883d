//! Two schools on one server, filled with what is not for everybody.

use std::collections::BTreeMap;
use std::path::Path;

use domain::entry::visit::Words;
use domain::entry::{Choice, Draft, Note, Noticed, Strategy, VisitSet, tag};
use domain::id::{ClassId, MuscleId, PersonId, RecordId};
use domain::rights::Role;
use domain::roster::{Incoming, diff};
use serde_json::Value;
use server::accounts::links;
use server::store::Rows;
use server::tenants::Tenant;
use sync::entry::{Entry, EntryId, Uid};

use crate::client::{Answer, Client};
use crate::device::{Device, about, random};
use crate::school::{MONDAY_TEN, PASSWORD, PASSWORD_HASH, TestSchool, day, roster};

pub(super) const NORTH: &str = "north.localhost";
const ADULTS_AND_OFFICE: &[&str] = &["teacher", "assistant", "administrator"];

/// Ids that are somebody else's.
#[derive(Clone)]
pub(super) struct Theirs {
    pub(super) whose: &'static str,
    /// To whom they are not foreign.
    pub(super) owners: &'static [&'static str],
    pub(super) class: ClassId,
    pub(super) student: PersonId,
    pub(super) adult: PersonId,
    pub(super) record: RecordId,
    pub(super) entry: EntryId,
    pub(super) held: String,
    pub(super) token: String,
}

/// What nobody but these may be told.
struct Secret {
    text: String,
    known_to: &'static [&'static str],
}

/// Two schools on one server, and things in them that are not for everybody.
pub(super) struct World {
    pub(super) school: TestSchool,
    pub(super) theirs: [Theirs; 3],
    secrets: Vec<Secret>,
}

impl World {
    pub(super) fn set_up() -> Self {
        let mut school = TestSchool::open();
        let mut token = String::new();
        school.while_stopped(|folder| token = found_north(&folder.join("schools").join(NORTH)));
        let theirs = [
            fill(&school, "another class", &["other-teacher", "Zoë"]),
            fill(&school, "another student", &["teacher", "assistant", "Ben"]),
            fill_north(&school, token),
        ];
        let secrets = secrets(&school, &theirs[2]);
        Self { school, theirs, secrets }
    }

    pub(super) fn device(&self, who: &'static str) -> Device {
        if who != "anonymous" {
            return Device::of(&self.school, who);
        }
        let teacher = Device::of(&self.school, "teacher");
        Device { client: self.school.anonymous(), ..teacher }
    }

    /// What those see to whom it all belongs.
    pub(super) fn seen_by_owners(&self) -> BTreeMap<String, Vec<EntryId>> {
        let names = ["other-teacher", "Zoë", "Ben", "other-leader", "teacher", "Amara"];
        let here = names.map(|name| (name.to_owned(), Device::of(&self.school, name).pulled_ids()));
        let north = north_device(&self.school, "teacher").pulled_ids();
        here.into_iter().chain([("north".to_owned(), north)]).collect()
    }

    pub(super) fn assert_tells_nothing(&self, answer: &Answer, who: &str, what: &str) {
        assert!(answer.status < 500, "{what}: {}", answer.text());
        let text = answer.text();
        for Secret { text: secret, known_to } in &self.secrets {
            let is_told = text.contains(secret.as_str());
            assert!(!is_told || known_to.contains(&who), "{what} tells {secret}: {text}");
        }
    }
}

/// Texts and ids, and who may know them anyway.
fn secrets(school: &TestSchool, north: &Theirs) -> Vec<Secret> {
    let secret = |text: String, known_to| Secret { text, known_to };
    let id = |name| school.person(name).to_string();
    let (zoes, nobody) = (&["other-teacher", "administrator", "Zoë"][..], &[][..]);
    vec![
        secret("Zoë".to_owned(), zoes),
        secret(id("Zoë"), zoes),
        secret("Ben".to_owned(), ADULTS_AND_OFFICE),
        secret(id("Ben"), ADULTS_AND_OFFICE),
        secret("canary another class".to_owned(), &["other-teacher", "Zoë"]),
        secret("canary another student".to_owned(), &["teacher", "assistant"]),
        secret("canary another school".to_owned(), nobody),
        secret("Northerly".to_owned(), nobody),
        secret(north.student.to_string(), nobody),
        secret(north.adult.to_string(), nobody),
        secret(north.class.to_string(), nobody),
    ]
}

pub(super) fn choice(text: &str) -> Choice {
    Choice {
        muscle: MuscleId::new("perseverance").unwrap(),
        strategy: Strategy::Own(text.to_owned()),
        look_back: TestSchool::monday(),
        framework: 1,
        chosen_with: false,
    }
}

/// Puts something of everything into the school.
fn fill(school: &TestSchool, whose: &'static str, owners: &'static [&'static str]) -> Theirs {
    let is_class = whose == "another class";
    let (class, name, adult) = if is_class {
        (school.other_class, "Zoë", "other-teacher")
    } else {
        (school.class, "Ben", "teacher")
    };
    let student = school.person(name);
    let devices = |name: &str| Device::of(school, name);
    let walker = (school.person("other-leader"), devices("other-leader"));
    let (record, entry) = fill_with(school, whose, (class, student), &mut devices(adult), walker);
    let mut own = devices(name);
    own.record(school, Draft::new(&choice(&canary(whose))).link(tag::STUDENT, student.0));
    // Somebody recorded in a class that is not theirs.
    let stray = about(&Note { text: canary(whose) }, class, school.person("Omar"));
    let stray = devices("office").record_held(school, stray, "not-allowed");
    let administrator = school.sign_in("administrator");
    let held = hash_of_held(&administrator, &stray);
    Theirs {
        whose,
        owners,
        class,
        student,
        adult: school.person(adult),
        record,
        entry,
        held,
        token: "0".repeat(64),
    }
}

fn canary(whose: &str) -> String {
    format!("canary {whose}")
}

fn fill_with(
    school: &TestSchool,
    whose: &str,
    (class, student): (ClassId, PersonId),
    adult: &mut Device,
    (walker, mut walking): (PersonId, Device),
) -> (RecordId, EntryId) {
    let text = canary(whose);
    let note = adult.record(school, about(&Note { text: text.clone() }, class, student));
    adult.record(school, about(&Noticed { text: text.clone(), muscle: None }, class, student));
    let record = RecordId(Uid::from_u128(random().into()));
    let words = VisitSet::Words(Words::Noticed, text);
    let draft = Draft::new(&words).of(record).in_class(class).link(tag::WALKER, walker.0);
    walking.record(school, draft);
    (record, note.id())
}

fn hash_of_held(administrator: &Client, entry: &Entry) -> String {
    let list = administrator.get("/api/held").json();
    let id = serde_json::to_value(entry.id()).unwrap();
    let held = list.as_array().unwrap().iter().find(|held| held["id"] == id).unwrap();
    held["hash"].as_str().unwrap().to_owned()
}

/// Another school of this server, whose people have other names and ids; the
/// token of a link that is good there.
fn found_north(folder: &Path) -> String {
    let tenant = Tenant::open(folder).unwrap();
    let fill = |rows: &mut dyn Rows| {
        let mut next = 0;
        let fresh = || {
            next += 1;
            Uid::from_u128(0xfee0_0000_0000 + next)
        };
        let changes = diff(&rows.roster()?, &northern(), day("2026-09-01"), fresh).unwrap();
        rows.apply_roster(&changes)?;
        rows.put_setting("second-factor", "optional")?;
        let people = rows.roster()?.people;
        for (id, kept) in &people {
            rows.set_password(*id, &PASSWORD_HASH, MONDAY_TEN)?;
            match kept.row.given_name.as_str() {
                "leader" => rows.grant(*id, Role::Leader)?,
                "administrator" => rows.grant(*id, Role::Administrator)?,
                _ => {}
            }
        }
        let office = people.iter().find(|(_, kept)| kept.row.given_name == "office").unwrap();
        links::make(rows, *office.0, MONDAY_TEN)
    };
    tenant.database.write_now(fill).unwrap().reveal().to_owned()
}

fn northern() -> Incoming {
    let mut roster = roster();
    for person in roster.people.values_mut() {
        "Northerly".clone_into(&mut person.row.family_name);
    }
    roster
}

fn north_client(school: &TestSchool, name: &str) -> Client {
    let mut client = school.anonymous().with("host", NORTH);
    let answer = client.sign_in_staff(name, PASSWORD);
    assert_eq!(answer.status, 200, "{}", answer.text());
    client
}

fn north_device(school: &TestSchool, name: &str) -> Device {
    let client = north_client(school, name);
    let person = client.get("/api/session").json()["person"].as_str().unwrap().parse().unwrap();
    Device::with(client, person)
}

fn fill_north(school: &TestSchool, token: String) -> Theirs {
    let mut teacher = north_device(school, "teacher");
    let directory = teacher.client.get("/api/directory").json();
    let class = &directory["classes"][0];
    let id = |value: &Value| value.as_str().unwrap().parse::<Uid>().unwrap();
    let (class, student) = (ClassId(id(&class["id"])), PersonId(id(&class["students"][0]["id"])));
    let adult = teacher.person;
    let leader = north_device(school, "leader");
    let (record, entry) = fill_with(
        school,
        "another school",
        (class, student),
        &mut teacher,
        (leader.person, leader),
    );
    let stray = about(&Note { text: canary("another school") }, class, student);
    let stray = north_device(school, "other-teacher").record_held(school, stray, "not-allowed");
    let held = hash_of_held(&north_client(school, "administrator"), &stray);
    Theirs {
        whose: "another school",
        owners: &[],
        class,
        student,
        adult,
        record,
        entry,
        held,
        token,
    }
}
