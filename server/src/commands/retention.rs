//! `limber retention`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use super::Data;
use crate::clock::{Clock, SystemClock};
use crate::data_rights::retention::{self, Due};

/// See `limber retention --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only say what would go
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: Data,
}

/// Erases what is due, or counts it.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { dry_run, data } = arguments;
    let (tenant, now) = (data.open_existing()?, SystemClock.now());
    if *dry_run {
        let Due { leavers, words, record } = retention::due(&tenant.database, now)?;
        println!("These would go, for good:");
        let entries = leavers.values().map(BTreeSet::len).sum();
        print(leavers.len(), entries, words.len(), record);
        return Ok(ExitCode::SUCCESS);
    }
    let run = retention::run(&data.folder, &tenant.database, now)
        .context("it is not finished: run it again, which goes on where this one stopped")?;
    println!("These are gone, for good:");
    print(run.leavers, run.entries, run.words, run.record);
    println!("  {} links and sessions that had ended", run.links);
    Ok(ExitCode::SUCCESS)
}

fn print(leavers: usize, entries: usize, words: usize, record: usize) {
    println!("  {leavers} students who left: their names, and {entries} entries about or by them");
    println!("  {words} entries with words of visits");
    println!("  {record} rows of the record of access");
}
