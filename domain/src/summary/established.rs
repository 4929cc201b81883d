//! The established phase of one student and one muscle.
//!
//! **The rule.** On each school day: the highest phase p for which there are
//! sightings of p *or higher* on two school days and in two contexts, or on
//! three school days, within the last 30 school days; if there is none,
//! yesterday's value stands.
//!
//! The value can only change on a day on which a sighting enters the window or
//! leaves it, so only those days are evaluated.

use serde::{Deserialize, Serialize};

use crate::id::Phase;

/// Longest window, in school days: a day is a bit of a machine word.
pub const WINDOW_SCHOOL_DAYS_MAX: u8 = 64;
/// Most contexts that a school may ask for.
pub const CONTEXTS_MAX: u8 = 8;

/// The numbers of the rule: a school's settings. Values over the limits count
/// as the limits, zero counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How far back sightings count, in school days, today included.
    pub window_school_days: u8,
    /// Days on which it was seen, if in [`contexts`](Self::contexts) contexts.
    pub days: u8,
    /// Contexts in which it was seen.
    pub contexts: u8,
    /// Days on which it was seen, whatever the contexts.
    pub days_in_any_context: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window_school_days: 30, days: 2, contexts: 2, days_in_any_context: 3 }
    }
}

/// One sighting as the rule sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seen {
    /// The number of its school day: see [`Calendar`](crate::time::Calendar).
    pub day: i32,
    /// Its context; equal numbers are equal contexts.
    pub context: u16,
    /// The phase that was seen.
    pub phase: Phase,
}

/// From a day on, the established phase is this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The number of the school day.
    pub from: i32,
    /// The phase.
    pub phase: Phase,
}

/// An established phase on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Established {
    /// The phase.
    pub phase: Phase,
    /// The number of the school day on which it, or a higher one, was last
    /// seen: the age of a value that merely stands.
    pub last_seen: i32,
    /// The window still holds enough sightings for it; otherwise it stands
    /// because nothing has replaced it.
    pub is_current: bool,
}

/// The established phase on day `on`; `None` while there is none yet.
///
/// `seen` is sorted by day; later sightings are left out of account.
#[must_use]
pub fn established(seen: &[Seen], settings: Settings, on: i32) -> Option<Established> {
    let phase = phase_on(seen, settings, on)?;
    let seen = until(seen, on);
    let last = seen.iter().rev().find(|s| s.phase >= phase)?;
    let is_current = settings.evaluate(settings.window(seen, on), on) == Some(phase);
    Some(Established { phase, last_seen: last.day, is_current })
}

/// The phase alone: see [`established`].
#[must_use]
pub fn phase_on(seen: &[Seen], settings: Settings, on: i32) -> Option<Phase> {
    steps(until(seen, on), settings).take_while(|step| step.from <= on).last().map(|s| s.phase)
}

/// The phase on day `on`, carried on from the one that stood on an earlier day,
/// `before`: the same as [`phase_on`], for who has kept only those sightings
/// that were still in the window on the day after that.
pub(super) fn phase_after(
    seen: &[Seen],
    settings: Settings,
    (before, stood): (i32, Option<Phase>),
    on: i32,
) -> Option<Phase> {
    let seen = until(seen, on);
    let days = turning_days(seen, settings).skip_while(|day| *day <= before);
    let days: Vec<_> = days.take_while(|day| *day <= on).collect();
    // The last day that establishes one decides.
    let on_day = |day: &i32| settings.evaluate(settings.window(seen, *day), *day);
    days.iter().rev().find_map(on_day).or(stood)
}

/// The highest phase that was established on any day from `first` to `last`:
/// a child's page keeps it for the school year.
#[must_use]
pub fn highest(seen: &[Seen], settings: Settings, first: i32, last: i32) -> Option<Phase> {
    let mut standing = None;
    let mut best = None;
    for step in steps(until(seen, last), settings).take_while(|step| step.from <= last) {
        if step.from > first {
            best = best.max(standing).max(Some(step.phase));
        }
        standing = Some(step.phase);
    }
    best.max(standing)
}

/// Every change of the established phase, in order of days. `seen` is sorted
/// by day.
pub fn steps(seen: &[Seen], settings: Settings) -> impl Iterator<Item = Step> {
    let mut standing = None;
    turning_days(seen, settings).filter_map(move |day| {
        let phase = settings.evaluate(settings.window(seen, day), day)?;
        (standing.replace(phase) != Some(phase)).then_some(Step { from: day, phase })
    })
}

/// The days on which a sighting enters the window, or has just left it.
fn turning_days(seen: &[Seen], settings: Settings) -> impl Iterator<Item = i32> {
    let reach = settings.reach();
    let mut entering = seen.iter().map(|s| s.day).peekable();
    let mut leaving = seen.iter().map(move |s| s.day + reach).peekable();
    let mut last = None;
    std::iter::from_fn(move || {
        loop {
            let day = match (entering.peek(), leaving.peek()) {
                (Some(a), Some(b)) if a <= b => entering.next(),
                (_, Some(_)) => leaving.next(),
                (_, None) => entering.next(),
            }?;
            if last.replace(day) != Some(day) {
                return Some(day);
            }
        }
    })
}

/// The sightings up to and including a day.
fn until(seen: &[Seen], day: i32) -> &[Seen] {
    &seen[..seen.partition_point(|s| s.day <= day)]
}

impl Settings {
    /// Length of the window, in school days.
    pub(super) fn reach(self) -> i32 {
        i32::from(self.window_school_days.clamp(1, WINDOW_SCHOOL_DAYS_MAX))
    }

    /// The sightings that count on `day`.
    fn window(self, seen: &[Seen], day: i32) -> &[Seen] {
        let seen = until(seen, day);
        &seen[seen.partition_point(|s| s.day <= day - self.reach())..]
    }

    /// The highest phase that the sightings of one window establish.
    fn evaluate(self, window: &[Seen], today: i32) -> Option<Phase> {
        let mut days_of = [0_u64; Phase::COUNT];
        for seen in window {
            days_of[seen.phase.index()] |= 1 << (today - seen.day);
        }
        let mut days = 0;
        Phase::ALL.into_iter().rev().find(|phase| {
            let new = days_of[phase.index()];
            days |= new;
            // Without a sighting of this very phase, it was decided above.
            new != 0 && self.suffices(days.count_ones(), window, *phase)
        })
    }

    fn suffices(self, days: u32, window: &[Seen], phase: Phase) -> bool {
        days >= u32::from(self.days_in_any_context.max(1))
            || days >= u32::from(self.days.max(1)) && self.has_contexts(window, phase)
    }

    /// Whether sightings of `phase` or higher are in enough contexts.
    fn has_contexts(self, window: &[Seen], phase: Phase) -> bool {
        let enough = usize::from(self.contexts.clamp(1, CONTEXTS_MAX));
        let mut found = [0; CONTEXTS_MAX as usize];
        let mut count = 0;
        for seen in window.iter().filter(|s| s.phase >= phase) {
            if !found[..count].contains(&seen.context) {
                found[count] = seen.context;
                count += 1;
            }
            if count == enough {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
