//! JavaScript without what only people read.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// A module or a service worker: nothing outside sees its top-level names, so they are shortened too.
pub fn minify(js: &[u8]) -> Result<Vec<u8>> {
    let mut terser = Command::new(workspace::build_tools().join("node_modules/.bin/terser"))
        .args(["--module", "--compress", "--mangle"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start terser")?;
    // It reads to the end before it writes; dropping the pipe is the end.
    terser.stdin.take().context("terser takes no input")?.write_all(js)?;
    let output = terser.wait_with_output()?;
    if !output.status.success() {
        bail!("terser ended with {}", output.status);
    }
    Ok(output.stdout)
}
