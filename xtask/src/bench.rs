//! `cargo xtask bench`: what the app weighs and how fast it is, into `target/bench.json`.
//!
//! The sizes come from the build. Everything else is measured by `tests/browser/bench`, each measurement handing in a file of
//! one JSON object, names to numbers.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value};

use crate::build::{self, Profile};
use crate::process::run as run_program;
use crate::{setup, workspace};

/// How `bench` is called.
#[derive(Args)]
pub struct Options {
    /// Only the measurements whose file name contains this, `size` for none but the sizes; the other figures in bench.json
    /// stay as they are
    filter: Option<String>,
}

/// Builds the release, measures, prints and writes. What was measured is kept even if another measurement fails.
pub fn run(options: &Options) -> Result<()> {
    let sizes = build::site(Profile::Release)?;
    let file = workspace::root().join("target/bench.json");
    // What a filter leaves out keeps the figures that it had.
    let mut figures = if options.filter.is_some() { earlier(&file) } else { Map::new() };
    let kilobytes = |size: f64| Value::from((size * 10.0).round() / 10.0);
    figures.extend(
        sizes.rows().map(|(what, size, _)| (format!("size.{what}_br_kb"), kilobytes(size))),
    );
    let measured = match options.filter.as_deref() {
        Some("size") => Ok(()),
        filter => measure(filter, &mut figures),
    };
    for (name, value) in &figures {
        println!("{name:<40} {value:>10}");
    }
    fs::write(&file, serde_json::to_string_pretty(&figures)?)?;
    eprintln!("✓ {}", file.display());
    measured
}

/// The figures of an earlier run; none where there was none.
fn earlier(file: &Path) -> Map<String, Value> {
    let text = fs::read(file).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Runs the measurements in the browser, on the release.
fn measure(filter: Option<&str>, figures: &mut Map<String, Value>) -> Result<()> {
    setup::for_tests()?;
    build::server()?;
    let handed_in = workspace::root().join("target/browser/bench");
    if handed_in.exists() {
        fs::remove_dir_all(&handed_in)?;
    }
    let folder = workspace::browser_tests();
    let measured = run_program(
        Command::new(folder.join("node_modules/.bin/playwright"))
            .args(["test", "--config", "bench/playwright.config.ts"])
            .args(filter)
            .current_dir(&folder)
            .env("LIMBER_BIN", workspace::limber("release"))
            .env("CHROMIUM_BIN", setup::chromium()?),
    );
    for name in workspace::names_with_extension(&handed_in, "json") {
        let text = fs::read(handed_in.join(&name))?;
        let more: Map<String, Value> = serde_json::from_slice(&text)
            .with_context(|| format!("{name} is not an object of figures"))?;
        figures.extend(more);
    }
    measured
}
