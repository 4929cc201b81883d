//! A device's clock, and what its readings count for.
//!
//! A tablet's clock may be wrong by years, and may jump. So entries carry the
//! reading of a hybrid logical clock, which never goes back and never refuses,
//! and the server says how it counts.

use crate::entry::{Millis, Stamp};

const SECOND: Millis = 1_000;
const DAY: Millis = 24 * 60 * 60 * SECOND;

/// Entries may be this much older than their receipt: a year offline, and a
/// holiday.
pub const EFFECTIVE_PAST_MILLIS_MAX: Millis = 400 * DAY;
/// And this much newer: what two honest clocks may differ by.
pub const EFFECTIVE_FUTURE_MILLIS_MAX: Millis = 120 * SECOND;
/// A stamp this far ahead of the device's own clock is not fed into it: one
/// wrong clock must not spoil the others.
pub const HEARD_FUTURE_MILLIS_MAX: Millis = 60 * SECOND;

/// A hybrid logical clock. Whoever owns it stores [`Clock::last`] with each
/// entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    last: Stamp,
}

impl Clock {
    /// A clock that goes on after `last`.
    #[must_use]
    pub fn resume(last: Stamp) -> Self {
        Self { last }
    }

    /// The last stamp given out or heard.
    #[must_use]
    pub fn last(self) -> Stamp {
        self.last
    }

    /// The stamp of something that happens now, by a wall clock that may have
    /// gone back or jumped ahead. Later than all stamps before it.
    pub fn tick(&mut self, wall: Millis) -> Stamp {
        // The counter runs over into the milliseconds, so this is an order of
        // its own at the end of the year 10889 too; after that it stands still.
        let next = Stamp(self.last.0.saturating_add(1));
        self.last = Stamp::new(wall, 0).max(next);
        self.last
    }

    /// Takes note of a stamp on this clock's own scale, so that what is made
    /// next sorts after what has been read. One far in the future is ignored.
    pub fn hear(&mut self, stamp: Stamp, wall: Millis) {
        if stamp.millis() <= wall.saturating_add(HEARD_FUTURE_MILLIS_MAX) {
            self.last = self.last.max(stamp);
        }
    }
}

/// How a stamp counts: the effective time, and whether it is a guess.
///
/// `offset` is the server's time less the device's, as the device last knew
/// it; `receipt` is the server's time now.
#[must_use]
pub fn effective(stamp: Stamp, offset: Millis, receipt: Millis) -> (Millis, bool) {
    let meant = stamp.millis().saturating_add(offset);
    let earliest = receipt.saturating_sub(EFFECTIVE_PAST_MILLIS_MAX);
    let latest = receipt.saturating_add(EFFECTIVE_FUTURE_MILLIS_MAX);
    let counts = meant.clamp(earliest, latest);
    (counts, counts != meant)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn effective_times_are_clamped_around_the_receipt() {
        let receipt = 1_795_000_000_000;
        for (stamp, offset, counts, suspect) in [
            (receipt - 5, 0, receipt - 5, false),
            (receipt - 5, 3, receipt - 2, false),
            // The limits themselves are not suspect; one beyond is.
            (receipt + 120_000, 0, receipt + 120_000, false),
            (receipt + 120_001, 0, receipt + 120_000, true),
            (receipt - 400 * DAY, 0, receipt - 400 * DAY, false),
            (receipt - 400 * DAY - 1, 0, receipt - 400 * DAY, true),
            // A year ahead, and the device knows.
            (receipt + 365 * DAY, -365 * DAY, receipt, false),
            // A device that has never seen the time.
            (0, 0, receipt - 400 * DAY, true),
            // Nonsense from outside does not overflow.
            (receipt, Millis::MAX, receipt + 120_000, true),
            (receipt, Millis::MIN, receipt - 400 * DAY, true),
        ] {
            let stamp = Stamp::new(stamp, 3);
            assert_eq!(effective(stamp, offset, receipt), (counts, suspect), "{stamp:?} {offset}");
        }
    }

    #[test]
    fn a_stamp_far_in_the_future_is_not_heard() {
        let mut clock = Clock::resume(Stamp::new(5, 0));
        clock.hear(Stamp::new(DAY, 0), 10);
        assert_eq!(clock.last(), Stamp::new(5, 0));
        clock.hear(Stamp::new(9, 2), 10);
        assert_eq!(clock.last(), Stamp::new(9, 2));
        clock.hear(Stamp::new(4, 0), 10);
        assert_eq!(clock.last(), Stamp::new(9, 2));
    }

    #[test]
    fn more_than_65_536_in_one_millisecond_run_into_the_next() {
        let mut clock = Clock::resume(Stamp::new(7, u16::MAX));
        assert_eq!(clock.tick(7), Stamp::new(8, 0));
    }

    proptest! {
        #[test]
        fn every_tick_is_later_wherever_the_wall_clock_jumps(
            walls in prop::collection::vec(-1_000..4_000_000_000_000_i64, 1..200),
        ) {
            let mut clock = Clock::default();
            let mut last = clock.last();
            for wall in walls {
                let stamp = clock.tick(wall);
                prop_assert!(stamp > last);
                prop_assert!(stamp.millis() >= wall);
                // A stored clock goes on where it stood.
                prop_assert_eq!(Clock::resume(clock.last()), clock);
                last = stamp;
            }
        }
    }
}
