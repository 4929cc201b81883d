//! Two tablets, one log.

use domain::entry::{Choice, Note, Noticed, Practised, Retraction, SelfView, Strategy};
use domain::entry::{Context, Draft, tag};
use domain::id::{MuscleId, Phase};
use domain::scope;
use domain::time::Day;
use server::tenants::Tenant;
use sync::checksum::Sums;
use sync::frame::{
    Digest, Format, Hello, HelloAnswer, Listed, Order, Outcome, Pull, PullAnswer, Push, PushAnswer,
};

use crate::device::{Device, about, away, sighting};
use crate::school::TestSchool;

fn muscle() -> MuscleId {
    MuscleId::new("perseverance").unwrap()
}

#[test]
fn what_one_tablet_records_another_reads() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let mut assistant = Device::of(&school, "assistant");
    let seen = teacher.record(&school, sighting(class, amara, 3));
    let also = assistant.record(&school, away(class, school.person("Ben")));
    let mut expected = vec![seen.id(), also.id()];
    expected.sort_unstable();
    assert_eq!(teacher.pulled_ids(), expected);
    assert_eq!(assistant.pulled_ids(), expected);
    let listed = assistant.pull();
    let got = listed.iter().find(|listed| listed.entry.id() == seen.id()).unwrap();
    assert_eq!(got.entry, seen);
    assert_eq!(got.received.day, crate::school::day("2026-11-23").0);
    assert!(!got.received.suspect);
    school.assert_sound();
}

#[test]
fn each_frame_version_is_answered_in_itself_and_they_say_the_same() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let columns = teacher.push_frame(std::slice::from_ref(&entry));
    let json = Push { protocol: 1, ..columns.clone() };
    let push = |format, push: &Push| {
        let answer = teacher.client.call_in(format, "/api/sync/push", push);
        answer.frame_in::<PushAnswer>(format).verdicts.remove(0).outcome
    };
    let Outcome::Stored { position, received } = push(Format::Columns, &columns) else {
        panic!("it is new")
    };
    assert_eq!(push(Format::Json, &json), Outcome::Duplicate { position, received });
    let pull = teacher.pull_frame(0);
    let pulled = |format, protocol| {
        let pull = Pull { protocol, ..pull.clone() };
        let answer = teacher.client.call_in(format, "/api/sync/pull", &pull);
        answer.frame_in::<PullAnswer>(format)
    };
    let answer = pulled(Format::Columns, 2);
    assert_eq!(answer.listed.len(), 1);
    assert_eq!(answer, pulled(Format::Json, 1));
    // A frame that claims to be the other version is neither.
    teacher.client.call_in(Format::Json, "/api/sync/push", &columns).assert_error(426, "protocol");
}

#[test]
fn the_same_entry_twice_is_there_once() {
    let school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let entry = device.make(&school, sighting(school.class, school.person("Amara"), 3));
    let first = device.push(&[entry.clone(), entry.clone()]);
    let Outcome::Stored { position, received } = first[0] else { panic!("{first:?}") };
    let again = Outcome::Duplicate { position, received };
    assert_eq!(first[1], again);
    school.clock.advance(crate::school::DAY_MILLIS);
    assert_eq!(device.push(&[entry]), [again]);
    assert_eq!(device.pulled_ids().len(), 1);
    school.assert_sound();
}

#[test]
fn one_id_with_two_contents_keeps_both() {
    let school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let entry = device.record(&school, sighting(school.class, school.person("Amara"), 3));
    let mut other = device.make(&school, sighting(school.class, school.person("Amara"), 4));
    other.envelope.id = entry.id();
    let answer: PushAnswer = device.try_push(&[other]).frame();
    assert_eq!(answer.order, Some(Order::NewIncarnation));
    assert_eq!(device.pull()[0].entry, entry);
    let held = school.sign_in("administrator").get("/api/held").json();
    assert_eq!(held[0]["reason"], "clash");
    assert_eq!(held[0]["id"], entry.id().to_string());
    school.assert_sound();
}

#[test]
fn who_may_read_what_a_lesson_recorded() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    let noticed = Noticed { text: "You tried three ways.".to_owned(), muscle: None };
    let note = Note { text: "Sat with a new partner.".to_owned() };
    let entries = [
        ("sighting", teacher.record(&school, sighting(class, amara, 3)), "Amara teacher assistant"),
        ("away", teacher.record(&school, away(class, amara)), "teacher assistant"),
        (
            "noticed",
            teacher.record(&school, about(&noticed, class, amara)),
            "Amara teacher assistant",
        ),
        ("note", teacher.record(&school, about(&note, class, amara)), "teacher assistant"),
        (
            "practised",
            teacher.record(&school, Draft::new(&practised).in_class(class)),
            "teacher assistant",
        ),
    ];
    for name in
        ["Amara", "Ben", "Zoë", "teacher", "assistant", "other-teacher", "leader", "administrator"]
    {
        let ids = Device::of(&school, name).pulled_ids();
        for (kind, entry, readers) in &entries {
            let may = readers.split(' ').any(|reader| reader == name);
            assert_eq!(ids.contains(&entry.id()), may, "{name} reads {kind}");
        }
    }
    school.assert_sound();
}

