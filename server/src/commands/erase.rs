//! `limber erase`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use domain::id::PersonId;
use sync::entry::{EntryId, Uid};

use super::{Data, today};
use crate::accounts::names;
use crate::audit::{Detail, Event, What};
use crate::clock::{Clock, SystemClock};
use crate::erasure::{self, Erasing, copies, words};
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
    /// Somebody who has left, by their id: their name, and how they signed in; what they recorded
    /// stays, under their id
    #[arg(long = "name", value_name = "ID")]
    names: Vec<PersonId>,
    /// Only list the entries in which somebody wrote these words, for a human to look at
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["entries", "students", "names", "yes"])]
    find: Option<String>,
    /// Do it; without this, only count what would go
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: Data,
}

/// Erases, or counts what would go.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tenant = arguments.data.open_existing()?;
    if let Some(words) = &arguments.find {
        return find(&tenant, words);
    }
    ensure!(
        !arguments.is_empty(),
        "say what to erase, with --entry, --about or --name; nothing was erased"
    );
    let erasing = arguments.erasing(&tenant)?;
    let what = in_words(&erasing);
    if !arguments.yes {
        println!("{what} would be erased, for good. If that is right, add --yes.");
        return Ok(ExitCode::SUCCESS);
    }
    erasure::erase(&arguments.data.folder, &tenant.database, erasing).context(
        "it is not finished: run the same command again, which goes on where this one stopped",
    )?;
    println!("Erased: {what}. Tablets lose it when they next sync.");
    list_copies(&tenant)?;
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.students.is_empty() && self.names.is_empty()
    }

    fn erasing(&self, tenant: &Tenant) -> Result<Erasing> {
        let mut erasing = Erasing::default();
        let erased = Event::new(What::Erased, SystemClock.now());
        for entry in self.entries.iter().copied() {
            let is_here = tenant.database.read_now(move |rows| erasure::has(rows, entry))?;
            ensure!(is_here, "there is no entry {entry} here; nothing was erased");
            erasing.entries.insert(entry);
            let event = erased.about(Uid(entry.to_bytes())).with(Detail::Entries).counting(1);
            erasing.events.push(event);
        }
        for student in &self.students {
            let theirs = about(tenant, *student)?;
            erasing.events.push(erased.of(*student).with(Detail::Entries).counting(theirs.len()));
            erasing.entries.extend(theirs);
        }
        for person in &self.names {
            ensure_left(tenant, *person)?;
            erasing.events.push(erased.of(*person).with(Detail::Name));
            erasing.names.insert(*person);
        }
        Ok(erasing)
    }
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

/// Whoever is still here would be locked out, and named again by the next
/// import.
fn ensure_left(tenant: &Tenant, person: PersonId) -> Result<()> {
    let roster = tenant.database.read_now(|rows: &dyn Rows| rows.roster())?;
    let today = today(tenant)?;
    let kept = roster.people.get(&person);
    let kept = kept.with_context(|| format!("there is nobody {person}; nothing was erased"))?;
    ensure!(
        kept.left.is_some_and(|left| left <= today),
        "{person} has not left: an import marks who has; nothing was erased"
    );
    Ok(())
}

/// Lists entries by their ids: what they say is for whoever may read them.
fn find(tenant: &Tenant, words: &str) -> Result<ExitCode> {
    ensure!(!names::fold(words).is_empty(), "say which words to look for");
    let wanted = words.to_owned();
    let found = tenant.database.read_now(move |rows: &dyn Rows| words::find(rows, &wanted))?;
    for words::Found { id, kind, day } in &found {
        println!("{id}  {day}  {kind}");
    }
    println!(
        "{} entries say that. Whether one has to go is for somebody to decide who may",
        found.len()
    );
    println!("read it; `limber erase --entry ID` erases it.");
    Ok(ExitCode::SUCCESS)
}

fn in_words(erasing: &Erasing) -> String {
    let count = |n: usize, one: &str, several: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {several}"),
    };
    let entries = count(erasing.entries.len(), "entry", "entries");
    if erasing.names.is_empty() {
        return entries;
    }
    format!("{entries} and {}", count(erasing.names.len(), "name", "names"))
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
