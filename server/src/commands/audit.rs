//! `limber audit`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Data;
use crate::audit::chain::{self, Broken, Verdict};
use crate::audit::{self, heads};
use crate::clock::{Clock, SystemClock};
use crate::office::Settings;
use crate::store::Rows;
use crate::tenants::Tenant;

/// See `limber audit --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

/// What can be done with the record of access.
#[derive(Debug, Subcommand)]
enum What {
    /// Hold the whole chain, and the heads noted beside the database, against each other
    ///
    /// The exit code is not 0 where a row was changed, taken out or put in, or where rows are gone
    /// from the end. The last line is the head: kept elsewhere, it shows later that nothing
    /// before it was written anew.
    Verify {
        #[command(flatten)]
        data: Data,
    },
    /// Drop rows at the beginning that are too old; the chain goes on
    Prune {
        #[command(flatten)]
        data: Data,
        /// How old rows may become [default: as set, `keep-record`]
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(1..))]
        days: Option<i32>,
    },
}

/// Verifies or prunes.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.what {
        What::Verify { data } => {
            let is_whole = print_verdict(&data.open_existing()?)?;
            Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        What::Prune { data, days } => {
            let (tenant, days, now) = (data.open_existing()?, *days, SystemClock.now());
            let prune = move |rows: &mut dyn Rows| {
                let kept = Settings::load(rows)?.retention.record;
                let days = days.unwrap_or(kept);
                Ok((audit::prune(rows, days, now)?, days))
            };
            let (pruned, days) = tenant.database.write_now(prune)?;
            println!(
                "{pruned} rows of the record of access were more than {days} days old; they are gone."
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Verifies the record of access, and says how it stands; whether all is well.
pub fn print_verdict(tenant: &Tenant) -> Result<bool> {
    let noted = heads::noted(&tenant.folder)?;
    let verdict = tenant.database.read_now(move |rows| chain::verify(rows, &noted))?;
    let Verdict { rows, anchor, head, broken } = verdict;
    println!("The record of access: {rows} rows after number {}.", anchor.number);
    match broken {
        None => println!("It is whole. Head: number {}, hash {}", head.number, head.hash),
        Some(Broken::Row(number)) => println!(
            "It is not what was written from number {number} on: it was changed by something \
             else than Limber."
        ),
        Some(Broken::Head(number)) => println!(
            "Number {number} was noted beside the database, and is not here as it was: rows are \
             gone from the end, or an older database was put in its place by hand."
        ),
    }
    Ok(broken.is_none())
}
