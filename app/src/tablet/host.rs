//! What a tablet is built on: a store and a way to the server.

use std::future::Future;
use std::pin::Pin;

use domain::entry::Draft;
use domain::id::PersonId;
use serde::{Deserialize, Serialize};
use sync::entry::{EntryId, Millis};
use web_sys::Blob;

use super::{Ask, Asking, KeptReport, PasskeyAsk, Session, Soon, Unlocked};

/// A file that is being read; `None` once it cannot be.
pub type Reading = Pin<Box<dyn Future<Output = Option<String>>>>;

/// Keeps what is recorded and sends it on. In the browser this is `device`; pages rendered on the server have none, and
/// tests bring their own.
pub trait Host {
    /// The time as the server has it, as far as this device knows.
    fn now(&self) -> Millis;

    /// 64 random bits.
    fn random(&self) -> u64;

    /// Gives the drafts ids and stamps, shows them at once, and keeps them all in one transaction.
    fn record(&self, drafts: Vec<Draft>) -> Vec<EntryId>;

    /// Asks the server something.
    fn ask(&self, ask: Ask) -> Asking;

    /// Asks whoever holds a passkey for it; what it answers, as JSON. Only browsers know any.
    fn passkey(&self, _ask: PasskeyAsk) -> Soon<Option<String>> {
        Box::pin(std::future::ready(None))
    }

    /// Talks to the server as soon as possible.
    fn sync_now(&self);

    /// Keeps a half-typed text; an empty one is forgotten.
    fn keep_text(&self, key: &str, text: &str);

    /// Keeps the last copy of a report.
    fn keep_report(&self, key: &str, report: &KeptReport);

    /// Everything unsent, as a file that can be brought back in.
    fn export(&self) -> String;

    /// What a file says that somebody has chosen.
    fn read(&self, file: Blob) -> Reading;

    /// Ends the session. What is unsent stays, and is sent when this person signs in again.
    fn sign_out(&self);

    /// Shows nothing of this person any more until their PIN is given; without one it signs out.
    fn lock(&self);

    /// Lets somebody back who has locked the tablet.
    fn unlock(&self, person: PersonId, pin: &str) -> Soon<Unlocked>;

    /// Chooses a PIN, or puts it off. Whether that is kept.
    fn choose_pin(&self, pin: Option<&str>) -> Soon<bool>;

    /// Opens the store of whoever just signed in.
    fn signed_in(&self, session: Session);

    /// Starts the version that waits; the page loads again.
    fn take_update(&self);

    /// Where and when the app failed last on this tablet.
    fn last_crash(&self) -> Option<CrashNote>;
}

/// Where and when the app failed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashNote {
    /// File and line; never a message, which could quote somebody.
    pub place: String,
    /// By this device's clock.
    pub at: Millis,
    /// The build that failed.
    pub build: String,
}
