//! `POST /api/sync/hello`, `push`, `pull`: frames in, frames out.

use axum::response::Response;
use sync::frame::{Hello, HelloAnswer, Pull, Push};

use super::devices::InUse;
use super::error::ApiError;
use super::frame::{Frame, answer};
use super::state::{Paced, Sender};
use crate::log;

/// `POST /api/sync/hello`.
pub async fn hello(
    device: InUse,
    Paced(who): Paced,
    Frame(hello, format, _): Frame<Hello>,
) -> Result<Response, ApiError> {
    let said = log::hello(who.tenant(), who.person, hello, who.visitor.now).await?;
    let said = said.ok_or(ApiError::NotSignedIn)?;
    device.note(&who.visitor).await;
    Ok(answer(&HelloAnswer { person: Some(who.person.0), ..said }, format))
}

/// `POST /api/sync/push`.
pub async fn push(
    Sender { visitor, session }: Sender,
    Frame(push, format, _place): Frame<Push>,
) -> Result<Response, ApiError> {
    let said = log::push(&visitor.tenant, session, push, visitor.now).await?;
    Ok(answer(&said.ok_or(ApiError::NotSignedIn)?, format))
}

/// `POST /api/sync/pull`.
pub async fn pull(
    Sender { visitor, session }: Sender,
    Frame(pull, format, _): Frame<Pull>,
) -> Result<Response, ApiError> {
    let said = log::pull(&visitor.tenant, session, pull, visitor.now).await?;
    Ok(answer(&said.ok_or(ApiError::NotSignedIn)?, format))
}
