//! Signing in and out, and who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::id::PersonId;
use serde::Deserialize;

use app::tablet::Session;

use super::cookies;
use super::error::ApiError;
use super::second_step::go_on;
use super::state::{Channel, Shared, SignedIn, Visitor};
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
    paced(&visitor, &headers, key, attempt).await
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
    paced(&visitor, &headers, key, attempt).await
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
    name: Key,
    attempt: impl Future<Output = Result<SignIn, AccountError>>,
) -> Result<Response, ApiError> {
    may_carry_secrets(visitor)?;
    let keys = [name, Key::Address(visitor.address)];
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
