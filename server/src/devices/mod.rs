//! The tablets and browsers on which people work: their tokens, the keys of the
//! stores on them, and what comes up sealed.
//!
//! A key is never stored. It is derived from the school's master key for a
//! device, a person and a number, as often as it is needed; so a restored
//! database opens what tablets hold.

pub mod enrolment;
pub mod parcel;

use std::fmt;

use domain::id::PersonId;
use sync::entry::{Millis, Uid};
use sync::seal::DataKey;

use crate::accounts::sessions::{SESSION_MILLIS_MAX, SessionRow, Token, TokenHash};
use crate::audit::{self, Detail, Event, What};
use crate::keys::MasterKey;
use crate::random;
use crate::store::{Rows, StoreError};

/// A shared tablet lets somebody come back by PIN for so long after they have
/// signed in there: a school day, and an evening.
pub const UNLOCK_MILLIS_MAX: Millis = 12 * 60 * 60 * 1_000;
/// How long a device keeps its token, in seconds: as long as browsers keep any.
pub const TOKEN_SECONDS_MAX: i64 = 400 * 24 * 60 * 60;
/// How often it is written down that a device was seen.
pub const SEEN_EVERY_MILLIS: Millis = 60_000;
/// What data keys are derived for.
const DATA_KEY: &str = "limber data key 1";

/// Which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub Uid);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A device as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Which.
    pub id: DeviceId,
    /// What people call it; none for a device of somebody's own.
    pub name: Option<String>,
    /// The school has enrolled it for several people.
    pub shared: bool,
    /// Who enrolled it, and when.
    pub enrolled: Option<(PersonId, Millis)>,
    /// When it was last heard of, within a minute.
    pub seen: Millis,
    /// How much it had not sent then.
    pub unsent: u64,
    /// Since when, by its own clock, as far as it can know.
    pub oldest_unsent: Option<Millis>,
    /// When it was shut out.
    pub revoked: Option<Millis>,
}

/// Somebody who has a store on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreRow {
    /// The number of its present key, from 1.
    pub number: u32,
    /// When they last signed in there, by more than a PIN.
    pub signed_in: Millis,
}

/// A key as it is handed over.
pub struct Granted {
    /// The device that it is for.
    pub device: DeviceRow,
    /// The key.
    pub key: DataKey,
    /// For how long it still leads back to a session, in milliseconds.
    pub good_for: Millis,
    /// The device's new token, where it had none.
    pub token: Option<Token>,
}

/// What asking for a key came to.
pub enum Grant {
    /// The key.
    Given(Box<Granted>),
    /// The device has been shut out.
    Revoked,
    /// The session began with a PIN, on a device that is not this one.
    NeedsSignIn,
}

/// The key of somebody's store on a device.
#[must_use]
pub fn data_key(master: &MasterKey, device: DeviceId, person: PersonId, number: u32) -> DataKey {
    let mut context = [0; 36];
    context[..16].copy_from_slice(&device.0.0);
    context[16..32].copy_from_slice(&person.0.0);
    context[32..].copy_from_slice(&number.to_be_bytes());
    DataKey::new(number, master.derive(DATA_KEY, &context))
}

/// Gives whoever has this session the key of their store on the device with
/// this token; a device that is not known yet becomes one of their own.
pub fn grant(
    rows: &mut dyn Rows,
    master: &MasterKey,
    session: (TokenHash, SessionRow),
    token: Option<TokenHash>,
    now: Millis,
) -> Result<Grant, StoreError> {
    let (hash, SessionRow { person, began, .. }) = session;
    let known = token.map(|token| rows.device_with_token(token)).transpose()?.flatten();
    let (device, token) = match known {
        Some(device) if device.revoked.is_some() => return Ok(Grant::Revoked),
        Some(device) => (device, None),
        None => own(now),
    };
    let before = rows.store_on(device.id, person)?;
    let number = before.map_or(1, |store| store.number);
    // A PIN is no new beginning: the hours go on from the last password here, and
    // without one there are none.
    let signed_in = before.map(|store| store.signed_in).max(began);
    let Some(signed_in) = signed_in else { return Ok(Grant::NeedsSignIn) };
    if let Some(token) = &token {
        rows.add_device(&device, token.hash())?;
    }
    rows.put_store_on(device.id, person, StoreRow { number, signed_in })?;
    rows.bind_session(hash, device.id)?;
    let key = data_key(master, device.id, person, number);
    let good_for = (signed_in + way_back_max(&device) - now).max(0);
    Ok(Grant::Given(Box::new(Granted { device, key, good_for, token })))
}

/// Begins a session for whoever shows that they have a key of this device,
/// instead of a password; `None` where that is not good enough, or not any more.
pub fn unlock(
    rows: &mut dyn Rows,
    master: &MasterKey,
    device: &DeviceRow,
    (person, number, secret): (PersonId, u32, &[u8]),
    now: Millis,
) -> Result<Option<Token>, StoreError> {
    let Some(store) = rows.store_on(device.id, person)? else { return Ok(None) };
    let key = data_key(master, device.id, person, number);
    let is_good = device.revoked.is_none()
        && store.number == number
        && now - store.signed_in <= way_back_max(device)
        && is_same(&key.unlock_secret(), secret);
    if !is_good {
        return Ok(None);
    }
    let came_in = Event::new(What::SignedIn, now).by(person).about(device.id.0);
    audit::record(rows, &came_in.with(Detail::Device))?;
    let token = Token::new();
    rows.add_session(token.hash(), SessionRow { person, seen: now, began: None })?;
    rows.bind_session(token.hash(), device.id)?;
    Ok(Some(token))
}

/// Writes down that a device was heard of, and what it says is unsent on it if
/// it says so; not more often than is worth it.
pub fn see(
    rows: &mut dyn Rows,
    device: DeviceId,
    unsent: Option<(u64, Option<Millis>)>,
    now: Millis,
) -> Result<(), StoreError> {
    // As it is now: it may have been shut out since the request began.
    let Some(row) = rows.device(device)? else { return Ok(()) };
    let (unsent, oldest_unsent) = unsent.unwrap_or((row.unsent, row.oldest_unsent));
    let is_new = (row.unsent, row.oldest_unsent) != (unsent, oldest_unsent);
    if !is_new && now - row.seen < SEEN_EVERY_MILLIS {
        return Ok(());
    }
    rows.put_device(&DeviceRow { seen: now, unsent, oldest_unsent, ..row })
}

/// For how long after a password a key leads back to a session.
fn way_back_max(device: &DeviceRow) -> Millis {
    if device.shared { UNLOCK_MILLIS_MAX } else { SESSION_MILLIS_MAX }
}

/// A device of somebody's own, and its token.
fn own(now: Millis) -> (DeviceRow, Option<Token>) {
    let device = DeviceRow {
        id: DeviceId(random::uid()),
        name: None,
        shared: false,
        enrolled: None,
        seen: now,
        unsent: 0,
        oldest_unsent: None,
        revoked: None,
    };
    (device, Some(Token::new()))
}

/// Whether two secrets are the same, in a time that does not depend on where
/// they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_the_same_or_not() {
        for (one, other, same) in
            [("", "", true), ("ab", "ab", true), ("ab", "aB", false), ("ab", "abc", false)]
        {
            assert_eq!(is_same(one.as_bytes(), other.as_bytes()), same);
        }
    }
}
