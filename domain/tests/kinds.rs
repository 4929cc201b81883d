//! Every kind survives being written and read; what is not valid says so.

use domain::entry::fields::{Invalid, TEXT_CHARS_MAX};
use domain::entry::visit::{Mark, Steering, Today, Words};
use domain::entry::walk::Purpose;
use domain::entry::*;
use domain::framework::{Aspect, Habit};
use domain::id::{ClassId, MuscleId, PersonId, Phase, RecordId};
use domain::time::Day;
use sync::body::{Body, Value};
use sync::entry::{Entry, EntryId, Stamp, Uid};

const SOMEONE: PersonId = PersonId(Uid::from_u128(7));

fn muscle() -> MuscleId {
    MuscleId::new("questioning").expect("a muscle's name")
}

fn context() -> Context {
    Context {
        subject: Some("Science".into()),
        part: Some(LessonPart::Practical),
        grouping: Some(Grouping::Pair),
        steer: Some(Steer::Independent),
        place: Some(Place::Outdoors),
    }
}

/// An entry that has whatever any kind needs.
fn entry(draft: Draft) -> Entry {
    draft
        .in_class(ClassId(Uid::from_u128(1)))
        .of(RecordId(Uid::from_u128(2)))
        .link(tag::STUDENT, Uid::from_u128(3))
        .link(tag::WALKER, Uid::from_u128(4))
        .superseding([EntryId { incarnation: 1, number: 1 }])
        .into_entry(EntryId { incarnation: 1, number: 2 }, SOMEONE, Stamp::new(5, 0))
}

fn survives<K: EntryKind + Clone>(kind: &K)
where
    Act: From<K>,
{
    let entry = entry(Draft::new(kind));
    assert_eq!(Act::read(&entry), Ok(Act::from(kind.clone())));
    let json = serde_json::to_string(&entry).expect("writes");
    let back: Entry = serde_json::from_str(&json).expect("reads");
    assert_eq!(back.canonical(), entry.canonical(), "JSON turns into the same bytes");
}

#[test]
fn every_kind_survives() {
    let (muscle, phase, framework) = (muscle(), Phase::ALL[2], 3);
    survives(&Sighting {
        muscle: muscle.clone(),
        phase,
        framework,
        context: context(),
        support: Some(Support::Alone),
        strand: Some("wondering".into()),
    });
    survives(&Practised { muscle: muscle.clone(), framework, context: Context::default() });
    survives(&Away);
    survives(&Noticed { text: "You asked “why?”".into(), muscle: Some(muscle.clone()) });
    survives(&Noticed { text: "You waited".into(), muscle: None });
    survives(&Note { text: "Glasses".into() });
    survives(&Retraction);
    for strategy in [Strategy::Offered("what-if".into()), Strategy::Own("Ask Mo".into())] {
        let (muscle, look_back) = (muscle.clone(), Day(20_001));
        survives(&Choice { muscle, strategy, look_back, framework, chosen_with: true });
    }
    survives(&SelfView { muscle, phase, words: Some("Hard".into()), framework });
    survives(&Shared { today: Today::Partner });
    survives(&Opened);
    survives(&Reply { text: "Thank you".into() });
    survives(&Correction { field: "noticed".into(), text: "Two".into() });
}

#[test]
fn every_field_of_a_visit_survives() {
    survives(&VisitSet::Started);
    for words in Words::ALL {
        survives(&VisitSet::Words(*words, "…".into()));
        survives(&VisitSet::Words(*words, String::new()));
    }
    for mark in Mark::ALL.iter().copied().map(Some).chain([None]) {
        survives(&VisitSet::Cell(Habit::Thinking, Aspect::Celebrating, mark));
    }
    for steering in Steering::ALL.iter().copied().map(Some).chain([None]) {
        survives(&VisitSet::Steering(steering));
    }
    for today in Today::ALL {
        survives(&VisitSet::Today(*today));
    }
    survives(&VisitSet::Asked(muscle(), true));
    survives(&VisitSet::Asked(muscle(), false));
    survives(&VisitSet::Partner(SOMEONE));
    survives(&VisitSet::FollowUp(true));
    survives(&VisitSet::Other("smell".into()));
}

#[test]
fn every_field_of_a_walk_survives() {
    survives(&WalkSet::Title("Autumn walk 2".into()));
    survives(&WalkSet::Focus("What students do when they are stuck".into()));
    survives(&WalkSet::Habit(Habit::Feeling));
    survives(&WalkSet::Muscles(vec![muscle()]));
    survives(&WalkSet::Purpose(Purpose::CheckIn));
    survives(&WalkSet::From(Day(20_000)));
    survives(&WalkSet::Until(Day(20_004)));
    survives(&WalkSet::Announcement("We look at …".into()));
    survives(&WalkSet::Announcement(String::new()));
}

/// A valid sighting with one field of its body changed.
fn sighting_with(key: &str, value: Value) -> Result<Act, Invalid> {
    let whole = Sighting {
        muscle: muscle(),
        phase: Phase::ALL[2],
        framework: 1,
        context: Context::default(),
        support: None,
        strand: None,
    };
    let mut entry = entry(Draft::new(&whole));
    let mut fields = entry.body.fields();
    fields.insert(key.to_owned(), value);
    entry.body = Body::new(&fields);
    Act::read(&entry)
}

#[test]
fn what_is_not_valid_says_which_field() {
    let text = |t: &str| Value::Text(t.to_owned());
    for (key, value, error) in [
        ("phase", Value::Int(6), Invalid::Value("phase")),
        ("phase", Value::Int(-1), Invalid::Value("phase")),
        ("phase", text("3"), Invalid::Value("phase")),
        ("phase", Value::Null, Invalid::Missing("phase")),
        ("muscle", text("Perseverance!"), Invalid::Value("muscle")),
        ("muscle", text(""), Invalid::Value("muscle")),
        ("framework", Value::Int(i64::MAX), Invalid::Value("framework")),
        ("context", text("pairs"), Invalid::Value("context")),
        ("support", text("much"), Invalid::Value("support")),
        ("strand", text(&"x".repeat(TEXT_CHARS_MAX + 1)), Invalid::Value("strand")),
    ] {
        assert_eq!(sighting_with(key, value), Err(error), "{key}");
    }
}

#[test]
fn fields_of_a_newer_program_are_left_alone() {
    assert!(sighting_with("mood", Value::Text("sunny".into())).is_ok());
}

#[test]
fn an_envelope_without_what_the_kind_needs_is_not_valid() {
    let bare = Draft::new(&Away).into_entry(EntryId::default(), SOMEONE, Stamp::default());
    assert_eq!(Act::read(&bare), Err(Invalid::Envelope));
}

#[test]
fn empty_words_are_no_note() {
    let note = entry(Draft::new(&Note { text: "  ".into() }));
    assert_eq!(Act::read(&note), Err(Invalid::Value("text")));
}
