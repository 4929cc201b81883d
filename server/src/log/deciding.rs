//! What people decide about what is held: that it is kept, although its author
//! had no right to it or points at what never came, or that it is discarded.

use std::sync::Arc;

use domain::id::{ClassId, PersonId};
use sync::entry::{Entry, EntryHash, EntryId, Millis, Received, Uid};
use sync::frame::Reason;
use sync::server::{Judgement, Log};

use super::judge_waiting;
use super::judging::{Rights, UNKNOWN_TARGET};
use super::school_log::{Consequences, SchoolLog};
use crate::audit::{self, Detail, Event, What, second_thoughts};
use crate::office::Office;
use crate::random;
use crate::store::{Decision, DecisionRow, HeldWhat, Rows, StoreError};
use crate::tenants::Tenant;

/// What somebody wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// That it is stored and listed wherever its kind belongs; in another
    /// class, if one is named.
    Keep(Option<ClassId>),
    /// That it stays aside for good.
    Discard,
}

/// Why a wish cannot be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecidable {
    /// Nothing like it is held (any more).
    NotHeld,
    /// It makes no sense, whoever wrote it.
    NotKeepable(Reason),
}

/// Decides about something that is held, for `who`. Nothing has changed
/// where it cannot be.
pub async fn decide(
    tenant: &Arc<Tenant>,
    who: PersonId,
    (hash, wish): (EntryHash, Wish),
    now: Millis,
) -> Result<Result<Decision, Undecidable>, StoreError> {
    let school = Arc::clone(tenant);
    let decide = move |rows: &mut dyn Rows| {
        let office = school.office(rows, now)?;
        let before = rows.log_head()?.position;
        let decided = Desk { rows, office: &office, now }.decide(who, hash, wish)?;
        Ok((decided, school.news.since(before, rows)?))
    };
    let (decided, growth) = tenant.database.write(decide).await?;
    tenant.news.tell(growth);
    Ok(decided)
}

/// Where one thing is decided.
struct Desk<'a> {
    rows: &'a mut dyn Rows,
    office: &'a Arc<Office>,
    now: Millis,
}

impl Desk<'_> {
    fn decide(
        &mut self,
        decider: PersonId,
        hash: EntryHash,
        wish: Wish,
    ) -> Result<Result<Decision, Undecidable>, StoreError> {
        let Some(held) = self.rows.held_with(hash)? else { return Ok(Err(Undecidable::NotHeld)) };
        let what = match (wish, held.what) {
            (Wish::Discard, _) => Ok(Decision::Discarded),
            (Wish::Keep(_), HeldWhat::Unreadable(_)) => Err(held.reason),
            (Wish::Keep(class), HeldWhat::Entry(entry, received)) => {
                self.keep(*entry, received, held.at, class)?
            }
        };
        let what = match what {
            Ok(what) => what,
            Err(reason) => return Ok(Err(Undecidable::NotKeepable(reason))),
        };
        self.rows.decide(&DecisionRow { hash, what, decider, at: self.now })?;
        let detail = match what {
            Decision::Kept => Detail::Kept,
            Decision::KeptAnew(_) => Detail::KeptAnew,
            Decision::Discarded => Detail::Discarded,
        };
        let event = Event::new(What::DecidedHeld, self.now).by(decider).of(held.sender);
        let about = Uid(hash.0.to_be_bytes());
        audit::record(self.rows, &event.about(about).with(detail))?;
        Ok(Ok(what))
    }

    /// Stores it as it came or, where that cannot be, what it says under an id
    /// of its own.
    fn keep(
        &mut self,
        entry: Entry,
        received: Received,
        held_at: Millis,
        class: Option<ClassId>,
    ) -> Result<Result<Decision, Reason>, StoreError> {
        let received_on = self.office.day_of(held_at);
        let today = self.office.day_of(self.now);
        let rights = Rights { office: Arc::clone(self.office), received: received_on, today };
        if class.is_none() && self.rows.entry(entry.id())?.is_none() {
            match self.store(&rights, &entry, received)? {
                Ok(()) => return Ok(Ok(Decision::Kept)),
                Err(reason) if reason.code() != UNKNOWN_TARGET => return Ok(Err(reason)),
                Err(_) => {}
            }
        }
        let anew = self.anew(entry, class)?;
        let stored = self.store(&rights, &anew, received)?;
        Ok(stored.map(|()| Decision::KeptAnew(anew.id())))
    }

    /// The same by the same author at the same time, as another entry: its id
    /// is used already, it belongs to another class, or what it replaces never
    /// came.
    fn anew(&self, entry: Entry, class: Option<ClassId>) -> Result<Entry, StoreError> {
        let Entry { mut envelope, body } = entry;
        envelope.id = EntryId { incarnation: u64::from_le_bytes(random::bytes()), number: 1 };
        envelope.class = class.map(|class| class.0).or(envelope.class);
        let mut known = Vec::new();
        for target in envelope.supersedes {
            known.extend(self.rows.entry(target)?.map(|_| target));
        }
        envelope.supersedes = known;
        Ok(Entry { envelope, body })
    }

    fn store(
        &mut self,
        rights: &Rights,
        entry: &Entry,
        received: Received,
    ) -> Result<Result<(), Reason>, StoreError> {
        let mut log = SchoolLog::writing(self.rows);
        match rights.place(&mut log, entry, received)? {
            Judgement::Hold(reason) => return Ok(Err(reason)),
            Judgement::Accept { scopes, also } => {
                log.append(entry, entry.hash(), received, &scopes)?;
                for (id, scopes) in also {
                    log.list(id, &scopes)?;
                }
            }
        }
        let Consequences { touched, stored, second_thoughts } = log.into_consequences();
        touched.recount(self.rows)?;
        second_thoughts::record_all(self.rows, &second_thoughts, self.now)?;
        judge_waiting(self.rows, self.office, stored, self.now)?;
        Ok(Ok(()))
    }
}
