//! Erasure by law: nothing is left of an entry but its id, wherever it was.
//!
//! An id is written into the [`ledger`] first, then the entry goes from the
//! database with everything that was made of it, then the file is written anew:
//! deleted bytes stay in a database's free pages, and in its log. Devices hear
//! of it as of any listing. A database that is put back beside the ledger loses
//! it again when it is opened.

pub mod copies;
pub mod ledger;

use std::collections::BTreeSet;
use std::path::Path;

use domain::entry::tag;
use domain::id::{PersonId, RecordId};
use domain::scope;
use sync::entry::{Entry, EntryId};

use self::ledger::Ledger;
use crate::audit::{self, Event};
use crate::log::check::{bears_out, refold};
use crate::store::{Database, EntryRow, HeldRow, HeldWhat, Rows, StoreError, sqlite};
use crate::summaries::Touched;

/// Entries that are read at a time.
const ENTRIES_PER_READ: usize = 1_000;

/// Everything that is about a student, or was made by them: stored, held, or
/// discarded.
pub fn about(rows: &dyn Rows, student: PersonId) -> Result<BTreeSet<EntryId>, StoreError> {
    let is_theirs = |entry: &Entry| {
        let envelope = &entry.envelope;
        envelope.author == student.0 || envelope.linked(tag::STUDENT).any(|id| id == student.0)
    };
    let mut found = BTreeSet::new();
    let mut after = 0;
    loop {
        let read = rows.entries_after(after, ENTRIES_PER_READ)?;
        let Some(last) = read.last() else { break };
        after = last.position;
        let theirs = read.iter().filter(|row| is_theirs(&row.entry));
        found.extend(theirs.map(|row| row.entry.id()));
    }
    let name = student.to_string();
    let aside = rows.aside()?.into_iter().filter_map(|held| match held.what {
        HeldWhat::Entry(entry, _) => is_theirs(&entry).then(|| entry.id()),
        // Nobody can say what it is, but it speaks of them.
        HeldWhat::Unreadable(other) => other.id.filter(|_| other.raw.contains(&name)),
    });
    found.extend(aside);
    Ok(found)
}

/// Whether there is anything of this entry here, stored or held.
pub fn has(rows: &dyn Rows, id: EntryId) -> Result<bool, StoreError> {
    let is_it = |held: &HeldRow| match &held.what {
        HeldWhat::Entry(entry, _) => entry.id() == id,
        HeldWhat::Unreadable(other) => other.id == Some(id),
    };
    Ok(rows.entry(id)?.is_some() || rows.aside()?.iter().any(is_it))
}

/// Erases these entries from the school of a data folder, for good, and records
/// `events` with it. This thread waits, for a while where the school is large.
pub fn erase(
    folder: &Path,
    database: &Database,
    ids: BTreeSet<EntryId>,
    events: Vec<Event>,
) -> Result<(), StoreError> {
    let ids = with_originals(database, ids)?;
    Ledger::of(folder).add(&ids)?;
    for copy in copies::of(folder)? {
        Ledger::beside(&copy.file).add(&ids)?;
    }
    let erase = move |rows: &mut dyn Rows| {
        erase_rows(rows, &ids)?;
        events.iter().try_for_each(|event| audit::record(rows, event))
    };
    database.write_now(erase)?;
    sqlite::scrub(folder)
}

/// What was kept under another id is still set aside under its own.
fn with_originals(
    database: &Database,
    mut ids: BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, StoreError> {
    database.read_now(move |rows| {
        for id in ids.clone() {
            ids.extend(rows.kept_as(id)?);
        }
        Ok(ids)
    })
}

/// Erases what the ledger lists and this database still has, since an older
/// copy was put back, or somebody was interrupted. This thread waits.
pub fn follow_ledger(folder: &Path, database: &Database) -> Result<(), StoreError> {
    let mut ids = Ledger::of(folder).ids()?;
    if ids.is_empty() {
        return Ok(());
    }
    let erased: BTreeSet<_> = database.read_now(|rows| rows.erased())?.into_iter().collect();
    ids.retain(|id| !erased.contains(id));
    if ids.is_empty() {
        return Ok(());
    }
    tracing::warn!(entries = ids.len(), "the database has what was erased: erasing it again");
    database.write_now(move |rows| erase_rows(rows, &ids))?;
    sqlite::scrub(folder)
}

/// Inside the caller's transaction.
fn erase_rows(rows: &mut dyn Rows, ids: &BTreeSet<EntryId>) -> Result<(), StoreError> {
    let mut touched = Touched::default();
    let mut records = BTreeSet::new();
    for id in ids {
        if rows.is_erased(*id)? {
            continue;
        }
        let Some(EntryRow { position, entry, received, .. }) = rows.entry(*id)? else {
            rows.erase(*id, None)?;
            continue;
        };
        touched.by(rows, &entry, received)?;
        records.extend(entry.envelope.record);
        // Its author may not be among its readers any more, and still has a
        // copy.
        let mut scopes = rows.scopes_of(position)?;
        scopes.push(scope::person(PersonId(entry.envelope.author)));
        scopes.sort_unstable();
        scopes.dedup();
        let at = rows.next_position()?;
        rows.erase(*id, Some((at, &scopes)))?;
    }
    for record in records {
        mend_visit(rows, RecordId(record))?;
    }
    touched.recount_anew(rows)
}

/// A visit is what its entries make of it: those that are left.
fn mend_visit(rows: &mut dyn Rows, record: RecordId) -> Result<(), StoreError> {
    let Some(kept) = rows.visit(record)? else { return Ok(()) };
    match refold(&rows.entries_of_record(record.0)?) {
        None => rows.drop_visit(record),
        Some(folded) if !bears_out(&folded, &kept) => rows.put_visit(record, &folded),
        Some(_) => Ok(()),
    }
}
