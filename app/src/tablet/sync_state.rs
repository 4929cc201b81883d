//! How far things have been sent, and the one line that says it.

use sync::entry::Millis;

/// The figures of the sync sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// Entries on this tablet only.
    pub unsent: usize,
    /// When the oldest of them was made.
    pub oldest_unsent: Option<Millis>,
    /// Entries that the server has.
    pub on_server: usize,
    /// Entries that the server keeps for a person to look at.
    pub held: usize,
    /// When tablet and server last agreed.
    pub agreed: Option<Millis>,
    /// Whether the last attempt reached the server.
    pub reached: bool,
    /// What a person has to do.
    pub trouble: Option<Trouble>,
}

/// What only a person can put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// This tablet cannot write to its own store: what is shown may be lost.
    NotSaved,
    /// The session has ended.
    SignInAgain,
    /// This version is too old for the server.
    Update,
    /// Some entries need a decision.
    Held,
}

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncLine {
    /// Something has to be done; with how many are unsent.
    Trouble(Trouble, usize),
    /// Entries are on this tablet only: how many.
    ToSend(usize),
    /// Everything is on the server, as of then.
    UpToDate(Millis),
    /// Nothing to send, and not heard of the server since the start.
    Saved,
}

impl SyncState {
    /// The one line that matters most.
    #[must_use]
    pub fn line(&self) -> SyncLine {
        match (self.trouble, self.unsent, self.agreed) {
            (Some(trouble), unsent, _) => SyncLine::Trouble(trouble, unsent),
            (None, 0, Some(agreed)) if self.reached => SyncLine::UpToDate(agreed),
            (None, 0, _) => SyncLine::Saved,
            (None, unsent, _) => SyncLine::ToSend(unsent),
        }
    }
}
