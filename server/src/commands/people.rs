//! `limber people`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use domain::rights::Role;

use super::Data;
use crate::accounts::names;
use crate::clock::{Clock, SystemClock};
use crate::office::Office;

/// See `limber people --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only those whose name or sign-in name holds this
    search: Option<String>,
    #[command(flatten)]
    data: Data,
}

/// Lists staff.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    let now = SystemClock.now();
    let office = tenant.database.read_now(move |rows| Office::load(rows, now))?;
    let search = arguments.search.as_deref().map(names::fold).unwrap_or_default();
    let day = office.day_of(now);
    let mut lines = Vec::new();
    for id in office.roster.people.keys().filter(|id| office.is_staff(**id, day)) {
        let Some(person) = office.person(*id, day) else { continue };
        let name = format!("{} {}", person.given_name, person.family_name);
        let login = person.username.as_deref().unwrap_or("-");
        let roles: Vec<_> = office.roles(*id, day).into_iter().map(Role::name).collect();
        let line = format!("{id}  {login:<20} {name:<30} {}", roles.join(", "));
        if names::fold(&line).contains(&search) {
            lines.push((name, line));
        }
    }
    lines.sort();
    for (_, line) in &lines {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}
