//! `/api/devices`: the school's tablets, for administrators; and how a browser
//! becomes one of them.

use std::collections::HashMap;

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::id::PersonId;
use domain::rights::Role;
use domain::roster::Person;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};

use super::cookies;
use super::error::ApiError;
use super::sign_in::may_carry_secrets;
use super::state::{Channel, SignedIn, Visitor};
use crate::accounts::pace::Key;
use crate::accounts::sessions::Token;
use crate::devices::enrolment::{self, Enrolled, NAME_CHARS_MAX};
use crate::devices::{DeviceId, DeviceRow};
use crate::office::{Office, full_name};
use crate::qr::Qr;
use crate::store::Rows;

/// Where a code is entered. It follows a `#` there, which no server is told.
const ENROL_PATH: &str = "/enrol";

/// A device, as administrators see it.
#[derive(Serialize)]
pub struct Listed {
    id: Uid,
    name: Option<String>,
    shared: bool,
    /// Of staff only, where it is nobody else's.
    owner_name: Option<String>,
    seen: Millis,
    unsent: u64,
    oldest: Option<Millis>,
    /// How many people have a store there.
    people: usize,
    revoked: Option<Millis>,
}

/// A code, shown once.
#[derive(Serialize)]
pub struct MadeCode {
    code: String,
    /// Where it is entered by hand.
    address: String,
    /// The same with the code, for a camera.
    qr: Qr,
    expires: Millis,
}

/// `POST /api/devices/enrol`.
#[derive(Deserialize)]
pub struct Enrolment {
    code: String,
    name: String,
}

#[derive(Serialize)]
struct EnrolledAs {
    device: Uid,
    name: Option<String>,
}

/// `POST /api/devices/{id}`: one of the two.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Another name.
    Name(String),
    /// It is shut out. `false` changes nothing.
    Revoke(bool),
}

/// `GET /api/devices`: the one that was last heard of first.
pub async fn list(who: SignedIn) -> Result<Json<Vec<Listed>>, ApiError> {
    allow(&who)?;
    let read = |rows: &dyn Rows| Ok((rows.devices()?, rows.stores()?));
    let (devices, stores) = who.tenant().database.read(read).await?;
    let mut people: HashMap<DeviceId, Vec<PersonId>> = HashMap::new();
    for (device, person) in stores {
        people.entry(device).or_default().push(person);
    }
    let listed = devices.into_iter().map(|device| {
        let people = people.remove(&device.id).unwrap_or_default();
        Listed::new(device, &people, &who.office)
    });
    Ok(Json(listed.collect()))
}

/// `POST /api/devices/codes`.
pub async fn make_code(who: SignedIn, headers: HeaderMap) -> Result<Json<MadeCode>, ApiError> {
    allow(&who)?;
    may_carry_secrets(&who.visitor)?;
    let here = here(&who.visitor, &headers).ok_or(ApiError::Internal)?;
    let address = format!("{here}{ENROL_PATH}");
    let (person, now) = (who.person, who.visitor.now);
    let make = move |rows: &mut dyn Rows| enrolment::make_code(rows, person, now);
    let (code, row) = who.tenant().database.write(make).await?;
    let qr = Qr::of(&format!("{address}#{code}")).ok_or(ApiError::Internal)?;
    Ok(Json(MadeCode { code, address, qr, expires: row.expires }))
}

/// `POST /api/devices/enrol`.
pub async fn enrol(
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<Enrolment>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(Enrolment { code, name }) = form?;
    may_carry_secrets(&visitor)?;
    let name = enrolment::name(&name).ok_or(BAD_NAME)?;
    let keys = [Key::Address(visitor.address)];
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let code = enrolment::fold_code(&code).ok_or(ApiError::CodeUsed)?;
    let known = cookies::device(&headers, visitor.channel);
    let (token, now) = (known.as_ref().map(Token::hash), visitor.now);
    let enrol = move |rows: &mut dyn Rows| enrolment::enrol(rows, &code, name, token, now);
    let Enrolled::Done(device, token) = visitor.tenant.database.write(enrol).await? else {
        return Err(ApiError::CodeUsed);
    };
    visitor.tenant.pace.succeeded(&keys);
    tracing::info!(device = %device.id, "a tablet was enrolled");
    let token = token.or(known).ok_or(ApiError::Internal)?;
    let cookie = cookies::hand_out_device(&token, visitor.channel, &headers);
    let answer = EnrolledAs { device: device.id.0, name: device.name };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(answer)).into_response())
}

/// `POST /api/devices/{id}`.
pub async fn change(
    who: SignedIn,
    id: Result<Path<Uid>, PathRejection>,
    change: Result<Json<Change>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let (Path(id), Json(change)) = (id?, change?);
    let (id, now) = (DeviceId(id), who.visitor.now);
    let is_there = match change {
        Change::Name(name) => {
            let name = enrolment::name(&name).ok_or(BAD_NAME)?;
            who.tenant().database.write(move |rows| enrolment::rename(rows, id, name)).await?
        }
        Change::Revoke(false) => who.tenant().database.read(move |r| r.device(id)).await?.is_some(),
        Change::Revoke(true) => {
            tracing::info!(device = %id, "a device is shut out");
            who.tenant().database.write(move |rows| enrolment::revoke(rows, id, now)).await?
        }
    };
    if is_there { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound) }
}

// What is checked against the limit and what is said of it must agree.
const _: () = assert!(NAME_CHARS_MAX == 40);
const BAD_NAME: ApiError = ApiError::BadRequest("the name of a tablet has 1 to 40 characters");

fn allow(who: &SignedIn) -> Result<(), ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if roles.contains(&Role::Administrator) { Ok(()) } else { Err(ApiError::Forbidden) }
}

/// Under which address this administrator has Limber; others have it there too.
pub fn here(visitor: &Visitor, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let scheme = if visitor.channel == Channel::Secure { "https" } else { "http" };
    Some(format!("{scheme}://{host}"))
}

impl Listed {
    fn new(device: DeviceRow, people: &[PersonId], office: &Office) -> Self {
        let is_staff = |person: &&Person| person.roles.iter().any(|role| role.is_staff());
        let person = |id: &PersonId| office.roster.people.get(id).map(|kept| &kept.row);
        let owner = match people {
            [only] if !device.shared => person(only).filter(is_staff).map(full_name),
            _ => None,
        };
        Self {
            id: device.id.0,
            name: device.name,
            shared: device.shared,
            owner_name: owner,
            seen: device.seen,
            unsent: device.unsent,
            oldest: device.oldest_unsent,
            people: people.len(),
            revoked: device.revoked,
        }
    }
}
