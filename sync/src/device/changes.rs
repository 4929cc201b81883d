//! Writes to the device's database, and how they are made sure of.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Row, Store};
use crate::entry::Millis;
use crate::order;

/// After so many failures in a row people are told that nothing is saved.
pub const WRITE_FAILURES_MAX: u32 = 3;
/// Longest wait before a write is tried again.
pub const WRITE_DELAY_MILLIS_MAX: Millis = 5_000;

/// Rows to put and to delete, in one atomic transaction: all of it is on the
/// disk, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Write {
    /// Which write: it comes back with the event that says what became of it.
    pub id: u64,
    /// Only if this row still is what this tab believes.
    pub guard: Option<Guard>,
    /// Rows to put.
    pub puts: Vec<(Store, Row)>,
    /// Keys to delete.
    pub deletes: Vec<(Store, u64)>,
    /// How long to wait before trying: more after each failure, in
    /// milliseconds.
    pub delay: Millis,
}

impl Write {
    /// The stores that its transaction has to cover.
    pub fn stores(&self) -> impl Iterator<Item = Store> {
        let touches = |store| {
            let puts = self.puts.iter().any(|(of, _)| *of == store);
            let deletes = self.deletes.iter().any(|(of, _)| *of == store);
            puts || deletes || (self.guard.is_some() && store == Store::Meta)
        };
        Store::ALL.into_iter().filter(move |store| touches(*store))
    }

    /// Whether it only notes what the server has said. Were it lost with the
    /// power, after it was called committed, the server would say it again: so
    /// it need not be forced to the disk.
    #[must_use]
    pub fn is_at_server(&self) -> bool {
        let puts = |store| self.puts.iter().any(|(of, _)| *of == store);
        !puts(Store::Outbox) && (puts(Store::Base) || puts(Store::Sent))
    }
}

/// A condition of a [`Write`], looked at inside its transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// A key of `meta`.
    pub key: u64,
    /// The row (opened, if rows are sealed); `None` where there must be none.
    pub row: Option<Vec<u8>>,
}

/// A write that is being put together.
#[derive(Debug, Default)]
pub(super) struct Changes {
    puts: Vec<(Store, Row)>,
    deletes: Vec<(Store, u64)>,
}

impl Changes {
    pub fn put(&mut self, store: Store, key: u64, row: Vec<u8>) {
        self.puts.push((store, (key, row)));
    }

    pub fn delete(&mut self, store: Store, key: u64) {
        self.deletes.push((store, key));
    }

    /// Whether own entries go that were acknowledged, or will never be.
    pub fn forget_own(&self) -> bool {
        let moved =
            |key| self.puts.iter().any(|(store, row)| *store == Store::Sent && row.0 == key);
        self.deletes.iter().any(|(store, key)| match store {
            Store::Outbox => !moved(*key),
            Store::Sent => true,
            Store::Base | Store::Meta => false,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.deletes.is_empty()
    }
}

/// Writes that are not committed yet: kept, and tried until they are.
#[derive(Debug, Default)]
pub(super) struct Writes {
    last: u64,
    open: BTreeMap<u64, Write>,
    failures: u32,
    /// The conversation waits for this one: it never goes on from what is not
    /// on the disk.
    awaited: Option<u64>,
    /// How often that has failed.
    awaited_failures: u32,
}

impl Writes {
    /// The write to hand out.
    pub fn begin(&mut self, changes: Changes, guard: Option<Guard>, awaited: bool) -> Write {
        self.last += 1;
        let Changes { puts, deletes } = changes;
        let write = Write { id: self.last, guard, puts, deletes, delay: 0 };
        self.open.insert(self.last, write.clone());
        if awaited {
            self.awaited = Some(self.last);
            self.awaited_failures = 0;
        }
        write
    }

    pub fn committed(&mut self, id: u64) {
        if self.open.remove(&id).is_some() {
            self.failures = 0;
        }
        self.awaited.take_if(|awaited| *awaited == id);
    }

    /// The same write again, later.
    pub fn failed(&mut self, id: u64) -> Option<Write> {
        let write = self.open.get_mut(&id)?;
        if self.awaited == Some(id) {
            self.awaited_failures = self.awaited_failures.saturating_add(1);
        }
        self.failures = self.failures.saturating_add(1);
        write.delay = (100 << self.failures.min(10)).min(WRITE_DELAY_MILLIS_MAX);
        Some(write.clone())
    }

    /// The rows are read anew: what was computed from older ones is void. What
    /// stands on its own is still to be committed.
    pub fn void_guarded(&mut self) -> impl Iterator<Item = &Write> {
        self.open.retain(|_, write| write.guard.is_none());
        self.awaited.take_if(|awaited| !self.open.contains_key(awaited));
        self.open.values()
    }

    pub fn is_open(&self, id: u64) -> bool {
        self.open.contains_key(&id)
    }

    pub fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn is_awaited(&self) -> bool {
        self.awaited.is_some()
    }

    /// What the conversation waits for may never come: there is no room for it.
    pub fn is_awaited_in_vain(&self) -> bool {
        self.is_awaited() && self.awaited_failures >= WRITE_FAILURES_MAX
    }

    /// Numbers of own entries that are not on the disk yet.
    pub fn unwritten(&self) -> BTreeSet<u64> {
        let puts = self.open.values().flat_map(|write| &write.puts);
        let unwritten = puts.filter(|(store, _)| *store == Store::Outbox);
        order::gather(unwritten.map(|(_, (key, _))| *key))
    }

    pub fn is_failing(&self) -> bool {
        self.failures >= WRITE_FAILURES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_said_may_be_lost_with_the_power() {
        let write = |puts: &[Store], deletes: &[Store]| Write {
            puts: puts.iter().map(|store| (*store, (1, Vec::new()))).collect(),
            deletes: deletes.iter().map(|store| (*store, 1)).collect(),
            ..Write::default()
        };
        let cases = [
            ("a tap", write(&[Store::Outbox, Store::Meta], &[]), false),
            ("an acknowledgement", write(&[Store::Sent, Store::Meta], &[Store::Outbox]), true),
            ("a page", write(&[Store::Base, Store::Meta], &[]), true),
            ("a page and a tap", write(&[Store::Base, Store::Outbox], &[]), false),
            ("a half-typed text", write(&[Store::Meta], &[]), false),
            ("an erasure", write(&[Store::Meta], &[Store::Outbox]), false),
        ];
        for (case, write, at_server) in cases {
            assert_eq!(write.is_at_server(), at_server, "{case}");
        }
    }

    #[test]
    fn a_write_covers_what_it_touches_and_what_it_asks() {
        let guarded = Write {
            puts: vec![(Store::Base, (1, Vec::new()))],
            deletes: vec![(Store::Outbox, 1)],
            guard: Some(Guard { key: 1, row: None }),
            ..Write::default()
        };
        let stores: Vec<_> = guarded.stores().collect();
        assert_eq!(stores, [Store::Outbox, Store::Base, Store::Meta]);
        assert_eq!(Write::default().stores().count(), 0);
    }
}
