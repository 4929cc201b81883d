//! `limber erase`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use domain::id::PersonId;
use sync::entry::{EntryId, Uid};

use super::{Data, today};
use crate::audit::{Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::erasure::{self, copies};
use crate::store::Rows;
use crate::tenants::Tenant;

/// See `limber erase --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An entry, by its id
    #[arg(long = "entry", value_name = "ID")]
    entries: Vec<EntryId>,
    /// A student, by their id: everything about them, and everything they made
    #[arg(long = "about", value_name = "ID")]
    students: Vec<PersonId>,
    /// Do it; without this, only count what would go
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: Data,
}

/// Erases entries, or counts what would go.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { entries, students, yes, data } = arguments;
    ensure!(
        !entries.is_empty() || !students.is_empty(),
        "say what to erase, with --entry or --about; nothing was erased"
    );
    let tenant = data.open_existing()?;
    let (mut ids, mut events) = (BTreeSet::new(), Vec::new());
    let erased = Event::new(What::Erased, SystemClock.now()).with(Detail::Entries);
    for entry in entries.iter().copied() {
        let is_here = tenant.database.read_now(move |rows| erasure::has(rows, entry))?;
        ensure!(is_here, "there is no entry {entry} here; nothing was erased");
        ids.insert(entry);
        events.push(erased.about(Uid(entry.to_bytes())).counting(1));
    }
    for student in students {
        let theirs = about(&tenant, *student)?;
        events.push(erased.of(*student).counting(theirs.len()));
        ids.extend(theirs);
    }
    if !yes {
        let what = entries_in_words(ids.len());
        println!("{what} would be erased, for good. If that is right, add --yes.");
        return Ok(ExitCode::SUCCESS);
    }
    let what = entries_in_words(ids.len());
    erasure::erase(&data.folder, &tenant.database, ids, events).context(
        "it is not finished: run the same command again, which goes on where this one stopped",
    )?;
    println!("Erased: {what}. Tablets lose them when they next sync.");
    list_copies(&tenant)?;
    Ok(ExitCode::SUCCESS)
}

fn about(tenant: &Tenant, student: PersonId) -> Result<BTreeSet<EntryId>> {
    let person = tenant.database.read_now(move |rows: &dyn Rows| rows.person(student))?;
    ensure!(
        person.is_none_or(|person| !person.is_staff()),
        "{student} is a member of staff: what they recorded is about students. \
         Name entries, with --entry; nothing was erased"
    );
    Ok(tenant.database.read_now(move |rows: &dyn Rows| erasure::about(rows, student))?)
}

fn entries_in_words(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// Copies cannot be changed: they have to go.
fn list_copies(tenant: &Tenant) -> Result<()> {
    let copies = copies::of(&tenant.folder)?;
    if copies.is_empty() {
        return Ok(());
    }
    let until = today(tenant)?.plus(copies::DAYS_KEPT_MAX);
    println!("Copies that were made before still hold them. Delete these by {until}:");
    for copy in copies {
        println!("  {} of {}", copy.file.display(), copy.on);
    }
    println!("One that is put back before then loses them again by itself.");
    Ok(())
}
