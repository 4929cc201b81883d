//! `cargo xtask serve`: from a fresh clone to a school in the browser.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::build::{self, Profile};
use crate::process::{cargo, run, step};
use crate::workspace;

/// How `serve` is called.
#[derive(Args)]
pub struct Options {
    /// Port on this machine; 0 takes a free one
    #[arg(long, default_value_t = 4300)]
    port: u16,
    /// Data folder; an empty one gets the demo school
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// Sets up, builds, fills an empty data folder with the demo school, and becomes `limber serve`.
pub fn run_serve(options: &Options) -> Result<()> {
    build::site(Profile::Dev)?;
    let limber = limber()?;
    let data = workspace::root().join(&options.data);
    if is_empty(&data)? {
        step("Making the demo school", || {
            run(Command::new(&limber).arg("demo").arg("--data").arg(&data))
        })?;
    } else {
        print_ways_in(&limber, &data, options.port);
    }
    // Becomes the server, so that whoever stops this command stops the server.
    let error = Command::new(&limber)
        .args(["serve", "--listen", &format!("127.0.0.1:{}", options.port), "--data"])
        .arg(&data)
        .exec();
    Err(error).with_context(|| format!("cannot start {}", limber.display()))
}

/// The demo's passwords are printed once and kept nowhere: how to get in without them.
fn print_ways_in(limber: &Path, data: &Path, port: u16) {
    let (limber, data) = (limber.display(), data.display());
    println!("There is a school in {data} already. If you do not know how to sign in any more:");
    println!("  {limber} people --data {data}");
    println!("      lists staff with their roles and sign-in names;");
    println!("  {limber} invite <sign-in name> --url http://127.0.0.1:{port} --data {data}");
    println!("      prints a one-time link with which that person chooses a new password.");
    println!("Or delete {data}: this command then makes a new demo school.");
}

/// The program `limber`, up to date.
pub fn limber() -> Result<PathBuf> {
    let program = workspace::limber("debug");
    let hint = if program.exists() { "" } else { " (five minutes the first time)" };
    step(&format!("Compiling the server{hint}"), || {
        run(cargo().args(["build", "--package", "server", "--bin", "limber"]))
    })?;
    Ok(program)
}

fn is_empty(folder: &Path) -> Result<bool> {
    if !folder.exists() {
        return Ok(true);
    }
    Ok(fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .next()
        .is_none())
}
