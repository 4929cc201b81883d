//! `limber grant`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::{Args, ValueEnum};
use domain::id::PersonId;
use domain::rights::Role;

use super::{Data, find_person};
use crate::audit::{self, Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::log;
use crate::office::Office;
use crate::store::Rows;
use crate::tenants::Tenant;

/// See `limber grant --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An id, a user name or an e-mail address: see `limber people`
    person: String,
    /// What they become, beside what the roster makes them
    role: Granted,
    /// Take the role back instead; what they recorded stays
    #[arg(long)]
    take_back: bool,
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

/// Grants a role, or takes it back.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    let person = find_person(&tenant, &arguments.person)?;
    let role = arguments.role;
    let name = Role::from(role).name();
    if arguments.take_back {
        take_back(&tenant, person, role)?;
        println!("{} is no {name} any more.", arguments.person);
    } else {
        grant(&tenant, person, role)?;
        println!("{} is now a {name}.", arguments.person);
    }
    Ok(ExitCode::SUCCESS)
}

fn grant(tenant: &Tenant, person: PersonId, role: Granted) -> Result<()> {
    let staff = tenant.database.read_now(move |rows| rows.person(person))?;
    anyhow::ensure!(
        staff.is_some_and(|person| person.is_staff()),
        "only members of staff can be granted a role"
    );
    let now = SystemClock.now();
    let grant = move |rows: &mut dyn Rows| {
        rows.grant(person, role.into())?;
        let detail = match role {
            Granted::Leader => Detail::LeaderGranted,
            Granted::Administrator => Detail::AdministratorGranted,
        };
        audit::record(rows, &Event::new(What::RightsChanged, now).of(person).with(detail))?;
        // What they recorded before may have been held for want of it.
        let office = Arc::new(Office::load(rows, now)?);
        log::judge_all_held(rows, &office, now)
    };
    tenant.database.write_now(grant)?;
    Ok(())
}

/// From the next request on: nobody has to sign out.
fn take_back(tenant: &Tenant, person: PersonId, role: Granted) -> Result<()> {
    let now = SystemClock.now();
    let take_back = move |rows: &mut dyn Rows| {
        let taken = rows.take_back_grant(person, role.into())?;
        if taken {
            let detail = match role {
                Granted::Leader => Detail::LeaderTakenBack,
                Granted::Administrator => Detail::AdministratorTakenBack,
            };
            audit::record(rows, &Event::new(What::RightsChanged, now).of(person).with(detail))?;
        }
        Ok(taken)
    };
    let taken = tenant.database.write_now(take_back)?;
    anyhow::ensure!(
        taken,
        "nobody granted them that role; what the roster says changes where the roster comes from"
    );
    Ok(())
}

impl From<Granted> for Role {
    fn from(granted: Granted) -> Self {
        match granted {
            Granted::Leader => Self::Leader,
            Granted::Administrator => Self::Administrator,
        }
    }
}
