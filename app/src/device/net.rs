//! The way to the server: one request, one answer, or a reason why there was none.

use js_sys::{Promise, Uint8Array};
use leptos::prelude::window;
use sync::frame::columns;
use sync::limits::GZIP_BYTES_MIN;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCache, RequestInit, Response};

use crate::tablet::{Answer, Ask, Unreachable};

/// Asks the server; gives up after the request's time-out.
pub async fn fetch(ask: Ask) -> Result<Answer, Unreachable> {
    exchange(&ask).await.map_err(no_network)
}

async fn exchange(ask: &Ask) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_method(ask.method);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(ask.timeout_millis)));
    let headers = Headers::new()?;
    if let Some((content_type, body)) = &ask.body {
        headers.set("Content-Type", content_type)?;
        let body = Uint8Array::from(body.as_slice());
        match compressed(content_type, &body).await {
            Some(smaller) => {
                headers.set("Content-Encoding", "gzip")?;
                init.set_body(&smaller);
            }
            None => init.set_body(&body),
        }
    }
    if let Some(etag) = &ask.if_none_match {
        headers.set("If-None-Match", etag)?;
    }
    init.set_headers(&headers);
    let response: Response =
        JsFuture::from(window().fetch_with_str_and_init(&ask.path, &init)).await?.dyn_into()?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let (content_type, etag, retry_after) =
        (header("Content-Type").unwrap_or_default(), header("ETag"), header("Retry-After"));
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Answer {
        status: response.status(),
        content_type,
        etag,
        retry_after_seconds: retry_after.and_then(|seconds| seconds.parse().ok()),
        body: Uint8Array::new(&body).to_vec(),
    })
}

/// A frame as gzip, where that is worth the while and the browser can.
async fn compressed(content_type: &str, body: &Uint8Array) -> Option<JsValue> {
    let is_large =
        content_type == columns::CONTENT_TYPE && body.length() as usize >= GZIP_BYTES_MIN;
    let compressing = is_large.then(|| gzip(body).ok()).flatten()?;
    JsFuture::from(compressing).await.ok()
}

#[wasm_bindgen]
extern "C" {
    /// Of the loader (`public/loader.js`): fails in browsers that compress nothing.
    #[wasm_bindgen(catch, js_name = limberGzip)]
    fn gzip(bytes: &Uint8Array) -> Result<Promise, JsValue>;
}

/// Offline, refused, cut off or too slow: the browser does not say which, and for us it is all one.
fn no_network(_: JsValue) -> Unreachable {
    Unreachable
}
