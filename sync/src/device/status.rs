//! What the sync line and its sheet say.

use crate::entry::Millis;

/// How far a device's own entries have come, and what stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each can be so by itself; `line` orders them")]
pub struct Status {
    /// Entries on this device only, held ones aside.
    pub unsent: usize,
    /// When the oldest of them was made, by the device's clock.
    pub oldest_unsent: Option<Millis>,
    /// Own entries that the server has, as far as they are still kept here.
    pub sent: usize,
    /// Own entries that a person must look at.
    pub held: usize,
    /// When device and server last agreed, by the device's clock.
    pub agreed: Option<Millis>,
    /// A conversation is under way.
    pub talking: bool,
    /// The last attempt did not reach the server.
    pub offline: bool,
    /// Writes keep failing: what is shown is in memory only.
    pub not_saved: bool,
    /// The session has ended. Everything is kept.
    pub sign_in_again: bool,
    /// This app is too old for the server, or for what is stored here.
    pub update: bool,
}

/// The most important of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Nothing is saved: write it down elsewhere.
    NotSaved,
    /// Sign in again to send.
    SignInAgain,
    /// Update the app to send.
    Update,
    /// So many entries need attention.
    NeedsAttention(usize),
    /// Sending so many.
    Sending(usize),
    /// So many are saved on this device, and will be sent.
    Saved(usize),
    /// Everything is on the server, as of then.
    UpToDate(Millis),
}

impl Status {
    /// The one line that matters most.
    #[must_use]
    pub fn line(&self) -> Line {
        match self {
            Self { not_saved: true, .. } => Line::NotSaved,
            Self { sign_in_again: true, .. } => Line::SignInAgain,
            Self { update: true, .. } => Line::Update,
            Self { held: 1.., .. } => Line::NeedsAttention(self.held),
            Self { unsent: 1.., talking: true, .. } => Line::Sending(self.unsent),
            Self { unsent: 0, agreed: Some(agreed), .. } => Line::UpToDate(*agreed),
            Self { .. } => Line::Saved(self.unsent),
        }
    }
}
