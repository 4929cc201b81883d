//! Databases of released versions, as schools have them: every later program
//! opens them and finds everything. They are never made again.

use std::collections::BTreeSet;
use std::path::Path;

use domain::entry::visit::{Mark, Today, Words};
use domain::entry::{
    Choice, Context, Correction, Draft, Note, Noticed, Opened, Practised, Reply, Retraction,
    SelfView, Strategy, VisitSet, WalkSet, tag,
};
use domain::framework::{Aspect, Habit};
use domain::id::{ClassId, MuscleId, PersonId, Phase, RecordId};
use domain::roster::{Arriving, Class, ClassType, EnrolmentRole, SourcedId, UserRole, YearGroup};
use domain::time::Day;
use serde_json::{Value, json};
use sync::entry::{EntryId, Stamp, Uid};
use sync::frame::Format;

use crate::device::{Device, about, away, random, sighting};
use crate::pooled::push;
use crate::school::{TestSchool, enrolment, person};
use crate::visits::{Visit, share_one};

/// What version 1 was filled with, when it was new: kept as
/// `tests/kept/database-v1.db`.
fn fill(school: &TestSchool) {
    let third = add_class(school);
    record_lessons(school, third);
    record_words(school);
    speak_of_oneself(school);
    walk_and_visit(school);
    // The grouping of the half-term is settled when somebody asks.
    assert_eq!(school.sign_in("leader").get("/api/reports/school").status, 200);
}

/// A third class with a teacher of its own, so that something may be published.
fn add_class(school: &TestSchool) -> (ClassId, PersonId, PersonId) {
    school.import(|roster| {
        let class = Class {
            title: "c3".to_owned(),
            code: None,
            class_type: ClassType::Homeroom,
            course: None,
            years: BTreeSet::from([YearGroup::new(7).unwrap()]),
            subject: None,
            location: None,
            terms: BTreeSet::new(),
        };
        roster.classes.insert("c3".into(), Arriving::active(class));
        for (name, role, place) in [
            ("third-teacher", UserRole::Teacher, EnrolmentRole::Teacher),
            ("Iris", UserRole::Student, EnrolmentRole::Student),
        ] {
            roster.people.insert(name.into(), Arriving::active(person(name, role)));
            let id = SourcedId(format!("c3-{name}"));
            roster.enrolments.insert(id, Arriving::active(enrolment("c3", name, place)));
        }
    });
    let roster = school.rows(|rows| rows.roster());
    let class = roster.classes.iter().find(|(_, kept)| kept.row.title == "c3").unwrap();
    let named = |name: &str| {
        let mut people = roster.people.iter();
        *people.find(|(_, kept)| kept.row.given_name == name).unwrap().0
    };
    (*class.0, named("third-teacher"), named("Iris"))
}

