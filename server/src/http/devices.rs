//! Devices: the keys of the stores on them, and what comes up sealed.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::PersonId;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};
use sync::frame::Outcome;
use sync::seal::KEY_BYTES;

use super::cookies;
use super::error::ApiError;
use super::sign_in::{may_carry_secrets, welcome};
use super::state::{Shared, SignedIn, Visitor};
use crate::accounts::pace::Key;
use crate::accounts::sessions;
use crate::devices::parcel::{self, SealedRow};
use crate::devices::{self, DeviceRow, Grant, Granted};
use crate::store::Rows;

/// Most rows in one parcel.
pub const PARCEL_ROWS_MAX: usize = 100;

/// A device that has shown its token, whoever uses it; also one that was shut
/// out.
pub struct OnDevice {
    visitor: Visitor,
    device: DeviceRow,
}

impl FromRequestParts<Shared> for OnDevice {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, ApiError> {
        let visitor = Visitor::from_request_parts(parts, server).await?;
        let token = cookies::device(&parts.headers, visitor.channel);
        let token = token.ok_or(ApiError::NotSignedIn)?.hash();
        let find = move |rows: &dyn Rows| rows.device_with_token(token);
        let device = visitor.tenant.database.read(find).await?;
        Ok(Self { device: device.ok_or(ApiError::NotSignedIn)?, visitor })
    }
}

/// The device that a request comes from, as far as it has shown a token that
/// counts: whoever uses one that was shut out hears of that, signed in or not.
pub struct InUse(Option<DeviceRow>);

impl FromRequestParts<Shared> for InUse {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, ApiError> {
        let device = match OnDevice::from_request_parts(parts, server).await {
            Ok(OnDevice { device, .. }) => device,
            Err(ApiError::NotSignedIn) => return Ok(Self(None)),
            Err(error) => return Err(error),
        };
        if device.revoked.is_some() { Err(ApiError::DeviceRevoked) } else { Ok(Self(Some(device))) }
    }
}

impl InUse {
    /// Whether the school has enrolled it.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.0.as_ref().is_some_and(|device| device.shared)
    }

    /// Writes down that it was heard of. A disk that takes nothing is no reason
    /// to leave whoever asks without an answer.
    pub async fn note(self, visitor: &Visitor) {
        let now = visitor.now;
        let is_due = |device: &DeviceRow| now - device.seen >= devices::SEEN_EVERY_MILLIS;
        let Some(device) = self.0.filter(is_due) else { return };
        let see = move |rows: &mut dyn Rows| devices::see(rows, device.id, None, now);
        if let Err(error) = visitor.tenant.database.write(see).await {
            tracing::error!(%error, "a device could not be noted; trying again later");
        }
    }
}

/// A key, handed over.
#[derive(Serialize)]
struct KeyAnswer {
    device: Uid,
    shared: bool,
    name: Option<String>,
    number: u32,
    key: String,
    good_for: Millis,
}

/// `POST /api/devices/key`.
pub async fn key(who: SignedIn, headers: HeaderMap) -> Result<Response, ApiError> {
    may_carry_secrets(&who.visitor)?;
    let (tenant, session, now) = (Arc::clone(who.tenant()), who.session, who.visitor.now);
    let channel = who.visitor.channel;
    let known = cookies::device(&headers, channel);
    let token = known.as_ref().map(sessions::Token::hash);
    let give = move |rows: &mut dyn Rows| {
        let Some(row) = sessions::find(&*rows, session, now)? else { return Ok(None) };
        devices::grant(rows, &tenant.master_key, (session, row), token, now).map(Some)
    };
    match who.tenant().database.write(give).await?.ok_or(ApiError::NotSignedIn)? {
        Grant::Revoked => Err(ApiError::DeviceRevoked),
        Grant::NeedsSignIn => Err(ApiError::NotSignedIn),
        Grant::Given(granted) => {
            let Granted { device, key, good_for, token } = *granted;
            let token = token.or(known).ok_or(ApiError::Internal)?;
            let cookie = cookies::hand_out_device(&token, channel, &headers);
            let answer = KeyAnswer {
                device: device.id.0,
                shared: device.shared,
                name: device.name,
                number: key.number(),
                key: hex(key.reveal()),
                good_for,
            };
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(answer)).into_response())
        }
    }
}

/// Shows that somebody has the key of their store on this device.
#[derive(Deserialize)]
pub struct Proof {
    person: PersonId,
    number: u32,
    secret: String,
}

