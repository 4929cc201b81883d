//! Rows as `sync` wants them.

use std::cell::OnceCell;

use domain::id::PersonId;
use sha2::{Digest, Sha256};
use sync::checksum::Sums;
use sync::entry::{Entry, EntryHash, EntryId, Received};
use sync::frame::{Epoch, Unreadable};
use sync::scope::{Position, Scope};
use sync::server::{Found, Head, Held, HeldEntry, Holding, Log, Row, RowEntry};

use crate::audit::second_thoughts::{self, SecondThought};
use crate::store::{Decision, EntryRow, HeldRow, HeldWhat, LogHead, Rows, StoreError};
use crate::summaries::Touched;

/// The log of one transaction, and what follows from it.
pub struct SchoolLog<'a> {
    access: Access<'a>,
    so_far: Consequences,
    /// Whether anything is held, once that was asked.
    has_held: Option<bool>,
    /// Whether anything was erased, once that was asked.
    has_erased: OnceCell<bool>,
    /// Whether anything that was held was decided, once that was asked.
    has_decided: OnceCell<bool>,
}

/// What follows from what was stored.
#[derive(Default)]
pub struct Consequences {
    /// What must be counted again.
    pub touched: Touched,
    /// Which entries were stored.
    pub stored: Vec<EntryId>,
    /// What they put right: for the record of access.
    pub second_thoughts: Vec<SecondThought>,
}

