//! Heads: which of a field's values stand.
//!
//! A set supersedes the sets that it names. A field's value is its heads: the
//! sets that no other set supersedes. Clocks decide nothing but which head is
//! shown first.

use std::collections::HashSet;

use crate::entry::{EntryId, Millis};

/// One entry that gives a field of a record a value.
#[derive(Debug, Clone, Copy)]
pub struct Set<'a, V> {
    /// The entry.
    pub id: EntryId,
    /// What it replaces.
    pub supersedes: &'a [EntryId],
    /// Its effective time, or the device's guess until the server has spoken.
    pub at: Millis,
    /// The value: equal values are equal bodies.
    pub value: V,
}

/// The heads of one field, the one to show first first: the latest by
/// (effective time, id). Heads with equal values count as one. Sets that
/// supersede each other in a ring leave no head: then all are heads.
///
/// Order and repeats of `sets` do not matter.
#[must_use]
pub fn heads<'a, V: PartialEq + Clone>(sets: &[Set<'a, V>]) -> Vec<Set<'a, V>> {
    let named: HashSet<EntryId> = sets.iter().flat_map(|set| set.supersedes).copied().collect();
    let mut standing: Vec<_> = sets.iter().filter(|set| !named.contains(&set.id)).collect();
    if standing.is_empty() {
        standing = sets.iter().collect();
    }
    standing.sort_by_key(|set| std::cmp::Reverse((set.at, set.id)));
    let mut heads: Vec<Set<'a, V>> = Vec::new();
    for set in standing {
        if !heads.iter().any(|head| head.value == set.value) {
            heads.push(set.clone());
        }
    }
    heads
}
