//! Checksums of scopes: the sum of the hashes of everything that is listed
//! there. No order matters, and what is taken away can be subtracted. They show
//! that device and server hold the same; they protect nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::entry::{EntryHash, Uid};
use crate::frame::Digest;
use crate::scope::Scope;

/// A sum of hashes, modulo 2¹²⁸.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum(pub u128);

/// The sum of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeSum {
    /// Which.
    pub scope: Scope,
    /// Of everything that is listed there.
    pub sum: Sum,
}

/// The sums of several scopes. One in which nothing is listed is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums(BTreeMap<Scope, u128>);

impl Sums {
    /// Counts an entry that is listed there, once.
    pub fn add(&mut self, scope: Scope, hash: EntryHash) {
        self.add_sum(scope, hash.0);
    }

    /// Counts everything that others counted.
    pub fn add_all(&mut self, others: &Self) {
        for (scope, sum) in &others.0 {
            self.add_sum(*scope, *sum);
        }
    }

    fn add_sum(&mut self, scope: Scope, sum: u128) {
        let known = self.0.entry(scope).or_default();
        *known = known.wrapping_add(sum);
    }

    /// All of them, sorted.
    #[must_use]
    pub fn list(&self) -> Vec<ScopeSum> {
        self.0.iter().map(|(scope, sum)| ScopeSum { scope: *scope, sum: Sum(*sum) }).collect()
    }

    /// Tells two of them apart.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let bytes = |(scope, sum): (&Scope, &u128)| {
            [scope.tag].into_iter().chain(scope.id.0).chain(sum.to_be_bytes())
        };
        Digest::of_bytes(self.0.iter().flat_map(bytes))
    }

    /// The scopes in which these differ from what somebody else counted. Sorted.
    #[must_use]
    pub fn differing(&self, theirs: &Self) -> Vec<Scope> {
        let all: BTreeSet<_> = self.0.keys().chain(theirs.0.keys()).collect();
        let differs = |scope: &&Scope| self.0.get(scope) != theirs.0.get(scope);
        all.into_iter().filter(differs).copied().collect()
    }
}

impl FromIterator<ScopeSum> for Sums {
    fn from_iter<I: IntoIterator<Item = ScopeSum>>(list: I) -> Self {
        let mut sums = Self::default();
        for ScopeSum { scope, sum } in list {
            sums.add_sum(scope, sum.0);
        }
        sums
    }
}

/// In JSON as ids are: 32 hexadecimal digits.
impl Serialize for Sum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Uid::from_u128(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uid::deserialize(deserializer).map(|Uid(bytes)| Self(u128::from_be_bytes(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(n: u8) -> Scope {
        Scope { tag: n, id: Uid::NIL }
    }

    fn sums(listed: &[(u8, u128)]) -> Sums {
        let mut sums = Sums::default();
        for (tag, hash) in listed {
            sums.add(scope(*tag), EntryHash(*hash));
        }
        sums
    }

    #[test]
    fn no_order_matters_and_every_entry_does() {
        let one = sums(&[(1, u128::MAX), (1, 5), (2, 7)]);
        let mut other = sums(&[(2, 7)]);
        other.add_all(&sums(&[(1, 5)]));
        other.add_all(&sums(&[(1, u128::MAX)]));
        assert_eq!(one.digest(), other.digest());
        assert_eq!(one.list(), other.list());
        for (case, less) in
            [&[(1, 5), (2, 7)][..], &[(1, u128::MAX), (1, 5)], &[(1, 3), (2, 7)]].iter().enumerate()
        {
            assert_ne!(one.digest(), sums(less).digest(), "{case}");
        }
    }

    #[test]
    fn what_differs_is_named() {
        let ours = sums(&[(1, 5), (2, 7), (3, 1)]);
        let theirs = sums(&[(1, 5), (2, 8), (4, 1)]);
        assert_eq!(ours.differing(&theirs), [scope(2), scope(3), scope(4)]);
        assert_eq!(theirs.differing(&theirs), []);
        assert_eq!(theirs.list().into_iter().collect::<Sums>(), theirs);
    }
}
