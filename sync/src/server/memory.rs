//! A log in memory: for tests and for the simulator.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;

use super::{Found, Head, Held, HeldWhat, Judge, Judgement, Log};
use crate::entry::{Entry, EntryHash, EntryId, Millis, Received};
use crate::frame::{Epoch, Pulled};
use crate::scope::{Position, Scope};

const DAY_MILLIS: Millis = 24 * 60 * 60 * 1000;

/// Keeps everything, as long as it lives. A clone of it is a backup.
#[derive(Debug, Clone, Default)]
pub struct MemoryLog {
    /// See [`Epoch`].
    pub epoch: Epoch,
    position: Position,
    stored: HashMap<EntryId, (Position, Entry, EntryHash, Received)>,
    listed: BTreeMap<(Position, Scope), EntryId>,
    /// What is kept aside, once each, with the reason.
    pub held: BTreeSet<(String, String)>,
    erased: BTreeSet<EntryId>,
}

impl MemoryLog {
    /// An empty log of this epoch.
    #[must_use]
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, ..Self::default() }
    }

    /// Every entry that is stored.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.stored.values().map(|(_, entry, ..)| entry)
    }

    /// Removes an entry, and remembers that it was there.
    pub fn erase(&mut self, id: EntryId) {
        self.stored.remove(&id);
        self.listed.retain(|_, listed| *listed != id);
        self.erased.insert(id);
    }

    fn scopes_of(&self, id: EntryId, through: Position) -> Vec<Scope> {
        let listed = self.listed.iter().filter(|((at, _), e)| **e == id && *at <= through);
        listed.map(|((_, scope), _)| *scope).collect()
    }
}

impl Log for MemoryLog {
    type Error = Infallible;

    fn head(&self) -> Result<Head, Infallible> {
        Ok(Head { epoch: self.epoch, position: self.position })
    }

    fn find(&self, id: EntryId) -> Result<Option<Found>, Infallible> {
        let stored = self.stored.get(&id).map(|(position, _, hash, received)| Found::Stored {
            hash: *hash,
            position: *position,
            received: *received,
        });
        Ok(stored.or(self.erased.contains(&id).then_some(Found::Erased)))
    }

    fn append(
        &mut self,
        entry: &Entry,
        hash: EntryHash,
        received: Received,
        scopes: &[Scope],
    ) -> Result<Position, Infallible> {
        self.position += 1;
        self.stored.insert(entry.id(), (self.position, entry.clone(), hash, received));
        self.listed.extend(scopes.iter().map(|scope| ((self.position, *scope), entry.id())));
        Ok(self.position)
    }

    fn list(&mut self, id: EntryId, scopes: &[Scope]) -> Result<(), Infallible> {
        let known = self.scopes_of(id, Position::MAX);
        let new: Vec<_> = scopes.iter().filter(|scope| !known.contains(scope)).collect();
        if !new.is_empty() {
            self.position += 1;
            self.listed.extend(new.into_iter().map(|scope| ((self.position, *scope), id)));
        }
        Ok(())
    }

    fn hold(&mut self, held: Held<'_>) -> Result<(), Infallible> {
        let what = match held.what {
            HeldWhat::Entry(entry, _) => format!("{:?} {:?}", entry.id(), entry.hash()),
            HeldWhat::Raw(raw) => raw.to_owned(),
        };
        self.held.insert((what, held.reason.to_owned()));
        Ok(())
    }

    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<Vec<Pulled>, Infallible> {
        let mut items: Vec<Pulled> = Vec::new();
        for ((position, scope), id) in &self.listed {
            let new = items.last().is_none_or(|last| last.position != *position);
            if *position <= after || *position > through || !scopes.contains(scope) || !new {
                continue;
            }
            if items.len() == limit {
                break;
            }
            let (_, entry, _, received) = &self.stored[id];
            let mut listed = self.scopes_of(*id, through);
            listed.retain(|scope| scopes.contains(scope));
            let (entry, received) = (entry.clone(), *received);
            items.push(Pulled { position: *position, scopes: listed, received, entry });
        }
        Ok(items)
    }

    fn day_of(&self, at: Millis) -> i32 {
        i32::try_from(at.div_euclid(DAY_MILLIS)).unwrap_or(0)
    }
}

/// A judge that is a function of the entry alone.
pub struct Judged<F>(pub F);

impl<L: Log, F: FnMut(&Entry) -> Judgement> Judge<L> for Judged<F> {
    fn judge(&mut self, _: &mut L, entry: &Entry, _: Received) -> Result<Judgement, L::Error> {
        Ok((self.0)(entry))
    }
}
