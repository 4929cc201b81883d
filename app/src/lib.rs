//! What people see and touch, and the device's store.
//!
//! Built twice: natively under `ssr` (reports and public pages, for `server`), and to WASM under `hydrate` (everything).

pub mod document;
pub mod root;
#[cfg(feature = "hydrate")]
mod start;
