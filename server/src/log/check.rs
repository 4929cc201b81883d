//! Verifies a school's log and everything that is kept at hand of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::entry::{Act, tag};
use domain::id::{ClassId, PersonId, RecordId};
use domain::rights::{Sharing, Visit, VisitState, visit_scopes};
use domain::time::Day;
use sync::entry::{EntryId, Uid};
use sync::scope::Position;

use super::judging::goes_with_its_visit;
use crate::audit::chain::{self, Broken};
use crate::store::{EntryRow, Rows, StoreError};
use crate::summaries;

/// Entries that are read at a time.
const ENTRIES_PER_READ: usize = 1_000;

/// Most places that are named of each fault; all are counted.
pub const PLACES_MAX: usize = 10;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Entries that are stored.
    pub entries: usize,
    /// What is held.
    pub held: usize,
    /// Buckets that there should be.
    pub buckets: usize,
    /// What is wrong, and where; nothing in a sound school.
    pub faults: BTreeMap<Fault, Found>,
}

/// Something that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// An entry's bytes no longer have the hash under which they were stored.
    Hash,
    /// An entry lies beyond the position that the log gives out next.
    Position,
    /// An entry was erased, and is stored.
    Erased,
    /// An entry is listed nowhere.
    Unlisted,
    /// A listing lies beyond the position that the log gives out next.
    Listing,
    /// An entry names other targets than the rows by which they are found.
    Supersedes,
    /// A visit is kept otherwise than its entries make it.
    Visit,
    /// Not everyone who may read a visit can read this entry of it.
    VisitUnlisted,
    /// A bucket differs from a recount, is missing, or should not be.
    Bucket,
    /// A row of the record of access is not what was written, or is not there.
    Record,
}

/// How often, and where first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How often.
    pub count: usize,
    /// At most [`PLACES_MAX`].
    pub places: Vec<Place>,
}

/// Where something is wrong: ids and days, never a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An entry.
    Entry(EntryId),
    /// A position of the log.
    Position(Position),
    /// A record: a visit.
    Record(Uid),
    /// A class on a day.
    Day(ClassId, Day),
    /// A row of the record of access.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(id) => write!(f, "entry {id}"),
            Self::Position(position) => write!(f, "position {position}"),
            Self::Record(record) => write!(f, "record {record}"),
            Self::Day(class, day) => write!(f, "class {class} on {day}"),
            Self::Row(number) => write!(f, "number {number}"),
        }
    }
}

impl Findings {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// How often this is wrong.
    #[must_use]
    pub fn count(&self, fault: Fault) -> usize {
        self.faults.get(&fault).map_or(0, |found| found.count)
    }

    fn note(&mut self, fault: Fault, is_wrong: bool, place: Place) {
        if is_wrong {
            let found = self.faults.entry(fault).or_default();
            found.count += 1;
            if found.places.len() < PLACES_MAX {
                found.places.push(place);
            }
        }
    }
}

/// Checks everything, on one snapshot.
pub fn check(rows: &dyn Rows) -> Result<Findings, StoreError> {
    let mut findings = Findings { held: rows.held()?.len(), ..Findings::default() };
    let records = check_entries(rows, &mut findings)?;
    for record in records {
        check_visit(rows, record, &mut findings)?;
    }
    check_buckets(rows, &mut findings)?;
    // What was noted beside the database is for whoever has the folder.
    if let Some(Broken::Row(number) | Broken::Head(number)) = chain::verify(rows, &[])?.broken {
        findings.note(Fault::Record, true, Place::Row(number));
    }
    Ok(findings)
}

/// Goes through the log; the records that it speaks of.
fn check_entries(rows: &dyn Rows, findings: &mut Findings) -> Result<BTreeSet<Uid>, StoreError> {
    let head = rows.log_head()?.position;
    for id in rows.erased()? {
        findings.note(Fault::Erased, rows.entry(id)?.is_some(), Place::Entry(id));
    }
    for position in rows.listings_beyond(head)? {
        findings.note(Fault::Listing, true, Place::Position(position));
    }
    let mut superseded = rows.superseded()?;
    let mut records = BTreeSet::new();
    let mut after = 0;
    loop {
        let read = rows.entries_after(after, ENTRIES_PER_READ)?;
        let Some(last) = read.last() else { break };
        after = last.position;
        for EntryRow { position, entry, hash, .. } in read {
            findings.entries += 1;
            let place = Place::Entry(entry.id());
            findings.note(Fault::Hash, entry.hash() != hash, place);
            findings.note(Fault::Position, position > head, place);
            let is_unlisted =
                rows.scopes_of(position)?.is_empty() && rows.withheld_scopes(position)?.is_empty();
            findings.note(Fault::Unlisted, is_unlisted, place);
            let targets = superseded.remove(&position).unwrap_or_default();
            let mut named = entry.envelope.supersedes.clone();
            named.sort_unstable();
            findings.note(Fault::Supersedes, targets != named, place);
            records.extend(entry.envelope.record);
        }
    }
    // What is left over says so of no entry.
    for by in superseded.into_keys() {
        findings.note(Fault::Supersedes, true, Place::Position(by));
    }
    Ok(records)
}

