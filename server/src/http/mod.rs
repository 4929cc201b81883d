//! The HTTP API and the pages: see `docs/API.md`.

mod account;
pub mod assets;
mod classes;
mod cookies;
pub mod devices;
mod directory;
pub mod error;
mod events;
pub mod frame;
mod guard;
mod held;
pub mod oidc;
mod pages;
mod passkeys;
mod people;
pub mod pulses;
mod record;
mod reports;
mod retention;
mod roll;
pub mod routes;
mod second_step;
mod sign_in;
mod staff_links;
pub mod state;
mod supply;
mod sync_calls;
mod tablets;
mod trace;
mod unsent;
mod welcome;
mod whole_body;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use self::error::ApiError;
use self::state::Shared;

/// Largest body of a request that is not a frame: a form, or a student's id.
pub const FORM_BYTES_MAX: usize = 16 * 1024;
/// Smaller answers are not worth compressing.
const COMPRESSED_BYTES_MIN: u16 = 512;

/// Everything that the server answers.
pub fn router(server: Shared) -> Router {
    let api = routes::api()
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .nest("/sync", routes::sync())
        .fallback(|| async { ApiError::NotFound })
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed });
    // Files of the site are compressed when it is built.
    pages::prepare();
    let made_here = Router::new().nest("/api", api).merge(routes::pages());
    // An event that waits for more to compress comes too late.
    let worth_it = SizeAbove::new(COMPRESSED_BYTES_MIN).and(NotForContentType::SSE);
    let compressed = CompressionLayer::new().compress_when(worth_it);
    routes::health()
        .merge(made_here.layer(compressed))
        .fallback(file_or_shell)
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn(trace::trace))
                .layer(middleware::from_fn_with_state(Arc::clone(&server), guard::careful))
                .layer(middleware::from_fn(whole_body::whole_body))
                .layer(middleware::from_fn(guard::our_pages_only))
                .layer(middleware::from_fn(cookies::renew))
                .layer(CatchPanicLayer::custom(panicked)),
        )
        .with_state(server)
}

/// Files of the site by their names; every other path is a route of the app,
/// and opens in the shell.
async fn file_or_shell(State(server): State<Shared>, request: Request) -> Response {
    if !request.method().is_safe() {
        return ApiError::MethodNotAllowed.into_response();
    }
    let Some(site) = &server.site else {
        let how = "The app is not in this binary. Build it with `cargo xtask build`.\n";
        return (StatusCode::SERVICE_UNAVAILABLE, how).into_response();
    };
    let path = request.uri().path();
    if let Some(file) = assets::file(path, request.headers()) {
        return file;
    }
    if path.starts_with("/assets/") {
        return ApiError::NotFound.into_response();
    }
    site.shell(request.headers())
}

/// A bug in one request ends that request only.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    // Its message may hold anything; the panic hook has logged where it was.
    drop(panic);
    ApiError::Internal.into_response()
}
