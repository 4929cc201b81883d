//! The server under load: the program `bench`, on its release.

use std::ffi::OsStr;

use anyhow::Result;

use super::{Figures, read, rounded};
use crate::build::{self, Profile};
use crate::process::{cargo, run};
use crate::{setup, workspace};

/// The sync engine, beside others.
pub fn sync(figures: &mut Figures) -> Result<()> {
    build::server()?;
    let peers = workspace::root().join("bench/peers");
    setup::npm_install(&peers)?;
    measure("sync", &["--peers".as_ref(), peers.as_os_str()], figures)
}

/// The school report, over years of sightings. Its page is one of the site.
pub fn report(figures: &mut Figures) -> Result<()> {
    build::site(Profile::Release)?;
    build::server()?;
    measure("report", &[], figures)
}

/// Runs a part of the program, takes its figures.
fn measure(part: &str, arguments: &[&OsStr], figures: &mut Figures) -> Result<()> {
    let out = workspace::scratch().join(format!("{part}.json"));
    std::fs::create_dir_all(workspace::scratch())?;
    run(cargo()
        .args(["run", "--release", "--package", "bench", "--", part, "--limber"])
        .arg(workspace::limber("release"))
        .args(arguments)
        .arg("--out")
        .arg(&out))?;
    let measured = read(&out)?;
    figures.extend(measured.into_iter().map(|(name, value)| {
        let value = value.as_f64().map_or(value, rounded);
        (name, value)
    }));
    Ok(())
}
