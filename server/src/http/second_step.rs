//! The second step of signing in: a code, or setting up what shows one. Which
//! sign-in goes on is in a cookie that is good for nothing else.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::id::PersonId;
use serde::{Deserialize, Serialize};

use app::tablet::Session;

use super::cookies;
use super::error::ApiError;
use super::sign_in::{may_carry_secrets, session_of, set, welcome};
use super::state::Visitor;
use crate::accounts::pace::Key;
use crate::accounts::pending::{self, Completed, Next};
use crate::accounts::second_factor::{self, totp::Secret};
use crate::accounts::sessions::{Token, TokenHash};
use crate::office::Office;
use crate::qr::Qr;
use crate::store::Rows;

/// A code, as it is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeForm {
    /// Of an authenticator app, or a recovery code.
    pub(super) code: String,
}

/// A secret for an authenticator app, shown until the app has shown a code.
#[derive(Serialize)]
pub struct Offered {
    /// For fingers.
    secret: String,
    /// For the app on this very device.
    address: String,
    /// For a camera.
    qr: Qr,
}

/// A second factor is set up, and somebody has come in.
#[derive(Serialize)]
struct SetUp {
    #[serde(flatten)]
    session: Session,
    /// Shown once.
    recovery_codes: Vec<String>,
}

/// What a right secret leads to: a session, or the second step.
pub async fn go_on(
    visitor: &Visitor,
    headers: &HeaderMap,
    person: PersonId,
    next: Next,
) -> Result<Response, ApiError> {
    let (token, error) = match next {
        Next::In(token) => return welcome(visitor, headers, person, &token).await,
        Next::Code(token) => (token, ApiError::SecondFactor),
        Next::SetUp(token) => (token, ApiError::SetUpSecondFactor),
    };
    let cookie = cookies::hand_out_pending(&token, visitor.channel, headers);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), error).into_response())
}

/// `POST /api/sign-in/code`.
pub async fn code(
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<CodeForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(CodeForm { code }) = form?;
    let pending = shown(&visitor, &headers)?;
    let person = whose(&visitor, pending, pending::find).await?;
    let keys = keys(&visitor, person);
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let complete = move |rows: &mut dyn Rows| {
        let office = tenant.office(rows, now)?;
        pending::complete(rows, (&office, &tenant.master_key), pending, &code, now)
    };
    let (token, ()) = come_in(visitor.tenant.database.write(complete).await?)?;
    visitor.tenant.pace.succeeded(&keys);
    let response = welcome(&visitor, &headers, person, &token).await?;
    Ok((take_back(&visitor, &headers), response).into_response())
}

/// `POST /api/sign-in/set-up`: a secret for an authenticator app.
pub async fn set_up(visitor: Visitor, headers: HeaderMap) -> Result<Json<Offered>, ApiError> {
    let pending = shown(&visitor, &headers)?;
    let person = whose(&visitor, pending, pending::find_to_set_up).await?;
    Ok(Json(offer(&visitor, person).await?))
}

/// `POST /api/sign-in/set-up/code`: the app shows that it has the secret.
pub async fn set_up_code(
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Json<CodeForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(CodeForm { code }) = form?;
    let pending = shown(&visitor, &headers)?;
    let person = whose(&visitor, pending, pending::find_to_set_up).await?;
    let keys = keys(&visitor, person);
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let complete = move |rows: &mut dyn Rows| {
        let office = tenant.office(rows, now)?;
        let done =
            pending::complete_set_up(rows, (&office, &tenant.master_key), pending, &code, now)?;
        Ok((done, office))
    };
    let (done, office) = visitor.tenant.database.write(complete).await?;
    let (token, recovery_codes) = come_in(done)?;
    visitor.tenant.pace.succeeded(&keys);
    let session = session_of(&office, person, &visitor);
    let session_cookies = set(cookies::hand_out(&token, visitor.channel, &headers));
    let body = Json(SetUp { session, recovery_codes });
    Ok((session_cookies, take_back(&visitor, &headers), body).into_response())
}

/// Offers somebody a secret for their app.
pub async fn offer(visitor: &Visitor, person: PersonId) -> Result<Offered, ApiError> {
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let offer = move |rows: &mut dyn Rows| {
        let secret = second_factor::offer(rows, &tenant.master_key, person, now)?;
        Ok((secret, tenant.office(rows, now)?))
    };
    let (secret, office) = visitor.tenant.database.write(offer).await?;
    Offered::new(&secret, &office, person).ok_or(ApiError::Internal)
}

/// Codes are guessed per person, whoever tries, and per address.
pub fn keys(visitor: &Visitor, person: PersonId) -> [Key; 2] {
    [Key::Name(format!("code/{person}")), Key::Address(visitor.address)]
}

/// The sign-in that a request goes on with.
fn shown(visitor: &Visitor, headers: &HeaderMap) -> Result<TokenHash, ApiError> {
    may_carry_secrets(visitor)?;
    let pending = cookies::pending(headers, visitor.channel);
    pending.as_ref().map(Token::hash).ok_or(ApiError::SignInExpired)
}

/// Whose it is, by one of the two ways to look for it.
async fn whose<F>(visitor: &Visitor, pending: TokenHash, find: F) -> Result<PersonId, ApiError>
where
    F: FnOnce(
            &dyn Rows,
            &Office,
            TokenHash,
            sync::entry::Millis,
        ) -> Result<Option<PersonId>, crate::store::StoreError>
        + Send
        + 'static,
{
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let find = move |rows: &dyn Rows| find(rows, &*tenant.office(rows, now)?, pending, now);
    visitor.tenant.database.read(find).await?.ok_or(ApiError::SignInExpired)
}

fn come_in<T>(completed: Completed<T>) -> Result<(Token, T), ApiError> {
    match completed {
        Completed::In(token, more) => Ok((token, more)),
        Completed::WrongCode => Err(ApiError::WrongCode),
        Completed::Expired => Err(ApiError::SignInExpired),
    }
}

/// The header that ends a sign-in that was pending.
pub fn take_back(
    visitor: &Visitor,
    headers: &HeaderMap,
) -> AppendHeaders<[(header::HeaderName, header::HeaderValue); 1]> {
    let cookie = cookies::take_back_pending(visitor.channel, headers);
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

impl Offered {
    fn new(secret: &Secret, office: &Office, person: PersonId) -> Option<Self> {
        let row = &office.roster.people.get(&person)?.row;
        let login = row.username.as_deref().or(row.email.as_deref()).unwrap_or_default();
        let address = secret.address(office.school_name(), login);
        Some(Self { secret: secret.text(), qr: Qr::of(&address)?, address })
    }
}
