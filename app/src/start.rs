//! How the WASM starts: two programs, one for pages of the server and one for the shell.

use leptos::prelude::{document, provide_context};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::device;
use crate::root::App;

/// The attribute of `<html>` that says that the app runs, and how it came up.
const STARTED: &str = "data-started";

/// Starts the program; the loader (`public/loader.js`) knows which one the page needs. `build` is the id of the build that
/// both belong to.
#[wasm_bindgen]
pub fn start(build: &str) {
    device::watch_for_crashes(build);
    let build = build.to_owned();
    let how = come_up(move || {
        provide_context(device::open(&build));
        App()
    });
    // For tests and for support: how far, and how, the page came to life.
    if let Some(root) = document().document_element() {
        drop(root.set_attribute(STARTED, how));
    }
}

/// Takes over what the server of this build rendered.
#[cfg(feature = "hydrate")]
fn come_up<V>(app: impl FnOnce() -> V + 'static) -> &'static str
where
    V: leptos::prelude::IntoView + 'static,
{
    leptos::mount::hydrate_body(app);
    "hydrated"
}

/// Mounts on the empty shell, or in the place of a page of another build (a new server, an old cache): that may differ in
/// structure, which hydration would not survive.
#[cfg(feature = "mount")]
fn come_up<V>(app: impl FnOnce() -> V + 'static) -> &'static str
where
    V: leptos::prelude::IntoView + 'static,
{
    if let Some(root) = document().document_element() {
        // Whatever says who rendered the page says it no more.
        drop(root.remove_attribute(crate::document::RENDERED_BY));
    }
    if let Some(body) = document().body() {
        body.set_inner_html("");
    }
    leptos::mount::mount_to_body(app);
    leptos::task::spawn_local(crate::areas::load());
    "mounted"
}
