//! What the other commands need, each part only if it is missing. One file per part.

mod apt;
mod browsers;
mod npm;
mod strace;
mod wasm_target;

pub use browsers::{WebKit, chromium};
pub use npm::install as npm_install;
pub use strace::strace;
pub use wasm_target::{TARGET, WasmToolchain};

use anyhow::Result;

use crate::workspace;

/// All parts at once, for `cargo xtask setup`.
pub fn everything() -> Result<()> {
    WasmToolchain::ready()?;
    for_release_build()?;
    for_tests()?;
    strace();
    eprintln!("Everything is there.");
    Ok(())
}

/// Beyond the WASM target, what shrinks a release.
pub fn for_release_build() -> Result<()> {
    npm_install(&workspace::build_tools())
}

/// Browsers and what drives them; whether the optional one is among them.
pub fn for_tests() -> Result<WebKit> {
    chromium()?;
    let webkit = browsers::webkit();
    npm_install(&workspace::browser_tests())?;
    Ok(webkit)
}
