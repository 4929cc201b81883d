//! `/api/people/{id}/…`: what the law gives to one person, done by
//! administrators.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::PersonId;
use domain::rights::Role;

use super::error::ApiError;
use super::state::SignedIn;
use crate::audit::{self, Detail, Event, What};
use crate::data_rights::{export, zip};
use crate::store::Rows;

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

fn allow(who: &SignedIn) -> Result<(), ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if roles.contains(&Role::Administrator) { Ok(()) } else { Err(ApiError::Forbidden) }
}
