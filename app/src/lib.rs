//! What people see and touch, and the device's store.
//!
//! Built twice: natively under `ssr` (reports and public pages, for `server`), and to WASM under `hydrate` (everything).
//! All pages compile in both, so that their pure parts are tested natively; only `device` needs a browser.

// A page's view is one deeply nested type.
#![recursion_limit = "256"]
#![expect(
    clippy::must_use_candidate,
    reason = "components are called by `view!`, which uses what they return"
)]

pub mod components;
#[cfg(feature = "hydrate")]
mod device;
pub mod document;
#[cfg(not(feature = "ssr"))]
mod gate;
pub mod pages;
pub mod root;
pub mod server_data;
#[cfg(feature = "hydrate")]
mod start;
pub mod tablet;
pub mod text;
