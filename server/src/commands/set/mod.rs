//! `limber set`.

mod mail;
mod oidc;
mod secret;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Data;
use crate::audit::{self, Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::office::Settings;
use crate::store::Rows;

/// See `limber set --help`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    more: Option<More>,
    /// school-name, zone, safeguarding-lead, visits-cap, learners, second-factor, keep-students,
    /// keep-visits or keep-record
    #[arg(required = true)]
    setting: Option<String>,
    /// Its value; an empty one goes back to what held before
    #[arg(required = true)]
    value: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// What is set in more than one word.
#[derive(Debug, Subcommand)]
enum More {
    /// Let staff sign in with an account elsewhere (OIDC): Google, Microsoft, any issuer
    ///
    /// Give the issuer this address to send people back to: your Limber's, with
    /// /sign-in/oidc/back behind it. The client's secret is read from standard
    /// input, or from a file; it is stored sealed, and never shown.
    Oidc(oidc::Arguments),
    /// Let administrators send one-time links by e-mail
    ///
    /// Never needed: they can hand links over as well. The password of the
    /// account is read from standard input, or from a file; it is stored sealed,
    /// and never shown.
    Mail(mail::Arguments),
}

/// Sets it.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.more {
        Some(More::Oidc(arguments)) => return oidc::run(arguments),
        Some(More::Mail(arguments)) => return mail::run(arguments),
        None => {}
    }
    let tenant = arguments.data.open()?;
    let setting = arguments.setting.clone().unwrap_or_default();
    let value = arguments.value.clone().unwrap_or_default();
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
