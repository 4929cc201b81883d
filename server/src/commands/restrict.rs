//! `limber restrict`.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;
use domain::id::PersonId;

use super::Data;
use crate::clock::{Clock, SystemClock};
use crate::data_rights::restriction;
use crate::store::Rows;

/// See `limber restrict --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A student: an id
    person: PersonId,
    /// Allow it again instead
    #[arg(long)]
    lift: bool,
    #[command(flatten)]
    data: Data,
}

/// Restricts, or lifts a restriction.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { person, lift, data } = arguments;
    let (tenant, person, on) = (data.open_existing()?, *person, !*lift);
    let now = SystemClock.now();
    let row = tenant.database.read_now(move |rows: &dyn Rows| rows.person(person))?;
    ensure!(row.is_some_and(|row| !row.is_staff()), "there is no student {person}");
    let set = move |rows: &mut dyn Rows| restriction::set(rows, person, on, None, now);
    let said = match (tenant.database.write_now(set)?, on) {
        (false, _) => "It was so already.",
        (true, true) => {
            "What is stored about them is not used any more; new entries about them are set aside."
        }
        (true, false) => "It is used again; what was set aside meanwhile is stored.",
    };
    println!("{said}");
    Ok(ExitCode::SUCCESS)
}
