//! Verifies a school's log and everything that is kept at hand of it.

use std::collections::BTreeSet;

use domain::entry::{Act, tag};
use domain::id::{ClassId, PersonId, RecordId};
use domain::rights::{Sharing, Visit, VisitState, visit_scopes};
use domain::time::Day;
use sync::entry::Uid;

use super::judging::goes_with_its_visit;
use crate::store::{EntryRow, Rows, StoreError};
use crate::summaries;

/// Entries that are read at a time.
const ENTRIES_PER_READ: usize = 1_000;

/// What was found. Counts of what is wrong are 0 in a sound school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Entries that are stored.
    pub entries: usize,
    /// What is held.
    pub held: usize,
    /// Buckets that there should be.
    pub buckets: usize,
    /// Entries whose bytes no longer have the hash under which they were
    /// stored.
    pub hashes_wrong: usize,
    /// Entries beyond the position that the log gives out next.
    pub positions_wrong: usize,
    /// Entries that are listed nowhere.
    pub unlisted: usize,
    /// Listings beyond the position that the log gives out next.
    pub listings_wrong: usize,
    /// Entries that name other targets than the rows by which they are found.
    pub supersedes_wrong: usize,
    /// Visits that are kept otherwise than their entries make them.
    pub visits_wrong: usize,
    /// Entries of visits that not everyone who may read the visit can read.
    pub visits_unlisted: usize,
    /// Buckets that differ from a recount, are missing, or should not be.
    pub buckets_wrong: usize,
}

impl Findings {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let wrong = [
            self.hashes_wrong,
            self.positions_wrong,
            self.unlisted,
            self.listings_wrong,
            self.supersedes_wrong,
            self.visits_wrong,
            self.visits_unlisted,
            self.buckets_wrong,
        ];
        wrong.iter().all(|count| *count == 0)
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
    Ok(findings)
}

/// Goes through the log; the records that it speaks of.
fn check_entries(rows: &dyn Rows, findings: &mut Findings) -> Result<BTreeSet<Uid>, StoreError> {
    let head = rows.log_head()?.position;
    findings.listings_wrong = rows.listings_beyond(head)?;
    let mut superseded = rows.superseded()?;
    let mut records = BTreeSet::new();
    let mut after = 0;
    loop {
        let read = rows.entries_after(after, ENTRIES_PER_READ)?;
        let Some(last) = read.last() else { break };
        after = last.position;
        for EntryRow { position, entry, hash, .. } in read {
            findings.entries += 1;
            findings.hashes_wrong += usize::from(entry.hash() != hash);
            findings.positions_wrong += usize::from(position > head);
            let listed = rows.scopes_of(position)?;
            findings.unlisted += usize::from(listed.is_empty());
            let targets = superseded.remove(&position).unwrap_or_default();
            let mut named = entry.envelope.supersedes.clone();
            named.sort_unstable();
            findings.supersedes_wrong += usize::from(targets != named);
            records.extend(entry.envelope.record);
        }
    }
    // What is left over says so of no entry.
    findings.supersedes_wrong += superseded.len();
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
    findings.visits_wrong += usize::from(!is_right);
    let readers = kept.as_ref().map(visit_scopes).unwrap_or_default();
    for row in entries.iter().filter(|row| goes_with_its_visit(row.entry.envelope.kind.as_str())) {
        let listed = rows.scopes_of(row.position)?;
        let is_listed = readers.iter().all(|scope| listed.contains(scope));
        findings.visits_unlisted += usize::from(!is_listed);
    }
    Ok(())
}

/// The visit as its entries have it, in the order in which they were stored;
/// `None` where they are of something else.
fn refold(entries: &[EntryRow]) -> Option<Visit> {
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
fn bears_out(folded: &Visit, kept: &Visit) -> bool {
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
        findings.buckets_wrong += usize::from(kept != counted);
    }
    Ok(())
}
