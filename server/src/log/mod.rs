//! The school's log: takes entries in, says what may be read, releases what is
//! due. `sync::server` drives it; `domain::rights` decides; rows keep it.

pub mod check;
pub mod deciding;
mod judging;
pub mod news;
mod release;
mod school_log;
mod upgrade;

use std::sync::Arc;

use domain::id::PersonId;
use sync::entry::{EntryId, Millis};
use sync::frame::{
    Hello, HelloAnswer, Lenient, Outcome, PROTOCOL, Pull, PullAnswer, Push, PushAnswer, Pushed,
};
use sync::limits::BATCH_ENTRIES_MAX;
use sync::server::{self, Judge, Judgement, Log};

use self::judging::Rights;
pub use self::release::{release_due, release_due_rows};
use self::school_log::{Consequences, SchoolLog};
pub use self::upgrade::judge_new_kinds;
use crate::accounts::sessions::TokenHash;
use crate::audit::{self, Detail, Event, What, looks, second_thoughts};
use crate::directory::Document;
use crate::office::Office;
use crate::store::{HeldRow, HeldWhat, LogHead, Rows, StoreError};
use crate::tenants::{Admitted, Tenant};

/// Answers a device's first word.
pub async fn hello(
    tenant: &Arc<Tenant>,
    person: PersonId,
    frame: Hello,
    now: Millis,
) -> Result<Option<HelloAnswer>, StoreError> {
    // Also a server whose disk takes nothing says what there is to read.
    if let Err(error) = release_due(tenant, now).await {
        tracing::error!(%error, "visits could not be released; trying again later");
    }
    let school = Arc::clone(tenant);
    let answer = move |rows: &dyn Rows| {
        let office = school.office(rows, now)?;
        let day = office.day_of(now);
        let Some(document) = Document::make(rows, &office, person, day)? else { return Ok(None) };
        let granted: Vec<_> = office.scopes(person, day).into_iter().collect();
        let log = SchoolLog::reading(rows);
        server::hello(&log, &granted, &document.version, &frame, now).map(Some)
    };
    tenant.database.read(answer).await
}

/// Takes a batch in, of whoever this session is of; `None` where it has ended.
/// It is on the disk when this returns.
pub async fn push(
    tenant: &Arc<Tenant>,
    session: TokenHash,
    frame: Push,
    now: Millis,
) -> Result<Option<PushAnswer>, StoreError> {
    let school = Arc::clone(tenant);
    let take = move |rows: &mut dyn Rows| {
        let Some(Admitted { session, office }) = school.admit(rows, session, now)? else {
            return Ok((None, None));
        };
        let before = rows.log_head()?.position;
        let answer = push_rows(rows, &office, session.person, &frame, now)?;
        Ok((Some(answer), school.news.since(before, rows)?))
    };
    let (answer, growth) = tenant.database.write(take).await?;
    tenant.news.tell(growth);
    Ok(answer)
}

/// Takes in what a device had saved as a file, brought by `sender`: as if that
/// device had pushed it, a batch at a time, and all of it or nothing. What
/// became of each entry, in their order. In the record of access it is an import
/// if `recorded` says how it came.
pub async fn import(
    tenant: &Arc<Tenant>,
    sender: PersonId,
    (offset, mut entries): (Millis, Vec<Lenient<Pushed>>),
    recorded: Option<Detail>,
    now: Millis,
) -> Result<Vec<Outcome>, StoreError> {
    let school = Arc::clone(tenant);
    let take = move |rows: &mut dyn Rows| {
        let office = school.office(rows, now)?;
        let LogHead { epoch, position: before, .. } = rows.log_head()?;
        let mut outcomes = Vec::with_capacity(entries.len());
        while !entries.is_empty() {
            let rest = entries.split_off(entries.len().min(BATCH_ENTRIES_MAX));
            let batch = std::mem::replace(&mut entries, rest);
            let incarnation = batch.iter().find_map(incarnation_of).unwrap_or_default();
            let frame = Push { protocol: PROTOCOL, epoch, incarnation, offset, entries: batch };
            let answer = push_rows(rows, &office, sender, &frame, now)?;
            outcomes.extend(answer.verdicts.into_iter().map(|verdict| verdict.outcome));
        }
        if let Some(how) = recorded {
            let came = Event::new(What::Imported, now).by(sender).with(how);
            audit::record(rows, &came.counting(outcomes.len()))?;
        }
        Ok((outcomes, school.news.since(before, rows)?))
    };
    let (outcomes, growth) = tenant.database.write(take).await?;
    tenant.news.tell(growth);
    Ok(outcomes)
}

