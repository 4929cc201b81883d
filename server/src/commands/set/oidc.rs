//! `limber set oidc`.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use super::super::Data;
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
            let by_issuer = arguments.second_factor == Who::Issuer;
            let named = (&*name, &*issuer, &*client);
            Some(IssuerRow::new(&tenant.master_key, named, &secret(arguments)?, by_issuer)?)
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

/// The client's secret, which is no argument: those are seen by others on this
/// machine, and kept by shells.
fn secret(arguments: &Arguments) -> Result<String> {
    let mut secret = String::new();
    // One more than may be: that it is too long is for the check to say.
    let most = u64::try_from(SECRET_BYTES_MAX).unwrap_or(u64::MAX) + 2;
    if let Some(file) = &arguments.client_secret_file {
        let cannot = || format!("cannot read {}", file.display());
        let opened = File::open(file).with_context(cannot)?;
        opened.take(most).read_to_string(&mut secret).with_context(cannot)?;
    } else {
        let input = io::stdin();
        if input.is_terminal() {
            eprintln!("Paste the client's secret, then Enter and Ctrl-D:");
        }
        let cannot = "cannot read the client's secret from standard input";
        input.lock().take(most).read_to_string(&mut secret).context(cannot)?;
    }
    Ok(secret)
}
