//! `limber set oidc`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::super::Data;
use super::secret;
use crate::accounts::oidc::{IssuerRow, SECRET_BYTES_MAX};
use crate::audit::{self, Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::http::oidc::BACK_PATH;
use crate::store::Rows;

/// See `limber set oidc --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Nobody signs in that way any more; whose account is whose is kept
    #[arg(value_enum, conflicts_with_all = ["name", "issuer", "client_id"])]
    off: Option<Off>,
    /// What people call it, on the button: Google, Microsoft, School account
    #[arg(long, required_unless_present = "off")]
    name: Option<String>,
    /// Its https address, to the letter as its discovery document says it
    #[arg(long, value_name = "ADDRESS", required_unless_present = "off")]
    issuer: Option<String>,
    /// As whom the issuer knows this Limber
    #[arg(long, value_name = "ID", required_unless_present = "off")]
    client_id: Option<String>,
    /// Where the client's secret is read from [default: standard input]
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// Who sees to a second factor: Limber asks for its own, as after a
    /// password, or the issuer has asked for one
    #[arg(long, value_enum, value_name = "WHO", default_value = "limber")]
    second_factor: Who,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Off {
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Who {
    Limber,
    Issuer,
}

/// Sets it, or sets nobody.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open()?;
    let row = match arguments.off {
        Some(Off::Off) => None,
        None => {
            let given = |text: &Option<String>| text.clone().unwrap_or_default();
            let (name, issuer) = (given(&arguments.name), given(&arguments.issuer));
            let client = given(&arguments.client_id);
            let file = arguments.client_secret_file.as_deref();
            let by_issuer = arguments.second_factor == Who::Issuer;
            let named = (&*name, &*issuer, &*client);
            Some(IssuerRow::new(
                &tenant.master_key,
                named,
                &secret::read(file, "the client's secret", SECRET_BYTES_MAX)?,
                by_issuer,
            )?)
        }
    };
    let (is_set, now) = (row.is_some(), SystemClock.now());
    let set = move |rows: &mut dyn Rows| {
        rows.put_issuer(row.as_ref())?;
        let changed = Event::new(What::SettingsChanged, now).with(Detail::Oidc);
        audit::record(rows, &changed)
    };
    tenant.database.write_now(set)?;
    println!("Set.");
    if is_set {
        println!(
            "The issuer sends people back to your Limber's address with {BACK_PATH} behind it."
        );
    }
    Ok(ExitCode::SUCCESS)
}
