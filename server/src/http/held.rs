//! `GET /api/held`: what was held, for administrators, without bodies.

use axum::Json;
use domain::id::PersonId;
use domain::rights::Role;
use serde::Serialize;
use sync::entry::{EntryId, Millis};

use super::error::ApiError;
use super::state::SignedIn;
use crate::store::{HeldRow, HeldWhat};

/// One thing that is held: what it is, not what it says.
#[derive(Serialize)]
pub struct Held {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<PersonId>,
    sender: PersonId,
    received: Millis,
    reason: String,
}

/// Lists them, oldest first.
pub async fn held(who: SignedIn) -> Result<Json<Vec<Held>>, ApiError> {
    if !who.office.roles(who.person, who.day).contains(&Role::Administrator) {
        return Err(ApiError::Forbidden);
    }
    let rows = who.tenant().database.read(|rows| rows.held()).await?;
    Ok(Json(rows.into_iter().map(Held::from).collect()))
}

impl From<HeldRow> for Held {
    fn from(row: HeldRow) -> Self {
        let envelope = match row.what {
            HeldWhat::Entry(entry, _) => Some(entry.envelope),
            HeldWhat::Unreadable(_) => None,
        };
        Self {
            id: envelope.as_ref().map(|envelope| envelope.id),
            kind: envelope.as_ref().map(|envelope| envelope.kind.as_str().to_owned()),
            author: envelope.map(|envelope| PersonId(envelope.author)),
            sender: row.sender,
            received: row.at,
            reason: row.reason.code().to_owned(),
        }
    }
}
