//! Years of sightings, written as the server would have written them: straight
//! through the store's rows, in large transactions.
//!
//! What no report reads is left out: listings, so that no tablet could pull
//! these entries. Students do not move up: each has a history of all the years
//! in one class, which is the most that a report can be asked to weigh.

use std::sync::Arc;

use anyhow::Result;
use domain::entry::{Context, Draft, LessonPart, Sighting, Steer, tag};
use domain::framework::{Data, Framework, Preset};
use domain::id::{MuscleId, Phase};
use domain::summary::buckets::fold;
use domain::summary::sighted::{Recorded, Sighted};
use domain::time::Day;
use server::store::{EntryRow, Rows, StoreError};
use server::tenants::Tenant;
use sync::entry::{Entry, EntryId, Millis, Received, Stamp};

use crate::school::Room;

/// School days of a year.
const SCHOOL_DAYS_A_YEAR: usize = 190;
/// Sightings of a school year; what is more makes more years, up to
/// [`YEARS_MAX`], and fuller days after that.
const SIGHTINGS_A_YEAR: usize = 100_000;
const YEARS_MAX: usize = 5;
/// School days in one transaction.
const DAYS_AT_ONCE: usize = 10;
/// Lessons of a class that are recorded on one day, at most, and the time
/// between the beginnings of two.
const LESSONS_A_DAY: usize = 5;
const LESSON_MILLIS: Millis = 100 * 60_000;
/// Between two taps.
const TAP_MILLIS: Millis = 4_000;
const HOUR_MILLIS: Millis = 3_600_000;
const DAY_MILLIS: Millis = 24 * HOUR_MILLIS;
const SUBJECTS: [&str; 6] = ["Maths", "English", "Science", "Art", "Music", "PE"];
/// What the entries are made by.
const INCARNATION: u64 = 0xbe0c_1000;

/// The framework with most to report on goes into force.
fn seventeen_muscles(rows: &mut dyn Rows) -> Result<Framework, StoreError> {
    let version = rows.framework()?.version() + 1;
    let data = Data { version, ..Preset::Seventeen.framework().data().clone() };
    let framework = Framework::new(data)
        .unwrap_or_else(|error| unreachable!("a preset of another version: {error:?}"));
    rows.add_framework(&framework)?;
    Ok(framework)
}

/// Writes about `count` sightings by the teachers of `rooms`, over the school
/// days up to that of `now`. How many there are.
pub fn write(tenant: &Tenant, rooms: &Arc<[Room]>, count: usize, now: Millis) -> Result<usize> {
    let framework = tenant.database.write_now(seventeen_muscles)?;
    let years = count.div_ceil(SIGHTINGS_A_YEAR).clamp(1, YEARS_MAX);
    let days = school_days(day_of(now), years * SCHOOL_DAYS_A_YEAR);
    let each = count.div_ceil(days.len() * rooms.len());
    let mut hand = Hand {
        random: fastrand::Rng::with_seed(1),
        muscles: framework.muscles().iter().map(|muscle| muscle.id.clone()).collect(),
        version: framework.version(),
        made: 0,
    };
    for days in days.chunks(DAYS_AT_ONCE) {
        let (days, rooms) = (days.to_vec(), Arc::clone(rooms));
        hand = tenant.database.write_now(move |rows: &mut dyn Rows| {
            for day in days {
                for room in &*rooms {
                    hand.write_day(rows, room, day, each)?;
                }
            }
            Ok(hand)
        })?;
    }
    Ok(usize::try_from(hand.made)?)
}

/// The day of a moment, in UTC.
pub fn day_of(now: Millis) -> Day {
    Day(i32::try_from(now.div_euclid(DAY_MILLIS)).unwrap_or_default())
}

/// So many Mondays to Fridays before `today`, and `today`.
fn school_days(today: Day, count: usize) -> Vec<Day> {
    // 1 January 1970 was a Thursday.
    let is_weekday = |day: &Day| (day.0 + 3).rem_euclid(7) < 5;
    let before = (1..).map(|ago| Day(today.0 - ago)).filter(is_weekday).take(count - 1);
    let mut days: Vec<_> = std::iter::once(today).chain(before).collect();
    days.reverse();
    days
}

/// Makes sightings.
struct Hand {
    random: fastrand::Rng,
    muscles: Vec<MuscleId>,
    /// Of the framework.
    version: u32,
    made: u64,
}

impl Hand {
    /// What a class records on a day: entries, and their bucket.
    fn write_day(
        &mut self,
        rows: &mut dyn Rows,
        room: &Room,
        day: Day,
        count: usize,
    ) -> Result<(), StoreError> {
        let mut recorded = Recorded::default();
        let lessons = LESSONS_A_DAY.min(count);
        for lesson in 0..lessons {
            let begins = Millis::from(day.0) * DAY_MILLIS
                + 8 * HOUR_MILLIS
                + Millis::try_from(lesson).unwrap_or(0) * LESSON_MILLIS;
            let context = self.context();
            let taps = count / lessons + usize::from(lesson < count % lessons);
            for tap in 0..taps {
                let at = begins + Millis::try_from(tap).unwrap_or(0) * TAP_MILLIS;
                let sighted = self.sighted(room, day, at, &context);
                let received = Received { effective: at, day: day.0, suspect: false };
                let entry = self.entry(&sighted);
                let (position, hash) = (rows.next_position()?, entry.hash());
                rows.add_entry(&EntryRow { position, entry, hash, received })?;
                recorded.sighted.push(sighted);
            }
        }
        for bucket in fold(&recorded) {
            rows.put_bucket(&bucket, None)?;
        }
        Ok(())
    }

    fn context(&mut self) -> Context {
        Context {
            subject: self.random.choice(SUBJECTS).map(str::to_owned),
            part: self.random.choice(LessonPart::ALL).copied(),
            steer: self.random.bool().then_some(Steer::Independent),
            ..Context::default()
        }
    }

    fn sighted(&mut self, room: &Room, day: Day, at: Millis, context: &Context) -> Sighted {
        self.made += 1;
        Sighted {
            id: EntryId { incarnation: INCARNATION, number: self.made },
            student: room.students[self.random.usize(..room.students.len())],
            class: room.class,
            muscle: self.muscles[self.random.usize(..self.muscles.len())].clone(),
            phase: Phase::ALL[self.random.usize(..Phase::ALL.len())],
            context: context.clone(),
            author: room.teacher.id,
            at,
            day,
        }
    }

    fn entry(&self, sighted: &Sighted) -> Entry {
        let sighting = Sighting {
            muscle: sighted.muscle.clone(),
            phase: sighted.phase,
            framework: self.version,
            context: sighted.context.clone(),
            support: None,
            strand: None,
        };
        let draft = Draft::new(&sighting).in_class(sighted.class);
        let draft = draft.link(tag::STUDENT, sighted.student.0);
        draft.into_entry(sighted.id, sighted.author, Stamp::new(sighted.at, 0))
    }
}

/// A sighting of now, as a tablet makes it.
pub fn one_more(room: &Room, muscle: &MuscleId, id: EntryId, now: Millis) -> Entry {
    let mut hand = Hand {
        random: fastrand::Rng::with_seed(id.number),
        muscles: vec![muscle.clone()],
        version: 1,
        made: 0,
    };
    let context = hand.context();
    let sighted = hand.sighted(room, day_of(now), now, &context);
    hand.entry(&Sighted { id, ..sighted })
}
