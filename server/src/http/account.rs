//! `/api/account`: what a member of staff changes about their own sign-in. Each
//! change asks for the password again, and for a code of whoever has a second
//! factor: a session that somebody left open is not enough.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};

use super::error::ApiError;
use super::second_step::{CodeForm, Offered, keys, offer};
use super::sign_in::may_carry_secrets;
use super::state::{Shared, SignedIn};
use crate::accounts::pace::Key;
use crate::accounts::passkeys::PasskeyRow;
use crate::accounts::passwords;
use crate::accounts::second_factor;
use crate::accounts::secret::PASSWORD_BYTES_MAX;
use crate::accounts::sessions;
use crate::audit::{self, Event, What};
use crate::store::Rows;

/// `GET /api/account`.
#[derive(Serialize)]
pub struct Account {
    /// Leaders and administrators may not be without one.
    second_factor_required: bool,
    second_factor: Option<SecondFactor>,
    passkeys: Vec<Passkey>,
}

#[derive(Serialize)]
struct Passkey {
    id: Uid,
    name: String,
    since: Millis,
    used: Option<Millis>,
}

#[derive(Serialize)]
struct SecondFactor {
    since: Millis,
    recovery_codes_left: usize,
}

/// What shows that it is not somebody else at an open session.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    password: String,
    /// Of whoever has a second factor.
    #[serde(default)]
    code: Option<String>,
}

/// `POST /api/account/password`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    password: String,
    #[serde(default)]
    code: Option<String>,
    new: String,
}

/// Shown once.
#[derive(Serialize)]
pub struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// `GET /api/account`.
pub async fn account(who: SignedIn) -> Result<Json<Account>, ApiError> {
    allow(&who)?;
    let person = who.person;
    let read = move |rows: &dyn Rows| {
        let passkeys = rows.passkeys(person)?;
        let Some(row) = rows.authenticator(person)? else { return Ok((None, passkeys)) };
        let recovery_codes_left = rows.recovery_codes(person)?;
        Ok((Some(SecondFactor { since: row.since, recovery_codes_left }), passkeys))
    };
    let (second_factor, passkeys) = who.tenant().database.read(read).await?;
    let passkey =
        |row: PasskeyRow| Passkey { id: row.id, name: row.name, since: row.since, used: row.used };
    let passkeys = passkeys.into_iter().map(passkey).collect();
    let second_factor_required = second_factor::is_required(&who.office, person, who.day);
    Ok(Json(Account { second_factor_required, second_factor, passkeys }))
}

