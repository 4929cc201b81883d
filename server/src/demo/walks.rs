//! Walks and visits: two walks in each half-term, with their ways from draft
//! to shared to released.

use domain::entry::visit::{Mark, Steering, Today, VisitSet, Words};
use domain::entry::walk::{Purpose, WalkSet};
use domain::entry::{Draft, Opened, Reply, Shared, tag};
use domain::framework::{Aspect, Habit};
use domain::id::{PersonId, RecordId};
use domain::time::Day;
use fastrand::Rng;
use sync::entry::{Millis, Uid};

use super::story::{Cast, MINUTE, Pen, Scene, at, pick};
use super::words;

/// Visits of one walk.
const VISITS: std::ops::RangeInclusive<usize> = 6..=10;
/// School days between two walks: two in a half-term.
const WALK_EVERY_DAYS: usize = 15;
/// School days of one walk.
const WALK_DAYS: usize = 5;
/// Shared visits that the visited adult opens, in per cent.
const OPENED_PERCENT: u8 = 85;

/// Tells the walks of `days`. The latest one is still under way, with two
/// visits to finish and one that waits to be opened.
pub fn tell(rng: &mut Rng, scene: &Scene<'_>, days: &[Day], pen: &mut Pen) {
    let weeks: Vec<&[Day]> = days.rchunks(WALK_EVERY_DAYS).collect();
    for (ago, week) in weeks.iter().enumerate() {
        let days = &week[week.len().saturating_sub(WALK_DAYS)..];
        let walk = Walk::begin(rng, scene, days, weeks.len() - ago, pen);
        for n in 0..rng.usize(VISITS) {
            // The youngest story ends with visits that are not finished.
            let ending = match (ago, n) {
                (0, 0 | 1) => Ending::Draft,
                (0, 2) => Ending::Waiting,
                _ => Ending::Shared,
            };
            walk.visit(rng, scene, ending, pen);
        }
    }
}

/// How far a visit comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Draft,
    Waiting,
    Shared,
}

struct Walk<'a> {
    record: RecordId,
    leader: PersonId,
    habit: Habit,
    days: &'a [Day],
}

impl<'a> Walk<'a> {
    fn begin(
        rng: &mut Rng,
        scene: &Scene<'_>,
        days: &'a [Day],
        number: usize,
        pen: &mut Pen,
    ) -> Self {
        let leader = scene.leaders[number % scene.leaders.len()];
        let (focus, habit) = *pick(rng, words::FOCUSES);
        let habit = Habit::from_name(habit).expect("the focuses above name habits");
        let record = record(rng);
        let announced = at(days[0].plus(-3), 8, 30);
        let muscles = scene.framework.muscles_of(habit).map(|m| m.id.clone()).collect();
        let announcement = format!(
            "This week we walk to learn {focus}. We look at learning, never at a person; what we \
             write, you read first."
        );
        for set in [
            WalkSet::Title(format!("Walk {number}")),
            WalkSet::Focus(focus.to_owned()),
            WalkSet::Habit(habit),
            WalkSet::Muscles(muscles),
            WalkSet::Purpose(Purpose::CheckIn),
            WalkSet::From(days[0]),
            WalkSet::Until(days[days.len() - 1]),
            WalkSet::Announcement(announcement),
        ] {
            pen.write(leader, announced, Draft::new(&set).of(record));
        }
        Self { record, leader, habit, days }
    }

    fn visit(&self, rng: &mut Rng, scene: &Scene<'_>, ending: Ending, pen: &mut Pen) {
        // Own lessons are never one's own visits.
        let elsewhere: Vec<&Cast> =
            scene.classes.iter().filter(|cast| cast.teacher != self.leader).collect();
        let cast = *pick(rng, &elsewhere);
        let visit = record(rng);
        let day = match ending {
            Ending::Draft | Ending::Waiting => self.days[self.days.len() - 1],
            Ending::Shared => *pick(rng, self.days),
        };
        let when = at(day, 9 + rng.i64(0..5), rng.i64(0..50));
        for (n, set) in self.sets(rng, scene).into_iter().enumerate() {
            let draft = Draft::new(&set)
                .of(visit)
                .in_class(cast.class)
                .link(tag::WALKER, self.leader.0)
                .link(tag::WALK, self.record.0);
            let seconds = Millis::try_from(n).unwrap_or(0) * (MINUTE / 4);
            pen.write(self.leader, when + seconds, draft);
        }
        if ending != Ending::Draft {
            self.share(rng, cast, visit, when + 12 * MINUTE, ending, pen);
        }
    }

    fn sets(&self, rng: &mut Rng, scene: &Scene<'_>) -> Vec<VisitSet> {
        let mut some = |percent: u8| rng.u8(..100) < percent;
        let (wonders, heard, whole_grid, follow_up) = (some(50), some(50), some(30), some(15));
        let words = |which, texts: &[&str], rng: &mut Rng| {
            VisitSet::Words(which, (*pick(rng, texts)).to_owned())
        };
        let mut sets = vec![VisitSet::Started];
        sets.push(words(Words::Noticed, words::VISIT_NOTICED, rng));
        let rows = if whole_grid { Habit::ALL } else { std::slice::from_ref(&self.habit) };
        for habit in rows {
            for aspect in Aspect::ALL {
                if rng.u8(..100) < 65 {
                    sets.push(VisitSet::Cell(*habit, *aspect, Some(*pick(rng, Mark::ALL))));
                }
            }
        }
        for muscle in scene.framework.muscles() {
            if rng.u8(..100) < 35 {
                sets.push(VisitSet::Asked(muscle.id.clone(), true));
            }
        }
        sets.push(VisitSet::Steering(Some(*pick(rng, Steering::ALL))));
        if wonders {
            sets.push(words(Words::Wonder, words::VISIT_WONDER, rng));
        }
        if heard {
            sets.push(words(Words::Heard, words::VISIT_HEARD, rng));
        }
        if follow_up {
            sets.push(VisitSet::FollowUp(true));
        }
        sets
    }

    fn share(
        &self,
        rng: &mut Rng,
        cast: &Cast,
        visit: RecordId,
        when: Millis,
        ending: Ending,
        pen: &mut Pen,
    ) {
        let cover = ending == Ending::Shared && rng.u8(..100) < 8;
        let today = if cover { Today::Cover } else { Today::Usual };
        let mut share = Draft::new(&Shared { today }).of(visit).in_class(cast.class);
        if !cover {
            share = share.link(tag::VISITED, cast.teacher.0);
        }
        pen.write(self.leader, when, share);
        if cover || ending == Ending::Waiting || rng.u8(..100) >= OPENED_PERCENT {
            return;
        }
        let opened = when + (2 + rng.i64(0..5)) * 60 * MINUTE;
        pen.write(cast.teacher, opened, Draft::new(&Opened).of(visit));
        if rng.u8(..100) < 40 {
            let text = (*pick(rng, words::REPLIES)).to_owned();
            pen.write(cast.teacher, opened + 5 * MINUTE, Draft::new(&Reply { text }).of(visit));
        }
    }
}

fn record(rng: &mut Rng) -> RecordId {
    RecordId(Uid::from_u128(rng.u128(..)))
}
