//! `/api/staff` and `/api/staff/{id}/link`: staff, for administrators, and
//! one-time links for whoever has no password, or has forgotten it.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::HeaderMap;
use domain::id::PersonId;
use domain::rights::Role;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use super::error::ApiError;
use super::people::allow;
use super::sign_in::may_carry_secrets;
use super::state::SignedIn;
use super::state::here;
use crate::accounts::links::{self, LINK_MILLIS_MAX, LINK_PATH};
use crate::accounts::second_factor;
use crate::office::full_name;
use crate::qr::Qr;
use crate::store::Rows;

/// A member of staff, as far as signing in goes.
#[derive(Serialize)]
pub struct Listed {
    id: PersonId,
    name: String,
    roles: Vec<Role>,
    has_password: bool,
    second_factor: bool,
}

/// `POST /api/staff/{id}/link`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkFor {
    /// Their phone is lost: their second factor counts no more.
    #[serde(default)]
    reset_second_factor: bool,
}

/// A link, shown once.
#[derive(Serialize)]
pub struct MadeLink {
    address: String,
    qr: Qr,
    expires: Millis,
}

/// `GET /api/staff`: staff who may sign in, by name.
pub async fn list(who: SignedIn) -> Result<Json<Vec<Listed>>, ApiError> {
    allow(&who)?;
    let read = |rows: &dyn Rows| {
        let apps = rows.with_authenticator()?.into_iter().chain(rows.with_passkey()?);
        Ok((rows.with_password()?, apps.collect()))
    };
    let (passwords, apps) = who.tenant().database.read(read).await?;
    let set = |people: Vec<PersonId>| people.into_iter().collect::<HashSet<_>>();
    let (passwords, apps) = (set(passwords), set(apps));
    let (office, day) = (&who.office, who.day);
    let people = office.roster.people.iter();
    let staff =
        people.filter(|(id, _)| office.may_sign_in(**id, day) && office.is_staff(**id, day));
    let mut listed: Vec<_> = staff
        .map(|(id, kept)| Listed {
            id: *id,
            name: full_name(&kept.row),
            roles: office.roles(*id, day).into_iter().collect(),
            has_password: passwords.contains(id),
            second_factor: apps.contains(id),
        })
        .collect();
    listed.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then(a.id.cmp(&b.id)));
    Ok(Json(listed))
}

/// `POST /api/staff/{id}/link`. Not for oneself: an open session is not enough
/// for that, and `/api/account` asks for more.
pub async fn make(
    who: SignedIn,
    headers: HeaderMap,
    person: Result<Path<PersonId>, PathRejection>,
    wish: Result<Json<LinkFor>, JsonRejection>,
) -> Result<Json<MadeLink>, ApiError> {
    allow(&who)?;
    may_carry_secrets(&who.visitor)?;
    let (Path(person), Json(LinkFor { reset_second_factor })) = (person?, wish?);
    if !who.office.is_staff(person, who.day) || !who.office.may_sign_in(person, who.day) {
        return Err(ApiError::NotFound);
    }
    if person == who.person {
        return Err(ApiError::Forbidden);
    }
    let (by, now) = (who.person, who.visitor.now);
    let make = move |rows: &mut dyn Rows| {
        if reset_second_factor {
            second_factor::take_away(rows, person, Some(by), now)?;
        }
        links::make_by(rows, person, Some(by), now)
    };
    let token = Arc::clone(who.tenant()).database.write(make).await?;
    let here = here(&who.visitor, &headers).ok_or(ApiError::Internal)?;
    let address = format!("{here}{LINK_PATH}{}", token.reveal());
    let qr = Qr::of(&address).ok_or(ApiError::Internal)?;
    Ok(Json(MadeLink { address, qr, expires: now + LINK_MILLIS_MAX }))
}
