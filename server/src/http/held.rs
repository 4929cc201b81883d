//! `/api/held`: what is held, for administrators: what it is, not what it says;
//! and what they decide about it.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::roster::Person;
use serde::{Deserialize, Serialize};
use sync::entry::{EntryHash, EntryId, Millis};

use super::error::ApiError;
use super::state::SignedIn;
use crate::log::deciding::{self, Undecidable, Wish};
use crate::office::{Office, full_name};
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
    /// Of staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    author_name: Option<String>,
    /// It is a student's, whom an administrator need not know to decide.
    by_student: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<ClassId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class_name: Option<String>,
    /// When it was made, as its time would count.
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<Millis>,
    sender: PersonId,
    /// Of staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_name: Option<String>,
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
    /// It is discarded. In braces, so that what is unknown beside it is refused.
    Discard {},
}

/// Lists them, oldest first.
pub async fn held(who: SignedIn) -> Result<Json<Vec<Held>>, ApiError> {
    allow(&who)?;
    let rows = who.tenant().database.read(|rows| rows.held()).await?;
    Ok(Json(rows.into_iter().map(|row| Held::new(row, &who.office)).collect()))
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
        // In a class that was never here nobody would ever read it.
        Deciding::Keep { class: Some(class) }
            if !who.office.roster.classes.contains_key(&class) =>
        {
            return Err(ApiError::NotKeepable);
        }
        Deciding::Keep { class } => Wish::Keep(class),
        Deciding::Discard {} => Wish::Discard,
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

impl Held {
    /// With the names of whoever and whatever the roster knows, or has known: an
    /// administrator's own directory may not have them.
    fn new(row: HeldRow, office: &Office) -> Self {
        let (envelope, made) = match row.what {
            HeldWhat::Entry(entry, received) => (Some(entry.envelope), Some(received.effective)),
            HeldWhat::Unreadable(_) => (None, None),
        };
        let author = envelope.as_ref().map(|envelope| PersonId(envelope.author));
        let class = envelope.as_ref().and_then(|envelope| envelope.class).map(ClassId);
        let person = |id: PersonId| office.roster.people.get(&id).map(|kept| &kept.row);
        let is_staff = |person: &&Person| person.roles.iter().any(|role| role.is_staff());
        let name_of = |id: PersonId| person(id).filter(is_staff).map(full_name);
        let class_of = |id: ClassId| office.roster.classes.get(&id).map(|c| c.row.title.clone());
        Self {
            hash: format!("{:032x}", row.hash.0),
            id: envelope.as_ref().map(|envelope| envelope.id),
            kind: envelope.map(|envelope| envelope.kind.as_str().to_owned()),
            author,
            author_name: author.and_then(name_of),
            by_student: person(author.unwrap_or(row.sender)).is_some_and(|p| !is_staff(&p)),
            class,
            class_name: class.and_then(class_of),
            made,
            sender: row.sender,
            sender_name: name_of(row.sender),
            received: row.at,
            reason: row.reason.code().to_owned(),
        }
    }
}
