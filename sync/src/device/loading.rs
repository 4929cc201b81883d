//! Rows become state: at the start, and when another tab has written some.

use std::collections::BTreeSet;

use super::base::Base;
use super::changes::{Changes, Write};
use super::own::{Own, OwnEntry, Standing, own_row};
use super::rows::{self, BadRow, Chunk, Row, Store, SyncRow, meta};
use super::{Changed, Device, Effect, Glance, Rows, Shown, shown};
use crate::clock::Clock;
use crate::entry::EntryId;
use crate::frame::Listed;
use crate::order;

impl Device {
    pub(super) fn load(&mut self, rows: Rows) {
        self.ready = false;
        self.outdated = false;
        self.damaged.clear();
        self.own = Own::default();
        self.talk.abandon();
        // Before anything new is written: only what came of the old rows is void.
        let open: Vec<Write> = self.writes.void_guarded().cloned().collect();
        self.read_own(Store::Outbox, rows.outbox);
        self.read_own(Store::Sent, rows.sent);
        self.read_meta(rows.meta);
        let base = self.read_base(rows.base);
        // Whatever has been written since changes what was read.
        let is_as_read = open.is_empty() && self.early.is_empty();
        for write in &open {
            self.apply(write);
        }
        self.ready = !self.outdated;
        for write in std::mem::take(&mut self.early) {
            self.hear(write);
        }
        self.talk.held_again = self.own.held().clone();
        // These rows may be others than those that were compared.
        self.talk.compare_anew();
        let entries = if is_as_read {
            self.shown_with(base.into_iter()).collect()
        } else {
            self.shown().collect()
        };
        self.changed = Changed { reset: true, entries, removed: Vec::new() };
    }

    fn read_own(&mut self, store: Store, rows: Vec<Row>) {
        for (number, row) in rows {
            match read_own_row(store, &row) {
                Ok(own) => self.take_own(number, own),
                Err(BadRow::Newer(_)) => self.outdated = true,
                Err(BadRow::Damaged) => drop(self.damaged.insert((store, number))),
            }
        }
    }

    /// A newer program has been here: this one keeps what is made, and says
    /// and writes nothing else.
    fn turn_outdated(&mut self) {
        self.outdated = true;
        self.ready = false;
        self.talk.abandon();
    }

    /// What another tab wrote was missed: everything is read again.
    pub(super) fn reload(&mut self) {
        self.ready = false;
        self.talk.abandon();
        self.effects.push(Effect::Reload);
    }

    /// Reads everything again where the rows are others than this tab believes:
    /// it has missed what another one told.
    pub(super) fn glance(&mut self, glance: &Glance) {
        // While something is being written the two differ for good reason.
        if self.ready && !self.writes.are_open() && *glance != self.believed() {
            self.reload();
        }
    }

    /// What [`Glance`] looks at, as this tab believes it to be.
    fn believed(&self) -> Glance {
        let own = self.own.iter().filter(|(_, own)| !matches!(own.standing, Standing::Sent(_)));
        let damaged = self.damaged.iter().filter(|(store, _)| *store == Store::Outbox);
        let outbox = own.map(|(number, _)| number).chain(damaged.map(|(_, number)| *number));
        Glance { sync: self.sync_row.clone(), outbox: outbox.collect() }
    }

    pub(super) fn take_own(&mut self, number: u64, own: OwnEntry) {
        let stamp = own.entry.envelope.stamp;
        self.clock = Clock::resume(self.clock.last().max(stamp));
        self.own.insert(number, own);
    }

    fn read_meta(&mut self, rows: Vec<Row>) {
        self.sync = SyncRow::default();
        self.sync_row = None;
        for (key, row) in rows {
            self.read_meta_row(key, &row);
        }
        // What the last build could not read, this one may.
        if let Some((_, after)) = self.sync.unread.take_if(|(build, _)| *build != self.build) {
            self.sync.cursor = self.sync.cursor.min(after);
        }
    }

    fn read_meta_row(&mut self, key: u64, row: &[u8]) {
        match key {
            meta::CLOCK => {
                if let Ok(stamp) = rows::read_clock(row) {
                    self.clock = Clock::resume(self.clock.last().max(stamp));
                }
            }
            meta::SYNC => {
                self.sync_row = Some(row.to_vec());
                match rows::read_sync(row) {
                    Ok(sync) => self.sync = sync,
                    Err(BadRow::Newer(_)) => self.outdated = true,
                    // Everything is pulled again: it is only a copy.
                    Err(BadRow::Damaged) => self.sync = SyncRow::default(),
                }
            }
            meta::DIRECTORY => {
                self.directory = rows::read_directory(row).ok().map(|(version, _)| version);
            }
            meta::AGREED => {
                self.agreed = self.agreed.max(rows::read_agreed(row).ok());
                self.agreed_written = self.agreed;
            }
            meta::OFFSET => {
                // The server's own word, once it was heard, is better.
                if let (Ok(offset), None) = (rows::read_offset(row), self.offset_written) {
                    self.talk.remember_offset(offset);
                    self.offset_written = Some(offset);
                }
            }
            meta::LEASE => {
                let next = rows::read_lease(row);
                self.outdated |= matches!(next, Err(BadRow::Newer(_)));
                let incarnation = next.ok().map(|next| next.incarnation);
                if self.leases.incarnation().is_some_and(|ours| incarnation != Some(ours)) {
                    self.leases.clear();
                }
            }
            _ => {}
        }
    }

