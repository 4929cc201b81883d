//! What a tablet is built on: a store and a way to the server.

use domain::entry::Draft;
use sync::entry::{EntryId, Millis};

/// Keeps what is recorded and sends it on. In the browser this is `device`; pages rendered on the server have none, and
/// tests bring their own.
pub trait Host {
    /// The time as this device believes it.
    fn now(&self) -> Millis;

    /// 64 random bits.
    fn random(&self) -> u64;

    /// Gives the drafts ids and stamps, shows them at once, and keeps them all in one transaction.
    fn record(&self, drafts: Vec<Draft>) -> Vec<EntryId>;

    /// Talks to the server as soon as possible.
    fn sync_now(&self);

    /// Keeps a half-typed text; an empty one is forgotten.
    fn keep_text(&self, key: &str, text: &str);

    /// Keeps the last copy of a report.
    fn keep_report(&self, key: &str, report: &super::KeptReport);

    /// Everything unsent as the file that `limber` and this app can import.
    fn export(&self) -> String;

    /// Ends the session. What is unsent stays, and is sent when this person signs in again.
    fn sign_out(&self);

    /// Opens the store of whoever just signed in.
    fn signed_in(&self, session: super::Session);
}
