//! Entries as a class makes them over a school year, and the same as records
//! for engines that know nothing of ours.

use std::sync::LazyLock;

use domain::entry::{Context, Draft, Grouping, LessonPart, Noticed, Sighting, Steer, tag};
use domain::id::{MuscleId, Phase};
use serde_json::{Value, json};
use sync::entry::{Entry, EntryId, Millis, Stamp};

use crate::school::Room;

/// What notes are made of: the same for everybody who is measured.
const TEXT: &str = include_str!("words.txt");
const MUSCLES: [&str; 8] = [
    "perseverance",
    "questioning",
    "collaboration",
    "noticing",
    "planning",
    "listening",
    "imagining",
    "linking",
];
/// Of so many entries one is a note in words.
const ONE_NOTE_IN: usize = 4;
/// Seen in one lesson.
const IN_LESSON: usize = 30;
/// Lessons on one day in which a class is recorded.
const LESSONS_A_DAY: usize = 2;
/// Between two taps.
const TAP_MILLIS: Millis = 4_000;
const DAY_MILLIS: Millis = 86_400_000;
const HOUR_MILLIS: Millis = 3_600_000;

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| TEXT.split_whitespace().collect());

/// `count` entries of one tablet of a class, the last of them a day before
/// `now`. What they say depends on the seed alone.
pub fn of_class(room: &Room, incarnation: u64, count: usize, now: Millis, seed: u64) -> Vec<Entry> {
    let mut random = fastrand::Rng::with_seed(seed);
    let lessons = count.div_ceil(IN_LESSON);
    let days = Millis::try_from(lessons.div_ceil(LESSONS_A_DAY)).unwrap_or(Millis::MAX);
    let mut entries = Vec::with_capacity(count);
    for lesson in 0..lessons {
        let day = Millis::try_from(lesson / LESSONS_A_DAY).unwrap_or(Millis::MAX);
        let hour = Millis::try_from(lesson % LESSONS_A_DAY).unwrap_or(0) * 2 * HOUR_MILLIS;
        let begins = now - (days - day) * DAY_MILLIS - 6 * HOUR_MILLIS + hour;
        let context = context(&mut random);
        let muscle = MUSCLES[random.usize(..MUSCLES.len())];
        for tap in 0..IN_LESSON.min(count - entries.len()) {
            let at =
                begins + Millis::try_from(tap).unwrap_or(0) * TAP_MILLIS + random.i64(0..3_000);
            let id = EntryId { incarnation, number: entries.len() as u64 + 1 };
            let draft = if random.usize(..ONE_NOTE_IN) == 0 {
                noticed(room, muscle, &mut random)
            } else {
                sighting(room, muscle, &context, &mut random)
            };
            entries.push(draft.into_entry(id, room.teacher.id, Stamp::new(at, 0)));
        }
    }
    entries
}

fn context(random: &mut fastrand::Rng) -> Context {
    let parts = LessonPart::ALL;
    Context {
        subject: Some("Science".to_owned()),
        part: Some(parts[random.usize(..parts.len())]),
        grouping: random.bool().then_some(Grouping::Group),
        steer: random.bool().then_some(Steer::Independent),
        ..Context::default()
    }
}

fn muscle_id(name: &str) -> MuscleId {
    MuscleId::new(name).unwrap_or_else(|| unreachable!("a name of ours"))
}

fn sighting(room: &Room, muscle: &str, context: &Context, random: &mut fastrand::Rng) -> Draft {
    let sighting = Sighting {
        muscle: muscle_id(muscle),
        phase: Phase::ALL[random.usize(..Phase::ALL.len())],
        framework: 1,
        context: context.clone(),
        support: None,
        strand: None,
    };
    about(Draft::new(&sighting), room, random)
}

fn noticed(room: &Room, muscle: &str, random: &mut fastrand::Rng) -> Draft {
    let (first, count) = (random.usize(..WORDS.len() - 24), random.usize(8..24));
    let text = WORDS[first..first + count].join(" ");
    about(Draft::new(&Noticed { text, muscle: Some(muscle_id(muscle)) }), room, random)
}

fn about(draft: Draft, room: &Room, random: &mut fastrand::Rng) -> Draft {
    let student = room.students[random.usize(..room.students.len())];
    draft.in_class(room.class).link(tag::STUDENT, student.0)
}

/// The same entries as JSON objects, about as long as engines without our
/// envelope would keep them.
pub fn records(entries: &[Entry]) -> Value {
    let record = |entry: &Entry| {
        let envelope = &entry.envelope;
        let fields = entry.body.fields();
        let text = |key: &str| match fields.get(key) {
            Some(sync::body::Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        json!({
            "id": envelope.id.to_string(),
            "author": envelope.author.to_string(),
            "at": envelope.stamp.millis(),
            "kind": envelope.kind.as_str(),
            "student": envelope.links.first().map(|link| link.id.to_string()),
            "muscle": text("muscle"),
            "part": text("part"),
            "note": text("text"),
        })
    };
    entries.iter().map(record).collect()
}