enum Access<'a> {
    Read(&'a dyn Rows),
    Write(&'a mut dyn Rows),
}

impl<'a> SchoolLog<'a> {
    /// On a snapshot.
    pub fn reading(rows: &'a dyn Rows) -> Self {
        Self::new(Access::Read(rows))
    }

    /// In a transaction.
    pub fn writing(rows: &'a mut dyn Rows) -> Self {
        Self::new(Access::Write(rows))
    }

    fn new(access: Access<'a>) -> Self {
        Self {
            access,
            so_far: Consequences::default(),
            has_held: None,
            has_erased: OnceCell::new(),
            has_decided: OnceCell::new(),
        }
    }

    /// What follows from what was stored.
    pub fn into_consequences(self) -> Consequences {
        self.so_far
    }

    /// Notes what must be counted again because of a stored entry.
    pub fn touch(&mut self, entry: &Entry, received: Received) -> Result<(), StoreError> {
        let mut touched = std::mem::take(&mut self.so_far.touched);
        touched.by(self.rows(), entry, received)?;
        self.so_far.touched = touched;
        Ok(())
    }

    /// The rows.
    pub fn rows(&self) -> &dyn Rows {
        match &self.access {
            Access::Read(rows) => *rows,
            Access::Write(rows) => &**rows,
        }
    }

    /// Whether anything is held: most of the time nothing is, and then no entry
    /// that arrives needs to look.
    fn has_held(&mut self) -> Result<bool, StoreError> {
        if let Some(known) = self.has_held {
            return Ok(known);
        }
        let has_held = self.rows().has_held()?;
        self.has_held = Some(has_held);
        Ok(has_held)
    }

    fn is_erased(&self, id: EntryId) -> Result<bool, StoreError> {
        let ask = || self.rows().has_erased();
        Ok(known(&self.has_erased, ask)? && self.rows().is_erased(id)?)
    }

    /// Whether this was held, and somebody decided that it shall not be stored.
    fn is_discarded(&self, hash: EntryHash) -> Result<bool, StoreError> {
        if !known(&self.has_decided, || self.rows().has_decided())? {
            return Ok(false);
        }
        let decision = self.rows().decision(hash)?;
        Ok(decision.is_some_and(|decision| decision.what != Decision::Kept))
    }

    /// The rows, to change them.
    pub fn rows_mut(&mut self) -> Result<&mut dyn Rows, StoreError> {
        match &mut self.access {
            Access::Read(_) => Err(StoreError::ReadOnly),
            Access::Write(rows) => Ok(&mut **rows),
        }
    }
}

impl Log for SchoolLog<'_> {
    type Error = StoreError;

    fn head(&self) -> Result<Head, StoreError> {
        let LogHead { epoch, position, backup } = self.rows().log_head()?;
        Ok(Head { epoch, position, backup })
    }

    fn shared_with(&self, epoch: Epoch) -> Result<Position, StoreError> {
        let mut epochs = self.rows().epochs()?.into_iter();
        if !epochs.any(|(known, _)| known == epoch) {
            return Ok(0);
        }
        let later = epochs.map(|(_, began)| began).min();
        later.map_or_else(|| Ok(self.rows().log_head()?.position), Ok)
    }

    fn find(&self, id: EntryId, hash: EntryHash) -> Result<Option<Found>, StoreError> {
        if let Some(EntryRow { position, hash, received, .. }) = self.rows().entry(id)? {
            return Ok(Some(Found::Stored { hash, position, received }));
        }
        if self.is_erased(id)? {
            return Ok(Some(Found::Erased));
        }
        Ok(self.is_discarded(hash)?.then_some(Found::Discarded))
    }

    fn append(
        &mut self,
        entry: &Entry,
        hash: EntryHash,
        received: Received,
        scopes: &[Scope],
    ) -> Result<Position, StoreError> {
        let has_held = self.has_held()?;
        let rows = self.rows_mut()?;
        if has_held {
            rows.release_held(entry.id(), hash)?;
        }
        let position = rows.next_position()?;
        rows.add_entry(&EntryRow { position, entry: entry.clone(), hash, received })?;
        rows.list(position, scopes, position)?;
        self.touch(entry, received)?;
        let thoughts = second_thoughts::of(self.rows(), entry, received)?;
        self.so_far.second_thoughts.extend(thoughts);
        self.so_far.stored.push(entry.id());
        Ok(position)
    }

    fn list(&mut self, id: EntryId, scopes: &[Scope]) -> Result<(), StoreError> {
        list_further(self.rows_mut()?, id, scopes)
    }

    fn hold(&mut self, held: Held<'_>) -> Result<Holding, StoreError> {
        let what = match held.what {
            HeldEntry::Entry { entry, received, .. } if entry.check().is_ok() => {
                HeldWhat::Entry(Box::new(entry.clone()), received)
            }
            // Over a limit: its bytes could be kept, but never read back.
            HeldEntry::Entry { entry, .. } => HeldWhat::Unreadable(Unreadable {
                raw: serde_json::to_string(entry)?,
                id: Some(entry.id()),
            }),
            HeldEntry::Unreadable(raw) => HeldWhat::Unreadable(raw.clone()),
        };
        let hash = match &what {
            HeldWhat::Entry(entry, _) => entry.hash(),
            HeldWhat::Unreadable(other) => hash_of(other.raw.as_bytes()),
        };
        if self.is_discarded(hash)? {
            return Ok(Holding::Discarded);
        }
        let Held { sender, incarnation, at, reason, .. } = held;
        let (sender, reason) = (PersonId(sender), reason.clone());
        self.has_held = Some(true);
        self.rows_mut()?.hold(&HeldRow { hash, what, sender, incarnation, at, reason })?;
        Ok(Holding::Held)
    }

    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        rows_max: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let listed = self.rows().listings(scopes, after, up_to, rows_max)?.into_iter();
        let listed = listed.map(|listed| {
            let EntryRow { entry, received, .. } = listed.row;
            let what = RowEntry::Entry { entry, received, scopes: listed.scopes };
            Row { position: listed.position, what }
        });
        let mut rows: Vec<_> = listed.collect();
        if known(&self.has_erased, || self.rows().has_erased())? {
            let erased = self.rows().erasures(scopes, after, up_to, rows_max)?.into_iter();
            rows.extend(erased.map(|(position, id)| Row { position, what: RowEntry::Erased(id) }));
            rows.sort_by_key(|row| row.position);
            rows.truncate(rows_max);
        }
        Ok(rows)
    }

    fn sums(&self, scopes: &[Scope], up_to: Position) -> Result<Option<Sums>, StoreError> {
        let has_erased = known(&self.has_erased, || self.rows().has_erased())?;
        if has_erased && !self.rows().erasures(scopes, up_to, Position::MAX, 1)?.is_empty() {
            return Ok(None);
        }
        self.rows().sums(scopes, up_to).map(Some)
    }
}

/// What was asked once, asked only then.
fn known(
    cell: &OnceCell<bool>,
    ask: impl FnOnce() -> Result<bool, StoreError>,
) -> Result<bool, StoreError> {
    match cell.get() {
        Some(known) => Ok(*known),
        None => ask().map(|answer| *cell.get_or_init(|| answer)),
    }
}

/// What tells apart whatever is no entry.
fn hash_of(bytes: &[u8]) -> EntryHash {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let (first, _) = digest.as_chunks::<16>();
    EntryHash(u128::from_be_bytes(first.first().copied().unwrap_or_default()))
}

/// Lists a stored entry in those of `scopes` in which it is not listed yet.
pub fn list_further(rows: &mut dyn Rows, id: EntryId, scopes: &[Scope]) -> Result<(), StoreError> {
    let Some(EntryRow { position, .. }) = rows.entry(id)? else { return Ok(()) };
    let mut new = scopes.to_vec();
    let known = rows.scopes_of(position)?;
    new.retain(|scope| !known.contains(scope));
    if new.is_empty() {
        return Ok(());
    }
    let at = rows.next_position()?;
    rows.list(position, &new, at)
}
