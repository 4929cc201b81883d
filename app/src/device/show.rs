//! What pages read, kept in step with the machine.

use domain::time::ZoneOffsets;
use domain::view::View;
use leptos::prelude::*;
use sync::device::{Changed, Device, Shown as Item, Status};
use sync::entry::{Millis, Received};

use crate::tablet::Shown;

/// Shows what has changed.
pub fn changed(shown: Shown, changed: &Changed, machine: &Device) {
    if !changed.removed.is_empty() {
        return all(shown, machine);
    }
    let (zone, offset) = (zone(shown), machine.offset());
    shown.view.update(|view| {
        if changed.reset {
            *view = View::new();
        }
        for item in &changed.entries {
            insert(view, item, &zone, offset);
        }
    });
}

/// Shows everything anew.
pub fn all(shown: Shown, machine: &Device) {
    let (zone, offset) = (zone(shown), machine.offset());
    let mut view = View::new();
    for item in machine.shown() {
        insert(&mut view, &item, &zone, offset);
    }
    shown.view.set(view);
}

/// Moves the school day on, when it has changed. `now` is the time as the server has it.
pub fn today(shown: Shown, now: Millis) {
    let today = zone(shown).day_of(now);
    if shown.today.get_untracked() != today {
        shown.today.set(today);
    }
}

/// How far the sending has come, in the times that pages go by.
pub fn status(status: Status, offset: Millis) -> Status {
    let by_the_server = |at: Option<Millis>| at.map(|at| at.saturating_add(offset));
    Status {
        oldest_unsent: by_the_server(status.oldest_unsent),
        agreed: by_the_server(status.agreed),
        ..status
    }
}

fn insert(view: &mut View, item: &Item, zone: &ZoneOffsets, offset: Millis) {
    // Until the server has said how an entry's time counts, it counts as the server will say, as far as is known here.
    let received = item.received.unwrap_or_else(|| {
        let effective = item.entry.envelope.stamp.millis().saturating_add(offset);
        Received { effective, day: zone.day_of(effective).0, suspect: false }
    });
    view.insert(&item.entry, received);
}

fn zone(shown: Shown) -> ZoneOffsets {
    shown.directory.with_untracked(|directory| {
        directory.as_ref().map(|directory| directory.school.zone.clone()).unwrap_or_default()
    })
}
