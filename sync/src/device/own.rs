//! Entries made on this device: not sent, held, or acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Changes;
use super::rows::{OutboxRow, SentRow, Store, write_outbox, write_sent};
use crate::entry::{Entry, EntryId, Millis, Received};
use crate::frame::{Epoch, Reason};
use crate::scope::Position;

/// How far an own entry has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// In `outbox`.
    Unsent,
    /// In `outbox`; the server keeps it for a person to look at.
    Held(Reason),
    /// In `sent`.
    Sent(Sent),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub epoch: Option<Epoch>,
    pub position: Position,
    pub received: Received,
    /// Since it was pushed again.
    pub held: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnEntry {
    pub entry: Entry,
    pub standing: Standing,
}

/// By number, with what is to be sent at hand.
#[derive(Debug, Default)]
pub(super) struct Own {
    entries: BTreeMap<u64, OwnEntry>,
    unsent: BTreeSet<u64>,
    held: BTreeSet<u64>,
}

impl OwnEntry {
    pub fn received(&self) -> Option<Received> {
        match &self.standing {
            Standing::Sent(sent) => Some(sent.received),
            _ => None,
        }
    }

    /// Whether the server has just this.
    pub fn is_stored(&self) -> bool {
        matches!(self.standing, Standing::Sent(Sent { held: None, .. }))
    }

    fn is_held(&self) -> bool {
        matches!(self.standing, Standing::Held(_) | Standing::Sent(Sent { held: Some(_), .. }))
    }
}

impl From<OutboxRow> for OwnEntry {
    fn from(OutboxRow { entry, held }: OutboxRow) -> Self {
        Self { entry, standing: held.map_or(Standing::Unsent, Standing::Held) }
    }
}

impl From<SentRow> for OwnEntry {
    fn from(row: SentRow) -> Self {
        let SentRow { entry, epoch, position, received, held } = row;
        Self { entry, standing: Standing::Sent(Sent { epoch, position, received, held }) }
    }
}

impl Own {
    /// Takes in an entry as it is stored.
    pub fn insert(&mut self, number: u64, own: OwnEntry) {
        self.unindex(number);
        match &own.standing {
            Standing::Unsent => self.unsent.insert(number),
            _ if own.is_held() => self.held.insert(number),
            _ => false,
        };
        self.entries.insert(number, own);
    }

    /// Forgets an entry.
    pub fn remove(&mut self, number: u64) -> Option<OwnEntry> {
        self.unindex(number);
        self.entries.remove(&number)
    }

    fn unindex(&mut self, number: u64) {
        self.unsent.remove(&number);
        self.held.remove(&number);
    }

    /// Changes how far an entry has come, here and in the store.
    pub fn stand(&mut self, number: u64, standing: Standing, changes: &mut Changes) {
        let Some(OwnEntry { entry, standing: before }) = self.remove(number) else { return };
        let was_in_outbox = !matches!(before, Standing::Sent(_));
        let own = OwnEntry { entry, standing };
        let (store, row) = own_row(&own);
        if was_in_outbox && store == Store::Sent {
            changes.delete(Store::Outbox, number);
        }
        changes.put(store, number, row);
        self.insert(number, own);
    }

    /// Removes an entry, here and in the store: in both of them, since another
    /// tab may have moved it, and not been heard.
    pub fn delete(&mut self, number: u64, changes: &mut Changes) {
        if self.remove(number).is_some() {
            changes.delete(Store::Outbox, number);
            changes.delete(Store::Sent, number);
        }
    }

    pub fn get(&self, number: u64) -> Option<&OwnEntry> {
        self.entries.get(&number)
    }

    /// The entry with this id, if it was made here.
    pub fn find(&self, id: EntryId) -> Option<&OwnEntry> {
        self.entries.get(&id.number).filter(|own| own.entry.id() == id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (u64, &OwnEntry)> {
        self.entries.iter().map(|(number, own)| (*number, own))
    }

    pub fn unsent(&self) -> &BTreeSet<u64> {
        &self.unsent
    }

    pub fn held(&self) -> &BTreeSet<u64> {
        &self.held
    }

    /// How many the server has.
    pub fn sent_count(&self) -> usize {
        self.entries.len() - self.unsent.len() - self.held.len()
    }

    /// When the oldest unsent entry was made, by the device's clock.
    pub fn oldest_unsent(&self) -> Option<Millis> {
        let stamps = self.unsent.iter().filter_map(|number| self.get(*number));
        stamps.map(|own| own.entry.envelope.stamp.millis()).min()
    }

    /// Acknowledged entries that match.
    pub fn sent_where(&self, matches: impl Fn(&Sent) -> bool) -> Vec<u64> {
        let sent = self.iter().filter(|(_, own)| match &own.standing {
            Standing::Sent(sent) => matches(sent),
            _ => false,
        });
        sent.map(|(number, _)| number).collect()
    }
}

/// Where an own entry is stored, and how.
pub(super) fn own_row(own: &OwnEntry) -> (Store, Vec<u8>) {
    let entry = own.entry.clone();
    let outbox =
        |held| (Store::Outbox, write_outbox(&OutboxRow { entry: own.entry.clone(), held }));
    match &own.standing {
        Standing::Unsent => outbox(None),
        Standing::Held(reason) => outbox(Some(reason.clone())),
        Standing::Sent(Sent { epoch, position, received, held }) => {
            let (epoch, position, received) = (*epoch, *position, *received);
            let row = SentRow { entry, epoch, position, received, held: held.clone() };
            (Store::Sent, write_sent(&row))
        }
    }
}
