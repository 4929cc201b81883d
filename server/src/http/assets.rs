//! The site that `cargo xtask build` makes, embedded in the binary: assets, shell, service worker.
//!
//! In a debug build the files are read from `target/site` instead, so that a rebuilt app needs no rebuilt server.

use app::document::SiteFiles;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What the shell may do; `guard` adds it to every answer that has no other. The shell has no inline script and no `style`
/// attributes. Trusted Types cannot be required: the renderer uses `innerHTML` on templates.
pub const SHELL_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// A name with a hash never means anything else: kept for a year, the most there is.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Asked for anew each time: a service worker, a manifest, a shell at an app route.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Embedded;

/// The site, ready to be served.
#[derive(Debug, Clone)]
pub struct Site {
    /// Addresses of its files, for server-rendered pages.
    pub files: SiteFiles,
}

impl Site {
    /// The embedded site, or `None` if the binary was built before `cargo xtask build` made one.
    #[must_use]
    pub fn embedded() -> Option<Self> {
        let description = Embedded::get("site.json")?;
        Some(Self { files: serde_json::from_slice(&description.data).ok()? })
    }

    /// The shell in which every app route opens.
    #[must_use]
    pub fn shell(&self, request: &HeaderMap) -> Response {
        let Some(mut response) = file(&self.files.shell, request) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        response.headers_mut().insert(CACHE_CONTROL, ASK_FIRST);
        response
    }
}

/// The file at `path` of the site (`/assets/…`, `/sw.js`, `/manifest.webmanifest`), in the best encoding that the request
/// accepts. `None` if the site has no such file.
#[must_use]
pub fn file(path: &str, request: &HeaderMap) -> Option<Response> {
    let name = path.strip_prefix('/')?;
    let content_type = content_type(name)?;
    let (encoding, content) = in_best_encoding(name, request)?;
    let mut response = content.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(VARY, HeaderValue::from(ACCEPT_ENCODING));
    headers.insert(CACHE_CONTROL, if name.starts_with("assets/") { FOR_EVER } else { ASK_FIRST });
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

fn in_best_encoding(
    name: &str,
    request: &HeaderMap,
) -> Option<(Option<&'static str>, EmbeddedFile)> {
    for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
        if accepts(request, encoding)
            && let Some(content) = Embedded::get(&format!("{name}.{suffix}"))
        {
            return Some((Some(encoding), content));
        }
    }
    Some((None, Embedded::get(name)?))
}

/// Whether `Accept-Encoding` names the encoding, without refusing it (`q=0`).
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let lists =
        request.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (name, quality) = item.split_once(';').unwrap_or((item, "q=1"));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

/// Types of the files that a site has. Everything else, `site.json` and the compressed copies among it, is not served by name.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_those_that_the_request_accepts() {
        for (header, br, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip;q=1.0, br;q=0", false, true),
            ("BR ; q=0.5", true, false),
            ("gzip;q=0.000", false, false),
            ("identity", false, false),
        ] {
            let request =
                HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            assert_eq!(
                (accepts(&request, "br"), accepts(&request, "gzip")),
                (br, gzip),
                "{header}"
            );
        }
    }

    #[test]
    fn only_files_of_the_site_have_a_type() {
        for name in
            ["site.json", "assets/app-1.wasm.br", "assets/app-1.js.gz", "assets", "assets/x.rs"]
        {
            assert_eq!(content_type(name), None, "{name}");
        }
        assert_eq!(content_type("assets/app-1.wasm"), Some("application/wasm"));
    }
}