    /// Takes `base` in, and gives back what is in it.
    fn read_base(&mut self, chunks: Vec<Chunk>) -> Vec<Listed> {
        let numbers: Vec<u64> = chunks.iter().map(|chunk| chunk.number).collect();
        match Base::load(chunks) {
            Ok((base, all)) if self.outdated || self.sync.epoch.is_some() || numbers.is_empty() => {
                self.base = base;
                return all;
            }
            Err(BadRow::Newer(_)) => self.outdated = true,
            Err(BadRow::Damaged) if self.outdated => {}
            // Damaged, or nobody knows how far it goes: pulled again.
            Ok(_) | Err(BadRow::Damaged) => self.pull_anew(&numbers),
        }
        self.base.entries().collect()
    }

    fn pull_anew(&mut self, chunks: &[u64]) {
        self.base = Base::default();
        let mut changes = Changes::default();
        for number in chunks {
            changes.delete(Store::Base, *number);
        }
        self.sync = SyncRow { generation: self.sync.generation, ..SyncRow::default() };
        self.write_sync(changes);
    }

    pub(super) fn hear(&mut self, write: Write) {
        if !self.ready && !self.outdated {
            // The rows that are being read may not have it yet.
            return self.early.push(write);
        }
        if let Some(generation) = generation_of(&write) {
            if generation <= self.sync.generation {
                // Late: this tab has read what it says, or more.
                return;
            }
            if generation > self.sync.generation + 1 {
                // Something before it was missed: its guard would hold for rows
                // that this tab does not know.
                return self.reload();
            }
            // What is under way was asked from another cursor and scopes.
            self.talk.abandon();
        }
        let before: BTreeSet<EntryId> = self.touched(&write);
        self.apply(&write);
        for id in before {
            if self.own.find(id).is_none() && !self.base.contains(id) {
                self.changed.removed.push(id);
            }
        }
    }

    /// Own entries and chunks that a write is about.
    fn touched(&self, write: &Write) -> BTreeSet<EntryId> {
        let deleted = write.deletes.iter();
        let own = deleted.filter(|(store, _)| matches!(store, Store::Outbox | Store::Sent));
        let own = own.filter_map(|(_, number)| self.own.get(*number)).map(|own| own.entry.id());
        order::gather(own)
    }

    /// Takes in what a write did to the rows.
    fn apply(&mut self, write: &Write) {
        for (store, (key, row)) in &write.puts {
            match store {
                Store::Outbox | Store::Sent => self.apply_own(*key, read_own_row(*store, row)),
                Store::Base => self.apply_chunk(*key, row),
                Store::Meta => self.read_meta_row(*key, row),
            }
        }
        for (store, key) in &write.deletes {
            match store {
                // Moved from one to the other, or gone.
                Store::Outbox | Store::Sent => {
                    let own = self.own.get(*key);
                    if own.is_some_and(|own| own_row(own).0 == *store) {
                        self.own.remove(*key);
                    }
                }
                Store::Base => {
                    let gone = self.base.forget(*key);
                    self.changed.removed.extend(gone);
                }
                Store::Meta => {}
            }
        }
        if self.outdated {
            self.turn_outdated();
        }
    }

    fn apply_own(&mut self, number: u64, own: Result<OwnEntry, BadRow>) {
        match own {
            Ok(own) => {
                self.changed.entries.push(shown(&own));
                self.take_own(number, own);
            }
            Err(_) => self.outdated = true,
        }
    }

    fn apply_chunk(&mut self, number: u64, row: &[u8]) {
        match self.base.replace(number, row.to_vec()) {
            Ok(gone) => {
                self.changed.removed.extend(gone);
                let listed = self.base.chunk(number).into_iter();
                self.changed.entries.extend(listed.map(|item| Shown {
                    received: Some(item.received),
                    entry: item.entry,
                    held: None,
                }));
            }
            Err(_) => self.outdated = true,
        }
    }
}

fn read_own_row(store: Store, row: &[u8]) -> Result<OwnEntry, BadRow> {
    match store {
        Store::Sent => rows::read_sent(row).map(OwnEntry::from),
        _ => rows::read_outbox(row).map(OwnEntry::from),
    }
}

/// Of the row [`meta::SYNC`] that a write puts, if it does.
fn generation_of(write: &Write) -> Option<u64> {
    let is_sync = |(store, (key, _)): &&(Store, Row)| (*store, *key) == (Store::Meta, meta::SYNC);
    let (_, (_, row)) = write.puts.iter().find(is_sync)?;
    rows::read_sync(row).ok().map(|sync| sync.generation)
}
