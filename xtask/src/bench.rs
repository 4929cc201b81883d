//! `cargo xtask bench`: what the app weighs and how fast it is, into `target/bench.json`.
//!
//! Everything beyond the sizes is measured by `tests/browser/bench/*.mjs`: each starts its own server (`LIMBER_BIN`) and
//! browser (`CHROMIUM_BIN`), and prints one JSON object, names to numbers, as its last line.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value};

use crate::build::{self, Profile};
use crate::process::step;
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
    let chromium = setup::chromium()?;
    let mut results = Map::new();
    results.extend(sizes.rows().map(|(what, size, _)| (format!("size.{what}_br_kb"), size.into())));
    let folder = workspace::browser_tests().join("bench");
    for name in workspace::names_with_extension(&folder, "mjs")
        .iter()
        .filter(|name| name.contains(&options.filter))
    {
        results.extend(step(&format!("Measuring: {name}"), || {
            measure(&folder.join(name), &chromium)
        })?);
    }
    for (name, value) in &results {
        println!("{name:<40} {value}");
    }
    let file = workspace::root().join("target/bench.json");
    fs::write(&file, serde_json::to_string_pretty(&results)?)?;
    eprintln!("✓ {}", file.display());
    Ok(())
}

/// Runs one measurement; its last line is the result, the ones before it are for people.
fn measure(script: &Path, chromium: &Path) -> Result<Map<String, Value>> {
    let output = Command::new("node")
        .arg(script)
        .current_dir(workspace::browser_tests())
        .env("LIMBER_BIN", workspace::limber("release"))
        .env("CHROMIUM_BIN", chromium)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start node")?;
    let text = String::from_utf8_lossy(&output.stdout);
    anyhow::ensure!(
        output.status.success(),
        "{} ended with {}\n{text}",
        script.display(),
        output.status
    );
    let (story, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    if !story.is_empty() {
        println!("{story}");
    }
    serde_json::from_str(last)
        .with_context(|| format!("{}: the last line is not a JSON object", script.display()))
}
