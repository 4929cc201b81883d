//! How soon to try again, and how much to send at once.

use crate::entry::Millis;
use crate::frame::Limits;
use crate::limits::{BATCH_ENTRIES_MAX, WIRE_BYTES_MAX};

/// First wait after a failure.
pub const BACK_OFF_MILLIS_MIN: Millis = 1_000;
/// Longest wait. There is no end to trying.
pub const BACK_OFF_MILLIS_MAX: Millis = 5 * 60 * 1_000;

/// What a push says besides its entries, at most.
const HEADER_BYTES_MAX: usize = 1024;

/// How a device paces itself. What is remembered lives as long as the page.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    failures: u32,
    resting: bool,
    batch_entries: usize,
    /// Of JSON, so that it fits on the wire even if nothing compresses it.
    batch_bytes: usize,
    batch_entries_max: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            failures: 0,
            resting: false,
            batch_entries: BATCH_ENTRIES_MAX,
            batch_bytes: WIRE_BYTES_MAX - HEADER_BYTES_MAX,
            batch_entries_max: BATCH_ENTRIES_MAX,
        }
    }
}

impl Pace {
    /// Nothing is tried before the wait is over.
    pub fn is_resting(&self) -> bool {
        self.resting
    }

    /// How long to wait after one more failure: doubled each time, and between
    /// half and all of it by `random`, so that a school's tablets don't come
    /// back all at once.
    pub fn failed(&mut self, random: u64) -> Millis {
        let doubled = BACK_OFF_MILLIS_MIN << self.failures.min(16);
        let wait = doubled.min(BACK_OFF_MILLIS_MAX);
        self.failures = self.failures.saturating_add(1);
        self.resting = true;
        let half = wait / 2;
        half + Millis::try_from(random % half.unsigned_abs()).unwrap_or(0)
    }

    /// As long as it gets: nothing but a person can help.
    pub fn rest_long(&mut self) -> Millis {
        self.resting = true;
        BACK_OFF_MILLIS_MAX
    }

    /// The wait is over.
    pub fn rested(&mut self) {
        self.resting = false;
    }

    /// There is reason to hope: the network is back, somebody looks.
    pub fn reset(&mut self) {
        self.failures = 0;
        self.resting = false;
    }

    /// The server has answered.
    pub fn succeeded(&mut self) {
        self.reset();
    }

    pub fn limit(&mut self, limits: &Limits) {
        let ours = |ours: usize, theirs: u64| {
            usize::try_from(theirs).map_or(ours, |theirs| ours.min(theirs)).max(1)
        };
        self.batch_entries_max = ours(BATCH_ENTRIES_MAX, limits.batch_entries);
        let bytes = ours(WIRE_BYTES_MAX, limits.wire_bytes.min(limits.frame_bytes));
        self.batch_bytes = bytes.saturating_sub(HEADER_BYTES_MAX).max(1);
        self.batch_entries = self.batch_entries.min(self.batch_entries_max);
    }

    /// A batch of `entries` was too much.
    pub fn shrink(&mut self, entries: usize) {
        self.batch_entries = (entries / 2).max(1);
    }

    /// A batch of `entries` went through.
    pub fn grow(&mut self, entries: usize) {
        if entries >= self.batch_entries {
            self.batch_entries = (self.batch_entries * 2).min(self.batch_entries_max);
        }
    }

    pub fn batch_entries(&self) -> usize {
        self.batch_entries
    }

    pub fn batch_bytes(&self) -> usize {
        self.batch_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_jitter() {
        let mut pace = Pace::default();
        let waits: Vec<_> = (0..12).map(|_| pace.failed(0)).collect();
        assert_eq!(waits[..5], [500, 1_000, 2_000, 4_000, 8_000]);
        assert_eq!(waits[11], BACK_OFF_MILLIS_MAX / 2);
        assert!(pace.failed(u64::MAX) < BACK_OFF_MILLIS_MAX);
        assert!(pace.is_resting());
        pace.reset();
        assert!(!pace.is_resting());
        assert!((500..1_000).contains(&pace.failed(12_345_678)));
    }

    #[test]
    fn batches_halve_and_grow_within_the_limits() {
        let mut pace = Pace::default();
        pace.shrink(500);
        pace.shrink(pace.batch_entries());
        assert_eq!(pace.batch_entries(), 125);
        // The last few of an outbox say nothing about how much goes through.
        pace.grow(3);
        assert_eq!(pace.batch_entries(), 125);
        pace.grow(125);
        assert_eq!(pace.batch_entries(), 250);
        pace.limit(&Limits { batch_entries: 200, wire_bytes: 10_000, ..Limits::OURS });
        pace.grow(250);
        assert_eq!((pace.batch_entries(), pace.batch_bytes()), (200, 10_000 - HEADER_BYTES_MAX));
        pace.shrink(1);
        assert_eq!(pace.batch_entries(), 1);
        pace.limit(&Limits { batch_entries: 0, wire_bytes: 0, ..Limits::OURS });
        assert_eq!((pace.batch_entries(), pace.batch_bytes()), (1, 1));
    }
}