/// Compares what is kept of a visit with what its entries make of it, and
/// looks whether whoever may read it can read all of it.
fn check_visit(rows: &dyn Rows, record: Uid, findings: &mut Findings) -> Result<(), StoreError> {
    let entries = rows.entries_of_record(record)?;
    let kept = rows.visit(RecordId(record))?;
    let folded = refold(&entries);
    let is_right = match (&kept, &folded) {
        (None, None) => true,
        (Some(kept), Some(folded)) => bears_out(folded, kept),
        _ => false,
    };
    findings.note(Fault::Visit, !is_right, Place::Record(record));
    let readers = kept.as_ref().map(visit_scopes).unwrap_or_default();
    for row in entries.iter().filter(|row| goes_with_its_visit(row.entry.envelope.kind.as_str())) {
        let listed = rows.scopes_of(row.position)?;
        let is_listed = readers.iter().all(|scope| listed.contains(scope));
        findings.note(Fault::VisitUnlisted, !is_listed, Place::Entry(row.entry.id()));
    }
    Ok(())
}

/// The visit as its entries have it, in the order in which they were stored;
/// `None` where they are of something else.
#[must_use]
pub fn refold(entries: &[EntryRow]) -> Option<Visit> {
    let mut visit: Option<Visit> = None;
    for EntryRow { entry, received, .. } in entries {
        let linked = |tag| entry.envelope.linked(tag).map(PersonId);
        let Ok(act) = Act::read(entry) else { continue };
        let Some(visit) = &mut visit else {
            let begins = matches!(act, Act::VisitSet(_));
            visit = entry.envelope.class.filter(|_| begins).map(|class| Visit {
                class: ClassId(class),
                walkers: linked(tag::WALKER).collect(),
                state: VisitState::Draft,
                replied: false,
            });
            continue;
        };
        match (act, visit.state) {
            (Act::Shared(_), VisitState::Draft) => {
                let visited = linked(tag::VISITED).next();
                visit.state = VisitState::Shared(Sharing { visited, on: Day(received.day) });
            }
            (Act::Opened(_), VisitState::Shared(sharing)) => {
                visit.state = VisitState::Released(sharing);
            }
            (Act::Reply(_) | Act::Correction(_), _) => visit.replied = true,
            _ => {}
        }
    }
    visit
}

/// Whether a kept visit is what its entries make of it. Without an entry, the
/// clock may have released it, and it may have arrived after its own day.
#[must_use]
pub fn bears_out(folded: &Visit, kept: &Visit) -> bool {
    let in_time = |made: Sharing, kept: Sharing| made.visited == kept.visited && made.on <= kept.on;
    let state = match (folded.state, kept.state) {
        (VisitState::Draft, VisitState::Draft) => true,
        (VisitState::Shared(made), VisitState::Shared(kept) | VisitState::Released(kept))
        | (VisitState::Released(made), VisitState::Released(kept)) => in_time(made, kept),
        _ => false,
    };
    let parts = |visit: &Visit| (visit.class, visit.walkers.clone(), visit.replied);
    state && parts(folded) == parts(kept)
}

fn check_buckets(rows: &dyn Rows, findings: &mut Findings) -> Result<(), StoreError> {
    let kept = rows.buckets()?;
    let keys: BTreeSet<_> = rows.recorded_keys()?.into_iter().chain(rows.bucket_keys()?).collect();
    let mut kept = kept.into_iter().peekable();
    for (class, day) in keys {
        let is_this = |bucket: &domain::summary::buckets::DayBucket| {
            (bucket.class, bucket.day) == (class, day)
        };
        let kept = kept.next_if(is_this);
        let counted = summaries::count(rows, class, day)?;
        findings.buckets += usize::from(counted.is_some());
        findings.note(Fault::Bucket, kept != counted, Place::Day(class, day));
    }
    Ok(())
}
