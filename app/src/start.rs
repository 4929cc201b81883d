//! How the WASM starts: one binary, two ways.

use leptos::mount::{hydrate_body, mount_to_body};
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::document::RENDERED_BY;
use crate::root::App;

/// The attribute of `<html>` that says that the app runs, and how it came up.
const STARTED: &str = "data-started";

/// Takes over the page: hydrates what the server rendered, or mounts on the empty shell.
///
/// `build` is the id of the build that the loader, and so this WASM, belongs to. A page rendered by another build (a new
/// server, an old cache) may differ in structure, which hydration cannot survive: it is thrown away and mounted afresh.
#[wasm_bindgen]
pub fn start(build: &str) {
    console_error_panic_hook::set_once();
    let Some(root) = document().document_element() else { return };
    let hydrated = root.get_attribute(RENDERED_BY).as_deref() == Some(build);
    if hydrated {
        hydrate_body(App);
    } else {
        // Whatever says who rendered the page says it no more.
        drop(root.remove_attribute(RENDERED_BY));
        if let Some(body) = document().body() {
            body.set_inner_html("");
        }
        mount_to_body(App);
    }
    // For tests and for support: how far, and how, the page came to life.
    drop(root.set_attribute(STARTED, if hydrated { "hydrated" } else { "mounted" }));
}
