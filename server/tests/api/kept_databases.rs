//! Databases of released versions, as schools have them: every later program
//! opens them and finds everything. They are never made again.

use std::path::Path;

use domain::entry::{Choice, Draft, Retraction, Strategy, tag};
use domain::id::MuscleId;
use domain::time::Day;

use crate::device::{Device, away, sighting};
use crate::school::TestSchool;

/// What version 1 was filled with, when it was new: kept as
/// `tests/kept/database-v1.db`.
fn fill(school: &TestSchool) {
    let (class, amara, ben) = (school.class, school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(school, "teacher");
    for n in 0..3 {
        school.go_to(n, 10);
        teacher.record(school, sighting(class, amara, 3));
        let second = teacher.record(school, sighting(class, ben, n));
        if n == 2 {
            teacher.record(school, Draft::new(&Retraction).superseding([second.id()]));
        }
    }
    teacher.record(school, away(class, ben));
    teacher.record_held(
        school,
        sighting(school.other_class, school.person("Zoë"), 2),
        "not-allowed",
    );
    let choice = Choice {
        muscle: MuscleId::new("perseverance").unwrap(),
        strategy: Strategy::Own("Ask two people first".to_owned()),
        look_back: Day(20_800),
        framework: 1,
        chosen_with: false,
    };
    let mut student = Device::of(school, "Amara");
    student.record(school, Draft::new(&choice).link(tag::STUDENT, amara.0));
    crate::visits::share_one(school);
}

/// What may be asked of a filled school, as one text.
fn look(school: &TestSchool) -> String {
    school.go_to(2, 12);
    let mut seen = Vec::new();
    for name in ["teacher", "assistant", "Amara", "leader", "other-teacher", "administrator"] {
        let mut device = Device::of(school, name);
        let mut entries: Vec<_> =
            device.pull().into_iter().map(|l| (l.entry, l.received)).collect();
        entries.sort_by_key(|(entry, _)| entry.id().number);
        let entries = entries.iter().map(|(entry, received)| {
            let kind = entry.envelope.kind.as_str();
            let supersedes = entry.envelope.supersedes.len();
            format!("{kind} {:?} {} {supersedes}", entry.body.fields(), received.day)
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort();
        seen.push(format!("{name}: {entries:#?}"));
    }
    let client = school.sign_in("teacher");
    let report = client.get(&format!("/api/reports/class/{}", school.class)).json();
    seen.push(format!("{:#}", report["report"]));
    seen.join("\n")
}

#[test]
fn version_1() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept/database-v1.db");
    let old = TestSchool::kept(&kept);
    let new = TestSchool::open();
    fill(&new);
    old.assert_sound();
    assert_eq!(look(&old), look(&new));
    let held = |school: &TestSchool| school.sign_in("administrator").get("/api/held").json();
    assert_eq!(held(&old).as_array().unwrap().len(), 1);
    // And goes on being written.
    fill(&old);
    old.assert_sound();
}
