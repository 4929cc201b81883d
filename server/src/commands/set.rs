//! `limber set`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::Data;
use crate::audit::{self, Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::office::Settings;
use crate::store::Rows;

/// See `limber set --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// school-name, zone, safeguarding-lead, visits-cap, learners, second-factor, keep-students,
    /// keep-visits or keep-record
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
    let now = SystemClock.now();
    let set = move |rows: &mut dyn Rows| {
        let set = Settings::set(rows, &setting, &value)?;
        if set.is_ok() {
            let detail = Detail::from_name(&setting).unwrap_or(Detail::OtherSetting);
            audit::record(rows, &Event::new(What::SettingsChanged, now).with(detail))?;
        }
        Ok(set)
    };
    tenant.database.write_now(set)??;
    println!("Set.");
    Ok(ExitCode::SUCCESS)
}