/// The local database in which an entry was made.
fn incarnation_of(entry: &Lenient<Pushed>) -> Option<u64> {
    match entry {
        Lenient::Read(pushed) => Some(pushed.entry.id().incarnation),
        Lenient::Unreadable(_) => None,
    }
}

/// Takes a batch in, inside the caller's transaction: the same way for an
/// entry of a device and of the demo school, whose clock is injected.
pub fn push_rows(
    rows: &mut dyn Rows,
    office: &Arc<Office>,
    sender: PersonId,
    frame: &Push,
    now: Millis,
) -> Result<PushAnswer, StoreError> {
    let mut log = SchoolLog::writing(rows);
    let today = office.day_of(now);
    let mut rights = Rights { office: Arc::clone(office), received: today, today };
    let answer = server::push(&mut log, &mut rights, sender.0, frame, now)?;
    let Consequences { touched, stored, second_thoughts } = log.into_consequences();
    touched.recount(rows)?;
    second_thoughts::record_all(rows, &second_thoughts, now)?;
    judge_waiting(rows, office, stored, now)?;
    Ok(answer)
}

/// A page of what somebody may read; `None` where their session has ended.
pub async fn pull(
    tenant: &Arc<Tenant>,
    session: TokenHash,
    frame: Pull,
    now: Millis,
) -> Result<Option<PullAnswer>, StoreError> {
    let school = Arc::clone(tenant);
    let read = move |rows: &dyn Rows| {
        let Some(Admitted { session, office }) = school.admit(rows, session, now)? else {
            return Ok(None);
        };
        let day = office.day_of(now);
        let granted: Vec<_> = office.scopes(session.person, day).into_iter().collect();
        let page = server::pull(&SchoolLog::reading(rows), &granted, &frame)?;
        let classes = looks::classes_on(&page, (session.person, day), &office);
        Ok(Some((page, classes, session.person, day)))
    };
    let read = tenant.database.read(read).await?;
    let Some((page, classes, person, day)) = read else { return Ok(None) };
    looks::look(tenant, (person, What::ReceivedClass), classes, now, day).await;
    Ok(Some(page))
}

/// Judges again what was held because of something that has now arrived.
fn judge_waiting(
    rows: &mut dyn Rows,
    office: &Arc<Office>,
    mut arrived: Vec<EntryId>,
    now: Millis,
) -> Result<(), StoreError> {
    while !arrived.is_empty() && rows.has_held()? {
        let mut held = Vec::new();
        for id in arrived {
            held.extend(rows.held_awaiting(id)?);
        }
        arrived = judge_again(rows, office, held, now)?;
    }
    Ok(())
}

/// Judges everything that is held again: after an import, who may write what
/// may have changed. How many were stored.
pub fn judge_all_held(
    rows: &mut dyn Rows,
    office: &Arc<Office>,
    now: Millis,
) -> Result<usize, StoreError> {
    let held = rows.held()?;
    let stored = judge_again(rows, office, held, now)?;
    let count = stored.len();
    judge_waiting(rows, office, stored, now)?;
    Ok(count)
}

/// The ids of those that are stored now. What may never be stored (another
/// entry has its id, or it cannot be read) stays held.
fn judge_again(
    rows: &mut dyn Rows,
    office: &Arc<Office>,
    held: Vec<HeldRow>,
    now: Millis,
) -> Result<Vec<EntryId>, StoreError> {
    let today = office.day_of(now);
    let mut stored = Vec::new();
    for row in held {
        let HeldWhat::Entry(entry, received) = row.what else { continue };
        let by_author = row.sender.0 == entry.envelope.author;
        if !by_author || rows.entry(entry.id())?.is_some() {
            continue;
        }
        let mut log = SchoolLog::writing(rows);
        let received_on = office.day_of(row.at);
        let mut rights = Rights { office: Arc::clone(office), received: received_on, today };
        if let Judgement::Accept { scopes, also } = rights.judge(&mut log, &entry, received)? {
            let hash = entry.hash();
            log.append(&entry, hash, received, &scopes)?;
            for (id, scopes) in also {
                log.list(id, &scopes)?;
            }
            let Consequences { touched, second_thoughts, .. } = log.into_consequences();
            touched.recount(rows)?;
            second_thoughts::record_all(rows, &second_thoughts, now)?;
            stored.push(entry.id());
        }
    }
    Ok(stored)
}
