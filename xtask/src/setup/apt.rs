//! Packages of the distribution, on Debian and its relatives.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

use crate::process::{find, output_of, run_quietly, step};

/// Installs what is missing of `packages`, `purpose` being what they are for. Needs Debian and root; says so otherwise.
pub fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if find("apt-get").is_none() {
        bail!("{purpose}: please install {list} (there is no apt-get here to do it)");
    }
    if !is_root() {
        bail!(
            "{purpose}: please run `sudo apt-get install --no-install-recommends {list}`, then this command again"
        );
    }
    step(&format!("{purpose}: installing {list} (a few minutes, once)"), || {
        // Lists may be absent or out of date: brought up to date once, when they prove to be.
        install_now(&missing).or_else(|error| {
            static UPDATED: AtomicBool = AtomicBool::new(false);
            if UPDATED.swap(true, Ordering::Relaxed) {
                return Err(error);
            }
            eprintln!("  … the package lists are out of date: apt-get update");
            run_quietly(Command::new("apt-get").args(["update", "-q"]))?;
            install_now(&missing)
        })
    })
}

/// Where an installed package has its file whose path ends with `tail`.
pub fn file_of(package: &str, tail: &str) -> Option<String> {
    let files = output_of(Command::new("dpkg").args(["-L", package])).ok()?;
    files.lines().find(|file| file.ends_with(tail)).map(str::to_owned)
}

fn install_now(packages: &[&str]) -> Result<()> {
    run_quietly(
        Command::new("apt-get")
            .args(["install", "-q", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn installed(package: &str) -> bool {
    output_of(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]))
        .is_ok_and(|status| status == "installed")
}

fn is_root() -> bool {
    output_of(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}
