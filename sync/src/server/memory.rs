//! A log in memory: for tests and the simulator.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use super::{Found, Head, Held, HeldEntry, Holding, Log, Row, RowEntry};
use crate::checksum::Sums;
use crate::entry::{Entry, EntryHash, EntryId, Millis, Received, Uid};
use crate::frame::{Epoch, Reason, Unreadable};
use crate::scope::{Position, Scope};

/// A [`Log`] that never fails and forgets everything. A clone is a backup, and
/// [`MemoryLog::put_back`] restores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryLog {
    /// All epochs of this database, with the position at which each began.
    epochs: Vec<(Epoch, Position)>,
    position: Position,
    backup: Position,
    stored: BTreeMap<EntryId, Stored>,
    erased: BTreeSet<EntryId>,
    places: BTreeMap<Position, (EntryId, Vec<Scope>)>,
    held: Vec<HeldCopy>,
    discarded: BTreeSet<(EntryId, EntryHash)>,
}

/// An entry of a [`MemoryLog`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The entry.
    pub entry: Entry,
    /// Its hash.
    pub hash: EntryHash,
    /// Where it was first listed.
    pub position: Position,
    /// How its time counts.
    pub received: Received,
    /// Where it is listed.
    pub scopes: BTreeSet<Scope>,
}

/// Something that a [`MemoryLog`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldCopy {
    /// The entry, or what came in its place.
    pub what: Result<Entry, Unreadable>,
    /// Who was signed in.
    pub sender: Uid,
    /// The device's local database.
    pub incarnation: u64,
    /// When it came.
    pub at: Millis,
    /// Why it is held.
    pub reason: Reason,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new(epoch: Epoch) -> Self {
        Self {
            epochs: vec![(epoch, 0)],
            position: 0,
            backup: 0,
            stored: BTreeMap::new(),
            erased: BTreeSet::new(),
            places: BTreeMap::new(),
            held: Vec::new(),
            discarded: BTreeSet::new(),
        }
    }

    /// Notes that a copy of this log, as it is now, is kept elsewhere.
    pub fn backed_up(&mut self) {
        self.backup = self.position;
    }

    /// This log, put back as a backup, begins a new epoch.
    pub fn put_back(&mut self, epoch: Epoch) {
        self.epochs.push((epoch, self.position));
    }

    /// All stored entries.
    pub fn entries(&self) -> impl Iterator<Item = &Stored> {
        self.stored.values()
    }

    /// One stored entry.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<&Stored> {
        self.stored.get(&id)
    }

    /// Where things are listed, by position. Erased entries are listed once
    /// more, after they were erased.
    pub fn places(&self) -> impl Iterator<Item = (Position, EntryId, &[Scope])> {
        self.places.iter().map(|(position, (id, scopes))| (*position, *id, scopes.as_slice()))
    }

    /// Whether something with this id was erased.
    #[must_use]
    pub fn is_erased(&self, id: EntryId) -> bool {
        self.erased.contains(&id)
    }

    /// Everything that is held, in the order in which it came.
    #[must_use]
    pub fn held(&self) -> &[HeldCopy] {
        &self.held
    }

    /// Erases an entry: its content goes, its id stays, and everyone who could
    /// read it is told, in its scopes and in `author`, the scope of whoever
    /// made it: they may not be in its scopes any more, and still have a copy.
    pub fn erase(&mut self, id: EntryId, author: Scope) {
        self.erased.insert(id);
        let Some(mut stored) = self.stored.remove(&id) else { return };
        self.places.retain(|_, (listed, _)| *listed != id);
        stored.scopes.insert(author);
        self.place(id, stored.scopes.into_iter().collect());
    }

    /// Somebody looked at a held entry, and discarded it.
    pub fn discard(&mut self, id: EntryId, hash: EntryHash) {
        self.settle(id, hash);
        self.discarded.insert((id, hash));
    }

    fn settle(&mut self, id: EntryId, hash: EntryHash) {
        let is_it = |entry: &Entry| entry.id() == id && entry.hash() == hash;
        self.held.retain(|held| !held.what.as_ref().is_ok_and(is_it));
    }

    fn place(&mut self, id: EntryId, scopes: Vec<Scope>) -> Position {
        self.position += 1;
        self.places.insert(self.position, (id, scopes));
        self.position
    }

    fn epoch(&self) -> Epoch {
        self.epochs.last().expect("a log begins with an epoch").0
    }

    fn row(&self, position: Position, id: EntryId, scopes: Vec<Scope>) -> Row {
        let what = match self.stored.get(&id) {
            Some(stored) => {
                RowEntry::Entry { entry: stored.entry.clone(), received: stored.received, scopes }
            }
            None => RowEntry::Erased(id),
        };
        Row { position, what }
    }
}

