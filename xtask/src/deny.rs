//! `cargo xtask deny`: licences, sources and known faults of every crate that is built, by cargo-deny and `deny.toml`.
//!
//! No part of `cargo xtask test`: compiling cargo-deny takes longer than all tests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, find, run, run_quietly, step};
use crate::workspace;

/// What needs no network.
const OFFLINE: [&str; 3] = ["bans", "licenses", "sources"];

/// Checks, and says what could not be checked here.
pub fn run_deny() -> Result<()> {
    let program = installed()?;
    let deny = || {
        let mut command = Command::new(&program);
        command.current_dir(workspace::root());
        command
    };
    run(deny().arg("check").args(OFFLINE))?;
    if run_quietly(deny().args(["fetch", "db"])).is_err() {
        eprintln!(
            "✗ The advisory database cannot be reached from here: known faults were NOT checked, all else was."
        );
        return Ok(());
    }
    run(deny().args(["check", "--disable-fetch", "advisories"]))
}

/// The program: the machine's, or one of our own.
fn installed() -> Result<PathBuf> {
    let folder = workspace::root().join("target/tools");
    let (ours, built) = (folder.join("bin/cargo-deny"), folder.join("build"));
    if let Some(program) = find("cargo-deny").or_else(|| ours.exists().then(|| ours.clone())) {
        return Ok(program);
    }
    step("Compiling cargo-deny (ten to twenty minutes, once)", || {
        // Of a debug build the checks are as quick as they need to be.
        let mut install = cargo();
        install
            .args(["install", "--debug", "--locked", "--quiet", "cargo-deny", "--root"])
            .arg(&folder);
        run_quietly(install.env("CARGO_TARGET_DIR", &built))?;
        // Gigabytes that nobody needs any more.
        Ok(fs::remove_dir_all(&built)?)
    })
    .context("cargo-deny cannot be had here")?;
    if !ours.exists() {
        bail!("cargo-deny is not where it was installed to: {}", ours.display());
    }
    Ok(ours)
}
