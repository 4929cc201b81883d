//! Signing in with an account elsewhere. The browser goes to the issuer and
//! comes back, both as pages; its page here then asks what came of it, as every
//! other way of signing in does, and gets a session or a second step.

use std::sync::Arc;

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::cookies;
use super::error::ApiError;
use super::second_step::go_on;
use super::sign_in::may_carry_secrets;
use super::state::{Visitor, address_of};
use crate::accounts::oidc::desk::{Away, Outcome};
use crate::accounts::oidc::issuer::{Question, Trouble};
use crate::accounts::oidc::{self, IssuerRow};
use crate::accounts::pace::Key;
use crate::accounts::sessions::{Token, TokenHash};
use crate::store::Rows;

/// Where the issuer sends people back to. Schools tell it this address: it never
/// changes.
pub const BACK_PATH: &str = "/sign-in/oidc/back";
/// The page that asks what came of it; where somebody wanted to go may follow.
const ASK_PATH: &str = "/sign-in?oidc=back";
/// Most bytes of where somebody wanted to go.
const NEXT_BYTES_MAX: usize = 300;
/// Most bytes of a code: issuers make them of a few hundred.
const CODE_BYTES_MAX: usize = 4_000;

/// Ways in that not every school has.
#[derive(Serialize)]
pub struct Ways {
    oidc: Option<Way>,
}

#[derive(Serialize)]
struct Way {
    /// What the school calls it.
    name: String,
}

