//! Heads: which of a field's values stand.
//!
//! A set supersedes the sets that it names. A field's value is its heads: the
//! sets that no other set supersedes. Clocks decide nothing but which head is
//! shown first.

use std::collections::BTreeSet;

use crate::entry::{EntryId, Millis};
use crate::order;

/// One entry that gives a field of a record a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
/// (effective time, id). Heads with equal values count as one.
///
/// Order and repeats of `sets` do not matter.
#[must_use]
pub fn heads<'a, V: PartialEq + Clone>(sets: &[Set<'a, V>]) -> Vec<Set<'a, V>> {
    let mut heads: Vec<Set<'a, V>> = Vec::new();
    for set in standing(sets) {
        if !heads.iter().any(|head| head.value == set.value) {
            heads.push(set.clone());
        }
    }
    heads
}

/// What a new value of the field supersedes: every set that stands, those of
/// equal value as well. Sorted.
#[must_use]
pub fn to_supersede<V>(sets: &[Set<'_, V>]) -> Vec<EntryId> {
    let mut ids: Vec<_> = standing(sets).iter().map(|set| set.id).collect();
    order::sort(&mut ids);
    ids.dedup();
    ids
}

/// The sets that no other set supersedes, the latest first. Sets that
/// supersede each other in a ring may leave none: then all stand.
fn standing<'s, 'a, V>(sets: &'s [Set<'a, V>]) -> Vec<&'s Set<'a, V>> {
    let named = sets.iter().flat_map(|set| set.supersedes.iter().filter(|id| **id != set.id));
    let named: BTreeSet<EntryId> = order::gather(named.copied());
    let mut standing: Vec<_> = sets.iter().filter(|set| !named.contains(&set.id)).collect();
    if standing.is_empty() {
        standing = sets.iter().collect();
    }
    order::sort_by_key(&mut standing, |set| std::cmp::Reverse((set.at, set.id)));
    standing
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn id(number: u64) -> EntryId {
        EntryId { incarnation: 1, number }
    }

    /// (number, supersedes, effective time, value)
    type Row = (u64, Vec<u64>, Millis, u8);

    fn check(rows: &[Row], shown: &[u64], superseded_next: &[u64]) {
        let owned: Vec<Vec<EntryId>> =
            rows.iter().map(|row| row.1.iter().map(|n| id(*n)).collect()).collect();
        let sets = sets(rows, &owned);
        let numbers = |ids: Vec<EntryId>| ids.iter().map(|id| id.number).collect::<Vec<_>>();
        assert_eq!(numbers(heads(&sets).iter().map(|h| h.id).collect()), shown, "{rows:?}");
        assert_eq!(numbers(to_supersede(&sets)), superseded_next, "{rows:?}");
    }

    fn sets<'a>(rows: &[Row], supersedes: &'a [Vec<EntryId>]) -> Vec<Set<'a, u8>> {
        rows.iter()
            .zip(supersedes)
            .map(|((n, _, at, value), supersedes)| Set {
                id: id(*n),
                supersedes,
                at: *at,
                value: *value,
            })
            .collect()
    }

    #[test]
    fn heads_of_small_histories() {
        // Nothing, one value, a chain.
        check(&[], &[], &[]);
        check(&[(1, vec![], 10, 0)], &[1], &[1]);
        check(&[(1, vec![], 10, 0), (2, vec![1], 20, 1)], &[2], &[2]);
        // What supersedes counts, not the clock.
        check(&[(1, vec![], 90, 0), (2, vec![1], 20, 1)], &[2], &[2]);
        // Two tablets offline: both stand, the latest is shown first.
        check(&[(1, vec![], 10, 0), (2, vec![1], 20, 1), (3, vec![1], 30, 2)], &[3, 2], &[2, 3]);
        // At the same time, the id decides.
        check(&[(1, vec![], 10, 0), (2, vec![], 10, 1)], &[2, 1], &[1, 2]);
        // Both said the same: one head, but a choice names both.
        check(&[(1, vec![], 10, 7), (2, vec![], 20, 7)], &[2], &[1, 2]);
        // A choice names all heads, and ends the matter.
        check(&[(1, vec![], 10, 0), (2, vec![], 20, 1), (3, vec![1, 2], 5, 0)], &[3], &[3]);
        // It names something that has not arrived.
        check(&[(2, vec![1], 20, 1)], &[2], &[2]);
        // A ring leaves none, so all stand; nothing supersedes itself.
        check(&[(1, vec![2], 10, 0), (2, vec![1], 20, 1)], &[2, 1], &[1, 2]);
        check(&[(1, vec![1], 10, 0)], &[1], &[1]);
    }

    /// The definition, word by word.
    fn naive(sets: &[Set<'_, u8>]) -> Vec<(Millis, EntryId, u8)> {
        let is_superseded = |set: &Set<'_, u8>| {
            sets.iter().any(|s| s.id != set.id && s.supersedes.contains(&set.id))
        };
        let mut standing: Vec<_> = sets.iter().filter(|set| !is_superseded(set)).collect();
        if standing.is_empty() {
            standing = sets.iter().collect();
        }
        let mut best: BTreeMap<u8, (Millis, EntryId)> = BTreeMap::new();
        for set in standing {
            let shown = best.entry(set.value).or_insert((set.at, set.id));
            *shown = (*shown).max((set.at, set.id));
        }
        let mut heads: Vec<_> = best.into_iter().map(|(value, (at, id))| (at, id, value)).collect();
        heads.sort_unstable_by(|a, b| b.cmp(a));
        heads
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let row = (prop::collection::vec(0..12_u64, 0..4), 0..5_i64, 0..3_u8);
        prop::collection::vec(row, 0..12).prop_map(|rows| {
            rows.into_iter().zip(0..).map(|((names, at, value), n)| (n, names, at, value)).collect()
        })
    }

    fn flat(heads: &[Set<'_, u8>]) -> Vec<(Millis, EntryId, u8)> {
        heads.iter().map(|set| (set.at, set.id, set.value)).collect()
    }

    proptest! {
        #[test]
        fn heads_are_what_the_definition_says_in_any_order_and_repeated(
            (rows, order) in rows().prop_flat_map(|rows| {
                let places: Vec<usize> = (0..rows.len()).chain(0..rows.len() / 2).collect();
                (Just(rows), Just(places).prop_shuffle())
            }),
        ) {
            let owned: Vec<Vec<EntryId>> =
                rows.iter().map(|row| row.1.iter().map(|n| id(*n)).collect()).collect();
            let sets = sets(&rows, &owned);
            let shuffled: Vec<_> = order.iter().map(|place| sets[*place]).collect();
            prop_assert_eq!(flat(&heads(&sets)), naive(&sets));
            prop_assert_eq!(flat(&heads(&shuffled)), flat(&heads(&sets)));
            prop_assert_eq!(to_supersede(&shuffled), to_supersede(&sets));
        }

        #[test]
        fn what_arrives_later_never_brings_a_value_back_but_by_superseding(
            rows in rows(), cut in 0..12_usize,
        ) {
            // A subset's heads that are gone in the whole were superseded there.
            let owned: Vec<Vec<EntryId>> =
                rows.iter().map(|row| row.1.iter().map(|n| id(*n)).collect()).collect();
            let all = sets(&rows, &owned);
            let some = &all[..cut.min(all.len())];
            let after = to_supersede(&all);
            for id in to_supersede(some) {
                let superseded = all.iter().any(|s| s.id != id && s.supersedes.contains(&id));
                prop_assert!(after.contains(&id) || superseded);
            }
        }

        #[test]
        fn a_choice_leaves_one_head(rows in rows()) {
            let mut owned: Vec<Vec<EntryId>> =
                rows.iter().map(|row| row.1.iter().map(|n| id(*n)).collect()).collect();
            owned.push(to_supersede(&sets(&rows, &owned)));
            let mut rows = rows;
            rows.push((99, vec![], 0, 0));
            let chosen = heads(&sets(&rows, &owned));
            // In a ring with others, what the choice names may still stand.
            prop_assert!(chosen.iter().any(|head| head.id == id(99)));
            prop_assert_eq!(chosen.len(), 1);
        }
    }
}
