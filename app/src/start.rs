//! How the WASM starts: one binary, two ways.

use leptos::mount::{hydrate_body, mount_to_body};
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::document::RENDERED_BY;
use crate::root::App;

/// Takes over the page: hydrates what the server rendered, or mounts on the empty shell.
///
/// `build` is the id of the build that the loader, and so this WASM, belongs to. A page rendered by another build (a new
/// server, an old cache) may differ in structure, which hydration cannot survive: it is thrown away and mounted afresh.
#[wasm_bindgen]
pub fn start(build: &str) {
    console_error_panic_hook::set_once();
    let rendered_by =
        document().document_element().and_then(|root| root.get_attribute(RENDERED_BY));
    if rendered_by.as_deref() == Some(build) {
        hydrate_body(App);
    } else {
        if let Some(body) = document().body() {
            body.set_inner_html("");
        }
        mount_to_body(App);
    }
}
