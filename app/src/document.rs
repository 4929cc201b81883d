//! The HTML document around a server-rendered page.
//!
//! App routes have no part in this: they open in the cached shell, `public/shell.html`.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use serde::Deserialize;

use crate::root::App;
use crate::server_data::{PageData, embedded};

/// The attribute of `<html>` that says which build rendered the page: only its own program takes it over.
pub const RENDERED_BY: &str = "data-rendered-by";

/// Addresses of the files that make up one build of the site, as `xtask` writes them to `site.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SiteFiles {
    /// Id of the build: a hash over everything in it.
    pub build: String,
    /// The style sheet.
    pub css: String,
    /// The module that registers the service worker and starts the WASM.
    pub loader: String,
    /// The JavaScript side of the WASM that takes over pages of the server.
    pub pages_js: String,
    /// What loads its other parts.
    pub pages_parts_js: String,
    /// That WASM.
    pub pages_wasm: String,
    /// The cached shell of all app routes.
    pub shell: String,
    /// The icon as SVG.
    pub icon: String,
    /// The icon of the home screen of an iPad, 180 px.
    pub touch_icon: String,
}

/// A whole server-rendered document. The program for pages, of the same build, takes it over.
#[component]
pub fn Document(
    /// The build that the page belongs to.
    site: SiteFiles,
) -> impl IntoView {
    let nonce = use_nonce();
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" data-rendered-by=site.build>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="icon" href=site.icon type="image/svg+xml" />
                <link rel="apple-touch-icon" href=site.touch_icon />
                <link rel="stylesheet" href=site.css />
                <link rel="modulepreload" href=site.pages_js />
                <link rel="modulepreload" href=site.pages_parts_js />
                <link rel="preload" href=site.pages_wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" src=site.loader nonce=nonce></script>
                {embedded(use_context::<PageData>())}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