/// `POST /api/account/password`: other sessions end.
pub async fn password(
    State(server): State<Shared>,
    who: SignedIn,
    form: Result<Json<NewPassword>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let Json(NewPassword { password, code, new }) = form?;
    passwords::judge(&new, &passwords::known_names(&who.office, who.person))?;
    prove(&server, &who, Proof { password, code }).await?;
    let hash = server.secrets.hash(new).await?;
    let (person, session, now) = (who.person, who.session, who.visitor.now);
    let change = move |rows: &mut dyn Rows| {
        rows.end_links(person)?;
        rows.end_pending_of(person)?;
        rows.end_other_sessions_of(person, session)?;
        rows.set_password(person, &hash, now)?;
        audit::record(rows, &Event::new(What::PasswordChanged, now).by(person).of(person))
    };
    who.tenant().database.write(change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/account/second-factor`: a secret for an authenticator app, the
/// first one or another.
pub async fn set_up(
    State(server): State<Shared>,
    who: SignedIn,
    form: Result<Json<Proof>, JsonRejection>,
) -> Result<Json<Offered>, ApiError> {
    allow(&who)?;
    let Json(proof) = form?;
    prove(&server, &who, proof).await?;
    Ok(Json(offer(&who.visitor, who.person).await?))
}

/// `POST /api/account/second-factor/code`: the app shows that it has the secret.
pub async fn confirm(
    who: SignedIn,
    form: Result<Json<CodeForm>, JsonRejection>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    allow(&who)?;
    let Json(CodeForm { code }) = form?;
    may_carry_secrets(&who.visitor)?;
    let keys = keys(&who.visitor, who.person);
    who.tenant().pace.attempt(&keys, who.visitor.now)?;
    let (tenant, person, now) = (Arc::clone(who.tenant()), who.person, who.visitor.now);
    let confirm = move |rows: &mut dyn Rows| {
        second_factor::confirm(rows, &tenant.master_key, person, &code, now)
    };
    let recovery_codes = who.tenant().database.write(confirm).await?.ok_or(ApiError::WrongCode)?;
    who.tenant().pace.succeeded(&keys);
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// `POST /api/account/second-factor/off`.
pub async fn off(
    State(server): State<Shared>,
    who: SignedIn,
    form: Result<Json<Proof>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let Json(proof) = form?;
    let (person, now) = (who.person, who.visitor.now);
    let has_passkeys =
        who.tenant().database.read(move |rows| Ok(!rows.passkeys(person)?.is_empty())).await?;
    if !has_passkeys && second_factor::is_required(&who.office, who.person, who.day) {
        return Err(ApiError::SecondFactorRequired);
    }
    prove(&server, &who, proof).await?;
    let off = move |rows: &mut dyn Rows| second_factor::drop_app(rows, person, Some(person), now);
    who.tenant().database.write(off).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/account/recovery-codes`: new ones, in place of those before.
pub async fn recovery_codes(
    State(server): State<Shared>,
    who: SignedIn,
    form: Result<Json<Proof>, JsonRejection>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    allow(&who)?;
    let Json(proof) = form?;
    prove(&server, &who, proof).await?;
    let (person, now) = (who.person, who.visitor.now);
    let draw = move |rows: &mut dyn Rows| {
        let has_one = rows.authenticator(person)?.is_some();
        if has_one { second_factor::new_codes(rows, person, now).map(Some) } else { Ok(None) }
    };
    let recovery_codes = who.tenant().database.write(draw).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Students sign in by pictures, and change nothing of that themselves.
pub fn allow(who: &SignedIn) -> Result<(), ApiError> {
    if who.office.is_staff(who.person, who.day) { Ok(()) } else { Err(ApiError::Forbidden) }
}

/// Whether it is really them, no faster than one may guess.
pub async fn prove(server: &Shared, who: &SignedIn, proof: Proof) -> Result<(), ApiError> {
    may_carry_secrets(&who.visitor)?;
    let Proof { password, code } = proof;
    let keys = [Key::Name(format!("account/{}", who.person)), Key::Address(who.visitor.address)];
    who.tenant().pace.attempt(&keys, who.visitor.now)?;
    let (person, now) = (who.person, who.visitor.now);
    let hash = who.tenant().database.read(move |rows| rows.password(person)).await?;
    let hash = hash.filter(|_| password.len() <= PASSWORD_BYTES_MAX);
    let fits = server.secrets.fits(password, hash.into_iter().collect()).await?;
    fits.ok_or(ApiError::WrongCredentials)?;
    let (tenant, session) = (Arc::clone(who.tenant()), who.session);
    let spend = move |rows: &mut dyn Rows| {
        // It may have ended while the password was looked at.
        if sessions::find(&*rows, session, now)?.is_none() {
            return Ok(Err(ApiError::NotSignedIn));
        }
        if rows.authenticator(person)?.is_none() {
            return Ok(Ok(()));
        }
        let code = code.unwrap_or_default();
        let spent = second_factor::spend(rows, &tenant.master_key, person, &code, now)?;
        Ok(spent.map(|_| ()).ok_or(ApiError::WrongCode))
    };
    who.tenant().database.write(spend).await??;
    who.tenant().pace.succeeded(&keys);
    Ok(())
}