/// `GET /sign-in/oidc`.
#[derive(Deserialize)]
pub struct Going {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in/oidc/back`, as the issuer sends it: a code, or none.
#[derive(Deserialize)]
pub struct Coming {
    state: String,
    #[serde(default)]
    code: Option<String>,
}

/// `GET /api/sign-in/ways`.
pub async fn ways(visitor: Visitor) -> Result<Json<Ways>, ApiError> {
    let issuer = visitor.tenant.database.read(|rows| rows.issuer()).await?;
    Ok(Json(Ways { oidc: issuer.map(|row| Way { name: row.name }) }))
}

/// `GET /sign-in/oidc`: leads to the issuer.
pub async fn leave(
    visitor: Visitor,
    headers: HeaderMap,
    going: Result<Query<Going>, QueryRejection>,
) -> Response {
    let next = going.map(|Query(Going { next })| next).unwrap_or_default();
    let next = if is_here(&next) { next } else { String::new() };
    match question(&visitor, &headers).await {
        Ok(Some(Question { address, state, asked })) => {
            let away = Away { state: state.hash(), asked, next };
            let token = visitor.tenant.oidc.desk.leave(away, visitor.now);
            let cookie = cookies::hand_out_oidc(&token, visitor.channel, &headers);
            lead_with(cookie, &address)
        }
        Ok(None) => lead_to("/sign-in"),
        Err(Refusal::Trouble(trouble)) => {
            // Their page says it, as it says everything else.
            let token = Token::new();
            visitor.tenant.oidc.desk.settle(token.hash(), Err(trouble), visitor.now);
            let cookie = cookies::hand_out_oidc(&token, visitor.channel, &headers);
            lead_with(cookie, &ask_path(&next))
        }
        // Said there as well, when it asks.
        Err(Refusal::Other) => lead_to(&ask_path(&next)),
    }
}

/// `GET /sign-in/oidc/back`: redeems the code, and leads to the page that asks
/// what came of it. Whoever left in another browser, or comes twice, finds
/// nothing there.
pub async fn back(
    visitor: Visitor,
    headers: HeaderMap,
    coming: Result<Query<Coming>, QueryRejection>,
) -> Response {
    let left = coming.ok().and_then(|Query(coming)| {
        let token = shown(&visitor, &headers).ok()?;
        let state = Token::parse(&coming.state)?.hash();
        let away = visitor.tenant.oidc.desk.come_back(token, state, visitor.now)?;
        Some((token, away, coming.code))
    });
    let Some((token, away, code)) = left else { return lead_to(ASK_PATH) };
    let next = away.next.clone();
    // What fails here has been logged, and leaves nothing to be found.
    if let Ok(outcome) = redeem(&visitor, away, code).await {
        visitor.tenant.oidc.desk.settle(token, outcome, visitor.now);
    }
    lead_to(&ask_path(&next))
}

/// `POST /api/sign-in/oidc`: what came of it, once.
pub async fn finish(visitor: Visitor, headers: HeaderMap) -> Response {
    let outcome = come_in(&visitor, &headers).await;
    let cookie = cookies::take_back_oidc(visitor.channel, &headers);
    (AppendHeaders([(header::SET_COOKIE, cookie)]), outcome).into_response()
}

async fn come_in(visitor: &Visitor, headers: &HeaderMap) -> Result<Response, ApiError> {
    let token = shown(visitor, headers)?;
    let outcome = visitor.tenant.oidc.desk.end(token, visitor.now);
    let vouched = outcome.ok_or(ApiError::SignInExpired)??;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let look = move |rows: &mut dyn Rows| {
        // Set otherwise meanwhile, it is nobody's any more.
        let row = rows.issuer()?.filter(|row| row.issuer == vouched.subject.issuer);
        let Some(row) = row else { return Ok(None) };
        let office = tenant.office(rows, now)?;
        oidc::come_in(rows, &office, &row, &vouched, now)
    };
    let found = visitor.tenant.database.write(look).await?;
    let (person, next) = found.ok_or(ApiError::UnknownAccount)?;
    visitor.tenant.pace.succeeded(&[Key::Address(visitor.address)]);
    go_on(visitor, headers, person, next).await
}

/// Why nobody is led to the issuer.
enum Refusal {
    /// It is the issuer.
    Trouble(Trouble),
    /// It is us, or whoever asks; what has to be is in the log.
    Other,
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        let _: ApiError = error.into();
        Self::Other
    }
}

/// What the issuer is asked; `None` where the school has set none.
async fn question(visitor: &Visitor, headers: &HeaderMap) -> Result<Option<Question>, Refusal> {
    let Some((row, secret)) = issuer(visitor).await? else { return Ok(None) };
    may_carry_secrets(visitor)?;
    // Here, and not where they come back: each takes a place until then.
    visitor.tenant.pace.attempt(&[Key::Address(visitor.address)], visitor.now)?;
    let back = address_of(BACK_PATH, visitor, headers).ok_or(ApiError::Internal)?;
    let asked = visitor.tenant.oidc.issuers.ask(&row, secret, &back, visitor.now).await;
    asked.map(Some).map_err(Refusal::Trouble)
}

async fn redeem(visitor: &Visitor, away: Away, code: Option<String>) -> Result<Outcome, ApiError> {
    let Some(code) = code.filter(|code| code.len() <= CODE_BYTES_MAX) else {
        return Ok(Err(Trouble::Refused));
    };
    let Some((row, secret)) = issuer(visitor).await? else { return Ok(Err(Trouble::Refused)) };
    let Away { asked, .. } = away;
    Ok(visitor.tenant.oidc.issuers.redeem(&row, secret, asked, code, visitor.now).await)
}

/// Who vouches for staff, and the secret between them and us.
async fn issuer(visitor: &Visitor) -> Result<Option<(IssuerRow, String)>, ApiError> {
    let Some(row) = visitor.tenant.database.read(|rows| rows.issuer()).await? else {
        return Ok(None);
    };
    let secret = row.secret(&visitor.tenant.master_key)?;
    Ok(Some((row, secret)))
}

/// The way to the issuer that this browser is on.
fn shown(visitor: &Visitor, headers: &HeaderMap) -> Result<TokenHash, ApiError> {
    may_carry_secrets(visitor)?;
    let token = cookies::oidc(headers, visitor.channel);
    token.as_ref().map(Token::hash).ok_or(ApiError::SignInExpired)
}

/// A path of ours; anything else leads home. The page that goes there looks again.
fn is_here(next: &str) -> bool {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    is_path && next.len() <= NEXT_BYTES_MAX
}

fn ask_path(next: &str) -> String {
    if next.is_empty() {
        return ASK_PATH.to_owned();
    }
    format!("{ASK_PATH}&next={}", utf8_percent_encode(next, NON_ALPHANUMERIC))
}

/// Leads somewhere, and nowhere else the next time.
fn lead_to(address: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(address) else {
        return ApiError::Internal.into_response();
    };
    let no_store = HeaderValue::from_static("no-store");
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, no_store)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The same, with a cookie.
fn lead_with(cookie: HeaderValue, address: &str) -> Response {
    (AppendHeaders([(header::SET_COOKIE, cookie)]), lead_to(address)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_nowhere_else() {
        let long = format!("/{}", "a".repeat(NEXT_BYTES_MAX));
        for (next, is_ours) in [
            ("/class/1?x=2", true),
            ("", false),
            ("//elsewhere.example", false),
            ("https://elsewhere.example", false),
            ("/\\elsewhere.example", false),
            (&long, false),
        ] {
            assert_eq!(is_here(next), is_ours, "{next}");
        }
        assert_eq!(ask_path(""), "/sign-in?oidc=back");
        assert_eq!(ask_path("/a?b=c&d"), "/sign-in?oidc=back&next=%2Fa%3Fb%3Dc%26d");
    }
}
