//! What pages read, kept in step with the machine.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use domain::directory::Directory;
use domain::time::ZoneOffsets;
use domain::view::View;
use leptos::prelude::*;
use sync::device::{Changed, Device, Shown as Item, Status};
use sync::entry::{Millis, Received};

use super::browser::Turn;
use crate::tablet::Shown;

/// So many entries are folded between two looks at the clock.
const SHARE: usize = 64;

/// Everything that has been read, a year of entries, on its way onto the page. Nothing of it is shown before all of it can be.
pub struct Read {
    entries: Vec<Item>,
    /// The newest directory that is known.
    directory: RefCell<Option<Arc<Directory>>>,
    /// What has changed meanwhile: it comes after.
    later: RefCell<Vec<Changed>>,
    /// Clock or directory have changed meanwhile: how times count has to be looked at anew.
    is_outdated: Cell<bool>,
}

impl Read {
    /// Of a change that leaves nothing of what was shown before.
    pub fn new(read: Changed) -> Self {
        Self {
            entries: read.entries,
            directory: RefCell::default(),
            later: RefCell::default(),
            is_outdated: Cell::new(false),
        }
    }

    /// What has changed meanwhile.
    pub fn then(&self, changed: Changed) {
        self.later.borrow_mut().push(changed);
    }

    /// By this directory, until a newer one comes.
    pub fn by(&self, directory: Arc<Directory>) {
        self.directory.replace(Some(directory));
    }

    /// Times count in another way than was known.
    pub fn outdate(&self) {
        self.is_outdated.set(true);
    }

    /// All entries, folded in turns.
    pub async fn fold(&self, shown: Shown, offset: Millis) -> View {
        let zone = self.directory.borrow().as_ref().map(|directory| directory.school.zone.clone());
        let zone = zone.unwrap_or_else(|| zone_of(shown));
        let mut view = View::new();
        let mut turn = Turn::begin();
        for share in self.entries.chunks(SHARE) {
            for item in share {
                insert(&mut view, item, &zone, offset);
            }
            turn.share().await;
        }
        view
    }

    /// Shows what came of the fold, and what has changed since.
    pub fn show(&self, view: View, shown: Shown, machine: &Device) {
        if let Some(directory) = self.directory.take() {
            shown.directory.set(Some(directory));
        }
        if self.is_outdated.get() {
            return all(shown, machine);
        }
        shown.view.set(view);
        for change in self.later.take() {
            changed(shown, &change, machine);
        }
    }
}

/// Shows what has changed.
pub fn changed(shown: Shown, changed: &Changed, machine: &Device) {
    if !changed.removed.is_empty() {
        return all(shown, machine);
    }
    let (zone, offset) = (zone_of(shown), machine.offset());
    shown.view.update(|view| {
        for item in &changed.entries {
            insert(view, item, &zone, offset);
        }
    });
}

/// Shows everything anew.
pub fn all(shown: Shown, machine: &Device) {
    let (zone, offset) = (zone_of(shown), machine.offset());
    let mut view = View::new();
    for item in machine.shown() {
        insert(&mut view, &item, &zone, offset);
    }
    shown.view.set(view);
}

/// Moves the school day on, when it has changed. `now` is the time as the server has it.
pub fn today(shown: Shown, now: Millis) {
    let today = zone_of(shown).day_of(now);
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

fn zone_of(shown: Shown) -> ZoneOffsets {
    shown.directory.with_untracked(|directory| {
        directory.as_ref().map(|directory| directory.school.zone.clone()).unwrap_or_default()
    })
}
