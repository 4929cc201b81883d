//! Passkeys: signing in by one, and those of one's own account.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync::entry::Uid;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential, WebauthnError};

use super::account::{Proof, allow, prove};
use super::error::ApiError;
use super::second_step::take_back;
use super::sign_in::{may_carry_secrets, welcome};
use super::state::here;
use super::state::{Shared, SignedIn, Visitor};
use crate::accounts::pace::Key;
use crate::accounts::passkeys::{self, Desk, NAME_CHARS_MAX, PASSKEYS_MAX};
use crate::accounts::second_factor;
use crate::accounts::sessions::Token;
use crate::office::full_name;
use crate::store::Rows;

/// What a browser asks a passkey for.
#[derive(Serialize)]
pub struct Asks {
    /// Goes with the answer.
    ceremony: String,
    /// `PublicKeyCredentialCreationOptions` or `…RequestOptions`, as JSON.
    options: Value,
}

/// `POST /api/sign-in/passkey/finish`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    ceremony: String,
    credential: PublicKeyCredential,
}

/// `POST /api/account/passkeys/finish`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    ceremony: String,
    credential: RegisterPublicKeyCredential,
    name: String,
}

// What is checked against the limit and what is said of it must agree.
const _: () = assert!(NAME_CHARS_MAX == 40 && PASSKEYS_MAX == 10);
const BAD_NAME: ApiError = ApiError::BadRequest("the name of a passkey has 1 to 40 characters");
const TOO_MANY: ApiError = ApiError::BadRequest("nobody has more than ten passkeys");
const NO_NAME: ApiError =
    ApiError::BadRequest("a passkey belongs to a host name, and this address is a number");

/// `POST /api/sign-in/passkey`.
pub async fn ask(visitor: Visitor, headers: HeaderMap) -> Result<Json<Asks>, ApiError> {
    let desk = desk(&visitor, &headers).await?;
    // Here, and not where it is answered: each question takes a place until then.
    visitor.tenant.pace.attempt(&[Key::Address(visitor.address)], visitor.now)?;
    let asked = desk.ask_to_sign_in(&visitor.tenant.ceremonies, visitor.now);
    asks(asked)
}

/// `POST /api/sign-in/passkey/finish`. A passkey that nobody has, one of
/// somebody who may not come in, and one that is not what it says are all one.
pub async fn sign_in(
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<Shown>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(Shown { ceremony, credential }) = form?;
    let desk = desk(&visitor, &headers).await?;
    let ceremony = Token::parse(&ceremony).ok_or(ApiError::WrongPasskey)?.hash();
    if !visitor.tenant.ceremonies.is_open(ceremony, visitor.now) {
        return Err(ApiError::WrongPasskey);
    }
    let (person, key) = desk.says(&credential).ok_or(ApiError::WrongPasskey)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let find = move |rows: &dyn Rows| {
        let office = tenant.office(rows, now)?;
        let day = office.day_of(now);
        if !office.may_sign_in(person, day) || !office.is_staff(person, day) {
            return Ok(None);
        }
        let theirs = rows.passkeys(person)?;
        Ok(theirs.into_iter().find(|row| row.key.cred_id()[..] == key))
    };
    let row = visitor.tenant.database.read(find).await?.ok_or(ApiError::WrongPasskey)?;
    let shown = desk.is_shown(&visitor.tenant.ceremonies, ceremony, &credential, row, now);
    let row = shown.ok_or(ApiError::WrongPasskey)?;
    let begin = move |rows: &mut dyn Rows| passkeys::come_in(rows, &row, now);
    let token = visitor.tenant.database.write(begin).await?;
    visitor.tenant.pace.succeeded(&[Key::Address(visitor.address)]);
    let response = welcome(&visitor, &headers, person, &token).await?;
    Ok((take_back(&visitor, &headers), response).into_response())
}

/// `POST /api/account/passkeys`: asks for a new one.
pub async fn ask_for_new(
    State(server): State<Shared>,
    who: SignedIn,
    headers: HeaderMap,
    form: Result<Json<Proof>, JsonRejection>,
) -> Result<Json<Asks>, ApiError> {
    allow(&who)?;
    let Json(proof) = form?;
    let desk = desk(&who.visitor, &headers).await?;
    prove(&server, &who, proof).await?;
    let (person, now) = (who.person, who.visitor.now);
    let before = who.tenant().database.read(move |rows| rows.passkeys(person)).await?;
    if before.len() >= PASSKEYS_MAX {
        return Err(TOO_MANY);
    }
    let row = &who.office.roster.people.get(&person).ok_or(ApiError::Internal)?.row;
    let login = row.username.as_deref().or(row.email.as_deref()).unwrap_or_default();
    let called = (login, &*full_name(row));
    let asked = desk.ask_to_register(&who.tenant().ceremonies, person, called, &before, now);
    asks(asked)
}

/// `POST /api/account/passkeys/finish`: keeps it.
pub async fn keep(
    who: SignedIn,
    headers: HeaderMap,
    form: Result<Json<Made>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let Json(Made { ceremony, credential, name }) = form?;
    let desk = desk(&who.visitor, &headers).await?;
    let name = passkeys::name(&name).ok_or(BAD_NAME)?;
    let ceremony = Token::parse(&ceremony).ok_or(ApiError::WrongPasskey)?.hash();
    let now = who.visitor.now;
    let made = (&credential, name);
    let row = desk.registered(&who.tenant().ceremonies, ceremony, who.person, made, now);
    let row = row.ok_or(ApiError::WrongPasskey)?;
    let add = move |rows: &mut dyn Rows| passkeys::add(rows, &row, now);
    if who.tenant().database.write(add).await? { Ok(StatusCode::NO_CONTENT) } else { Err(TOO_MANY) }
}

/// `POST /api/account/passkeys/{id}/remove`.
pub async fn remove(
    State(server): State<Shared>,
    who: SignedIn,
    id: Result<Path<Uid>, PathRejection>,
    form: Result<Json<Proof>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let (Path(id), Json(proof)) = (id?, form?);
    let (person, now) = (who.person, who.visitor.now);
    let read = move |rows: &dyn Rows| Ok((rows.passkeys(person)?, rows.authenticator(person)?));
    let (theirs, app) = who.tenant().database.read(read).await?;
    if theirs.iter().all(|row| row.id != id) {
        return Err(ApiError::NotFound);
    }
    let is_last = theirs.len() == 1 && app.is_none();
    if is_last && second_factor::is_required(&who.office, person, who.day) {
        return Err(ApiError::SecondFactorRequired);
    }
    prove(&server, &who, proof).await?;
    let remove = move |rows: &mut dyn Rows| passkeys::remove(rows, person, id, now);
    let was_there = who.tenant().database.write(remove).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound) }
}

/// What asks for passkeys of the address that this browser has open.
async fn desk(visitor: &Visitor, headers: &HeaderMap) -> Result<Desk, ApiError> {
    may_carry_secrets(visitor)?;
    let address = here(visitor, headers).ok_or(NO_NAME)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let office = visitor.tenant.database.read(move |rows| tenant.office(rows, now)).await?;
    Desk::at(&address, office.school_name()).ok_or(NO_NAME)
}

fn asks(asked: Result<(Token, Value), WebauthnError>) -> Result<Json<Asks>, ApiError> {
    let (token, options) = asked.map_err(|_| ApiError::Internal)?;
    Ok(Json(Asks { ceremony: token.reveal().to_owned(), options }))
}
