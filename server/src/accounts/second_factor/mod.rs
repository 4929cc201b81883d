//! The second factor of staff: an authenticator app, or a recovery code in its
//! place. Leaders and administrators need one, unless their school says that it
//! is optional; others may have one.
//!
//! The app's secret is stored sealed under a key that is not in the database;
//! recovery codes are stored hashed.

pub mod recovery;
pub mod totp;

use domain::id::PersonId;
use domain::rights::Role;
use domain::time::Day;
use sync::entry::Millis;

use self::totp::{Secret, Step};
use super::oidc;
use super::sessions::TokenHash;
use crate::audit::{self, Detail, Event, What};
use crate::keys::MasterKey;
use crate::office::Office;
use crate::store::{Rows, StoreError};

/// A secret that is offered to an app is good for so long.
pub const OFFER_MILLIS_MAX: Millis = 15 * 60 * 1_000;
/// What a secret is sealed for.
const LABEL: &str = "limber authenticator 1";
/// Before the first code that anybody used.
const NO_STEP: Step = -1;

/// An authenticator app, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorRow {
    /// Its secret, sealed.
    pub sealed: Vec<u8>,
    /// The step of the last code that was used.
    pub used: Step,
    /// Since when it counts.
    pub since: Millis,
}

/// A secret that an app has not shown yet to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRow {
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// Until when.
    pub expires: Millis,
}

/// What somebody still has to show or to do, after their password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A code, or a passkey in its place.
    Code,
    /// They have no second factor, and may not be without.
    SetUp,
}

/// Whether somebody may not be without a second factor.
#[must_use]
pub fn is_required(office: &Office, person: PersonId, day: Day) -> bool {
    let roles = office.roles(person, day);
    office.settings.second_factor_required
        && [Role::Leader, Role::Administrator].iter().any(|role| roles.contains(role))
}

/// What somebody has to show beside a password.
pub fn needs(
    rows: &dyn Rows,
    office: &Office,
    person: PersonId,
    day: Day,
) -> Result<Needs, StoreError> {
    if rows.authenticator(person)?.is_some() || !rows.passkeys(person)?.is_empty() {
        return Ok(Needs::Code);
    }
    Ok(if is_required(office, person, day) { Needs::SetUp } else { Needs::Nothing })
}

/// Offers a secret for somebody's app, in place of one that was offered before.
pub fn offer(
    rows: &mut dyn Rows,
    key: &MasterKey,
    person: PersonId,
    now: Millis,
) -> Result<Secret, StoreError> {
    let secret = Secret::new();
    let sealed = key.seal(LABEL, &person.0.0, secret.bytes());
    rows.put_offer(person, &OfferRow { sealed, expires: now + OFFER_MILLIS_MAX })?;
    Ok(secret)
}

/// The app shows by a code that it has the secret: it counts from now on, in
/// place of another, with new recovery codes. `None` where the code is wrong, or
/// nothing was offered.
pub fn confirm(
    rows: &mut dyn Rows,
    key: &MasterKey,
    person: PersonId,
    code: &str,
    now: Millis,
) -> Result<Option<Vec<String>>, StoreError> {
    let Some(offer) = rows.offer(person)?.filter(|offer| now <= offer.expires) else {
        return Ok(None);
    };
    let secret = open(key, person, &offer.sealed)?;
    let Some(used) = secret.step_of(code, NO_STEP, now) else { return Ok(None) };
    rows.drop_second_factor(person)?;
    rows.put_authenticator(person, &AuthenticatorRow { sealed: offer.sealed, used, since: now })?;
    let changed = Event::new(What::SecondFactorChanged, now).by(person).of(person);
    audit::record(rows, &changed.with(Detail::On))?;
    draw_codes(rows, person).map(Some)
}

/// New recovery codes in place of the ones before.
pub fn new_codes(
    rows: &mut dyn Rows,
    person: PersonId,
    now: Millis,
) -> Result<Vec<String>, StoreError> {
    let changed = Event::new(What::SecondFactorChanged, now).by(person).of(person);
    audit::record(rows, &changed.with(Detail::RecoveryCodes))?;
    draw_codes(rows, person)
}

/// Takes all second factors of somebody away, because they are lost; whether they
/// had one. With them goes the link to an account elsewhere: a new account there
/// can take its place.
pub fn take_away(
    rows: &mut dyn Rows,
    person: PersonId,
    by: Option<PersonId>,
    now: Millis,
) -> Result<bool, StoreError> {
    oidc::unlink(rows, person, by, now)?;
    let had_passkeys = rows.drop_passkeys(person)?;
    if had_passkeys {
        let changed = Event::new(What::SecondFactorChanged, now).of(person);
        let changed = changed.with(Detail::PasskeyRemoved);
        audit::record(rows, &by.map_or(changed, |by| changed.by(by)))?;
    }
    Ok(drop_app(rows, person, by, now)? || had_passkeys)
}

/// Takes somebody's authenticator app and recovery codes away; whether they had
/// one.
pub fn drop_app(
    rows: &mut dyn Rows,
    person: PersonId,
    by: Option<PersonId>,
    now: Millis,
) -> Result<bool, StoreError> {
    let had_one = rows.authenticator(person)?.is_some();
    rows.drop_second_factor(person)?;
    if had_one {
        let changed = Event::new(What::SecondFactorChanged, now).of(person).with(Detail::Off);
        audit::record(rows, &by.map_or(changed, |by| changed.by(by)))?;
    }
    Ok(had_one)
}

/// Spends a code of somebody's app, or one of their recovery codes; which of the
/// two it was, `None` where it is neither or has been used.
pub fn spend(
    rows: &mut dyn Rows,
    key: &MasterKey,
    person: PersonId,
    typed: &str,
    now: Millis,
) -> Result<Option<Detail>, StoreError> {
    let Some(row) = rows.authenticator(person)? else { return Ok(None) };
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(used) = open(key, person, &row.sealed)?.step_of(&code, row.used, now) {
        rows.put_authenticator(person, &AuthenticatorRow { used, ..row })?;
        return Ok(Some(Detail::Code));
    }
    let Some(hash) = recovery::hash(person, typed) else { return Ok(None) };
    Ok(rows.spend_recovery_code(person, hash)?.then_some(Detail::RecoveryCode))
}

fn draw_codes(rows: &mut dyn Rows, person: PersonId) -> Result<Vec<String>, StoreError> {
    let codes = recovery::draw();
    let hashes: Vec<TokenHash> =
        codes.iter().filter_map(|code| recovery::hash(person, code)).collect();
    rows.put_recovery_codes(person, &hashes)?;
    Ok(codes)
}

/// With the wrong master key nobody's app can be asked: whoever runs the server
/// puts the file back, or resets the second factor of everybody who has one.
fn open(key: &MasterKey, person: PersonId, sealed: &[u8]) -> Result<Secret, StoreError> {
    let opened = key.open_sealed(LABEL, &person.0.0, sealed);
    let secret = opened.and_then(|bytes| Secret::from_bytes(&bytes));
    secret.ok_or(StoreError::Corrupt("an authenticator's secret that this master key opens"))
}
