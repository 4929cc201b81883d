//! `limber export`.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use domain::id::PersonId;

use super::Data;
use crate::audit::{self, Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::data_rights::{export, zip};
use crate::office::Office;
use crate::store::Rows;

/// For its owner alone.
const FILE_MODE: u32 = 0o600;

/// See `limber export --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Whose: an id
    #[arg(long, value_name = "ID")]
    person: PersonId,
    /// The ZIP to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    data: Data,
}

/// Writes everything that is held about one person into a file.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { person, to, data } = arguments;
    let (tenant, person, now) = (data.open_existing()?, *person, SystemClock.now());
    let collect = move |rows: &mut dyn Rows| {
        if rows.person(person)?.is_none() {
            return Ok(None);
        }
        let exported = Event::new(What::Exported, now).of(person).with(Detail::Person);
        audit::record(rows, &exported)?;
        let office = Office::load(rows, now)?;
        export::collect(rows, &office, person, now).map(Some)
    };
    let place = to.display();
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(to)
        .with_context(|| format!("{place} could not be made; nothing was exported"))?;
    let export = tenant.database.write_now(collect)?;
    let export = export.with_context(|| format!("there is nobody of that id; {place} is empty"))?;
    file.write_all(&zip(&export)?)?;
    file.sync_all()?;
    println!("{place} holds everything about {person}. Hand it over safely, then delete it.");
    Ok(ExitCode::SUCCESS)
}
