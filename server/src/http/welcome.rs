//! One-time links: `/api/welcome/{token}`.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::second_step::go_on;
use super::sign_in::may_carry_secrets;
use super::state::{Shared, Visitor};
use crate::accounts::links::{self, Taken};
use crate::accounts::names::TYPED_BYTES_MAX;
use crate::accounts::pace::Key;
use crate::accounts::passwords;
use crate::accounts::sessions::Token;
use crate::store::Rows;

/// What a good link asks for.
#[derive(Serialize)]
pub struct Asks {
    needs_name: bool,
}

/// What is chosen.
#[derive(Deserialize)]
pub struct Choice {
    #[serde(default)]
    name: Option<String>,
    password: String,
}

/// `GET /api/welcome/{token}`.
pub async fn look(visitor: Visitor, Path(token): Path<String>) -> Result<Json<Asks>, ApiError> {
    let link = Token::parse(&token).ok_or(ApiError::LinkUsed)?.hash();
    let (keys, now) = ([Key::Address(visitor.address)], visitor.now);
    visitor.tenant.pace.attempt(&keys, now)?;
    let asks = visitor.tenant.database.read(move |rows| links::look(rows, link, now)).await?;
    let asks = asks.ok_or(ApiError::LinkUsed)?;
    visitor.tenant.pace.succeeded(&keys);
    Ok(Json(Asks { needs_name: asks.name }))
}

/// `POST /api/welcome/{token}`.
pub async fn take(
    State(server): State<Shared>,
    visitor: Visitor,
    Path(token): Path<String>,
    headers: HeaderMap,
    choice: Result<Json<Choice>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(Choice { name, password }) = choice?;
    let link = Token::parse(&token).ok_or(ApiError::LinkUsed)?.hash();
    may_carry_secrets(&visitor)?;
    passwords::judge(&password, &[])?;
    if name.as_ref().is_some_and(|name| name.len() > TYPED_BYTES_MAX) {
        return Err(ApiError::NeedsName);
    }
    // Hashing is work: a link that is no good does not get it done.
    let keys = [Key::Address(visitor.address)];
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
    let look = move |rows: &dyn Rows| {
        let Some(asks) = links::look(rows, link, now)? else { return Ok(None) };
        Ok(Some(passwords::known_names(&*tenant.office(rows, now)?, asks.person)))
    };
    let known = visitor.tenant.database.read(look).await?.ok_or(ApiError::LinkUsed)?;
    let known: Vec<_> = known.into_iter().chain(name.clone()).collect();
    passwords::judge(&password, &known)?;
    let hash = server.secrets.hash(password).await?;
    let tenant = Arc::clone(&visitor.tenant);
    let take = move |rows: &mut dyn Rows| {
        let office = tenant.office(rows, now)?;
        links::take(rows, &office, link, name.as_deref(), &hash, now)
    };
    match visitor.tenant.database.write(take).await? {
        Taken::Welcome(person, next) => {
            visitor.tenant.pace.succeeded(&keys);
            go_on(&visitor, &headers, person, next).await
        }
        Taken::NotGood => Err(ApiError::LinkUsed),
        Taken::NeedsName => Err(ApiError::NeedsName),
    }
}
