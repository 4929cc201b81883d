//! Numbers for new entries: leased by each tab, in blocks.
//!
//! Several tabs write into one database, so each takes a block of numbers from
//! the row [`meta::LEASE`](super::rows::meta::LEASE), in one transaction that
//! reads and writes it. Gaps are allowed; a number is never used twice.

use super::rows::{BadRow, read_lease, write_lease};
use crate::entry::EntryId;

/// How many numbers a tab takes at once.
pub const LEASE_NUMBERS: u64 = 256;
/// A tab asks for the next block when it has fewer than this left.
pub const LEASE_LOW_NUMBERS: u64 = 128;
/// Numbers from here on are drawn, not counted: for when nobody knows how far
/// the counting has come. The highest of them is exact in JavaScript as well.
const DRAWN_NUMBERS_MIN: u64 = 1 << 51;

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

impl Lease {
    /// A block that no row knows of: for when the database gives none. Its
    /// incarnation is new, and its numbers are drawn from so many that they are
    /// nobody else's keys.
    #[must_use]
    pub fn drawn(random: u64) -> Self {
        Self::from(EntryId { incarnation: random, number: drawn_number(random) })
    }
}

impl From<EntryId> for Lease {
    /// The block that begins with this id.
    fn from(first: EntryId) -> Self {
        let EntryId { incarnation, number } = first;
        Self { incarnation, first: number, count: LEASE_NUMBERS }
    }
}

fn drawn_number(random: u64) -> u64 {
    DRAWN_NUMBERS_MIN + (random >> 14)
}

/// Takes the next block. `row` is the row as it is, if there is one; the
/// answer's row replaces it in the same transaction.
///
/// `fresh` begins a new incarnation, of `random` bits; so does the first lease
/// of a database. Numbers go on through it, since they are keys of rows. Where
/// a damaged row no longer says how far they have come, they go on from a drawn
/// one: counted anew they would overwrite entries.
///
/// # Errors
/// [`BadRow::Newer`] where a newer program wrote the row: it stays as it is,
/// and [`Lease::drawn`] gives numbers.
pub fn lease(row: Option<&[u8]>, fresh: bool, random: u64) -> Result<(Lease, Vec<u8>), BadRow> {
    let next = match row.map(read_lease).transpose() {
        Ok(Some(next)) if fresh => EntryId { incarnation: random, number: next.number },
        Ok(Some(next)) => next,
        Ok(None) => EntryId { incarnation: random, number: 1 },
        Err(BadRow::Damaged) => EntryId { incarnation: random, number: drawn_number(random) },
        Err(newer @ BadRow::Newer(_)) => return Err(newer),
    };
    let left = EntryId { number: next.number.saturating_add(LEASE_NUMBERS), ..next };
    Ok((Lease::from(next), write_lease(left)))
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
        let lease = |row, fresh, random| super::lease(row, fresh, random).unwrap();
        let (first, row) = lease(None, false, 7);
        assert_eq!(first, Lease { incarnation: 7, first: 1, count: 256 });
        let (second, row) = lease(Some(&row), false, 8);
        assert_eq!(second, Lease { incarnation: 7, first: 257, count: 256 });
        let (third, row) = lease(Some(&row), true, 9);
        assert_eq!(third, Lease { incarnation: 9, first: 513, count: 256 });
        assert_eq!(super::read_lease(&row), Ok(EntryId { incarnation: 9, number: 769 }));
    }

    #[test]
    fn what_cannot_be_read_never_starts_the_counting_again() {
        for random in [0, 10, u64::MAX] {
            let (damaged, left) = lease(Some(&[1, 0xff]), false, random).unwrap();
            assert_eq!(damaged, Lease::drawn(random));
            assert!((DRAWN_NUMBERS_MIN..1 << 52).contains(&damaged.first));
            let (next, _) = lease(Some(&left), false, 11).unwrap();
            assert_eq!((next.incarnation, next.first), (random, damaged.first + LEASE_NUMBERS));
        }
        assert_eq!(lease(Some(&[2, 0x80]), true, 7), Err(BadRow::Newer(2)));
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
