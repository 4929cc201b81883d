//! `cargo xtask bench`: what the app weighs, how fast it is, how fast it syncs and reports, into `target/bench.json`.
//!
//! The sizes come from the build. Everything else is measured by programs of its own, each handing in a file of one JSON
//! object, names to numbers: `tests/browser/bench` in a browser, `bench` against the server.

mod browser;
mod server;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value};

use crate::build::{self, Profile};
use crate::workspace;

/// How `bench` is called.
#[derive(Args)]
pub struct Options {
    /// `size` for the sizes, `sync` for the engine beside others, `report` for the school report, or a part of the name of a
    /// measurement in the browser; the other figures in bench.json stay as they are
    filter: Option<String>,
}

/// Names to numbers.
type Figures = Map<String, Value>;

/// Builds the release, measures, prints and writes. What was measured is kept even if another measurement fails.
pub fn run(options: &Options) -> Result<()> {
    let file = workspace::root().join("target/bench.json");
    let filter = options.filter.as_deref();
    // What a filter leaves out keeps the figures that it had.
    let mut figures = if filter.is_some() { read(&file).unwrap_or_default() } else { Map::new() };
    let measured = match filter {
        Some("size") => sizes(&mut figures),
        Some("sync") => server::sync(&mut figures),
        Some("report") => server::report(&mut figures),
        Some(_) => browser::measure(filter, &mut figures),
        None => sizes(&mut figures)
            .and(browser::measure(None, &mut figures))
            .and(server::sync(&mut figures))
            .and(server::report(&mut figures)),
    };
    for (name, value) in &figures {
        println!("{name:<44} {value:>12}");
    }
    fs::write(&file, serde_json::to_string_pretty(&figures)?)?;
    eprintln!("✓ {}", file.display());
    measured
}

/// What browsers load, in kilobytes after Brotli.
fn sizes(figures: &mut Figures) -> Result<()> {
    let sizes = build::site(Profile::Release)?;
    figures
        .extend(sizes.rows().map(|(what, size, _)| (format!("size.{what}_br_kb"), rounded(size))));
    Ok(())
}

/// To what can be told apart.
fn rounded(value: f64) -> Value {
    let unit = if value.abs() < 10.0 { 1_000.0 } else { 10.0 };
    Value::from((value * unit).round() / unit)
}

/// The figures of a file.
fn read(file: &Path) -> Result<Figures> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not an object of figures", file.display()))
}
