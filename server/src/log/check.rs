//! Verifies a school's log and everything that is kept at hand of it.

use std::collections::BTreeSet;

use domain::entry::{Act, Correction, EntryKind, Opened, Reply, Shared};
use domain::id::RecordId;
use domain::rights::VisitState;
use sync::entry::Uid;

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
    /// Visits whose state the log does not bear out.
    pub visits_wrong: usize,
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
            self.visits_wrong,
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
        findings.visits_wrong += usize::from(!visit_is_right(rows, record)?);
    }
    check_buckets(rows, &mut findings)?;
    Ok(findings)
}

/// Goes through the log; the records that it speaks of.
fn check_entries(rows: &dyn Rows, findings: &mut Findings) -> Result<BTreeSet<Uid>, StoreError> {
    let head = rows.log_head()?.position;
    let mut records = BTreeSet::new();
    let mut after = 0;
    loop {
        let read = rows.entries_after(after, ENTRIES_PER_READ)?;
        let Some(last) = read.last() else { return Ok(records) };
        after = last.position;
        for EntryRow { position, entry, hash, .. } in read {
            findings.entries += 1;
            findings.hashes_wrong += usize::from(entry.hash() != hash);
            findings.positions_wrong += usize::from(position > head);
            let listed = rows.scopes_of(position)?;
            findings.unlisted += usize::from(listed.is_empty());
            records.extend(entry.envelope.record);
        }
    }
}

/// Whether a visit is as far as its entries say. (The clock may have released
/// it without an entry.)
fn visit_is_right(rows: &dyn Rows, record: Uid) -> Result<bool, StoreError> {
    let entries = rows.entries_of_record(record)?;
    let has = |kind: &str| entries.iter().any(|row| row.entry.envelope.kind.as_str() == kind);
    let is_visit = entries.iter().any(|row| matches!(Act::read(&row.entry), Ok(Act::VisitSet(_))));
    let Some(visit) = rows.visit(RecordId(record))? else { return Ok(!is_visit) };
    let state = match visit.state {
        VisitState::Draft => !has(Shared::NAME) && !has(Opened::NAME),
        VisitState::Shared(_) => has(Shared::NAME) && !has(Opened::NAME),
        VisitState::Released(_) => has(Shared::NAME),
    };
    Ok(is_visit && state && visit.replied == (has(Reply::NAME) || has(Correction::NAME)))
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
