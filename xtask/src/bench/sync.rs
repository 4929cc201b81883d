//! The engine under load and beside others: the program `bench`, on the release of the server.

use anyhow::Result;

use super::{Figures, read, rounded};
use crate::process::{cargo, run};
use crate::{build, setup, workspace};

/// Builds, measures, takes the figures.
pub fn measure(figures: &mut Figures) -> Result<()> {
    build::server()?;
    let peers = workspace::root().join("bench/peers");
    setup::npm_install(&peers)?;
    let out = workspace::scratch().join("sync.json");
    std::fs::create_dir_all(workspace::scratch())?;
    run(cargo()
        .args(["run", "--release", "--package", "bench", "--", "sync", "--limber"])
        .arg(workspace::limber("release"))
        .arg("--peers")
        .arg(peers)
        .arg("--out")
        .arg(&out))?;
    let measured = read(&out)?;
    figures.extend(measured.into_iter().map(|(name, value)| {
        let value = value.as_f64().map_or(value, rounded);
        (name, value)
    }));
    Ok(())
}
