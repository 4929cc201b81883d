//! What an older program stored of kinds that it did not know: kept, and listed
//! for its author only. Once this program knows a kind, its entries are judged
//! again and listed wherever they belong.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::entry::RULES;
use domain::time::Day;
use sync::entry::Millis;
use sync::server::{Judge, Judgement, Log};

use super::judging::Rights;
use super::school_log::{Consequences, SchoolLog};
use crate::office::Office;
use crate::store::{Rows, StoreError};

/// The setting that keeps which kinds this database's entries were judged by:
/// nobody sets it by hand.
const KNOWN_KINDS: &str = "known-kinds";
const SEPARATOR: &str = " ";

/// Judges entries of kinds that are new to this database; how many were
/// listed. One that may not be accepted stays as it is.
pub fn judge_new_kinds(rows: &mut dyn Rows, now: Millis) -> Result<usize, StoreError> {
    let kinds: BTreeSet<_> = RULES.iter().map(|(kind, _)| *kind).collect();
    let list = kinds.iter().copied().collect::<Vec<_>>().join(SEPARATOR);
    let known = rows.setting(KNOWN_KINDS)?;
    if known.as_ref() == Some(&list) {
        return Ok(0);
    }
    // A database from before this was kept knew the kinds of its time.
    let known = known.unwrap_or_else(|| list.clone());
    let known: BTreeSet<_> = known.split(SEPARATOR).collect();
    let office = Arc::new(Office::load(rows, now)?);
    let mut listed = 0;
    for kind in kinds.difference(&known) {
        listed += judge_kind(rows, &office, kind, now)?;
    }
    rows.put_setting(KNOWN_KINDS, &list)?;
    Ok(listed)
}

fn judge_kind(
    rows: &mut dyn Rows,
    office: &Arc<Office>,
    kind: &str,
    now: Millis,
) -> Result<usize, StoreError> {
    let mut listed = 0;
    for row in rows.entries_of_kind(kind)? {
        // When it came is not kept; it was not long after it was made.
        let (received, today) = (Day(row.received.day), office.day_of(now));
        let mut rights = Rights { office: Arc::clone(office), received, today };
        let mut log = SchoolLog::writing(rows);
        let judgement = rights.judge(&mut log, &row.entry, row.received)?;
        let Judgement::Accept { scopes, also } = judgement else { continue };
        log.list(row.entry.id(), &scopes)?;
        for (id, scopes) in also {
            log.list(id, &scopes)?;
        }
        log.touch(&row.entry, row.received)?;
        let Consequences { touched, .. } = log.into_consequences();
        touched.recount(rows)?;
        listed += 1;
    }
    Ok(listed)
}
