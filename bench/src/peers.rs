//! Other engines beside ours, in the same run: `bench/peers`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use server::clock::{Clock, SystemClock};

use crate::measure::ENTRIES;
use crate::{Figures, entries, school};

/// In the order in which they run.
const PEERS: [&str; 4] = ["pouchdb", "yjs", "automerge", "tinybase"];
/// What is compared: their time divided by ours.
const COMPARED: [&str; 2] = ["push", "pull"];

/// Runs each on the same records, and compares.
pub fn beside(folder: &Path, figures: &mut Figures) -> Result<()> {
    let made = tempfile::tempdir()?;
    let rooms = school::found(&made.path().join("school"), school::BUSY)?;
    let entries = entries::of_class(&rooms[0], 1, ENTRIES, SystemClock.now(), 1);
    let records = made.path().join("records.json");
    std::fs::write(&records, serde_json::to_vec(&entries::records(&entries))?)?;
    for peer in PEERS {
        eprintln!("· {peer}");
        let output = Command::new("node")
            .arg("run.mjs")
            .args(["--peer", peer, "--records"])
            .arg(&records)
            .current_dir(folder)
            .stderr(std::process::Stdio::inherit())
            .output()
            .context("cannot start node")?;
        ensure!(output.status.success(), "{peer} ended with {}", output.status);
        let measured: Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{peer} printed no JSON"))?;
        take(peer, &measured, figures);
    }
    Ok(())
}

fn take(peer: &str, measured: &Value, figures: &mut Figures) {
    let numbers = measured.as_object().into_iter().flatten();
    for (name, value) in numbers.filter_map(|(name, value)| Some((name, value.as_f64()?))) {
        figures.insert(format!("peers.{peer}.{name}"), value);
    }
    for call in COMPARED {
        let of = |figures: &Figures, name: String| figures.get(&name).copied();
        let theirs = of(figures, format!("peers.{peer}.{call}_10k_s"));
        let ours = of(figures, format!("sync.{call}_10k_s"));
        if let Some((theirs, ours)) = theirs.zip(ours) {
            figures.insert(format!("sync.{call}_vs_{peer}"), theirs / ours);
        }
    }
}