/// `POST /api/sign-in/unlock`.
pub async fn unlock(
    OnDevice { visitor, device }: OnDevice,
    headers: HeaderMap,
    proof: Result<Json<Proof>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(Proof { person, number, secret }) = proof?;
    may_carry_secrets(&visitor)?;
    let secret = unhex(&secret).ok_or(ApiError::BadRequest("a secret is 64 digits"))?;
    let keys = [Key::Name(format!("{}/{person}", device.id)), Key::Address(visitor.address)];
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let begin = move |rows: &mut dyn Rows| {
        let office = tenant.office(rows, now)?;
        let may = office.may_sign_in(person, office.day_of(now));
        if !may || office.supply_has_ended(person, now) {
            return Ok(None);
        }
        let proof = (person, number, secret.as_slice());
        devices::unlock(rows, &tenant.master_key, &device, proof, now)
    };
    let token = visitor.tenant.database.write(begin).await?.ok_or(ApiError::NotSignedIn)?;
    visitor.tenant.pace.succeeded(&keys);
    welcome(&visitor, &headers, person, &token).await
}

/// What somebody has left unsent.
#[derive(Deserialize)]
pub struct Parcel {
    person: PersonId,
    /// The device's time.
    now: Millis,
    rows: Vec<Sealed>,
}

/// A row of an outbox, as it is stored on a device.
#[derive(Deserialize)]
pub struct Sealed {
    key: u64,
    sealed: String,
}

impl From<Sealed> for SealedRow {
    fn from(Sealed { key, sealed }: Sealed) -> Self {
        // What is no base64 is nothing that a key opens.
        Self { key, sealed: STANDARD.decode(sealed).unwrap_or_default() }
    }
}

/// What became of it: nothing else comes back.
#[derive(Serialize)]
pub struct Verdicts {
    verdicts: Vec<Verdict>,
}

#[derive(Serialize)]
struct Verdict {
    key: u64,
    is: &'static str,
}

/// `POST /api/sync/sealed`.
pub async fn sealed(
    State(_): State<Shared>,
    OnDevice { visitor, device }: OnDevice,
    parcel: Result<Json<Parcel>, JsonRejection>,
) -> Result<Json<Verdicts>, ApiError> {
    let Json(Parcel { person, now, rows }) = parcel?;
    if rows.len() > PARCEL_ROWS_MAX {
        return Err(ApiError::TooLarge);
    }
    let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
    let rows = rows.into_iter().map(SealedRow::from).collect();
    let offset = visitor.now.saturating_sub(now);
    let outcomes =
        parcel::take(&visitor.tenant, device.id, person, (rows, offset), visitor.now).await?;
    let verdicts = keys.into_iter().zip(outcomes);
    let verdicts = verdicts.map(|(key, outcome)| Verdict { key, is: word(outcome.as_ref()) });
    Ok(Json(Verdicts { verdicts: verdicts.collect() }))
}

/// What is still on a device.
#[derive(Deserialize)]
pub struct Seen {
    unsent: u64,
    oldest: Option<Millis>,
}

/// `POST /api/devices/seen`.
pub async fn seen(
    OnDevice { visitor, device }: OnDevice,
    seen: Result<Json<Seen>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(Seen { unsent, oldest }) = seen?;
    if device.revoked.is_some() {
        return Err(ApiError::DeviceRevoked);
    }
    let now = visitor.now;
    let see = move |rows: &mut dyn Rows| devices::see(rows, device.id, Some((unsent, oldest)), now);
    visitor.tenant.database.write(see).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn word(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "unreadable",
        Some(Outcome::Stored { .. }) => "stored",
        Some(Outcome::Duplicate { .. }) => "duplicate",
        Some(Outcome::Held { .. } | Outcome::Other) => "held",
        Some(Outcome::Erased) => "erased",
        Some(Outcome::Discarded) => "discarded",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn unhex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let digits = text.as_bytes();
    let mut bytes = [0; KEY_BYTES];
    if digits.len() != 2 * KEY_BYTES || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_there_and_back() {
        let key = std::array::from_fn(|at| u8::try_from(at * 7).unwrap());
        assert_eq!(unhex(&hex(&key)), Some(key));
        for bad in ["", "00", &"g".repeat(64), &"+1".repeat(32), &"é".repeat(32)] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
