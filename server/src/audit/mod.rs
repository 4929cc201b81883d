//! The record of access: who came in, saw, took out, erased or changed what, in
//! random ids and codes, never in names or texts.
//!
//! A row is written in the transaction of what it records: both are on the disk,
//! or neither. Rows are never changed, and hold each other's hashes ([`chain`]);
//! old ones are pruned from the beginning.

pub mod chain;
mod codes;
pub mod concerning;
pub mod heads;
pub mod looks;
pub mod second_thoughts;

use std::io;
use std::path::Path;

use domain::id::PersonId;
use domain::time::Day;
use sync::entry::{Millis, Uid};

pub use self::codes::{Detail, What};
use crate::store::{AuditHash, AuditHead, AuditRow, Rows, StoreError};

/// A day.
const DAY_MILLIS: Millis = 24 * 60 * 60 * 1_000;

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    at: Millis,
    who: Option<PersonId>,
    what: What,
    whom: Option<PersonId>,
    about: Option<Uid>,
    detail: Option<Detail>,
    count: Option<u32>,
}

impl Event {
    /// `what`, by a command on the server or by the clock unless
    /// [`by`](Self::by) says by whom.
    #[must_use]
    pub fn new(what: What, at: Millis) -> Self {
        Self { at, who: None, what, whom: None, about: None, detail: None, count: None }
    }

    /// Who did it.
    #[must_use]
    pub fn by(self, who: PersonId) -> Self {
        Self { who: Some(who), ..self }
    }

    /// Whom it concerns.
    #[must_use]
    pub fn of(self, whom: PersonId) -> Self {
        Self { whom: Some(whom), ..self }
    }

    /// A class, a record, an entry, a device, or what was held.
    #[must_use]
    pub fn about(self, about: Uid) -> Self {
        Self { about: Some(about), ..self }
    }

    /// Which of several, or how.
    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// To how many it was done.
    #[must_use]
    pub fn counting(self, count: usize) -> Self {
        Self { count: Some(u32::try_from(count).unwrap_or(u32::MAX)), ..self }
    }
}

/// Records it, in the caller's transaction.
pub fn record(rows: &mut dyn Rows, event: &Event) -> Result<(), StoreError> {
    let before = rows.audit_head()?;
    let mut row = AuditRow {
        number: before.number + 1,
        at: event.at,
        who: event.who,
        what: event.what.name().to_owned(),
        whom: event.whom,
        about: event.about,
        detail: event.detail.map(|detail| detail.name().to_owned()),
        count: event.count,
        hash: AuditHash([0; 32]),
    };
    row.hash = chain::hash(before.hash, &row);
    rows.add_audit(&row)
}

/// Notes the head beside the database, once for each school day. This thread
/// waits.
pub fn note_head(folder: &Path, head: AuditHead, on: Day) -> io::Result<()> {
    if heads::noted(folder)?.last().is_some_and(|last| last.on == on) {
        return Ok(());
    }
    heads::note(folder, heads::Noted { on, head, is_restored: false })
}

/// How many rows [`prune`] would drop.
pub fn prunable(rows: &dyn Rows, days: i32, now: Millis) -> Result<usize, StoreError> {
    let rows_before = last_prunable(rows, days, now)?.saturating_sub(rows.audit_anchor()?.number);
    Ok(usize::try_from(rows_before).unwrap_or(usize::MAX))
}

/// The last row at the beginning that is more than `days` old: that one, or one
/// that is not there.
fn last_prunable(rows: &dyn Rows, days: i32, now: Millis) -> Result<u64, StoreError> {
    let since = now - Millis::from(days) * DAY_MILLIS;
    match rows.first_audit_since(since)? {
        Some(first_kept) => Ok(first_kept.saturating_sub(1)),
        None => Ok(rows.audit_head()?.number),
    }
}

/// Prunes the rows at the beginning that are more than `days` old; how many.
/// That it was done is a row of its own.
pub fn prune(rows: &mut dyn Rows, days: i32, now: Millis) -> Result<usize, StoreError> {
    let last = rows.audit_row(last_prunable(rows, days, now)?)?;
    let Some(AuditRow { number, hash, .. }) = last else { return Ok(0) };
    let pruned = rows.prune_audit(AuditHead { number, hash })?;
    record(rows, &Event::new(What::Pruned, now).with(Detail::Record).counting(pruned))?;
    Ok(pruned)
}
