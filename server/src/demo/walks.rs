//! Walks and visits: two walks in each half-term, with their ways from draft
//! to shared to released.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use domain::entry::visit::{Mark, Steering, Today, VisitSet, Words};
use domain::entry::walk::{Purpose, WalkSet};
use domain::entry::{Draft, Opened, Reply, Shared, tag};
use domain::framework::{Aspect, Habit};
use domain::id::{PersonId, RecordId};
use domain::time::Day;
use fastrand::Rng;
use sync::entry::{Millis, Uid};

use super::story::{Cast, MINUTE, Pen, Scene, at, half_terms, pick};
use super::{day_of, words};

/// Visits of one walk.
const VISITS: RangeInclusive<usize> = 6..=10;
/// School days of one walk.
const WALK_DAYS: usize = 5;
/// Walks in a half-term that is long enough for them.
const WALKS: usize = 2;
/// When visits begin: one walker is in one room at a time.
const VISIT_HOURS: [i64; 5] = [9, 10, 11, 12, 13];
const VISIT_MINUTES: [i64; 2] = [5, 30];
/// From here on, visited adults open what was shared with them that day.
const OPENING_HOUR: i64 = 15;
/// From here on, a day of walking is over: also read and replied to.
const OVER_HOUR: i64 = 16;
/// Shared visits that the visited adult opens, in per cent.
const OPENED_PERCENT: u8 = 85;
/// Opened visits with a reply, and shared ones with cover, in per cent.
const REPLY_PERCENT: u8 = 40;
const COVER_PERCENT: u8 = 8;
/// Shared visits of one adult in a term, as a rule: the cap at first.
const VISITS_TERM_MAX: u32 = 3;
/// How the first visits of the latest walk are left, all of its last day.
const LEFT: [Ending; 3] = [Ending::Draft, Ending::Draft, Ending::Waiting];

/// Tells the walks of those `days` on which walking is over. The latest one is
/// still under way, with two visits to finish and one that waits to be opened.
pub fn tell(rng: &mut Rng, scene: &Scene<'_>, days: &[Day], pen: &mut Pen) {
    let is_over = |day: &&Day| at(**day, OVER_HOUR, 0) <= scene.now;
    let days: Vec<Day> = days.iter().filter(is_over).copied().collect();
    let walks = walks(scene, &days);
    let mut shared = Shares::default();
    for (n, days) in walks.iter().enumerate() {
        let ago = walks.len() - 1 - n;
        let plan = Plan { number: n + 1, days, is_latest: ago == 0 };
        let leader = scene.leaders[ago % scene.leaders.len()];
        let walk = Walk::begin(rng, scene, leader, plan, pen);
        let left = if ago == 0 { &LEFT[..] } else { &[] };
        let endings = left.iter().copied().chain(std::iter::repeat(Ending::Shared));
        for (when, ending) in walk.moments(rng, left.len()).into_iter().zip(endings) {
            walk.visit(rng, scene, when, ending, &mut shared, pen);
        }
    }
}

/// The days of each walk: the last ones of each half of a half-term.
fn walks<'a>(scene: &Scene<'_>, days: &'a [Day]) -> Vec<&'a [Day]> {
    let halves = half_terms(scene, days).into_iter().flat_map(|half_term| {
        let walks = if half_term.len() < WALKS * WALK_DAYS { 1 } else { WALKS };
        half_term.chunks(half_term.len().div_ceil(walks))
    });
    halves.map(|days| &days[days.len().saturating_sub(WALK_DAYS)..]).collect()
}

/// How many visits have been shared with whom, by the term's first day.
#[derive(Default)]
struct Shares(HashMap<(PersonId, Day), u32>);

impl Shares {
    fn of(&mut self, scene: &Scene<'_>, adult: PersonId, day: Day) -> &mut u32 {
        self.0.entry((adult, scene.calendar.term(day).first)).or_default()
    }
}

/// What a walk is to be.
#[derive(Clone, Copy)]
struct Plan<'a> {
    number: usize,
    days: &'a [Day],
    is_latest: bool,
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
    is_latest: bool,
}