impl Log for MemoryLog {
    type Error = Infallible;

    fn head(&self) -> Result<Head, Infallible> {
        Ok(Head { epoch: self.epoch(), position: self.position, backup: self.backup })
    }

    fn shared_with(&self, epoch: Epoch) -> Result<Position, Infallible> {
        let Some(known) = self.epochs.iter().position(|(e, _)| *e == epoch) else { return Ok(0) };
        let later = self.epochs[known + 1..].iter().map(|(_, began)| *began);
        Ok(later.min().unwrap_or(self.position))
    }

    fn find(&self, id: EntryId, hash: EntryHash) -> Result<Option<Found>, Infallible> {
        if let Some(Stored { hash, position, received, .. }) = self.stored.get(&id) {
            let (hash, position, received) = (*hash, *position, *received);
            return Ok(Some(Found::Stored { hash, position, received }));
        }
        if self.erased.contains(&id) {
            return Ok(Some(Found::Erased));
        }
        Ok(self.discarded.contains(&(id, hash)).then_some(Found::Discarded))
    }

    fn append(
        &mut self,
        entry: &Entry,
        hash: EntryHash,
        received: Received,
        scopes: &[Scope],
    ) -> Result<Position, Infallible> {
        self.settle(entry.id(), hash);
        let position = self.place(entry.id(), scopes.to_vec());
        let scopes = scopes.iter().copied().collect();
        let stored = Stored { entry: entry.clone(), hash, position, received, scopes };
        let before = self.stored.insert(entry.id(), stored);
        assert!(before.is_none(), "an id is stored once");
        Ok(position)
    }

    fn list(&mut self, id: EntryId, scopes: &[Scope]) -> Result<(), Infallible> {
        let Some(stored) = self.stored.get_mut(&id) else { return Ok(()) };
        let new: Vec<_> =
            scopes.iter().filter(|scope| stored.scopes.insert(**scope)).copied().collect();
        if !new.is_empty() {
            self.place(id, new);
        }
        Ok(())
    }

    fn hold(&mut self, held: Held<'_>) -> Result<Holding, Infallible> {
        let what = match held.what {
            HeldEntry::Entry { entry, hash, .. }
                if self.discarded.contains(&(entry.id(), hash)) =>
            {
                return Ok(Holding::Discarded);
            }
            HeldEntry::Entry { entry, .. } => Ok(entry.clone()),
            HeldEntry::Unreadable(raw) => Err(raw.clone()),
        };
        if !self.held.iter().any(|copy| copy.what == what) {
            let Held { sender, incarnation, at, .. } = held;
            self.held.push(HeldCopy { what, sender, incarnation, at, reason: held.reason.clone() });
        }
        Ok(Holding::Held)
    }

    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        rows_max: usize,
    ) -> Result<Vec<Row>, Infallible> {
        let rows = self.places.range(after + 1..=up_to).filter_map(|(position, (id, listed))| {
            let seen: Vec<_> = listed.iter().filter(|s| scopes.contains(s)).copied().collect();
            (!seen.is_empty()).then(|| self.row(*position, *id, seen))
        });
        Ok(rows.take(rows_max).collect())
    }

    fn sums(&self, scopes: &[Scope], up_to: Position) -> Result<Option<Sums>, Infallible> {
        let mut sums = Sums::default();
        for (position, (id, listed)) in &self.places {
            let stored = self.stored.get(id);
            for scope in listed.iter().filter(|scope| scopes.contains(scope)) {
                match stored {
                    Some(stored) if *position <= up_to => sums.add(*scope, stored.hash),
                    None if *position > up_to => return Ok(None),
                    _ => {}
                }
            }
        }
        Ok(Some(sums))
    }
}
