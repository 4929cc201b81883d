//! Who may come in: passwords, accounts elsewhere, second factors, picture PINs,
//! one-time links, sessions.
//!
//! Secrets are stored hashed only: what people choose by argon2id, tokens that
//! we drew ourselves by SHA-256. Nothing here is ever logged.

pub mod calls;
pub mod cards;
pub mod first_administrator;
pub mod links;
pub mod names;
pub mod oidc;
pub mod pace;
pub mod passkeys;
pub mod passwords;
pub mod pending;
pub mod pictures;
pub mod printed;
pub mod second_factor;
pub mod secret;
pub mod sessions;
pub mod staff;
pub mod students;
pub mod supply;

use domain::id::PersonId;
use sync::entry::Millis;

use self::pending::Next;
use crate::audit::{self, Detail, Event, What};
use crate::store::{Database, Rows, StoreError};

/// What a sign-in came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// The secret is right: the person, and what follows, a session most often.
    Welcome(PersonId, Next),
    /// The name or the secret is wrong; which of the two is not said.
    WrongCredentials,
}

/// Why a sign-in could not be decided.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Hashing failed.
    #[error(transparent)]
    Secret(#[from] secret::SecretError),
}

/// Begins a session for somebody who has shown who they are, and records how.
async fn welcome(
    database: &Database,
    person: PersonId,
    how: Detail,
    now: Millis,
) -> Result<SignIn, StoreError> {
    let begin = move |rows: &mut dyn Rows| {
        audit::record(rows, &Event::new(What::SignedIn, now).by(person).with(how))?;
        sessions::begin(rows, person, now)
    };
    Ok(SignIn::Welcome(person, Next::In(database.write(begin).await?)))
}

/// Records that somebody failed to come in as the one person who may have been
/// meant. Nobody waits for it: how long an answer takes would say whether there
/// is such a person.
fn turned_away(database: &Database, meant: &[PersonId], how: Detail, now: Millis) {
    if let [person] = *meant {
        let event = Event::new(What::SignInFailed, now).of(person).with(how);
        database.write_later(move |rows| audit::record(rows, &event));
    }
}
