//! `limber grant`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::{Args, ValueEnum};
use domain::rights::Role;

use super::{Data, find_person};
use crate::clock::{Clock, SystemClock};
use crate::log;
use crate::office::Office;
use crate::store::Rows;

/// See `limber grant --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An id, a user name or an e-mail address: see `limber people`
    person: String,
    /// What they become, beside what the roster makes them
    role: Granted,
    #[command(flatten)]
    data: Data,
}

/// An import never makes anybody one of these.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Granted {
    /// Walks, and sees the school's pooled figures
    Leader,
    /// Accounts, imports, devices; no entries
    Administrator,
}

/// Grants a role.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    let person = find_person(&tenant, &arguments.person)?;
    let staff = tenant.database.read_now(move |rows| rows.person(person))?;
    anyhow::ensure!(
        staff.is_some_and(|person| person.is_staff()),
        "only members of staff can be granted a role"
    );
    let role = arguments.role.into();
    let now = SystemClock.now();
    let grant = move |rows: &mut dyn Rows| {
        rows.grant(person, role)?;
        // What they recorded before may have been held for want of it.
        let office = Arc::new(Office::load(rows, now)?);
        log::judge_all_held(rows, &office)
    };
    tenant.database.write_now(grant)?;
    println!("{} is now a {role}.", arguments.person, role = Role::name(role));
    Ok(ExitCode::SUCCESS)
}

impl From<Granted> for Role {
    fn from(granted: Granted) -> Self {
        match granted {
            Granted::Leader => Self::Leader,
            Granted::Administrator => Self::Administrator,
        }
    }
}
