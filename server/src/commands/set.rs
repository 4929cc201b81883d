//! `limber set`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::Data;
use crate::office::Settings;

/// See `limber set --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// school-name, zone, safeguarding-lead, visits-cap or learners
    setting: String,
    /// Its value; an empty one goes back to what held before
    value: String,
    #[command(flatten)]
    data: Data,
}

/// Sets it.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open()?;
    let (setting, value) = (arguments.setting.clone(), arguments.value.clone());
    tenant.database.write_now(move |rows| Settings::set(rows, &setting, &value))??;
    println!("Set.");
    Ok(ExitCode::SUCCESS)
}
