//! `POST /api/sync/hello`, `push`, `pull`: frames in, frames out.

use axum::response::Response;
use sync::frame::{Hello, HelloAnswer, Pull, Push};

use super::error::ApiError;
use super::frame::{Frame, answer};
use super::state::SignedIn;
use crate::log;

/// `POST /api/sync/hello`.
pub async fn hello(
    who: SignedIn,
    Frame(hello, format, _): Frame<Hello>,
) -> Result<Response, ApiError> {
    let said = log::hello(who.tenant(), who.person, hello, who.visitor.now).await?;
    let said = said.ok_or(ApiError::NotSignedIn)?;
    Ok(answer(&HelloAnswer { person: Some(who.person.0), ..said }, format))
}

/// `POST /api/sync/push`.
pub async fn push(
    who: SignedIn,
    Frame(push, format, _place): Frame<Push>,
) -> Result<Response, ApiError> {
    Ok(answer(&log::push(who.tenant(), who.person, push, who.visitor.now).await?, format))
}

/// `POST /api/sync/pull`.
pub async fn pull(
    who: SignedIn,
    Frame(pull, format, _): Frame<Pull>,
) -> Result<Response, ApiError> {
    Ok(answer(&log::pull(who.tenant(), who.person, pull, who.visitor.now).await?, format))
}
