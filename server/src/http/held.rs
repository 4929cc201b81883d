//! `/api/held`: what is held, for administrators: what it is, not what it says;
//! and what they decide about it.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use serde::{Deserialize, Serialize};
use sync::entry::{EntryHash, EntryId, Millis};

use super::error::ApiError;
use super::state::SignedIn;
use crate::log::deciding::{self, Undecidable, Wish};
use crate::store::{Decision, HeldRow, HeldWhat};

/// One thing that is held.
#[derive(Serialize)]
pub struct Held {
    /// Names it in [`decide`].
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<ClassId>,
    sender: PersonId,
    received: Millis,
    reason: String,
}

/// What becomes of something that is held.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Deciding {
    /// It is kept; in another class than it says, if one is named.
    Keep {
        #[serde(default)]
        class: Option<ClassId>,
    },
    /// It is discarded.
    Discard,
}

/// Lists them, oldest first.
pub async fn held(who: SignedIn) -> Result<Json<Vec<Held>>, ApiError> {
    allow(&who)?;
    let rows = who.tenant().database.read(|rows| rows.held()).await?;
    Ok(Json(rows.into_iter().map(Held::from).collect()))
}

/// Decides about one of them.
pub async fn decide(
    who: SignedIn,
    hash: Result<Path<String>, PathRejection>,
    wish: Result<Json<Deciding>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let (Path(hash), Json(wish)) = (hash?, wish?);
    let hash = u128::from_str_radix(&hash, 16).map_err(|_| ApiError::NotFound)?;
    let wish = match wish {
        Deciding::Keep { class } => Wish::Keep(class),
        Deciding::Discard => Wish::Discard,
    };
    let asked = (EntryHash(hash), wish);
    let decided = deciding::decide(who.tenant(), who.person, asked, who.visitor.now).await?;
    match decided {
        Ok(what) => {
            tracing::info!(what = word(what), "something held was decided");
            Ok(StatusCode::NO_CONTENT)
        }
        Err(Undecidable::NotHeld) => Err(ApiError::NotFound),
        Err(Undecidable::NotKeepable(_)) => Err(ApiError::NotKeepable),
    }
}

fn allow(who: &SignedIn) -> Result<(), ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if roles.contains(&Role::Administrator) { Ok(()) } else { Err(ApiError::Forbidden) }
}

fn word(what: Decision) -> &'static str {
    match what {
        Decision::Kept => "kept",
        Decision::KeptAnew(_) => "kept anew",
        Decision::Discarded => "discarded",
    }
}

impl From<HeldRow> for Held {
    fn from(row: HeldRow) -> Self {
        let envelope = match row.what {
            HeldWhat::Entry(entry, _) => Some(entry.envelope),
            HeldWhat::Unreadable(_) => None,
        };
        Self {
            hash: format!("{:032x}", row.hash.0),
            id: envelope.as_ref().map(|envelope| envelope.id),
            kind: envelope.as_ref().map(|envelope| envelope.kind.as_str().to_owned()),
            author: envelope.as_ref().map(|envelope| PersonId(envelope.author)),
            class: envelope.and_then(|envelope| envelope.class).map(ClassId),
            sender: row.sender,
            received: row.at,
            reason: row.reason.code().to_owned(),
        }
    }
}
