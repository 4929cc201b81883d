//! Reads each request's body whole, before anything else looks at it.
//!
//! Whoever is refused while still sending sees a broken connection instead of
//! the refusal: a device could not tell "too large" from a lost network.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sync::limits::WIRE_BYTES_MAX;

use super::error::ApiError;

/// How much of a body that is too large is read and forgotten, so that the
/// answer arrives.
const FORGOTTEN_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long a body may take: a slow phone, not a visitor who holds the line.
const BODY_TIME_MAX: Duration = Duration::from_mins(1);

/// The middleware.
pub async fn whole_body(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if is_empty(&parts.headers) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    match tokio::time::timeout(BODY_TIME_MAX, read(body)).await {
        Ok(Ok(whole)) => next.run(Request::from_parts(parts, Body::from(whole))).await,
        Ok(Err(error)) => error.into_response(),
        Err(_) => ApiError::TooSlow.into_response(),
    }
}

fn is_empty(headers: &HeaderMap) -> bool {
    let has = |name| headers.contains_key(name);
    !has(header::CONTENT_LENGTH) && !has(header::TRANSFER_ENCODING)
}

async fn read(mut body: Body) -> Result<Bytes, ApiError> {
    let mut whole = Vec::new();
    let mut bytes = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| ApiError::BadRequest("it ended early"))?;
        // What else there is are trailers.
        let Ok(chunk) = frame.into_data() else { continue };
        bytes += chunk.len();
        if bytes <= WIRE_BYTES_MAX {
            whole.extend_from_slice(&chunk);
        } else if bytes > FORGOTTEN_BYTES_MAX {
            break;
        }
    }
    if bytes > WIRE_BYTES_MAX { Err(ApiError::TooLarge) } else { Ok(whole.into()) }
}
