//! Journeys in real browsers, run by Playwright.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Counts;
use crate::{process, setup, workspace};

/// The part of Playwright's JSON report that counts tests.
#[derive(Deserialize)]
struct Report {
    stats: Stats,
}

#[derive(Deserialize)]
struct Stats {
    expected: u64,
    unexpected: u64,
    /// Passed at last, after a retry: a failure all the same.
    flaky: u64,
    skipped: u64,
}

/// Runs the journeys against `limber`, which they start themselves, each on a school of its own. `rest` is for Playwright,
/// `variables` for the journeys.
pub fn run(limber: &Path, rest: &[String], variables: &[(&str, &str)]) -> Result<Counts> {
    let folder = workspace::browser_tests();
    let report = workspace::root().join("target/browser/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
    command
        .arg("test")
        .args(rest)
        .current_dir(&folder)
        .envs(variables.iter().copied())
        .env("LIMBER_BIN", limber)
        .env("CHROMIUM_BIN", setup::chromium()?)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    eprintln!("· {}", process::line_of(&command));
    let success = command.status().context("cannot start Playwright")?.success();
    Ok(counts(&report).unwrap_or_default().judged(success))
}

fn counts(report: &Path) -> Result<Counts> {
    let Report { stats } = serde_json::from_slice(&fs::read(report)?)?;
    Ok(Counts {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky,
        skipped: stats.skipped,
    })
}
