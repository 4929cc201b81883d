//! `/api/staff` and `/api/staff/{id}/…`: staff, for administrators, and one-time
//! links for whoever has no password, or has forgotten it, shown or sent.

use std::collections::HashSet;
use std::sync::Arc;

use app::text::mail;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{HeaderMap, StatusCode};
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
use crate::accounts::sessions::Token;
use crate::mail::{Letter, NotSent};
use crate::office::full_name;
use crate::qr::Qr;
use crate::store::Rows;

/// Milliseconds of a day.
const DAY_MILLIS: Millis = 24 * 60 * 60 * 1_000;

/// A member of staff, as far as signing in goes.
#[derive(Serialize)]
pub struct Listed {
    id: PersonId,
    name: String,
    roles: Vec<Role>,
    has_password: bool,
    second_factor: bool,
    /// A link can be sent to them.
    mail: bool,
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
        Ok((rows.with_password()?, apps.collect(), rows.mail()?.is_some()))
    };
    let (passwords, apps, is_mail_set) = who.tenant().database.read(read).await?;
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
            mail: is_mail_set && kept.row.email.is_some(),
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
    let (person, Json(LinkFor { reset_second_factor })) = asked(&who, person, wish)?;
    let (by, now) = (who.person, who.visitor.now);
    let make = move |rows: &mut dyn Rows| {
        if reset_second_factor {
            second_factor::take_away(rows, person, Some(by), now)?;
        }
        links::make_by(rows, person, Some(by), now)
    };
    let token = Arc::clone(who.tenant()).database.write(make).await?;
    let address = address(&who, &headers, &token)?;
    let qr = Qr::of(&address).ok_or(ApiError::Internal)?;
    Ok(Json(MadeLink { address, qr, expires: now + LINK_MILLIS_MAX }))
}

/// `POST /api/staff/{id}/mail`: the same, to the address that the roster has. One
/// that was not sent is no link.
pub async fn mail(
    who: SignedIn,
    headers: HeaderMap,
    person: Result<Path<PersonId>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let (person, ()) = asked(&who, person, Ok(()))?;
    let row = who.tenant().database.read(|rows| rows.mail()).await?.ok_or(ApiError::NoMail)?;
    let (name, to) = who
        .office
        .person(person, who.day)
        .map_or((String::new(), None), |found| (full_name(found), found.email.clone()));
    let to = to.ok_or(ApiError::NoMail)?;
    let (by, now) = (who.person, who.visitor.now);
    let make = move |rows: &mut dyn Rows| links::make_to_send(rows, person, by, now);
    let token = Arc::clone(who.tenant()).database.write(make).await?;
    let school = who.office.school_name();
    let address = address(&who, &headers, &token)?;
    let text = (mail::LINK)(&name, school, &address, LINK_MILLIS_MAX / DAY_MILLIS);
    let letter = Letter { name, address: to, subject: (mail::SUBJECT)(school), text };
    let sent = row.send(&who.tenant().master_key, letter).await;
    if let Err(NotSent) = sent {
        who.tenant().database.write(move |rows| rows.end_links(person)).await?;
        return Err(ApiError::MailAway);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// For whom a link is asked, by whoever may: for staff, and not for oneself.
fn asked<T>(
    who: &SignedIn,
    person: Result<Path<PersonId>, PathRejection>,
    wish: Result<T, JsonRejection>,
) -> Result<(PersonId, T), ApiError> {
    allow(who)?;
    may_carry_secrets(&who.visitor)?;
    let (Path(person), wish) = (person?, wish?);
    if !who.office.is_staff(person, who.day) || !who.office.may_sign_in(person, who.day) {
        return Err(ApiError::NotFound);
    }
    if person == who.person {
        return Err(ApiError::Forbidden);
    }
    Ok((person, wish))
}

fn address(who: &SignedIn, headers: &HeaderMap, token: &Token) -> Result<String, ApiError> {
    let here = here(&who.visitor, headers).ok_or(ApiError::Internal)?;
    Ok(format!("{here}{LINK_PATH}{}", token.reveal()))
}
