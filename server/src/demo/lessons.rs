//! Lessons: sightings, practised, away, words.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use domain::entry::{
    Away, Context, Draft, Grouping, LessonPart, Note, Noticed, Place, Practised, Sighting, Steer,
    tag,
};
use domain::id::{MuscleId, PersonId, Phase};
use domain::time::Day;
use fastrand::Rng;
use sync::entry::Millis;

use super::story::{Cast, MINUTE, Pen, Scene, at, half_terms, pick};
use super::words;

/// The share of classes that record a lot, in per cent.
const KEEN_PERCENT: usize = 40;
/// Sightings in a week of a keen class, of any other. Most weeks are at the
/// lower end.
const KEEN_WEEK: RangeInclusive<usize> = 30..=60;
const OTHER_WEEK: RangeInclusive<usize> = 10..=20;
/// Lessons that are recorded in a week.
const LESSONS_WEEK: usize = 3;
/// When lessons start.
const LESSON_HOURS: [i64; 5] = [9, 10, 11, 13, 14];
/// Sightings that are taken back, in per cent.
const TAKEN_BACK_PERCENT: u8 = 1;

/// How a class records.
struct Habits<'a> {
    cast: &'a Cast,
    keen: bool,
    /// Weekday (0 = Monday) and hour of the recorded lessons.
    slots: Vec<(i32, i64)>,
}

/// How far a student has come with each muscle: 0.0 to 5.0, and the growth of
/// a school day.
struct Growth(HashMap<(PersonId, MuscleId), (f32, f32)>);

/// Tells the lessons of `days`.
pub fn tell(rng: &mut Rng, scene: &Scene<'_>, days: &[Day], pen: &mut Pen) {
    let muscles: Vec<MuscleId> = scene.framework.muscles().iter().map(|m| m.id.clone()).collect();
    let mut growth = Growth(HashMap::new());
    let keen = keen(rng, scene.classes.len());
    for (cast, keen) in scene.classes.iter().zip(keen) {
        let habits = Habits::of(rng, cast, keen);
        let mut focus = muscles.clone();
        let mut n = 0;
        for half_term in half_terms(scene, days) {
            rng.shuffle(&mut focus);
            for week in half_term.chunk_by(|a, b| a.monday() == b.monday()) {
                let taps = habits.week(rng);
                for day in week {
                    for lesson in habits.lessons(scene, *day, n, taps) {
                        lesson.tell(rng, &focus, &mut growth, pen);
                    }
                    n += 1;
                }
            }
        }
    }
}

/// Which of `classes` record a lot.
fn keen(rng: &mut Rng, classes: usize) -> Vec<bool> {
    let mut keen: Vec<bool> = (0..classes).map(|n| n * 100 < classes * KEEN_PERCENT).collect();
    rng.shuffle(&mut keen);
    keen
}

impl<'a> Habits<'a> {
    fn of(rng: &mut Rng, cast: &'a Cast, keen: bool) -> Self {
        let mut weekdays = [0, 1, 2, 3, 4];
        rng.shuffle(&mut weekdays);
        let slots = weekdays.iter().take(LESSONS_WEEK).map(|day| (*day, *pick(rng, &LESSON_HOURS)));
        Self { cast, slots: slots.collect(), keen }
    }

    /// Sightings of a whole week.
    fn week(&self, rng: &mut Rng) -> usize {
        let range = if self.keen { KEEN_WEEK } else { OTHER_WEEK };
        rng.usize(range.clone()).min(rng.usize(range))
    }

    /// The lessons of `day`, the `n`th of the story, in a week of `taps`
    /// sightings.
    fn lessons<'l>(
        &'l self,
        scene: &'l Scene<'l>,
        day: Day,
        n: usize,
        taps: usize,
    ) -> impl Iterator<Item = Lesson<'l>> {
        let weekday = day.since(day.monday());
        let slots = self.slots.iter().enumerate().filter(move |(_, slot)| slot.0 == weekday);
        slots.map(move |(place, (_, hour))| {
            // Together the lessons of a week have exactly its sightings.
            let taps = (taps + place) / LESSONS_WEEK;
            Lesson { habits: self, day, hour: *hour, n, taps, scene }
        })
    }
}

struct Lesson<'a> {
    habits: &'a Habits<'a>,
    day: Day,
    hour: i64,
    /// Which school day of the story this is.
    n: usize,
    /// How many students are sighted.
    taps: usize,
    scene: &'a Scene<'a>,
}

