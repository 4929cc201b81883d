//! `limber check`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::Data;
use crate::log::check::{Fault, Findings, check};
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
    let wrong = findings.count(Fault::Bucket);
    if wrong > 0 && arguments.repair {
        tenant.database.write_now(summaries::recount_all)?;
        println!("{wrong} summaries differed from a recount; all have been made again.");
        // What is said of the school, and the exit code, is how it is now.
        findings = tenant.database.read_now(check)?;
    }
    print(&findings);
    // With what was noted beside the database.
    let is_whole = super::audit::print_verdict(&tenant)?;
    Ok(if findings.is_sound() && is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(findings: &Findings) {
    let Findings { entries, held, buckets, .. } = findings;
    println!("{entries} entries, {held} held, {buckets} summaries of a class and day.");
    for (fault, found) in &findings.faults {
        println!("{} {}.", found.count, what(*fault));
        for place in &found.places {
            println!("  {place}");
        }
        if found.count > found.places.len() {
            println!("  … and {} more", found.count - found.places.len());
        }
    }
    if findings.is_sound() {
        println!("Everything is as it should be.");
    }
}

/// What is wrong, after how often, and what to do.
fn what(fault: Fault) -> &'static str {
    match fault {
        Fault::Hash => "entries are not what was stored: put back a backup",
        Fault::Position => "entries lie beyond the log's position: put back a backup",
        Fault::Erased => "entries were erased and are here: put back a backup, which erases them",
        Fault::Unlisted => "entries are listed nowhere: nobody can read them",
        Fault::Listing => "listings lie beyond the log's position: put back a backup",
        Fault::Supersedes => "entries replace other ones than they say: put back a backup",
        Fault::Visit => "visits are not where the log says that they are",
        Fault::VisitUnlisted => "entries of visits cannot be read by all who may read the visit",
        Fault::Record => "rows of the record of access are not what was written, from here on",
        Fault::Bucket => "summaries differ from a recount: run with --repair",
    }
}
