//! Numbers for new entries: leased by each tab, in blocks.
//!
//! Several tabs write into one database, so each takes a block of numbers from
//! the row [`meta::LEASE`](super::rows::meta::LEASE), in one transaction that
//! reads and writes it. Gaps are allowed; a number is never used twice.

use super::rows::{read_lease, write_lease};
use crate::entry::EntryId;

/// How many numbers a tab takes at once.
pub const LEASE_NUMBERS: u64 = 256;
/// A tab asks for the next block when it has fewer than this left.
pub const LEASE_LOW_NUMBERS: u64 = 128;

/// A block of numbers of one incarnation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The local database's incarnation.
    pub incarnation: u64,
    /// The first number of the block.
    pub first: u64,
    /// How many.
    pub count: u64,
}

/// Takes the next block. `row` is the row as it is, if there is one; the
/// answer's row replaces it in the same transaction.
///
/// `fresh` begins a new incarnation, of `random` bits; so does the first lease
/// of a database. Numbers go on through it, since they are keys of rows.
#[must_use]
pub fn lease(row: Option<&[u8]>, fresh: bool, random: u64) -> (Lease, Vec<u8>) {
    let next = match row.map(read_lease) {
        Some(Ok(next)) if fresh => EntryId { incarnation: random, number: next.number },
        Some(Ok(next)) => next,
        // Nothing, or nothing that can be read: old numbers under a new
        // incarnation are new ids.
        None | Some(Err(_)) => EntryId { incarnation: random, number: 1 },
    };
    let lease = Lease { incarnation: next.incarnation, first: next.number, count: LEASE_NUMBERS };
    let left = EntryId { number: next.number + LEASE_NUMBERS, ..next };
    (lease, write_lease(left))
}

/// The blocks that this tab has.
#[derive(Debug, Clone, Default)]
pub(super) struct Leases {
    blocks: Vec<Lease>,
    /// A block has been asked for.
    asked: bool,
    /// An incarnation that must not be used any more.
    ended: Option<u64>,
}

impl Leases {
    /// The next id, if there is one. `is_used` numbers are passed over.
    pub fn next(&mut self, is_used: impl Fn(u64) -> bool) -> Option<EntryId> {
        loop {
            let block = self.blocks.first_mut()?;
            if block.count == 0 {
                self.blocks.remove(0);
                continue;
            }
            let id = EntryId { incarnation: block.incarnation, number: block.first };
            block.first += 1;
            block.count -= 1;
            if !is_used(id.number) {
                return Some(id);
            }
        }
    }

    pub fn add(&mut self, lease: Lease) {
        if self.ended == Some(lease.incarnation) {
            // Leased before the incarnation ended; a fresh one is on its way.
            return;
        }
        self.asked = false;
        // A block of another incarnation ends those before it.
        self.blocks.retain(|block| block.incarnation == lease.incarnation);
        self.blocks.push(lease);
    }

    pub fn incarnation(&self) -> Option<u64> {
        self.blocks.last().map(|block| block.incarnation)
    }

    /// Throws away what is left: it must not be used any more.
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.asked = false;
    }

    /// A block of a new incarnation has been asked for.
    pub fn renew(&mut self) {
        self.ended = self.incarnation();
        self.blocks.clear();
        self.asked = true;
    }

    /// Whether to ask for a block now; once until it comes.
    pub fn must_ask(&mut self) -> bool {
        let left: u64 = self.blocks.iter().map(|block| block.count).sum();
        let must = !self.asked && left < LEASE_LOW_NUMBERS;
        self.asked |= must;
        must
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_each_other_through_incarnations() {
        let (first, row) = lease(None, false, 7);
        assert_eq!(first, Lease { incarnation: 7, first: 1, count: 256 });
        let (second, row) = lease(Some(&row), false, 8);
        assert_eq!(second, Lease { incarnation: 7, first: 257, count: 256 });
        let (third, row) = lease(Some(&row), true, 9);
        assert_eq!(third, Lease { incarnation: 9, first: 513, count: 256 });
        let (damaged, _) = lease(Some(&row[1..]), false, 10);
        assert_eq!(damaged, Lease { incarnation: 10, first: 1, count: 256 });
    }

    #[test]
    fn a_tab_asks_in_time_and_once() {
        let mut leases = Leases::default();
        assert!(leases.must_ask());
        assert!(!leases.must_ask());
        assert_eq!(leases.next(|_| false), None);
        leases.add(Lease { incarnation: 7, first: 1, count: 256 });
        assert!(!leases.must_ask());
        assert_eq!(leases.next(|n| n < 3), Some(EntryId { incarnation: 7, number: 3 }));
        for _ in 0..126 {
            leases.next(|_| false);
        }
        assert!(leases.must_ask());
        leases.add(Lease { incarnation: 9, first: 513, count: 256 });
        assert_eq!(leases.next(|_| false), Some(EntryId { incarnation: 9, number: 513 }));
    }
}
