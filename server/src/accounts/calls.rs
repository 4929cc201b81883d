//! How many calls somebody may make: far more than anybody ever does, and so few
//! that one of them gone mad, or in wrong hands, does not take the server from
//! the others.
//!
//! Kept in memory: a visitor makes no rows.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use sync::entry::Millis;

use super::pace::Wait;
use super::sessions::TokenHash;

/// So many calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At once, by whoever has been quiet.
    pub at_once: Millis,
    /// And one more each so many milliseconds.
    pub every_millis: Millis,
}

/// The sync calls of a session. At once: a tablet that comes back with a term of
/// unsent entries, or loads a school year, makes a tenth of these. Then ten in a
/// second: a tablet that talks without a pause makes about two.
pub const SYNC_CALLS: Limit = Limit { at_once: 3_000, every_millis: 100 };
/// Most callers that are remembered.
const CALLERS_MAX: usize = 50_000;

/// The calls of one school's sessions, or of whoever else is told apart by `K`.
#[derive(Debug)]
pub struct Calls<K = TokenHash> {
    limit: Limit,
    /// When each would have made its calls, had it made them evenly.
    even: Mutex<HashMap<K, Millis>>,
}

impl<K: Eq + Hash> Calls<K> {
    /// Nobody has called yet.
    #[must_use]
    pub fn new(limit: Limit) -> Self {
        Self { limit, even: Mutex::default() }
    }

    /// Counts a call, or says how long to wait with it.
    pub fn take(&self, caller: K, now: Millis) -> Result<(), Wait> {
        let Limit { at_once, every_millis } = self.limit;
        let latest = now + at_once * every_millis;
        let mut even = self.even.lock().unwrap_or_else(PoisonError::into_inner);
        if even.len() >= CALLERS_MAX {
            forget(&mut even, now);
        }
        let at = even.entry(caller).or_insert(now);
        // Who was quiet starts afresh; so does everybody when the clock went back.
        if !(now..=latest).contains(at) {
            *at = now;
        }
        let next = *at + every_millis;
        if next > latest {
            return Err(Wait { millis: next - latest });
        }
        *at = next;
        Ok(())
    }
}

/// Makes room: who has been quiet goes; if nobody has, everybody does.
fn forget<K: Eq + Hash>(even: &mut HashMap<K, Millis>, now: Millis) {
    even.retain(|_, at| *at > now);
    if even.len() >= CALLERS_MAX {
        even.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: TokenHash = TokenHash([1; 32]);

    fn tired(now: Millis) -> Calls {
        let calls = Calls::new(SYNC_CALLS);
        for _ in 0..SYNC_CALLS.at_once {
            assert_eq!(calls.take(SESSION, now), Ok(()));
        }
        calls
    }

    #[test]
    fn so_many_at_once_and_then_evenly() {
        let calls = tired(0);
        assert_eq!(calls.take(SESSION, 0), Err(Wait { millis: SYNC_CALLS.every_millis }));
        assert_eq!(calls.take(SESSION, 40), Err(Wait { millis: SYNC_CALLS.every_millis - 40 }));
        assert_eq!(calls.take(SESSION, SYNC_CALLS.every_millis), Ok(()));
        assert!(calls.take(SESSION, SYNC_CALLS.every_millis).is_err());
        // Whoever was refused is not made to wait longer for that.
        assert_eq!(calls.take(SESSION, 2 * SYNC_CALLS.every_millis), Ok(()));
    }

    #[test]
    fn others_are_not_slowed_down() {
        let calls = tired(0);
        assert_eq!(calls.take(TokenHash([2; 32]), 0), Ok(()));
    }

    #[test]
    fn a_clock_that_goes_back_makes_nobody_wait() {
        assert_eq!(tired(1_000_000_000).take(SESSION, 0), Ok(()));
    }

    #[test]
    fn memory_has_an_end() {
        let calls = Calls::new(SYNC_CALLS);
        for n in 0..=CALLERS_MAX {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            assert_eq!(calls.take(TokenHash(hash), 0), Ok(()));
        }
        assert!(calls.even.lock().expect("nobody panicked").len() <= CALLERS_MAX);
    }
}
