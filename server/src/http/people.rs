//! `/api/people/{id}/…`: what the law gives to one person, done by
//! administrators.

use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::PersonId;
use domain::rights::Role;
use serde::Deserialize;

use super::error::ApiError;
use super::state::SignedIn;
use crate::audit::{self, Detail, Event, What};
use crate::data_rights::holding::{self, Holding};
use crate::data_rights::{export, restriction, zip};
use crate::store::Rows;

/// `GET /api/people/{id}`: what is held about them, in counts. Looking is
/// recorded, once a day.
pub async fn held(
    who: SignedIn,
    person: Result<Path<PersonId>, PathRejection>,
) -> Result<Json<Holding>, ApiError> {
    allow(&who)?;
    let Path(person) = person?;
    let kept = who.office.roster.people.get(&person).ok_or(ApiError::NotFound)?;
    let what = if kept.row.is_staff() { What::ViewedAdult } else { What::ViewedStudent };
    who.look(what, person.0).await;
    let (office, now) = (who.office.clone(), who.visitor.now);
    let count = move |rows: &dyn Rows| holding::count(rows, &office, person, now);
    who.tenant().database.read(count).await?.map(Json).ok_or(ApiError::NotFound)
}

/// `POST /api/people/{id}/export`: everything that is held about them, as a ZIP.
pub async fn export(
    who: SignedIn,
    person: Result<Path<PersonId>, PathRejection>,
) -> Result<Response, ApiError> {
    allow(&who)?;
    let Path(person) = person?;
    let (office, now) = (who.office.clone(), who.visitor.now);
    let exported = Event::new(What::Exported, now).by(who.person).of(person).with(Detail::Person);
    let is_here = move |rows: &mut dyn Rows| {
        let is_here = rows.person(person)?.is_some();
        // That they were given it is part of what they are given.
        if is_here { audit::record(rows, &exported).map(|()| true) } else { Ok(false) }
    };
    if !who.tenant().database.write(is_here).await? {
        return Err(ApiError::NotFound);
    }
    let collect = move |rows: &dyn Rows| export::collect(rows, &office, person, now);
    let export = who.tenant().database.read(collect).await?;
    let zipping = tokio::task::spawn_blocking(move || zip(&export)).await;
    let file = zipping.ok().and_then(Result::ok).ok_or(ApiError::Internal)?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"limber-export.zip\""),
    ];
    Ok((headers, file).into_response())
}

/// What [`restriction`] takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restricting {
    on: bool,
}

/// `POST /api/people/{id}/restriction`: what is stored about a student is not
/// used, or is again.
pub async fn restriction(
    who: SignedIn,
    person: Result<Path<PersonId>, PathRejection>,
    wish: Result<Json<Restricting>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    allow(&who)?;
    let (Path(person), Json(Restricting { on })) = (person?, wish?);
    let (school, by, now) = (Arc::clone(who.tenant()), who.person, who.visitor.now);
    let set = move |rows: &mut dyn Rows| {
        if rows.person(person)?.is_none_or(|row| row.is_staff()) {
            return Ok(None);
        }
        let before = rows.log_head()?.position;
        restriction::set(rows, person, on, Some(by), now)?;
        Ok(Some(school.news.since(before, rows)?))
    };
    let growth = who.tenant().database.write(set).await?.ok_or(ApiError::NotFound)?;
    who.tenant().news.tell(growth);
    Ok(StatusCode::NO_CONTENT)
}

/// All of this is for administrators.
pub fn allow(who: &SignedIn) -> Result<(), ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if roles.contains(&Role::Administrator) { Ok(()) } else { Err(ApiError::Forbidden) }
}
