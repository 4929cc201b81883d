//! The program `limber`, serving a folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};

/// A running server; killed when it is dropped.
pub struct Program {
    child: Child,
    /// Open, so that what it prints does not fail.
    _stdout: BufReader<ChildStdout>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Program {
    /// Starts it on a free port.
    pub fn start(limber: &Path, data: &Path) -> Result<Self> {
        let mut child = Command::new(limber)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("LIMBER_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", limber.display()))?;
        let mut stdout = BufReader::new(child.stdout.take().context("it has no output")?);
        let mut greeting = String::new();
        stdout.read_line(&mut greeting)?;
        let address = greeting.split_whitespace().find_map(|word| word.strip_prefix("http://"));
        let address = address.context("it does not say where it listens")?.parse()?;
        Ok(Self { child, _stdout: stdout, address })
    }

    /// The most memory that it has used, in MiB.
    pub fn memory_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()).context("no VmHWM")?;
        Ok(kib.parse::<f64>()? / 1_024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails only where it has ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
