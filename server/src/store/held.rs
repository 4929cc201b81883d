//! What is held, and what people decided about it.

use domain::id::PersonId;
use sync::entry::{Entry, EntryHash, EntryId, Millis, Received};
use sync::frame::{Reason, Unreadable};

use super::StoreError;

/// What is held: kept, and nowhere listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Tells it apart: an entry's hash, or that of whatever came as one.
    pub hash: EntryHash,
    /// What came.
    pub what: HeldWhat,
    /// Who was signed in when it came.
    pub sender: PersonId,
    /// The device's local database.
    pub incarnation: u64,
    /// When it came.
    pub at: Millis,
    /// Why.
    pub reason: Reason,
}

/// An entry, or what cannot be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldWhat {
    /// An entry, and how its time would count.
    Entry(Box<Entry>, Received),
    /// Anything else, as it came.
    Unreadable(Unreadable),
}

/// What somebody decided about something that was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionRow {
    /// What it was.
    pub hash: EntryHash,
    /// What became of it.
    pub what: Decision,
    /// Who decided.
    pub decider: PersonId,
    /// When.
    pub at: Millis,
}

/// See [`DecisionRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is stored, as it came.
    Kept,
    /// What it says is stored under this id.
    KeptAnew(EntryId),
    /// It stays aside, and no device sends it any more.
    Discarded,
}

/// What is held.
pub trait HeldRows {
    /// Keeps an entry aside; nothing changes if it is held already.
    fn hold(&mut self, row: &HeldRow) -> Result<(), StoreError>;

    /// Everything that is held and not decided, in the order in which it came.
    fn held(&self) -> Result<Vec<HeldRow>, StoreError>;

    /// The same, and what was discarded.
    fn aside(&self) -> Result<Vec<HeldRow>, StoreError>;

    /// One of what is held and not decided.
    fn held_with(&self, hash: EntryHash) -> Result<Option<HeldRow>, StoreError>;

    /// Whether anything is held and not decided.
    fn has_held(&self) -> Result<bool, StoreError>;

    /// Held entries that point at `arrived`, or speak of the same record.
    fn held_awaiting(&self, arrived: EntryId) -> Result<Vec<HeldRow>, StoreError>;

    /// Lets go of a held entry, once it is stored.
    fn release_held(&mut self, id: EntryId, hash: EntryHash) -> Result<(), StoreError>;

    /// Notes what was decided about something that was held.
    fn decide(&mut self, row: &DecisionRow) -> Result<(), StoreError>;

    /// Whether anything was ever decided: most of the time nothing was, and no
    /// entry needs to look.
    fn has_decided(&self) -> Result<bool, StoreError>;

    /// What was held, and is stored under this id now, as another entry.
    fn kept_as(&self, became: EntryId) -> Result<Option<EntryId>, StoreError>;

    /// What was decided about something that was held.
    fn decision(&self, hash: EntryHash) -> Result<Option<DecisionRow>, StoreError>;
}
