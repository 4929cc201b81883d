//! What people see and touch, and the device's store.
//!
//! Built three times: natively under `ssr` (reports and public pages, for `server`), and to WASM under `hydrate` (the same
//! pages, taken over from the server) and under `mount` (everything, in the cached shell). All pages compile in each, so that
//! their pure parts are tested natively; only `device` needs a browser.

#![expect(
    clippy::must_use_candidate,
    reason = "components are called by `view!`, which uses what they return"
)]

#[cfg(not(any(erase_components, doc)))]
compile_error!(
    "the flags of .cargo/config.toml are missing: is RUSTFLAGS set? Then add `--cfg erase_components`"
);

#[cfg(feature = "mount")]
mod areas;
pub mod components;
#[cfg(feature = "browser")]
mod device;
pub mod document;
#[cfg(feature = "mount")]
mod gate;
pub mod pages;
mod reactive;
pub mod root;
pub mod server_data;
#[cfg(feature = "browser")]
mod start;
pub mod tablet;
pub mod text;
