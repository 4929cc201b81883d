//! Reports: the numbers of what was recorded.

use app::pages::reports::class_report_on_tablet;
use domain::directory::Directory;
use domain::entry::{Choice, Context, Draft, Practised, Retraction, Sighting, Strategy, tag};
use domain::id::{MuscleId, Phase};
use domain::roster::{Arriving, EnrolmentRole, SourcedId};
use domain::summary::class::{ClassReport, Conversation, Reason};
use domain::summary::evidence::{Evidence, Frame};
use domain::summary::picture::{Picture, Standing};
use domain::time::Day;
use domain::view::View;
use serde_json::{Value, json};
use server::log::check::Fault;
use server::office::Office;

use crate::client::Client;
use crate::device::{Device, about, sighting};
use crate::school::{TestSchool, enrolment};

fn report(client: &Client, school: &TestSchool) -> Value {
    let answer = client.get(&format!("/api/reports/class/{}", school.class));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["as_of"], school.now());
    answer.json()["report"]["muscles"][0].clone()
}

#[test]
fn a_class_report_counts_what_counts() {
    let school = TestSchool::open();
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    assert_eq!(report(&teacher.client, &school)["this_half_term"]["lessons"], 0);
    let mut last = None;
    for n in 0..3 {
        school.go_to(n, 10);
        teacher.record(&school, sighting(school.class, amara, 3));
        last = Some(teacher.record(&school, sighting(school.class, ben, 2)));
    }
    let reach = report(&teacher.client, &school)["this_half_term"].clone();
    assert_eq!((&reach["lessons"], &reach["students"]), (&json!(3), &json!(2)));
    // Somebody else's class is another report.
    let mut other = Device::of(&school, "other-teacher");
    other.record(&school, sighting(school.other_class, school.person("Zoë"), 4));
    assert_eq!(report(&teacher.client, &school)["this_half_term"], reach);
    // What is taken back never was.
    school.go_to(3, 10);
    let undo = Draft::new(&Retraction).superseding([last.unwrap().id()]);
    teacher.record(&school, undo);
    let with_both = teacher.record(&school, sighting(school.class, ben, 2));
    let undo = Draft::new(&Retraction).superseding([with_both.id()]);
    teacher.record(&school, undo);
    assert_eq!(report(&teacher.client, &school)["this_half_term"]["lessons"], 3);
    school.assert_sound();
}

#[test]
fn a_tablet_computes_the_same_report() {
    let school = TestSchool::open();
    // Ben is in both classes: what is seen in the other one counts for him.
    school.import(|roster| {
        let second = enrolment("c2", "Ben", EnrolmentRole::Student);
        roster.enrolments.insert(SourcedId("both".to_owned()), Arriving::active(second));
    });
    record_two_weeks(&school);
    for name in ["teacher", "assistant"] {
        let mut tablet = Device::of(&school, name);
        let mut view = View::new();
        for listed in tablet.pull() {
            view.insert(&listed.entry, listed.received);
        }
        let directory = tablet.client.get("/api/directory").json();
        let directory: Directory = serde_json::from_value(directory).unwrap();
        let today = directory.school.zone.day_of(school.now());
        let own = class_report_on_tablet(&view, &directory, school.class, today).unwrap();
        let path = format!("/api/reports/class/{}", school.class);
        let servers: ClassReport =
            serde_json::from_value(tablet.client.get(&path).json()["report"].clone()).unwrap();
        assert_eq!(own, servers, "{name}");
        let chose = Reason::Chose { muscle: MuscleId::new("revising").unwrap() };
        let talk = Conversation { student: school.person("Amara"), reason: chose };
        assert!(servers.conversations.contains(&talk), "{:?}", servers.conversations);
        assert_eq!(own.students.get(), 2);
        assert!(own.muscles.iter().any(|muscle| muscle.this_half_term.lessons.get() > 2));
    }
    school.assert_sound();
}

