//! `limber restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::Data;
use crate::erasure::ledger::Ledger;
use crate::store::{StoreError, sqlite};
use crate::tenants;

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
            Ledger::of(&data.folder).add(&Ledger::beside(file).ids()?)?;
            data.open_existing()?;
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
