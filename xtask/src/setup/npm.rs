//! npm packages, in folders with exact versions and a lockfile.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::digest;
use crate::process::{find, run_quietly, step};
use crate::workspace;

/// Remembers which lockfile `node_modules` was installed from.
const STAMP: &str = "node_modules/.installed-from";

/// Installs exactly what the lockfile in `folder` says, unless that is what is there.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted =
        digest(&fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?);
    let stamp = folder.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if find("npm").is_none() {
        bail!("Node.js 20 or newer with npm is needed: https://nodejs.org/en/download");
    }
    let name = folder.strip_prefix(workspace::root()).unwrap_or(folder).display();
    step(&format!("npm packages of {name} (half a minute, once)"), || {
        run_quietly(Command::new("npm").arg("ci").current_dir(folder))?;
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
    })
}
