//! Sorting, and collecting into what is sorted, with little code.
//!
//! The standard library's sorts are fast and long: each type and each order
//! that is sorted brings four kilobytes into what every tablet downloads.
//! There, all orders share one sort of positions instead; elsewhere, these
//! functions are the standard library's.

use std::cmp::Ordering;

/// Sorts `items`; equal ones stay in their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts `items` by a key; those of equal keys stay in their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts `items` by `compare`; equal ones stay in their order.
pub fn sort_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    if cfg!(target_family = "wasm") {
        sort_by_place(items, compare);
    } else {
        items.sort_by(compare);
    }
}

/// Collects into a map or set one by one: its own `from_iter` sorts first.
pub fn gather<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}

fn sort_by_place<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let places = sorted_places(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    settle(places, &mut |a, b| items.swap(a, b));
}

/// For each place in the sorted order, where its item is.
fn sorted_places(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<_> = (0..len).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// Moves every item to its place: follows each cycle of the permutation once.
fn settle(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut to = start;
        loop {
            let from = std::mem::replace(&mut places[to], to);
            if from == start {
                break;
            }
            swap(to, from);
            to = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_tablets_do_is_the_stable_sort(keys in prop::collection::vec(0..40_u8, 0..200)) {
            let mut expected: Vec<_> = keys.into_iter().enumerate().collect();
            let mut items = expected.clone();
            expected.sort_by_key(|(_, key)| *key);
            sort_by_place(&mut items, |(_, a), (_, b)| a.cmp(b));
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn gathered_is_collected(pairs in prop::collection::vec(any::<(u8, u8)>(), 0..200)) {
            let pairs = || pairs.iter().copied();
            prop_assert_eq!(gather::<BTreeMap<_, _>, _>(pairs()), pairs().collect());
            prop_assert_eq!(gather::<BTreeSet<_>, _>(pairs()), pairs().collect());
        }
    }

    #[test]
    fn a_key_may_run_backwards() {
        let mut items = ["b", "a", "c"];
        sort(&mut items);
        assert_eq!(items, ["a", "b", "c"]);
        sort_by_key(&mut items, |item| std::cmp::Reverse(*item));
        assert_eq!(items, ["c", "b", "a"]);
    }
}
