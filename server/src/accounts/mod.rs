//! Who may come in: passwords, picture PINs, one-time links, sessions.
//!
//! Secrets are stored hashed only: what people choose by argon2id, tokens that
//! we drew ourselves by SHA-256. Nothing here is ever logged.

pub mod first_administrator;
pub mod links;
pub mod names;
pub mod pace;
pub mod pictures;
pub mod secret;
pub mod sessions;
pub mod staff;
pub mod students;

use domain::id::PersonId;

use crate::store::StoreError;

/// What a sign-in came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Welcome: the person, and the token of the new session.
    Welcome(PersonId, sessions::Token),
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
