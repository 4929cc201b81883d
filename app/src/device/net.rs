//! The way to the server: one request, one answer, or a reason why there was none.

use std::time::Duration;

use js_sys::Uint8Array;
use leptos::prelude::{set_timeout_with_handle, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestCache, RequestInit, Response};

use crate::tablet::{Answer, Ask, Unreachable};

/// Asks the server; gives up after the request's time-out.
pub async fn fetch(ask: Ask) -> Result<Answer, Unreachable> {
    let abort = AbortController::new().map_err(no_network)?;
    let cut_off = {
        let abort = abort.clone();
        move || abort.abort()
    };
    let timer = set_timeout_with_handle(cut_off, Duration::from_millis(ask.timeout_millis.into()));
    let answer = exchange(&ask, &abort).await;
    if let Ok(timer) = timer {
        timer.clear();
    }
    answer.map_err(no_network)
}

async fn exchange(ask: &Ask, abort: &AbortController) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_method(ask.method);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.signal()));
    let headers = Headers::new()?;
    if let Some((content_type, body)) = &ask.body {
        headers.set("Content-Type", content_type)?;
        init.set_body(&Uint8Array::from(body.as_slice()));
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

/// Offline, refused, cut off or too slow: the browser does not say which, and for us it is all one.
fn no_network(_: JsValue) -> Unreachable {
    Unreachable
}
