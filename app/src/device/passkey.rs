//! Passkeys: what the browser asks of whoever holds one.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::tablet::PasskeyAsk;

/// What the passkey answers, as JSON; `None` where there is none, or its holder did not want to.
pub async fn ask(ask: PasskeyAsk) -> Option<String> {
    let kind = if ask.is_new { "create" } else { "get" };
    let asking = passkey(kind, &ask.options).ok()?;
    JsFuture::from(asking).await.ok()?.as_string()
}

#[wasm_bindgen]
extern "C" {
    /// Of the loader (`public/loader.js`): fails in browsers that have no passkeys.
    #[wasm_bindgen(catch, js_name = limberPasskey)]
    fn passkey(kind: &str, options: &str) -> Result<Promise, JsValue>;
}