/// Sightings, corrected and taken back, "practised", "away", and two that are
/// held.
fn record_lessons(
    school: &TestSchool,
    (third, third_teacher, iris): (ClassId, PersonId, PersonId),
) {
    let (class, amara, ben) = (school.class, school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(school, "teacher");
    let mut other = Device::of(school, "other-teacher");
    let incarnation = random();
    for n in 0..3 {
        school.go_to(n, 10);
        teacher.record(school, sighting(class, amara, 3));
        let second = teacher.record(school, sighting(class, ben, n));
        match n {
            1 => _ = teacher.record(school, sighting(class, ben, 4).superseding([second.id()])),
            2 => {
                teacher.record(school, Draft::new(&Retraction).superseding([second.id()]));
            }
            _ => {}
        }
        for name in ["Zoë", "Maya", "Omar"] {
            other.record(school, sighting(school.other_class, school.person(name), 2));
        }
        let id = EntryId { incarnation, number: u64::try_from(n).unwrap() };
        let stamp = Stamp::new(school.now(), 0);
        push(
            school,
            third_teacher,
            vec![sighting(third, iris, 3).into_entry(id, third_teacher, stamp)],
        );
    }
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    teacher.record(school, Draft::new(&practised).in_class(class).link(tag::EXCEPT, ben.0));
    teacher.record(school, away(class, ben));
    let stranger = sighting(school.other_class, school.person("Zoë"), 2);
    teacher.record_held(school, stranger, "not-allowed");
    let mut frame = serde_json::to_value(teacher.push_frame(&[])).unwrap();
    frame["protocol"] = json!(1);
    frame["entries"] = json!([{ "entry": { "id": "zz" } }]);
    let body = frame.to_string();
    let json = Some(Format::Json.content_type());
    let sent = teacher.client.send("POST", "/api/sync/push", json, body.as_bytes());
    assert_eq!(sent.status, 200);
}

fn record_words(school: &TestSchool) {
    let (class, amara) = (school.class, school.person("Amara"));
    let mut assistant = Device::of(school, "assistant");
    let noticed = Noticed { text: "You asked twice".to_owned(), muscle: Some(muscle()) };
    assistant.record(school, about(&noticed, class, amara));
    let note = Note { text: "Ask about home reading".to_owned() };
    assistant.record(school, about(&note, class, amara));
}

/// A choice, one that is taken back, and a self-view.
fn speak_of_oneself(school: &TestSchool) {
    let amara = school.person("Amara");
    let choice = Choice {
        muscle: muscle(),
        strategy: Strategy::Own("Ask two people first".to_owned()),
        look_back: Day(20_800),
        framework: 1,
        chosen_with: false,
    };
    let mut student = Device::of(school, "Amara");
    let own = |draft: Draft| draft.link(tag::STUDENT, amara.0);
    student.record(school, own(Draft::new(&choice)));
    let offered = Choice { strategy: Strategy::Offered("what-if".to_owned()), ..choice };
    let second = student.record(school, own(Draft::new(&offered)));
    student.record(school, Draft::new(&Retraction).superseding([second.id()]));
    let words = Some("Hard, and then not".to_owned());
    let own_view = SelfView { muscle: muscle(), phase: Phase::ALL[2], words, framework: 1 };
    student.record(school, own(Draft::new(&own_view)));
}

/// A walk; a draft with two heads, a visit that waits to be opened, and one
/// that was opened, answered and corrected.
fn walk_and_visit(school: &TestSchool) {
    let walk = RecordId(Uid::from_u128(random().into()));
    let mut leader = Device::of(school, "leader");
    for set in [
        WalkSet::Title("Autumn walk".to_owned()),
        WalkSet::Focus("How tries are talked about".to_owned()),
        WalkSet::Habit(Habit::Feeling),
        WalkSet::Muscles(vec![muscle()]),
        WalkSet::From(Day(20_780)),
    ] {
        leader.record(school, Draft::new(&set).of(walk));
    }
    let draft = Visit::new(school, random().into());
    draft.write(school, &mut leader);
    let mut second = Device::of(school, "other-leader");
    let heard = VisitSet::Words(Words::Noticed, "Seen otherwise.".to_owned());
    second.record(school, draft.set(school, &heard));
    share_one(school);

    let visit = Visit::new(school, random().into());
    visit.write(school, &mut leader);
    let cell = VisitSet::Cell(Habit::Feeling, Aspect::Talking, Some(Mark::Widely));
    leader.record(school, visit.set(school, &cell));
    leader.record(school, visit.shared(school, Today::Usual, Some("teacher")));
    let mut teacher = Device::of(school, "teacher");
    teacher.record(school, Draft::new(&Opened).of(visit.record));
    let reply = Reply { text: "Thank you".to_owned() };
    teacher.record(school, Draft::new(&reply).of(visit.record));
    let field = Words::Noticed.name().to_owned();
    let correction = Correction { field, text: "It was three".to_owned() };
    teacher.record(school, Draft::new(&correction).of(visit.record));
}

fn muscle() -> MuscleId {
    MuscleId::new("perseverance").unwrap()
}

const READERS: [&str; 7] =
    ["teacher", "assistant", "Amara", "leader", "other-leader", "other-teacher", "administrator"];

/// What may be asked of a filled school, as one text.
fn look(school: &TestSchool) -> String {
    school.go_to(2, 12);
    let mut seen = Vec::new();
    for name in READERS {
        let mut device = Device::of(school, name);
        let mut entries: Vec<_> = device
            .pull()
            .into_iter()
            .map(|listed| {
                let (envelope, received) = (&listed.entry.envelope, listed.received);
                let (kind, supersedes) = (envelope.kind.as_str(), envelope.supersedes.len());
                format!("{kind} {:?} {} {supersedes}", listed.entry.body.fields(), received.day)
            })
            .collect();
        entries.sort();
        seen.push(format!("{name}: {entries:#?}"));
        seen.push(format!("{:#}", device.client.get("/api/directory").json()));
    }
    let client = school.sign_in("teacher");
    for path in [format!("/api/reports/class/{}", school.class), "/api/reports/school".to_owned()] {
        seen.push(format!("{:#}", client.get(&path).json()["report"]));
    }
    seen.push(held(school).join(", "));
    seen.join("\n")
}

/// Why each thing is held.
fn held(school: &TestSchool) -> Vec<String> {
    let held = school.sign_in("administrator").get("/api/held").json();
    let reason = |held: &Value| held["reason"].as_str().unwrap().to_owned();
    held.as_array().unwrap().iter().map(reason).collect()
}

#[test]
fn version_1() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept/database-v1.db");
    let old = TestSchool::kept(&kept);
    let new = TestSchool::open();
    fill(&new);
    old.assert_sound();
    let (old_look, new_look) = (look(&old), look(&new));
    for (old, new) in old_look.lines().zip(new_look.lines()) {
        assert_eq!(old, new);
    }
    assert_eq!(old_look.len(), new_look.len());
    assert_eq!(held(&old), ["not-allowed", "unreadable"]);
    let grouped = |school: &TestSchool| {
        let report = school.sign_in("leader").get("/api/reports/school").json();
        (report["report"]["groups"][0]["teachers"].clone(), report["report"].to_string())
    };
    assert_eq!(grouped(&old).0, 3);
    assert!(grouped(&old).1.contains("figures"), "published: {}", grouped(&old).1);
    // And goes on being written.
    fill(&old);
    old.assert_sound();
}