#[test]
fn a_student_chooses_and_their_adults_read_it() {
    let school = TestSchool::open();
    let amara = school.person("Amara");
    let mut student = Device::of(&school, "Amara");
    let choice = Choice {
        muscle: muscle(),
        strategy: Strategy::Own("Ask two people first".to_owned()),
        look_back: Day(20_800),
        framework: 1,
        chosen_with: false,
    };
    let own =
        SelfView { muscle: muscle(), phase: Phase::new(2).unwrap(), words: None, framework: 1 };
    let mut ids = vec![
        student.record(&school, Draft::new(&choice).link(tag::STUDENT, amara.0)).id(),
        student.record(&school, Draft::new(&own).link(tag::STUDENT, amara.0)).id(),
    ];
    ids.sort_unstable();
    assert_eq!(Device::of(&school, "Amara").pulled_ids(), ids);
    assert_eq!(Device::of(&school, "assistant").pulled_ids(), ids);
    for stranger in ["Ben", "other-teacher", "leader"] {
        assert_eq!(Device::of(&school, stranger).pulled_ids(), [], "{stranger}");
    }
    // For somebody else, no.
    let for_ben = Draft::new(&own).link(tag::STUDENT, school.person("Ben").0);
    student.record_held(&school, for_ben, "not-allowed");
}

#[test]
fn taking_back_reaches_whoever_read_it() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let seen = teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let undo = teacher.record(&school, Draft::new(&Retraction).superseding([seen.id()]));
    for reader in ["Amara", "assistant"] {
        let ids = Device::of(&school, reader).pulled_ids();
        assert!(ids.contains(&undo.id()), "{reader}");
    }
    // Only one's own.
    let mut assistant = Device::of(&school, "assistant");
    let other = teacher.record(&school, sighting(school.class, school.person("Amara"), 4));
    assistant.record_held(
        &school,
        Draft::new(&Retraction).superseding([other.id()]),
        "not-allowed",
    );
    school.assert_sound();
}

#[test]
fn scopes_that_the_device_does_not_hold_are_not_answered() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let stranger = Device::of(&school, "other-teacher");
    // Asking by name for somebody else's scopes gives nothing.
    assert_eq!(
        stranger.backfill(&[scope::about(school.person("Amara")), scope::class(school.class)]),
        []
    );
    // A device that believes to hold other scopes is told to say hello again.
    let mut frame = stranger.pull_frame(0);
    frame.scopes = Digest::of(&teacher.scopes);
    let answer: PullAnswer = stranger.client.call("/api/sync/pull", &frame).frame();
    assert_eq!(answer.order, Some(Order::HelloAgain));
    assert!(answer.listed.is_empty());
}

#[test]
fn a_page_at_a_time_brings_everything() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let mut expected: Vec<_> = (0..60)
        .map(|n| {
            teacher
                .make(&school, sighting(school.class, if n % 2 == 0 { amara } else { ben }, n % 6))
        })
        .collect();
    for batch in expected.chunks(7) {
        teacher.push(batch);
    }
    expected.sort_by_key(sync::entry::Entry::id);
    let mut pulled: Vec<_> =
        Device::of(&school, "assistant").pull().into_iter().map(|l| l.entry).collect();
    pulled.sort_by_key(sync::entry::Entry::id);
    assert_eq!(pulled, expected);
    school.assert_sound();
}

#[test]
fn a_clock_that_is_wrong_by_years_is_put_right() {
    let school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let year = 365 * crate::school::DAY_MILLIS;
    let mut entry = device.make(&school, sighting(school.class, school.person("Amara"), 3));
    entry.envelope.stamp = sync::entry::Stamp::new(school.now() - 3 * year, 0);
    let mut frame = device.push_frame(&[entry]);
    frame.offset = 3 * year;
    let answer: PushAnswer = device.client.call("/api/sync/push", &frame).frame();
    let Outcome::Stored { received, .. } = answer.verdicts[0].outcome else { panic!("{answer:?}") };
    assert_eq!((received.effective, received.suspect), (school.now(), false));
    // Without knowing how wrong it is, the time is a guess, and says so.
    let mut entry = device.make(&school, sighting(school.class, school.person("Amara"), 3));
    entry.envelope.stamp = sync::entry::Stamp::new(school.now() + 3 * year, 0);
    let outcomes = device.push(&[entry]);
    let Outcome::Stored { received, .. } = outcomes[0] else { panic!("{outcomes:?}") };
    assert!(received.suspect && received.effective <= school.now() + 120_000);
}

/// Of what a device holds, as it makes them.
fn sums(listed: &[Listed]) -> Sums {
    let mut sums = Sums::default();
    for item in listed {
        item.listings.iter().for_each(|place| sums.add(place.scope, item.entry.hash()));
    }
    sums
}

#[test]
fn checksums_show_what_differs() {
    let school = TestSchool::open();
    let (class, amara, ben) = (school.class, school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(class, amara, 3));
    teacher.record(&school, sighting(class, ben, 4));
    let held = teacher.pull();
    let ask = |teacher: &Device, listed: &[Listed]| {
        let hello = Hello { sums: Some(sums(listed).digest()), ..teacher.hello_frame(2) };
        let answer: HelloAnswer = teacher.client.call("/api/sync/hello", &hello).frame();
        answer.sums
    };
    assert_eq!(ask(&teacher, &held), None, "the same");
    let theirs: Sums = ask(&teacher, &held[1..]).unwrap().into_iter().collect();
    assert_eq!(theirs, sums(&held));
    let of_the_first: Vec<_> = held[0].listings.iter().map(|place| place.scope).collect();
    assert_eq!(sums(&held[1..]).differing(&theirs), of_the_first);
    // Up to the cursor, whatever came after it.
    let later = teacher.record(&school, sighting(class, amara, 5));
    assert_eq!(ask(&teacher, &held), None);
    // Who has not heard of an erasure cannot hold the same.
    let tenant = Tenant::open(school.folder()).unwrap();
    let ids = [held[0].entry.id(), later.id()].into();
    let erasing = server::erasure::Erasing { entries: ids, ..Default::default() };
    server::erasure::erase(school.folder(), &tenant.database, erasing).unwrap();
    assert_eq!(ask(&teacher, &held[1..]), None);
}