impl<'a> Walk<'a> {
    fn begin(
        rng: &mut Rng,
        scene: &Scene<'_>,
        leader: PersonId,
        plan: Plan<'a>,
        pen: &mut Pen,
    ) -> Self {
        let Plan { number, days, is_latest } = plan;
        let (focus, habit) = *pick(rng, words::FOCUSES);
        let habit = Habit::from_name(habit).expect("the focuses above name habits");
        let record = record(rng);
        let announced = at(scene.calendar.nth_school_day_before(days[0], 1), 8, 30);
        let last = days[days.len() - 1];
        let until = if is_latest { last.max(day_of(scene.now)) } else { last };
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
            WalkSet::Until(until),
            WalkSet::Announcement(announcement),
        ] {
            pen.write(leader, announced, Draft::new(&set).of(record));
        }
        Self { record, leader, habit, days, is_latest }
    }

    /// When its visits begin; the first `last_day` of them on its last day.
    fn moments(&self, rng: &mut Rng, last_day: usize) -> Vec<Millis> {
        let times = VISIT_HOURS.iter().flat_map(|hour| VISIT_MINUTES.map(|minute| (*hour, minute)));
        let of_day = |day: &Day| -> Vec<Millis> {
            times.clone().map(|(hour, minute)| at(*day, hour, minute)).collect()
        };
        let mut last: Vec<Millis> = self.days.last().map(of_day).unwrap_or_default();
        rng.shuffle(&mut last);
        let mut rest = last.split_off(last_day.min(last.len()));
        rest.extend(self.days.split_last().iter().flat_map(|(_, days)| *days).flat_map(of_day));
        rng.shuffle(&mut rest);
        last.extend(rest);
        last.truncate(rng.usize(VISITS));
        last
    }

    /// A class to visit: never the walker's own, and nobody's beyond the cap.
    fn room<'c>(
        &self,
        rng: &mut Rng,
        scene: &'c Scene<'_>,
        day: Day,
        shares: &mut Shares,
    ) -> &'c Cast {
        let avoid = |cast: &Cast| {
            cast.teacher == self.leader || (self.is_latest && Some(cast.teacher) == scene.unvisited)
        };
        let elsewhere: Vec<&Cast> = scene.classes.iter().filter(|cast| !avoid(cast)).collect();
        let below: Vec<&Cast> = elsewhere
            .iter()
            .copied()
            .filter(|cast| *shares.of(scene, cast.teacher, day) < VISITS_TERM_MAX)
            .collect();
        let rooms = if below.is_empty() { elsewhere } else { below };
        pick::<&Cast>(rng, &rooms)
    }

    fn visit(
        &self,
        rng: &mut Rng,
        scene: &Scene<'_>,
        when: Millis,
        ending: Ending,
        shares: &mut Shares,
        pen: &mut Pen,
    ) {
        let cast = self.room(rng, scene, day_of(when), shares);
        let visit = record(rng);
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
            let cover = ending == Ending::Shared && rng.u8(..100) < COVER_PERCENT;
            self.share(cast, visit, when + 12 * MINUTE, cover, pen);
            if !cover {
                *shares.of(scene, cast.teacher, day_of(when)) += 1;
            }
            // In the latest walk, one adult only is left with a visit that waits.
            let opens = self.is_latest
                || Some(cast.teacher) == scene.unvisited
                || rng.u8(..100) < OPENED_PERCENT;
            if !cover && ending == Ending::Shared && opens {
                open(rng, cast, visit, day_of(when), pen);
            }
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

    fn share(&self, cast: &Cast, visit: RecordId, when: Millis, cover: bool, pen: &mut Pen) {
        let today = if cover { Today::Cover } else { Today::Usual };
        let mut share = Draft::new(&Shared { today }).of(visit).in_class(cast.class);
        if !cover {
            share = share.link(tag::VISITED, cast.teacher.0);
        }
        pen.write(self.leader, when, share);
    }
}

/// The visited adult reads it after school, and may reply.
fn open(rng: &mut Rng, cast: &Cast, visit: RecordId, day: Day, pen: &mut Pen) {
    let opened = at(day, OPENING_HOUR, rng.i64(5..50));
    pen.write(cast.teacher, opened, Draft::new(&Opened).of(visit));
    if rng.u8(..100) < REPLY_PERCENT {
        let text = (*pick(rng, words::REPLIES)).to_owned();
        pen.write(cast.teacher, opened + 5 * MINUTE, Draft::new(&Reply { text }).of(visit));
    }
}

fn record(rng: &mut Rng) -> RecordId {
    RecordId(Uid::from_u128(rng.u128(..)))
}
