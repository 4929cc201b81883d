//! `cargo xtask bench`: what the app weighs and how fast it is, into `target/bench.json`.
//!
//! Everything beyond the sizes is measured by `tests/browser/bench/*.bench.ts`, run by Playwright against the release: each
//! writes what it found into a folder, as one JSON object of names to numbers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value};

use crate::build::{self, Profile};
use crate::process::run as run_shown;
use crate::{setup, workspace};

/// How `bench` is called.
#[derive(Args)]
pub struct Options {
    /// Only the measurements whose file name contains this
    #[arg(default_value = "")]
    filter: String,
}

/// Builds the release, measures, prints and writes.
pub fn run(options: &Options) -> Result<()> {
    setup::for_tests()?;
    let sizes = build::site(Profile::Release)?;
    build::server()?;
    let mut results = Map::new();
    results.extend(sizes.rows().map(|(what, size, _)| (format!("size.{what}_br_kb"), size.into())));
    results.extend(measure(&options.filter)?);
    for (name, value) in &results {
        println!("{name:<40} {value}");
    }
    let file = workspace::root().join("target/bench.json");
    fs::write(&file, serde_json::to_string_pretty(&results)?)?;
    eprintln!("✓ {}", file.display());
    Ok(())
}

/// Runs the measurements in a browser, and gathers what they found.
fn measure(filter: &str) -> Result<Map<String, Value>> {
    let found = workspace::root().join("target/browser/bench");
    if found.exists() {
        fs::remove_dir_all(&found)?;
    }
    let folder = workspace::browser_tests();
    run_shown(
        Command::new(folder.join("node_modules/.bin/playwright"))
            .args(["test", "--config", "bench/playwright.config.ts"])
            .args((!filter.is_empty()).then_some(filter))
            .current_dir(&folder)
            .env("LIMBER_BIN", workspace::limber("release"))
            .env("CHROMIUM_BIN", setup::chromium()?),
    )?;
    let mut figures = Map::new();
    for name in workspace::names_with_extension(&found, "json") {
        figures.extend(read(&found.join(name))?);
    }
    Ok(figures)
}

fn read(file: &PathBuf) -> Result<Map<String, Value>> {
    serde_json::from_slice(&fs::read(file)?)
        .with_context(|| format!("{} does not hold a JSON object", file.display()))
}
