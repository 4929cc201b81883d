//! A QR code that the server has drawn.

use leptos::prelude::*;
use serde::Deserialize;

/// So many modules wide and high, and the dark ones as an SVG path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Qr {
    /// Modules in a row, the quiet margin included.
    pub size: u32,
    /// `d` of a path.
    pub path: String,
}

/// The picture; `label` says what a camera reads in it.
#[component]
pub fn QrCode(qr: Qr, #[prop(into)] label: String) -> impl IntoView {
    let Qr { size, path } = qr;
    view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label>
            <path d=path></path>
        </svg>
    }
}