impl Lesson<'_> {
    fn tell(&self, rng: &mut Rng, focus: &[MuscleId], growth: &mut Growth, pen: &mut Pen) {
        let cast = self.habits.cast;
        let author = match cast.others.first() {
            Some(other) if rng.u8(..100) < 20 => *other,
            _ => cast.teacher,
        };
        let mut students = cast.students.clone();
        rng.shuffle(&mut students);
        let away = if rng.u8(..100) < 40 { students.pop() } else { None };
        if let Some(student) = away {
            pen.write(author, self.minute(2), about(&Away, cast, student));
        }
        // Two muscles in three belong to the half-term's focus.
        let muscle = if rng.u8(..3) < 2 { &focus[0] } else { pick(rng, focus) };
        let context = context(rng, cast);
        let taps = self.taps.min(students.len());
        for (n, student) in students.iter().take(taps).enumerate() {
            let phase = growth.seen(rng, *student, muscle, self.n);
            let sighting = Sighting {
                muscle: muscle.clone(),
                phase,
                framework: self.scene.framework.version(),
                context: context.clone(),
                support: None,
                strand: None,
            };
            let when = self.minute(5 + i64::try_from(n).unwrap_or(0) * 2);
            let id = pen.write(author, when, about(&sighting, cast, *student));
            if rng.u8(..100) < TAKEN_BACK_PERCENT {
                pen.take_back(author, when + MINUTE / 4, id);
            }
        }
        if rng.u8(..100) < 60 {
            let practised = Practised {
                muscle: muscle.clone(),
                framework: self.scene.framework.version(),
                context,
            };
            let seen = students.iter().take(taps).copied().chain(away);
            let draft = seen.fold(Draft::new(&practised).in_class(cast.class), |draft, student| {
                draft.link(tag::EXCEPT, student.0)
            });
            pen.write(author, self.minute(52), draft);
        }
        self.words(rng, muscle, &students, author, pen);
    }

    fn words(
        &self,
        rng: &mut Rng,
        muscle: &MuscleId,
        students: &[PersonId],
        author: PersonId,
        pen: &mut Pen,
    ) {
        let cast = self.habits.cast;
        if rng.u8(..100) < 30 {
            let text = (*pick(rng, words::noticed(muscle.as_str()))).to_owned();
            let noticed = Noticed { text, muscle: Some(muscle.clone()) };
            pen.write(author, self.minute(54), about(&noticed, cast, students[0]));
        }
        if rng.u8(..100) < 6 {
            let note = Note { text: (*pick(rng, words::NOTES)).to_owned() };
            pen.write(author, self.minute(56), about(&note, cast, students[1]));
        }
    }

    fn minute(&self, minute: i64) -> Millis {
        at(self.day, self.hour, minute)
    }
}

fn about<K: domain::entry::EntryKind>(kind: &K, cast: &Cast, student: PersonId) -> Draft {
    Draft::new(kind).in_class(cast.class).link(tag::STUDENT, student.0)
}

fn context(rng: &mut Rng, cast: &Cast) -> Context {
    let mut some = |percent: u8| rng.u8(..100) < percent;
    let (part, grouping, steer, place) = (some(70), some(80), some(40), some(10));
    Context {
        subject: cast.subject.clone(),
        part: part.then(|| *pick(rng, LessonPart::ALL)),
        grouping: grouping.then(|| *pick(rng, Grouping::ALL)),
        steer: steer.then(|| *pick(rng, Steer::ALL)),
        place: place.then_some(Place::Outdoors),
    }
}

impl Growth {
    /// What an adult sees of a student on school day `n` of the story: where
    /// the student is, give or take.
    fn seen(&mut self, rng: &mut Rng, student: PersonId, muscle: &MuscleId, n: usize) -> Phase {
        let (start, per_day) = *self.0.entry((student, muscle.clone())).or_insert_with(|| {
            let start = 0.4 + 2.2 * rng.f32() * rng.f32() + 0.6 * rng.f32();
            (start, (0.2 + 1.9 * rng.f32()) / 195.0)
        });
        #[expect(clippy::cast_precision_loss, reason = "a few hundred days")]
        let level = start + per_day * n as f32 + (rng.f32() - 0.5) * 1.3;
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 5")]
        let phase = level.round().clamp(0.0, 5.0) as i64;
        Phase::new(phase).expect("clamped to the phases that there are")
    }
}
