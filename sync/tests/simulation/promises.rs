//! The promises of the engine, as far as this simulator can look.

use std::collections::{BTreeMap, BTreeSet};

use sync::entry::{Entry, EntryHash, EntryId, Uid};
use sync::scope::{Listing, Scope};

use crate::world::World;

/// S1: what was ever on a tablet's disk is on a tablet, stored, held or erased.
pub fn nothing_is_lost(world: &World) {
    let mut somewhere: BTreeSet<(EntryId, EntryHash)> = BTreeSet::new();
    let key = |entry: &Entry| (entry.id(), entry.hash());
    for tablet in &world.tablets {
        somewhere.extend(tablet.disk.own().iter().map(key));
    }
    somewhere.extend(world.log.entries().map(|stored| key(&stored.entry)));
    somewhere.extend(world.log.held().iter().filter_map(|held| held.what.as_ref().ok()).map(key));
    for made in &world.made {
        let found = somewhere.contains(made)
            || world.erased.contains_key(&made.0)
            || world.discarded.contains(made);
        assert!(found, "S1: {made:?} is nowhere");
    }
}

/// S3: everything is listed in a scope once.
pub fn once(world: &World) {
    let mut seen = BTreeSet::new();
    for (position, id, scopes) in world.log.places() {
        for scope in scopes {
            let first = seen.insert((id, *scope));
            assert!(first, "S3: {id:?} is listed in {scope:?} again, at {position}");
        }
    }
}

/// S4 and S5, once everything has settled: each tablet holds exactly what its
/// person may read, and everyone sees the same.
pub fn exactly_what_is_permitted(world: &World) {
    for (number, tablet) in world.tablets.iter().enumerate() {
        let expected = readable(world, tablet.person);
        let base = tablet.disk.base();
        let found: BTreeMap<EntryId, BTreeSet<Listing>> = base
            .iter()
            .map(|item| (item.entry.id(), item.listings.iter().copied().collect()))
            .collect();
        assert_eq!(found.len(), base.len(), "tablet {number} holds each entry once");
        let differs = |id: &&EntryId| found.get(*id) != expected.get(*id);
        let ids: BTreeSet<_> = found.keys().chain(expected.keys()).filter(differs).collect();
        let wrong: Vec<_> =
            ids.into_iter().map(|id| (id, found.get(id), expected.get(id))).collect();
        assert!(wrong.is_empty(), "S5: tablet {number}: found, expected: {wrong:#?}");
        for item in &base {
            let stored = world.log.get(item.entry.id()).expect("it is readable");
            assert_eq!(item.entry, stored.entry, "S4: tablet {number}");
            assert_eq!(item.received, stored.received, "S4: tablet {number}");
        }
    }
}

fn readable(world: &World, person: Uid) -> BTreeMap<EntryId, BTreeSet<Listing>> {
    let granted: &BTreeSet<Scope> = &world.granted[&person];
    let mut readable: BTreeMap<EntryId, BTreeSet<Listing>> = BTreeMap::new();
    for (position, id, scopes) in world.log.places() {
        if world.log.get(id).is_none() {
            continue;
        }
        for scope in scopes.iter().filter(|scope| granted.contains(scope)) {
            readable.entry(id).or_default().insert(Listing { scope: *scope, position });
        }
    }
    readable
}

/// S8: every outbox is empty, but for what is held.
pub fn everything_was_sent(world: &World) {
    for (number, tablet) in world.tablets.iter().enumerate() {
        let status = tablet.tabs[0].device.status();
        assert_eq!(status.unsent, 0, "S8: tablet {number}: {status:?}");
        assert!(!status.not_saved && !status.sign_in_again, "S8: tablet {number}: {status:?}");
    }
    // Acknowledged entries are where they were acknowledged, after all restores.
    for tablet in &world.tablets {
        for row in tablet.disk.sent().filter(|row| row.held.is_none()) {
            let id = row.entry.id();
            let stored = world.log.get(id).is_some_and(|stored| stored.entry == row.entry);
            assert!(stored, "S8: {id:?} is acknowledged, and not stored");
        }
    }
}

/// What a tab shows is what its rows say, and what its effects said.
pub fn memory_is_the_disk(world: &World) {
    for (number, tablet) in world.tablets.iter().enumerate() {
        let tab = &tablet.tabs[0];
        let shown: BTreeMap<_, _> =
            tab.device.shown().map(|shown| (shown.entry.id(), shown)).collect();
        let differs = |id: &&EntryId| tab.view.get(*id) != shown.get(*id);
        let ids: BTreeSet<_> = tab.view.keys().chain(shown.keys()).filter(differs).collect();
        let wrong: Vec<_> =
            ids.into_iter().map(|id| (id, tab.view.get(id), shown.get(id))).collect();
        assert!(wrong.is_empty(), "tablet {number}: told, shown: {wrong:#?}");
        let mut fresh = sync::device::Device::new("simulated");
        let now = sync::device::Moment { wall: world.time, random: 0 };
        fresh.handle(now, sync::device::Event::Loaded(tablet.disk.rows()));
        let stored: BTreeMap<_, _> = fresh.shown().map(|shown| (shown.entry.id(), shown)).collect();
        assert_eq!(shown, stored, "tablet {number}: memory is the disk");
    }
}
