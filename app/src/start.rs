//! How the WASM starts: one binary, two ways.

use leptos::mount::{hydrate_body, mount_to_body};
use leptos::prelude::{document, provide_context};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::device;
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
    device::watch_for_crashes(build);
    let Some(root) = document().document_element() else { return };
    let hydrated = root.get_attribute(RENDERED_BY).as_deref() == Some(build);
    let build = build.to_owned();
    let app = move || {
        provide_context(device::open(&build));
        App()
    };
    if hydrated {
        hydrate_body(app);
    } else {
        // Whatever says who rendered the page says it no more.
        drop(root.remove_attribute(RENDERED_BY));
        if let Some(body) = document().body() {
            body.set_inner_html("");
        }
        mount_to_body(app);
    }
    // For tests and for support: how far, and how, the page came to life.
    drop(root.set_attribute(STARTED, if hydrated { "hydrated" } else { "mounted" }));
}
