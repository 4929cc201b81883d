//! `limber check`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::Data;
use crate::log::check::{Findings, check};
use crate::summaries;

/// See `limber check --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// Make the summaries again where they differ; entries are never changed
    #[arg(long)]
    repair: bool,
}

/// Checks a school.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    let mut findings = tenant.database.read_now(check)?;
    if findings.buckets_wrong > 0 && arguments.repair {
        let wrong = findings.buckets_wrong;
        tenant.database.write_now(summaries::recount_all)?;
        println!("{wrong} summaries differed from a recount; all have been made again.");
        // What is said of the school, and the exit code, is how it is now.
        findings = tenant.database.read_now(check)?;
    }
    print(&findings);
    Ok(if findings.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(findings: &Findings) {
    let Findings { entries, held, buckets, .. } = findings;
    println!("{entries} entries, {held} held, {buckets} summaries of a class and day.");
    let wrong = [
        (findings.hashes_wrong, "entries are not what was stored: put back a backup"),
        (findings.positions_wrong, "entries lie beyond the log's position: put back a backup"),
        (findings.unlisted, "entries are listed nowhere: nobody can read them"),
        (findings.listings_wrong, "listings lie beyond the log's position: put back a backup"),
        (findings.supersedes_wrong, "entries replace other ones than they say: put back a backup"),
        (findings.visits_wrong, "visits are not where the log says that they are"),
        (
            findings.visits_unlisted,
            "entries of visits cannot be read by all who may read the visit",
        ),
        (findings.buckets_wrong, "summaries differ from a recount: run with --repair"),
    ];
    for (count, what) in wrong.into_iter().filter(|(count, _)| *count > 0) {
        println!("{count} {what}.");
    }
    if findings.is_sound() {
        println!("Everything is as it should be.");
    }
}
