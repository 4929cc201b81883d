//! One line per request: method, route, status, time. Never an address with an
//! id in it, never a name, a token or a body.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// The middleware.
pub async fn trace(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let response = next.run(request).await;
    let millis = began.elapsed().as_millis();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let status = response.status().as_u16();
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, millis, "answered");
    } else {
        tracing::debug!(%method, route, status, millis, "answered");
    }
    response
}
