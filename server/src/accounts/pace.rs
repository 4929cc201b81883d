//! How fast one may guess: waits that grow with each failure, per name and per
//! address. A whole class behind one address has room to mistype; one name
//! does not.
//!
//! Kept in memory: an unknown visitor makes no rows.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sync::entry::Millis;

/// Failures of one name before it must wait.
const NAME_FREE: u32 = 4;
/// Longest wait of one name.
const NAME_WAIT_MILLIS_MAX: Millis = 5 * 60 * 1_000;
/// Failures of one address before it must wait: two for each of a class.
const ADDRESS_FREE: u32 = 60;
/// Longest wait of one address: slow for a guesser, bearable for a class.
const ADDRESS_WAIT_MILLIS_MAX: Millis = 8 * 1_000;
/// The first wait; each further failure doubles it.
const FIRST_WAIT_MILLIS: Millis = 1_000;
/// Without a failure for so long, a key is forgotten.
const FORGET_MILLIS: Millis = 60 * 60 * 1_000;
/// Most keys that are remembered.
const KEYS_MAX: usize = 50_000;

/// What failures are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A name, as typed and folded, with its class if it is a student's.
    Name(String),
    /// The address from which somebody tried.
    Address(std::net::IpAddr),
}

/// Too fast: come back after so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Milliseconds until the next attempt is looked at.
    pub millis: Millis,
}

/// The failures of one school.
#[derive(Debug, Default)]
pub struct Pace {
    failures: Mutex<HashMap<Key, Failures>>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Millis,
}

impl Pace {
    /// Counts an attempt as failed before it is looked at, so that attempts
    /// side by side gain nothing; [`Pace::succeeded`] takes it back.
    pub fn attempt(&self, keys: &[Key], now: Millis) -> Result<(), Wait> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = |key: &Key| failures.get(key).map_or(0, |f| key.wait(*f, now));
        let millis = keys.iter().map(wait).max().unwrap_or(0);
        if millis > 0 {
            return Err(Wait { millis });
        }
        if failures.len() + keys.len() > KEYS_MAX {
            forget(&mut failures, now);
        }
        for key in keys {
            let entry = failures.entry(key.clone()).or_insert(Failures { count: 0, last: now });
            if now - entry.last > FORGET_MILLIS {
                entry.count = 0;
            }
            *entry = Failures { count: entry.count.saturating_add(1), last: now };
        }
        Ok(())
    }

    /// The attempt that was just counted succeeded: its name starts afresh,
    /// and its address gets the attempt back.
    pub fn succeeded(&self, keys: &[Key]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            match (key, failures.get_mut(key)) {
                (Key::Address(_), Some(entry)) => entry.count = entry.count.saturating_sub(1),
                (Key::Name(_), Some(_)) => drop(failures.remove(key)),
                (_, None) => {}
            }
        }
    }
}

impl Key {
    /// How long this key still has to wait.
    fn wait(&self, failures: Failures, now: Millis) -> Millis {
        let (free, longest) = match self {
            Self::Name(_) => (NAME_FREE, NAME_WAIT_MILLIS_MAX),
            Self::Address(_) => (ADDRESS_FREE, ADDRESS_WAIT_MILLIS_MAX),
        };
        let Some(beyond) = failures.count.checked_sub(free) else { return 0 };
        let wait = FIRST_WAIT_MILLIS.saturating_mul(1 << beyond.min(20)).min(longest);
        // A clock that went back makes nobody wait longer than that.
        (failures.last + wait - now).clamp(0, wait)
    }
}

/// Makes room: what is old goes; if nothing is, everything does.
fn forget(failures: &mut HashMap<Key, Failures>, now: Millis) {
    failures.retain(|_, f| now - f.last <= FORGET_MILLIS);
    if failures.len() + 2 > KEYS_MAX {
        failures.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn name(name: &str) -> Key {
        Key::Name(name.to_owned())
    }

    #[test]
    fn waits_grow_and_end() {
        let pace = Pace::default();
        let keys = [name("a")];
        for _ in 0..NAME_FREE {
            assert_eq!(pace.attempt(&keys, 0), Ok(()));
        }
        assert_eq!(pace.attempt(&keys, 0), Err(Wait { millis: 1_000 }));
        assert_eq!(pace.attempt(&keys, 1_000), Ok(()));
        assert_eq!(pace.attempt(&keys, 1_500), Err(Wait { millis: 1_500 }));
        let mut now = 3_000;
        for _ in 0..20 {
            if let Err(wait) = pace.attempt(&keys, now) {
                assert!(wait.millis <= NAME_WAIT_MILLIS_MAX);
                now += wait.millis;
            }
        }
        assert_eq!(pace.attempt(&keys, now + FORGET_MILLIS + 1), Ok(()));
        assert_eq!(pace.attempt(&keys, now + FORGET_MILLIS + 1), Ok(()));
    }

    #[test]
    fn one_name_does_not_lock_its_class_out() {
        let pace = Pace::default();
        let address = Key::Address(IpAddr::V4(Ipv4Addr::LOCALHOST));
        for _ in 0..NAME_FREE {
            assert!(pace.attempt(&[name("a"), address.clone()], 0).is_ok());
        }
        assert!(pace.attempt(&[name("a"), address.clone()], 0).is_err());
        assert!(pace.attempt(&[name("b"), address], 0).is_ok());
    }

    #[test]
    fn success_starts_a_name_afresh() {
        let pace = Pace::default();
        let keys = [name("a")];
        for _ in 0..3 * NAME_FREE {
            assert!(pace.attempt(&keys, 0).is_ok());
            pace.succeeded(&keys);
        }
    }
}
