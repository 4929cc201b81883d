//! Pages that are rendered here and hydrated in the browser: reports, and what
//! one sees before signing in.

use std::collections::BTreeMap;

use app::document::Document;
use app::server_data::{ClassReportData, PageData, Refused, SchoolReportData};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::directory::Directory;
use domain::id::ClassId;
use domain::rights::Role;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::error::ApiError;
use super::state::{Shared, SignedIn};
use super::{guard, reports};
use crate::office::Holder;

/// Rendering spawns on tokio. This can only be refused because it was said
/// before.
pub fn prepare() {
    let _ = any_spawner::Executor::init_tokio();
}

/// What anyone may see.
pub async fn public(State(server): State<Shared>, request: Request) -> Response {
    render(&server, request, None).await
}

/// A class report, or why it is not for whoever asks.
pub async fn class(
    State(server): State<Shared>,
    who: Result<SignedIn, ApiError>,
    class: Result<Path<ClassId>, PathRejection>,
    request: Request,
) -> Response {
    let data = match (who, class) {
        (Err(error), _) => not_signed_in(error),
        (_, Err(_)) => Ok(PageData::Refused(Refused::NoSuchClass)),
        (Ok(who), Ok(Path(class))) => class_data(&who, class).await,
    };
    finish(&server, request, data).await
}

/// The school report, or why it is not for whoever asks.
pub async fn school(
    State(server): State<Shared>,
    who: Result<SignedIn, ApiError>,
    request: Request,
) -> Response {
    let data = match who {
        Err(error) => not_signed_in(error),
        Ok(who) => school_data(&who).await,
    };
    finish(&server, request, data).await
}

async fn class_data(who: &SignedIn, class: ClassId) -> Result<PageData, ApiError> {
    let made = match reports::class_report(who, class).await {
        Ok(made) => made,
        Err(ApiError::Forbidden) => return Ok(PageData::Refused(refused(who, class))),
        Err(error) => return Err(error),
    };
    let data = directory(who).and_then(|directory| ClassReportData::new(made, &directory));
    data.map(|data| PageData::Class(Box::new(data))).ok_or(ApiError::Internal)
}

async fn school_data(who: &SignedIn) -> Result<PageData, ApiError> {
    let made = match reports::school_report(who).await {
        Ok(made) => made,
        Err(ApiError::Forbidden) => return Ok(PageData::Refused(Refused::NotYours)),
        Err(error) => return Err(error),
    };
    let directory = directory(who).ok_or(ApiError::Internal)?;
    Ok(PageData::School(Box::new(SchoolReportData::new(made, &directory))))
}

fn not_signed_in(error: ApiError) -> Result<PageData, ApiError> {
    match error {
        ApiError::NotSignedIn => Ok(PageData::Refused(Refused::SignIn)),
        error => Err(error),
    }
}

/// Why somebody who is signed in does not get a class's report.
fn refused(who: &SignedIn, class: ClassId) -> Refused {
    let leads = who.office.roles(who.person, who.day).contains(&Role::Leader);
    match (who.office.class(class, who.day), leads) {
        (None, _) => Refused::NoSuchClass,
        (Some(_), true) => Refused::LeaderNotYet,
        (Some(_), false) => Refused::NotYours,
    }
}

/// What the reader's device knows too: names, labels, the school's clock.
fn directory(who: &SignedIn) -> Option<Directory> {
    let visits = BTreeMap::new();
    who.office.directory(&Holder { person: who.person, day: who.day, visits: &visits })
}

/// Renders a page with its data, under the status that the data stand for.
async fn finish(server: &Shared, request: Request, data: Result<PageData, ApiError>) -> Response {
    let data = match data {
        Ok(data) => data,
        Err(error) => return error.into_response(),
    };
    let status = match &data {
        PageData::Class(_) | PageData::School(_) => StatusCode::OK,
        PageData::Refused(Refused::SignIn) => StatusCode::UNAUTHORIZED,
        PageData::Refused(Refused::NotYours | Refused::LeaderNotYet) => StatusCode::FORBIDDEN,
        PageData::Refused(Refused::NoSuchClass) => StatusCode::NOT_FOUND,
    };
    let mut response = render(server, request, Some(data)).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Renders the page at a request's path.
async fn render(server: &Shared, request: Request, data: Option<PageData>) -> Response {
    let Some(site) = &server.site else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let files = site.files.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            careful();
            if let Some(data) = data.clone() {
                provide_context(data);
            }
        },
        move || {
            let files = files.clone();
            view! { <Document site=files /> }
        },
    );
    render(request).await
}

/// The headers of a rendered page: its own scripts carry its nonce, and it is
/// nobody else's.
fn careful() {
    let response = expect_context::<ResponseOptions>();
    if let Some(policy) =
        use_nonce().and_then(|nonce| HeaderValue::from_str(&guard::policy_with_nonce(&nonce)).ok())
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
