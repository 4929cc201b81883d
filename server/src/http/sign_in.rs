//! Signing in and out, and who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::id::PersonId;
use serde::{Deserialize, Serialize};

use app::tablet::Session;

use super::cookies;
use super::devices::InUse;
use super::error::ApiError;
use super::second_step::go_on;
use super::state::{Channel, Shared, SignedIn, Visitor};
use crate::accounts::cards::Card;
use crate::accounts::pace::Key;
use crate::accounts::pictures::Pin;
use crate::accounts::sessions::{self, SessionRow, Token};
use crate::accounts::{AccountError, SignIn, names, staff, students};
use crate::audit::{self, Event, What};
use crate::office::Office;
use crate::store::Rows;

/// `POST /api/sign-in/staff`.
#[derive(Deserialize)]
pub struct StaffForm {
    name: String,
    password: String,
}

/// `POST /api/sign-in/student`.
#[derive(Deserialize)]
pub struct StudentForm {
    class_code: String,
    name: String,
    pictures: Vec<u8>,
}

/// `POST /api/sign-in/card`.
#[derive(Deserialize)]
pub struct CardForm {
    secret: String,
}

/// `POST /api/sign-in/names`.
#[derive(Deserialize)]
pub struct ClassForm {
    class_code: String,
}

/// Of whom a tablet of the school offers the names.
#[derive(Serialize)]
pub struct Names {
    names: Vec<String>,
}

/// `GET /api/session`.
pub async fn session(who: SignedIn) -> Json<Session> {
    Json(session_of(&who.office, who.person, &who.visitor))
}

/// `POST /api/sign-in/staff`.
pub async fn staff(
    State(server): State<Shared>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<StaffForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(form) = form?;
    let key = Key::Name(names::fold_login(cut(&form.name)));
    let attempt = async {
        let (tenant, name, password) = (&visitor.tenant, cut(&form.name), form.password);
        staff::sign_in(tenant, &server.secrets, name, password, visitor.now).await
    };
    paced(&visitor, &headers, Some(key), attempt).await
}

/// `POST /api/sign-in/student`.
pub async fn student(
    State(server): State<Shared>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<StudentForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(form) = form?;
    let (code, name) = (cut(&form.class_code), cut(&form.name));
    let pin = Pin::new(&form.pictures)
        .ok_or(ApiError::BadRequest("a picture PIN is four different pictures from 0 to 11"))?;
    let key = Key::Name(format!("{}/{}", names::fold_code(code), names::fold(name)));
    let attempt = async {
        let (tenant, name) = (&visitor.tenant, name.to_owned());
        students::sign_in(tenant, &server.secrets, code, name, pin, visitor.now).await
    };
    paced(&visitor, &headers, Some(key), attempt).await
}

/// `POST /api/sign-in/card`. A card says nothing of whose it is: only the address
/// can be slowed down, and nobody can try 128 bits.
pub async fn card(
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<CardForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(CardForm { secret }) = form?;
    let attempt = async {
        let Some(card) = Card::parse(secret.trim()) else { return Ok(SignIn::WrongCredentials) };
        students::sign_in_with_card(&visitor.tenant, card, visitor.now).await
    };
    paced(&visitor, &headers, None, attempt).await
}

/// `POST /api/sign-in/names`. On any device that the school has not enrolled
/// there are none, whatever the class.
pub async fn names(
    visitor: Visitor,
    device: InUse,
    form: Result<Json<ClassForm>, JsonRejection>,
) -> Result<Json<Names>, ApiError> {
    let Json(ClassForm { class_code }) = form?;
    if !device.is_enrolled() {
        return Ok(Json(Names { names: Vec::new() }));
    }
    let keys = [Key::Address(visitor.address)];
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let find = move |rows: &dyn Rows| {
        students::names(&*tenant.office(rows, now)?, rows, cut(&class_code), now)
    };
    let names = visitor.tenant.database.read(find).await?;
    if !names.is_empty() {
        visitor.tenant.pace.succeeded(&keys);
    }
    Ok(Json(Names { names }))
}

/// `POST /api/sign-out`. Who signed out without a network has no mark any more:
/// the token is enough.
pub async fn sign_out(visitor: Visitor, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = cookies::unmarked_token(&headers, visitor.channel);
    let session = token.ok_or(ApiError::NotSignedIn)?.hash();
    let now = visitor.now;
    let end = move |rows: &mut dyn Rows| match sessions::find(&*rows, session, now)? {
        Some(SessionRow { person, .. }) => {
            audit::record(rows, &Event::new(What::SignedOut, now).by(person))?;
            rows.end_session(session).map(|()| true)
        }
        None => Ok(false),
    };
    if !visitor.tenant.database.write(end).await? {
        return Err(ApiError::NotSignedIn);
    }
    let cookies = cookies::take_back(visitor.channel, &headers);
    Ok((StatusCode::NO_CONTENT, set(cookies)).into_response())
}

/// The headers that set these cookies.
pub fn set(cookies: [HeaderValue; 2]) -> AppendHeaders<[(HeaderName, HeaderValue); 2]> {
    AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)))
}

/// One attempt, no faster than its name and its address may try.
async fn paced(
    visitor: &Visitor,
    headers: &HeaderMap,
    name: Option<Key>,
    attempt: impl Future<Output = Result<SignIn, AccountError>>,
) -> Result<Response, ApiError> {
    may_carry_secrets(visitor)?;
    let keys: Vec<_> = name.into_iter().chain([Key::Address(visitor.address)]).collect();
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    match attempt.await? {
        SignIn::WrongCredentials => Err(ApiError::WrongCredentials),
        SignIn::Welcome(person, next) => {
            visitor.tenant.pace.succeeded(&keys);
            go_on(visitor, headers, person, next).await
        }
    }
}

/// A secret in the clear over a network is everybody's.
pub fn may_carry_secrets(visitor: &Visitor) -> Result<(), ApiError> {
    if visitor.channel == Channel::Plain { Err(ApiError::NotSecure) } else { Ok(()) }
}

/// The answer to everyone who has just come in: who they are, and cookies.
pub async fn welcome(
    visitor: &Visitor,
    headers: &HeaderMap,
    person: PersonId,
    token: &Token,
) -> Result<Response, ApiError> {
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let office = visitor.tenant.database.read(move |rows| tenant.office(rows, now)).await?;
    let cookies = cookies::hand_out(token, visitor.channel, headers);
    let session = session_of(&office, person, visitor);
    Ok((set(cookies), Json(session)).into_response())
}

/// What is said of a session.
pub fn session_of(office: &Office, person: PersonId, visitor: &Visitor) -> Session {
    let roles = office.roles(person, office.day_of(visitor.now));
    Session { person, school: office.school_name().to_owned(), roles: roles.into_iter().collect() }
}

/// No more than a name can be.
fn cut(typed: &str) -> &str {
    let end = typed.floor_char_boundary(names::TYPED_BYTES_MAX);
    &typed[..end]
}