/// Sightings in both classes, corrected and taken back, "practised", a choice.
fn record_two_weeks(school: &TestSchool) {
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(school, "teacher");
    let mut other = Device::of(school, "other-teacher");
    let practised = Practised {
        muscle: MuscleId::new("questioning").unwrap(),
        framework: 1,
        context: Context::default(),
    };
    for n in 0..8 {
        school.go_to(n, 10);
        let seen = teacher.record(school, sighting(school.class, amara, n % 6));
        other.record(school, sighting(school.other_class, ben, (n + 2) % 6));
        other.record(school, sighting(school.other_class, school.person("Zoë"), 1));
        let draft = match n % 4 {
            0 => Draft::new(&practised).in_class(school.class),
            1 => Draft::new(&Retraction).superseding([seen.id()]),
            2 => sighting(school.class, amara, 5).superseding([seen.id()]),
            _ => sighting(school.class, ben, 4),
        };
        teacher.record(school, draft);
    }
    let choice = Choice {
        muscle: MuscleId::new("revising").unwrap(),
        strategy: Strategy::Own("Read it aloud".to_owned()),
        look_back: Day(20_800),
        framework: 1,
        chosen_with: false,
    };
    let mut student = Device::of(school, "Amara");
    let draft = |choice: &Choice| Draft::new(choice).link(tag::STUDENT, amara.0);
    student.record(school, draft(&choice));
    // A second one, taken back: the first one stands.
    let second = Choice { muscle: MuscleId::new("questioning").unwrap(), ..choice };
    let second = student.record(school, draft(&second));
    student.record(school, Draft::new(&Retraction).superseding([second.id()]));
}

/// Case 14 of the established phase, through the log.
#[test]
fn a_retraction_counts_as_if_it_had_never_been() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut teacher = Device::of(&school, "teacher");
    let seen_in = |subject: &str| {
        let context = Context { subject: Some(subject.to_owned()), ..Context::default() };
        let sighting = Sighting {
            muscle: MuscleId::new("perseverance").unwrap(),
            phase: Phase::new(4).unwrap(),
            framework: 1,
            context,
            support: None,
            strand: None,
        };
        about(&sighting, school.class, amara)
    };
    let standing = |school: &TestSchool| {
        let (buckets, now) = (school.rows(|rows| rows.buckets()), school.now());
        let office = school.rows(move |rows| Office::load(rows, now));
        let frame = Frame {
            calendar: &office.calendar,
            framework: &office.framework,
            established: office.settings.established,
            as_of: office.day_of(now),
        };
        let evidence = Evidence::gather(&buckets, &[amara], &frame);
        Picture::new(&evidence, frame).standing(0, 0)
    };
    teacher.record(&school, seen_in("Science"));
    school.go_to(1, 10);
    let second = teacher.record(&school, seen_in("Maths"));
    let phase = Phase::new(4).unwrap();
    assert_eq!(standing(&school), Standing::Established { phase, age: None });
    school.go_to(2, 10);
    teacher.record(&school, Draft::new(&Retraction).superseding([second.id()]));
    assert_eq!(standing(&school), Standing::Starting);
    school.assert_sound();
}

#[test]
fn a_small_school_publishes_nothing() {
    let school = TestSchool::open();
    let report = school.sign_in("leader").get("/api/reports/school").json();
    // Two class teachers in the whole school.
    assert_eq!(report["report"]["groups"], json!([]));
}

#[test]
fn summaries_can_be_made_again() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let before = school.rows(|rows| rows.buckets());
    assert_eq!(before.len(), 1);
    let bucket = before[0].clone();
    school.change(move |rows| rows.drop_bucket(bucket.class, bucket.day));
    assert_eq!(school.rows(server::log::check::check).count(Fault::Bucket), 1);
    school.change(server::summaries::recount_all);
    assert_eq!(school.rows(|rows| rows.buckets()), before);
    school.assert_sound();
}
