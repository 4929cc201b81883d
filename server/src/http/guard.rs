//! What every request and every answer goes through: requests that change
//! something must come from our own pages, and answers carry the headers that
//! make a browser careful.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::assets::SHELL_CSP;
use super::error::ApiError;
use super::state::{Channel, Shared};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Further ones of answers of the API. They are no documents, and travel often:
/// what only pages can do need not be forbidden to them.
const API_HEADERS: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Further ones of everything else, where it does not set them itself.
const PAGE_HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, SHELL_CSP),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Asks browsers to come by TLS only, for a year: of this host alone, since a
/// school's others are not ours to decide about.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The policy of a server-rendered page, whose own inline scripts carry `nonce`.
#[must_use]
pub fn policy_with_nonce(nonce: &str) -> String {
    SHELL_CSP.replace("script-src 'self'", &format!("script-src 'self' 'nonce-{nonce}'"))
}

/// Refuses what another site sent.
pub async fn our_pages_only(request: Request, next: Next) -> Response {
    if may_change(&request) { next.run(request).await } else { ApiError::CrossSite.into_response() }
}

/// Adds the headers to every answer.
pub async fn careful(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let (parts, body) = request.into_parts();
    let is_secure = Channel::of(&parts, &server) == Some(Channel::Secure);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let headers = response.headers_mut();
    let further: &[_] = if is_api { &API_HEADERS } else { &PAGE_HEADERS };
    for (name, value) in HEADERS.iter().chain(further) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_secure && !is_api {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    response
}

/// Reading is free; whatever may change something must come from our pages.
fn may_change(request: &Request) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method())
        || is_from_our_pages(request.headers())
}

fn is_from_our_pages(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return site == "same-origin";
    }
    // Browsers that do not send it send the origin.
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else {
        return false;
    };
    // Without a scheme it is an opaque origin ("null"), which is nobody's.
    let origin = origin.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some());
    origin.and_then(|uri| uri.authority().map(|a| a.as_str() == host)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_pages() {
        let cases: [(&[(&'static str, &'static str)], bool); 8] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://school.example"), ("host", "school.example")], true),
            (&[("origin", "https://school.example:444"), ("host", "school.example")], false),
            (&[("origin", "null"), ("host", "null")], false),
            (&[("host", "school.example")], false),
        ];
        for (headers, ours) in cases {
            let map = headers
                .iter()
                .map(|(name, value)| {
                    (HeaderName::from_static(name), HeaderValue::from_static(value))
                })
                .collect();
            assert_eq!(is_from_our_pages(&map), ours, "{headers:?}");
        }
    }

    #[test]
    fn a_nonce_is_added_to_scripts_only() {
        let policy = policy_with_nonce("abc");
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'"));
        assert_eq!(policy.matches("nonce").count(), 1);
    }
}
