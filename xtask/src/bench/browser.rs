//! What people feel: measured in the browser, on the release.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::{Figures, read};
use crate::build::{self, Profile};
use crate::process::run;
use crate::{setup, workspace};

/// Measures what has `filter` in its file's name, or everything.
pub fn measure(filter: Option<&str>, figures: &mut Figures) -> Result<()> {
    setup::for_tests()?;
    build::site(Profile::Release)?;
    build::server()?;
    let handed_in = workspace::root().join("target/browser/bench");
    if handed_in.exists() {
        fs::remove_dir_all(&handed_in)?;
    }
    let folder = workspace::browser_tests();
    let measured = run(Command::new(folder.join("node_modules/.bin/playwright"))
        .args(["test", "--config", "bench/playwright.config.ts"])
        .args(filter)
        .current_dir(&folder)
        .env("LIMBER_BIN", workspace::limber("release"))
        .env("CHROMIUM_BIN", setup::chromium()?));
    for name in workspace::names_with_extension(&handed_in, "json") {
        figures.extend(read(&handed_in.join(&name))?);
    }
    measured
}
