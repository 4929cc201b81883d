//! Browsers for the tests: Chromium always, `WebKit` where the distribution has it.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::apt;
use crate::process::find;

/// Names under which Chromium and Chrome are installed.
const CHROMIUM_NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The Chromium to test with; installed from the distribution if there is none.
pub fn chromium() -> Result<PathBuf> {
    let installed = || CHROMIUM_NAMES.iter().find_map(|name| find(name));
    if let Some(program) = installed() {
        return Ok(program);
    }
    apt::install(&["chromium"], "Chromium for the browser tests")?;
    installed().context("Chromium is installed but not on the PATH: is /usr/bin in it?")
}

/// `WebKitGTK`, the nearest thing to Safari on an iPad. Journeys in it are skipped, and say so, where it cannot be had.
pub fn webkit() {
    if let Err(error) =
        apt::install(&["webkit2gtk-driver", "xvfb", "xauth"], "WebKit for the iPad journeys")
    {
        eprintln!("! WebKit journeys will be skipped. {error:#}");
    }
}
