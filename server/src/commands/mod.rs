//! What `limber` can be told to do. Every command works on a data folder; a
//! server may be running on it.

mod audit;
mod backup;
mod check;
mod demo;
mod erase;
mod export;
mod grant;
mod import;
mod invite;
mod people;
mod restore;
mod restrict;
mod retention;
mod rights;
mod serve;
mod set;
mod url;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use domain::id::PersonId;
use domain::time::Day;
use tracing_subscriber::EnvFilter;

use crate::accounts::names;
use crate::clock::{Clock, SystemClock};
use crate::store::{Rows, sqlite};
use crate::tenants::Tenant;

/// Limber: learning muscles, recorded offline and merged here.
#[derive(Debug, Parser)]
#[command(name = "limber", version, about, long_about = None, max_term_width = 100)]
struct Limber {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    ///
    /// On an empty data folder it prints a one-time link for the first
    /// administrator. It never makes a demo school: `limber demo` does.
    Serve(serve::Arguments),
    /// Bring in a roster or another file of the school's
    Import(import::Arguments),
    /// Make a demo school in an empty folder, and print how to sign in
    Demo(demo::Arguments),
    /// Make somebody a leader or an administrator, or take that back
    Grant(grant::Arguments),
    /// Print a one-time link with which somebody chooses a password
    Invite(invite::Arguments),
    /// List staff: their ids, sign-in names and roles
    People(people::Arguments),
    /// Set what the school decides: its name, time zone, safeguarding lead, …
    Set(set::Arguments),
    /// Recount every summary and verify the log
    Check(check::Arguments),
    /// Copy the school's database into a file, also while the server runs
    Backup(backup::Arguments),
    /// Erase entries for good: here, on tablets, and from copies put back
    Erase(erase::Arguments),
    /// Write everything that is held about one person into a file for them
    Export(export::Arguments),
    /// Verify the record of access, or prune what is too old
    Audit(audit::Arguments),
    /// Stop the use of what is stored about a student, or allow it again
    Restrict(restrict::Arguments),
    /// Erase what is older than its rule allows, as the server does every night
    Retention(retention::Arguments),
    /// Put a copy back; tablets then send again what it lacks
    Restore(restore::Arguments),
    /// Print who may write, read and count what: the table that is enforced
    Rights(rights::Arguments),
}

/// Which school.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The school's data folder
    #[arg(
        long = "data",
        value_name = "FOLDER",
        env = "LIMBER_DATA",
        default_value = "limber-data"
    )]
    pub folder: PathBuf,
}

/// Runs the command that the program was called with.
#[must_use]
pub fn main() -> ExitCode {
    let limber = Limber::parse();
    let filter = EnvFilter::try_from_env("LIMBER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .init();
    match limber.run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("limber: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Limber {
    fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Serve(arguments) => serve::run(arguments),
            Command::Import(arguments) => import::run(&arguments),
            Command::Demo(arguments) => demo::run(&arguments),
            Command::Grant(arguments) => grant::run(&arguments),
            Command::Invite(arguments) => invite::run(&arguments),
            Command::People(arguments) => people::run(&arguments),
            Command::Set(arguments) => set::run(&arguments),
            Command::Check(arguments) => check::run(&arguments),
            Command::Backup(arguments) => backup::run(&arguments),
            Command::Erase(arguments) => erase::run(&arguments),
            Command::Export(arguments) => export::run(&arguments),
            Command::Audit(arguments) => audit::run(&arguments),
            Command::Restrict(arguments) => restrict::run(&arguments),
            Command::Retention(arguments) => retention::run(&arguments),
            Command::Restore(arguments) => restore::run(&arguments),
            Command::Rights(arguments) => Ok(rights::run(&arguments)),
        }
    }
}

impl Data {
    /// Opens the school of this folder.
    pub fn open(&self) -> Result<Tenant> {
        let folder = self.folder.display();
        Tenant::open(&self.folder).with_context(|| format!("cannot open the data folder {folder}"))
    }

    /// Opens the school of this folder, which must be there already.
    pub fn open_existing(&self) -> Result<Tenant> {
        anyhow::ensure!(
            self.folder.join(sqlite::FILE).exists(),
            "there is no school in {}; name its folder with --data, or start with `limber serve`",
            self.folder.display()
        );
        self.open()
    }
}

/// Finds the one person that `named` stands for: an id, a user name, or an
/// e-mail address.
fn find_person(tenant: &Tenant, named: &str) -> Result<PersonId> {
    let (id, login) = (named.parse::<PersonId>().ok(), names::fold_login(named));
    let found = tenant.database.read_now(move |rows| match id {
        Some(id) => Ok(rows.person(id)?.map(|_| vec![id]).unwrap_or_default()),
        None => rows.staff_with_login(&login),
    })?;
    match found.as_slice() {
        [person] => Ok(*person),
        [] => anyhow::bail!(
            "nobody is called \"{named}\"; `limber people` lists ids and sign-in names"
        ),
        _ => anyhow::bail!(
            "several people sign in as \"{named}\"; give the id that `limber people` lists"
        ),
    }
}

/// The school day now.
fn today(tenant: &Tenant) -> Result<Day> {
    let now = SystemClock.now();
    let office =
        tenant.database.read_now(move |rows: &dyn Rows| crate::office::Office::load(rows, now))?;
    Ok(office.day_of(now))
}
