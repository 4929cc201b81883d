//! `limber invite`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::url::Url;
use super::{Data, find_person, today};
use crate::accounts::{links, second_factor};
use crate::clock::{Clock, SystemClock};
use crate::store::Rows;

/// See `limber invite --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An id, a user name or an e-mail address: see `limber people`
    person: String,
    /// Where people open Limber
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LIMBER_URL",
        default_value = "http://127.0.0.1:4300",
        value_parser = Url::read
    )]
    url: Url,
    /// Their authenticator app and recovery codes count no more, as when a phone
    /// is lost; without this, a link leaves them as they are
    #[arg(long)]
    reset_second_factor: bool,
    #[command(flatten)]
    data: Data,
}

/// Prints a link.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    let person = find_person(&tenant, &arguments.person)?;
    let (now, day) = (SystemClock.now(), today(&tenant)?);
    let reset = arguments.reset_second_factor;
    let make = move |rows: &mut dyn Rows| {
        let office = crate::office::Office::load(rows, now)?;
        if !office.is_staff(person, day) || !office.may_sign_in(person, day) {
            return Ok(None);
        }
        let was_reset = reset && second_factor::take_away(rows, person, None, now)?;
        Ok(Some((links::make(rows, person, now)?, was_reset)))
    };
    let token = tenant.database.write_now(make)?;
    let (token, was_reset) = token.ok_or_else(|| {
        anyhow::anyhow!(
            "links are for members of staff who are here; students sign in with pictures"
        )
    })?;
    if was_reset {
        println!("Their second factor counts no more.");
    }
    println!("One-time link, good for a week; it ends the ones before it:");
    println!("  {}{}{}", arguments.url, links::LINK_PATH, token.reveal());
    Ok(ExitCode::SUCCESS)
}
