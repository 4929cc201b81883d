//! `limber backup`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use super::{Data, today};
use crate::audit::heads::{self, Noted};
use crate::audit::{self, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::erasure::copies::{self, Copied};
use crate::erasure::ledger::Ledgers;
use crate::store::{Rows, sqlite};

/// See `limber backup --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// The file that the copy is written to; it must not be there yet
    file: PathBuf,
}

/// Copies a school's database, and notes how far the copy reaches.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { data, file } = arguments;
    anyhow::ensure!(
        !file.exists(),
        "{} is there already, and is not written over; nothing was copied",
        file.display()
    );
    let tenant = data.open_existing()?;
    let copied = sqlite::back_up(&data.folder, file)
        .with_context(|| format!("nothing was copied to {}", file.display()))?;
    let now = SystemClock.now();
    let note = move |rows: &mut dyn Rows| {
        rows.note_backup(copied.epoch, copied.position)?;
        audit::record(rows, &Event::new(What::BackedUp, now))?;
        rows.audit_head()
    };
    let head = tenant.database.write_now(note)?;
    let on = today(&tenant)?;
    heads::note(&data.folder, Noted { on, head, is_restored: false })?;
    copies::note(&data.folder, &Copied { on, file: file.clone() })?;
    // So that the copy, put back anywhere, loses what is erased after it was made.
    Ledgers::beside(file).add_all(&Ledgers::of(&data.folder))?;
    println!("{} holds the log up to position {}.", file.display(), copied.position);
    println!("The record of access stands at number {}, hash {}.", head.number, head.hash);
    println!("Tablets that sync from now on let go of what they kept of it: keep this file.");
    Ok(ExitCode::SUCCESS)
}
