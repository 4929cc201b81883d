//! How many sync calls one session may make: far more than a tablet ever does,
//! and so few that one of them gone mad, or in wrong hands, does not take the
//! server from the others.
//!
//! Kept in memory, for sessions that are good: a visitor makes no rows.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sync::entry::Millis;

use super::pace::Wait;
use super::sessions::TokenHash;

/// Calls that a session may make at once, when it has been quiet: a tablet that
/// comes back with a term of unsent entries, or loads a school year, makes a
/// tenth of these.
pub const CALLS_AT_ONCE_MAX: Millis = 3_000;
/// One more is allowed each so many milliseconds: ten in a second. A tablet
/// that talks without a pause makes about two.
pub const CALL_EVERY_MILLIS: Millis = 100;
/// So far ahead of the clock may a session's calls run.
const AHEAD_MILLIS_MAX: Millis = CALLS_AT_ONCE_MAX * CALL_EVERY_MILLIS;
/// Most sessions that are remembered.
const SESSIONS_MAX: usize = 50_000;

/// The sync calls of one school's sessions.
#[derive(Debug, Default)]
pub struct Calls {
    /// When each would have made its calls, had it made them evenly.
    even: Mutex<HashMap<TokenHash, Millis>>,
}

impl Calls {
    /// Counts a call, or says how long to wait with it.
    pub fn take(&self, session: TokenHash, now: Millis) -> Result<(), Wait> {
        let mut even = self.even.lock().unwrap_or_else(PoisonError::into_inner);
        if even.len() >= SESSIONS_MAX {
            forget(&mut even, now);
        }
        let at = even.entry(session).or_insert(now);
        // Who was quiet starts afresh; so does everybody when the clock went back.
        if !(now..=now + AHEAD_MILLIS_MAX).contains(at) {
            *at = now;
        }
        let next = *at + CALL_EVERY_MILLIS;
        if next > now + AHEAD_MILLIS_MAX {
            return Err(Wait { millis: next - now - AHEAD_MILLIS_MAX });
        }
        *at = next;
        Ok(())
    }
}

/// Makes room: who has been quiet goes; if nobody has, everybody does.
fn forget(even: &mut HashMap<TokenHash, Millis>, now: Millis) {
    even.retain(|_, at| *at > now);
    if even.len() >= SESSIONS_MAX {
        even.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: TokenHash = TokenHash([1; 32]);

    fn tired(now: Millis) -> Calls {
        let calls = Calls::default();
        for _ in 0..CALLS_AT_ONCE_MAX {
            assert_eq!(calls.take(SESSION, now), Ok(()));
        }
        calls
    }

    #[test]
    fn so_many_at_once_and_then_evenly() {
        let calls = tired(0);
        assert_eq!(calls.take(SESSION, 0), Err(Wait { millis: CALL_EVERY_MILLIS }));
        assert_eq!(calls.take(SESSION, 40), Err(Wait { millis: CALL_EVERY_MILLIS - 40 }));
        assert_eq!(calls.take(SESSION, CALL_EVERY_MILLIS), Ok(()));
        assert!(calls.take(SESSION, CALL_EVERY_MILLIS).is_err());
        // Whoever was refused is not made to wait longer for that.
        assert_eq!(calls.take(SESSION, 2 * CALL_EVERY_MILLIS), Ok(()));
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
        let calls = Calls::default();
        for n in 0..=SESSIONS_MAX {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            assert_eq!(calls.take(TokenHash(hash), 0), Ok(()));
        }
        assert!(calls.even.lock().expect("nobody panicked").len() <= SESSIONS_MAX);
    }
}
