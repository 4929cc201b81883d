//! Pages that are rendered here and hydrated in the browser: reports, and what
//! one sees before signing in.

use app::document::Document;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::guard;
use super::state::Shared;

/// The pages' routes.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/sign-in", get(page))
        .route("/welcome/{token}", get(page))
        .route("/reports/class/{id}", get(page))
        .route("/reports/school", get(page))
}

/// Renders the page at a request's path.
async fn page(State(server): State<Shared>, request: Request) -> Response {
    let Some(site) = &server.site else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let files = site.files.clone();
    let render = leptos_axum::render_app_async_with_context(careful, move || {
        let files = files.clone();
        view! { <Document site=files /> }
    });
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
