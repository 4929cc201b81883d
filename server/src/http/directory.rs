//! `GET /api/directory`: what this person may see of the office's rows.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use super::state::SignedIn;
use crate::directory::Document;

/// Answers with the document, or "unchanged".
pub async fn directory(who: SignedIn, headers: HeaderMap) -> Result<Response, ApiError> {
    let (office, person, day) = (who.office.clone(), who.person, who.day);
    let make = move |rows: &dyn crate::store::Rows| Document::make(rows, &office, person, day);
    let document = who.tenant().database.read(make).await?.ok_or(ApiError::NotSignedIn)?;
    let tag = format!("\"{}\"", document.version);
    let known =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let unchanged = known.flat_map(|list| list.split(',')).any(|known| is_same(known, &tag));
    let tag = HeaderValue::from_str(&tag).map_err(|_| ApiError::Internal)?;
    let cached =
        [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, cached).into_response());
    }
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((cached, json, document.json).into_response())
}

/// Compression on the way makes a tag weak; it still names the same document.
fn is_same(known: &str, tag: &str) -> bool {
    known.trim().trim_start_matches("W/") == tag
}
