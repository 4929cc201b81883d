//! `limber invite`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::url::Url;
use super::{Data, find_person, today};
use crate::accounts::links;
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
    #[command(flatten)]
    data: Data,
}

/// Prints a link.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    let person = find_person(&tenant, &arguments.person)?;
    let (now, day) = (SystemClock.now(), today(&tenant)?);
    let make = move |rows: &mut dyn Rows| {
        let office = crate::office::Office::load(rows, now)?;
        if !office.is_staff(person, day) || !office.may_sign_in(person, day) {
            return Ok(None);
        }
        links::make(rows, person, now).map(Some)
    };
    let token = tenant.database.write_now(make)?;
    let token = token.ok_or_else(|| {
        anyhow::anyhow!(
            "links are for members of staff who are here; students sign in with pictures"
        )
    })?;
    println!("One-time link, good for a week; it ends the ones before it:");
    println!("  {}{}{}", arguments.url, links::LINK_PATH, token.reveal());
    Ok(ExitCode::SUCCESS)
}
