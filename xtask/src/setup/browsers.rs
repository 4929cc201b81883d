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

/// Whether there is `WebKitGTK`, the nearest thing to Safari on an iPad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebKit {
    /// It is here.
    Ready,
    /// It cannot be had on this machine: journeys in it are skipped, and say so.
    Missing,
}

/// Looks for `WebKit`; installs it from the distribution if that can be done.
pub fn webkit() -> WebKit {
    match apt::install(&["webkit2gtk-driver", "xvfb", "xauth"], "WebKit for the iPad journeys") {
        Ok(()) => WebKit::Ready,
        Err(error) => {
            eprintln!("! WebKit journeys will be skipped. {error:#}");
            WebKit::Missing
        }
    }
}
