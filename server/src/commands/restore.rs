//! `limber restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::{Data, today};
use crate::audit::heads::{self, Noted};
use crate::audit::{self, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::erasure::ledger::Ledgers;
use crate::store::{Rows, StoreError, sqlite};
use crate::tenants::{self, Tenant};

/// See `limber restore --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// A file that `limber backup` wrote
    file: PathBuf,
    /// Replace the database that is in the folder; what only it holds is gone,
    /// but for what tablets kept
    #[arg(long)]
    replace: bool,
}

/// Puts a copy back.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { data, file, replace } = arguments;
    let folder = data.folder.display();
    anyhow::ensure!(file.is_file(), "there is no copy at {}", file.display());
    tenants::make(&data.folder).with_context(|| format!("cannot make the data folder {folder}"))?;
    match sqlite::restore(file, &data.folder, *replace) {
        Ok(head) => {
            // What was erased since the copy was made is erased again on opening.
            Ledgers::of(&data.folder).add_all(&Ledgers::beside(file))?;
            let tenant = data.open_existing()?;
            note_in_record(&tenant)?;
            println!("{folder} stands at position {}, in a new epoch.", head.position);
            println!("Once the server runs, every tablet sends again what it kept beyond that.");
            Ok(ExitCode::SUCCESS)
        }
        Err(StoreError::Occupied) => bail!(
            "there is a school in {folder} already, and nothing was changed. \
             If the copy shall take its place, say --replace"
        ),
        Err(error) => Err(error).context("the copy was not put back"),
    }
}

/// The record of access goes on from the copy's. What it had become since is
/// gone with the rest; the heads that were noted of it are set aside.
fn note_in_record(tenant: &Tenant) -> Result<()> {
    let now = SystemClock.now();
    let restored = move |rows: &mut dyn Rows| {
        audit::record(rows, &Event::new(What::Restored, now))?;
        rows.audit_head()
    };
    let head = tenant.database.write_now(restored)?;
    Ok(heads::note(&tenant.folder, Noted { on: today(tenant)?, head, is_restored: true })?)
}
