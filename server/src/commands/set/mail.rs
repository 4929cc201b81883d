//! `limber set mail`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::super::Data;
use super::secret;
use crate::audit::{self, Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::mail::{MailRow, PASSWORD_BYTES_MAX};
use crate::store::Rows;

/// See `limber set mail --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// No e-mail is sent any more
    #[arg(value_enum, conflicts_with_all = ["server", "from", "account", "password_file"])]
    off: Option<Off>,
    /// Where it is taken in: smtps: and two slashes before the host for TLS from the start, smtp:
    /// for TLS after the greeting, which only this machine can do without; a port may follow
    #[arg(long, value_name = "ADDRESS", required_unless_present = "off")]
    server: Option<String>,
    /// From whom it comes
    #[arg(long, value_name = "E-MAIL", required_unless_present = "off")]
    from: Option<String>,
    /// The account at that server, if it asks for one
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Where the account's password is read from [default: standard input]
    #[arg(long, value_name = "FILE", requires = "account")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Off {
    Off,
}

/// Sets it, or sends none.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open()?;
    let row = match arguments.off {
        Some(Off::Off) => None,
        None => {
            let given = |text: &Option<String>| text.clone().unwrap_or_default();
            let (server, from) = (given(&arguments.server), given(&arguments.from));
            let password = arguments.account.as_ref().map(|_| {
                let file = arguments.password_file.as_deref();
                secret::read(file, "the account's password", PASSWORD_BYTES_MAX)
            });
            let password = password.transpose()?;
            let account = arguments.account.as_deref().zip(password.as_deref());
            Some(MailRow::new(&tenant.master_key, (&server, &from), account)?)
        }
    };
    let now = SystemClock.now();
    let set = move |rows: &mut dyn Rows| {
        rows.put_mail(row.as_ref())?;
        let changed = Event::new(What::SettingsChanged, now).with(Detail::Mail);
        audit::record(rows, &changed)
    };
    tenant.database.write_now(set)?;
    println!("Set.");
    Ok(ExitCode::SUCCESS)
}
