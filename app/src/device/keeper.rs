//! What the host asks of a person's account, and how the account comes to be there.
//!
//! The store and the conversation with the server are a part of the program of their own: a page of the server comes to life
//! without them, and they follow.

use std::rc::Rc;

use domain::entry::Draft;
use domain::id::PersonId;
use sync::device::Trigger;
use sync::entry::{EntryId, Millis};
use sync::seal::DataKey;

pub use self::part::loaded;
use super::account::Account;
use crate::tablet::{KeptReport, Shown};

/// One person's store and conversation, as the host knows it.
pub trait Keeper {
    /// The time as the server has it, as far as that is known: the tablet's own clock may be days wrong.
    fn now(&self) -> Millis;

    /// Gives the drafts of one tap ids and stamps, shows them, and has them written.
    fn record(&self, drafts: Vec<Draft>) -> Vec<EntryId>;

    /// A reason to talk to the server.
    fn trigger(&self, trigger: Trigger);

    /// Keeps a half-typed text, once nobody types for a moment.
    fn keep_text(&self, name: &str, text: &str);

    /// Keeps the last copy of a report.
    fn keep_report(&self, name: &str, report: &KeptReport);

    /// The key of a store that was opened without one.
    fn take_key(&self, key: DataKey);

    /// What is unsent, as a file.
    fn export(&self) -> String;

    /// Lets go of the other tabs and of the page; of the store once everything is written.
    fn close(&self);
}

/// Opens the store of a person, with its key if that is known, shows what is in it, and talks to the server of this `build`.
pub type Open = fn(PersonId, Option<DataKey>, Shown, build: &str) -> Rc<dyn Keeper>;

/// Pages of the server come to life first; then the account's part of the program is loaded.
#[cfg(feature = "hydrate")]
mod part {
    #![expect(
        clippy::unnecessary_wraps,
        reason = "the error is that the part could not be loaded: the macro adds it"
    )]

    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use super::{Open, open};

    /// How an account is opened.
    pub async fn loaded() -> Result<Open, SplitLoaderError> {
        account_part().await
    }

    #[wasm_split(account, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn account_part() -> Result<Open, SplitLoaderError> {
        Ok(open)
    }
}

/// Every page of the app needs an account: it is there from the start.
#[cfg(feature = "mount")]
mod part {
    use std::future::{Ready, ready};

    use leptos::wasm_split::SplitLoaderError;

    use super::{Open, open};

    /// How an account is opened.
    pub fn loaded() -> Ready<Result<Open, SplitLoaderError>> {
        ready(Ok(open))
    }
}

fn open(person: PersonId, key: Option<DataKey>, shown: Shown, build: &str) -> Rc<dyn Keeper> {
    Rc::new(Account::open(person, key, shown, build))
}
