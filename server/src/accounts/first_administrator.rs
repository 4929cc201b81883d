//! How the first person gets in: an administrator who is in no roster yet.

use domain::id::PersonId;
use domain::rights::Role;
use sync::entry::Millis;

use super::links;
use super::sessions::Token;
use crate::random;
use crate::store::{Rows, StoreError};

/// A link for the first administrator, while nobody has a password; a new one
/// ends the one before.
pub fn link(rows: &mut dyn Rows, now: Millis) -> Result<Option<Token>, StoreError> {
    if rows.has_anyone()? {
        return Ok(None);
    }
    let person = match rows.unnamed_administrator()? {
        Some(person) => person,
        None => add(rows)?,
    };
    links::make(rows, person, now).map(Some)
}

fn add(rows: &mut dyn Rows) -> Result<PersonId, StoreError> {
    let person = PersonId(random::uid());
    rows.add_local_person(person)?;
    rows.grant(person, Role::Administrator)?;
    Ok(person)
}
