//! `limber grant`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use domain::rights::Role;

use super::{Data, find_person};

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
    tenant.database.write_now(move |rows| rows.grant(person, role))?;
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
