//! Restriction: what is stored about a student stays, and is not used (UK GDPR
//! art. 18).
//!
//! Their entries are listed nowhere and counted in no summary; devices drop
//! them as they drop what was erased. New ones are held. Only an export reads
//! them. When it ends, all is listed again where it was.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::entry::tag;
use domain::id::PersonId;
use domain::scope;
use sync::entry::{Entry, Millis};

use crate::audit::{self, Detail, Event, What};
use crate::erasure;
use crate::log;
use crate::office::Office;
use crate::store::{Rows, StoreError};
use crate::summaries::Touched;

/// Begins or ends it, inside the caller's transaction; whether that changed
/// anything. `by` is who asked, `None` for a command.
pub fn set(
    rows: &mut dyn Rows,
    person: PersonId,
    on: bool,
    by: Option<PersonId>,
    now: Millis,
) -> Result<bool, StoreError> {
    let is_on = rows.restrictions()?.iter().any(|(restricted, _)| *restricted == person);
    if is_on == on {
        return Ok(false);
    }
    rows.set_restriction(person, on.then_some(now))?;
    if on {
        withhold(rows, person)?;
    } else {
        release(rows, now)?;
    }
    let detail = if on { Detail::On } else { Detail::Off };
    let event = Event::new(What::RestrictionChanged, now).of(person).with(detail);
    audit::record(rows, &by.map_or(event, |by| event.by(by)))?;
    Ok(true)
}

/// Whether an entry is about somebody who is restricted, or changes one that
/// is.
pub fn concerns(
    rows: &dyn Rows,
    restricted: &BTreeSet<PersonId>,
    entry: &Entry,
) -> Result<bool, StoreError> {
    if restricted.is_empty() {
        return Ok(false);
    }
    let is_about = |entry: &Entry| {
        let students = entry.envelope.linked(tag::STUDENT).map(PersonId);
        let author = PersonId(entry.envelope.author);
        students.chain([author]).any(|person| restricted.contains(&person))
    };
    let mut seen = BTreeSet::new();
    let mut looked_at = vec![entry.clone()];
    while let Some(entry) = looked_at.pop() {
        if is_about(&entry) {
            return Ok(true);
        }
        for target in entry.envelope.supersedes {
            if seen.insert(target) {
                looked_at.extend(rows.entry(target)?.map(|row| row.entry));
            }
        }
    }
    Ok(false)
}

fn withhold(rows: &mut dyn Rows, person: PersonId) -> Result<(), StoreError> {
    let mut touched = Touched::default();
    for id in erasure::with_superseders(rows, erasure::stored_about(rows, person)?)? {
        let Some(row) = rows.entry(id)? else { continue };
        let mut scopes = rows.scopes_of(row.position)?;
        if scopes.is_empty() {
            // Withheld already, because of somebody else.
            continue;
        }
        touched.by(rows, &row.entry, row.received)?;
        // Who made it may no longer be among its readers, and still has a copy.
        scopes.push(scope::person(PersonId(row.entry.envelope.author)));
        scopes.sort_unstable();
        scopes.dedup();
        let notice = rows.next_position()?;
        rows.withhold(row.position, notice, &scopes)?;
    }
    touched.recount_anew(rows)
}

/// Lists again what concerns nobody who is restricted any more, and judges
/// again what was held meanwhile.
fn release(rows: &mut dyn Rows, now: Millis) -> Result<(), StoreError> {
    let restricted = rows.restrictions()?.into_iter().map(|(person, _)| person).collect();
    let mut touched = Touched::default();
    for id in rows.withheld()? {
        let Some(row) = rows.entry(id)? else { continue };
        if concerns(rows, &restricted, &row.entry)? {
            continue;
        }
        let position = rows.next_position()?;
        rows.release_withheld(row.position, position)?;
        touched.by(rows, &row.entry, row.received)?;
    }
    touched.recount_anew(rows)?;
    let office = Arc::new(Office::load(rows, now)?);
    log::judge_all_held(rows, &office, now)?;
    Ok(())
}
