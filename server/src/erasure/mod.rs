//! Erasure by law: nothing is left of an entry but its id, wherever it was.
//!
//! An id is written into the [`ledger`] first, then the entry goes from the
//! database with everything that was made of it, then the file is written anew:
//! deleted bytes stay in a database's free pages, and in its log. Devices hear
//! of it as of any listing. A database that is put back beside the ledger loses
//! it again when it is opened.

pub mod copies;
pub mod ledger;
pub mod words;

use std::collections::BTreeSet;
use std::path::Path;

use domain::entry::tag;
use domain::id::{PersonId, RecordId};
use domain::scope;
use sync::entry::{Entry, EntryId};

use self::ledger::Ledgers;
use crate::audit::{self, Event};
use crate::log::check::{bears_out, refold};
use crate::office::full_name;
use crate::store::{Database, EntryRow, HeldRow, HeldWhat, Rows, StoreError, sqlite};
use crate::summaries::Touched;

/// Entries that are read at a time.
const ENTRIES_PER_READ: usize = 1_000;

/// Everything that is about a student, or was made by them: stored, held, or
/// discarded.
pub fn about(rows: &dyn Rows, student: PersonId) -> Result<BTreeSet<EntryId>, StoreError> {
    let mut found = stored_about(rows, student)?;
    found.extend(aside_about(rows, student)?);
    Ok(found)
}

fn is_about(entry: &Entry, student: PersonId) -> bool {
    let envelope = &entry.envelope;
    envelope.author == student.0 || envelope.linked(tag::STUDENT).any(|id| id == student.0)
}

/// What is stored about a student, or was made by them.
pub fn stored_about(rows: &dyn Rows, student: PersonId) -> Result<BTreeSet<EntryId>, StoreError> {
    let mut found = BTreeSet::new();
    let mut after = 0;
    loop {
        let read = rows.entries_after(after, ENTRIES_PER_READ)?;
        let Some(last) = read.last() else { break };
        after = last.position;
        let theirs = read.iter().filter(|row| is_about(&row.entry, student));
        found.extend(theirs.map(|row| row.entry.id()));
    }
    Ok(found)
}

/// These entries, with what takes them back or corrects them, however indirectly.
pub fn with_superseders(
    rows: &dyn Rows,
    ids: BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, StoreError> {
    let mut all = ids.clone();
    let mut looked_at: Vec<_> = ids.into_iter().collect();
    while let Some(id) = looked_at.pop() {
        let later = rows.superseders(id)?.into_iter().map(|row| row.entry.id());
        looked_at.extend(later.filter(|later| all.insert(*later)));
    }
    Ok(all)
}

/// What is held or was discarded of theirs.
pub fn aside_about(rows: &dyn Rows, student: PersonId) -> Result<BTreeSet<EntryId>, StoreError> {
    let name = student.to_string();
    let aside = rows.aside()?.into_iter().filter_map(|held| match held.what {
        HeldWhat::Entry(entry, _) => is_about(&entry, student).then(|| entry.id()),
        // Nobody can say what it is, but it speaks of them.
        HeldWhat::Unreadable(other) => other.id.filter(|_| other.raw.contains(&name)),
    });
    Ok(aside.collect())
}

/// Whether there is anything of this entry here, stored or held.
pub fn has(rows: &dyn Rows, id: EntryId) -> Result<bool, StoreError> {
    let is_it = |held: &HeldRow| match &held.what {
        HeldWhat::Entry(entry, _) => entry.id() == id,
        HeldWhat::Unreadable(other) => other.id == Some(id),
    };
    Ok(rows.entry(id)?.is_some() || rows.aside()?.iter().any(is_it))
}

/// What goes, for good, and what the record of access says of it.
#[derive(Debug, Clone, Default)]
pub struct Erasing {
    /// Entries, stored or held.
    pub entries: BTreeSet<EntryId>,
    /// People of whom nothing is left but their ids.
    pub names: BTreeSet<PersonId>,
    /// In the same transaction.
    pub events: Vec<Event>,
}

impl Erasing {
    /// Whether nothing goes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.names.is_empty()
    }
}

/// Erases this from the school of a data folder, for good. This thread waits,
/// for a while where the school is large.
pub fn erase(folder: &Path, database: &Database, what: Erasing) -> Result<(), StoreError> {
    let Erasing { entries, names, events } = what;
    let ids = with_originals(database, entries)?;
    let mut ledgers = vec![Ledgers::of(folder)];
    ledgers.extend(copies::of(folder)?.iter().map(|copy| Ledgers::beside(&copy.file)));
    for ledgers in ledgers {
        ledgers.entries.add(&ids)?;
        ledgers.names.add(&names)?;
    }
    let erase = move |rows: &mut dyn Rows| {
        erase_rows(rows, &ids)?;
        names.iter().try_for_each(|person| rows.forget_person(*person))?;
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
    let ledgers = Ledgers::of(folder);
    let mut ids: BTreeSet<EntryId> = ledgers.entries.ids()?;
    let mut names: BTreeSet<PersonId> = ledgers.names.ids()?;
    if ids.is_empty() && names.is_empty() {
        return Ok(());
    }
    let erased: BTreeSet<_> = database.read_now(|rows| rows.erased())?.into_iter().collect();
    ids.retain(|id| !erased.contains(id));
    names = database.read_now(move |rows| still_named(rows, names))?;
    if ids.is_empty() && names.is_empty() {
        return Ok(());
    }
    let (entries, people) = (ids.len(), names.len());
    tracing::warn!(entries, people, "the database has what was erased: erasing it again");
    database.write_now(move |rows| {
        erase_rows(rows, &ids)?;
        names.iter().try_for_each(|person| rows.forget_person(*person))
    })?;
    sqlite::scrub(folder)
}

/// Those of whom this database still says who they were.
fn still_named(
    rows: &dyn Rows,
    people: BTreeSet<PersonId>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let mut named = BTreeSet::new();
    for person in people {
        let row = rows.person(person)?;
        named.extend(row.filter(|row| !full_name(row).is_empty()).map(|_| person));
    }
    Ok(named)
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
        scopes.extend(rows.withheld_scopes(position)?);
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
