//! Rights, as the roster and the log have them.

use std::cell::RefCell;
use std::sync::Arc;

use domain::entry::RULES;
use domain::id::{ClassId, PersonId, RecordId};
use domain::rights::{self, Placement, Reader, Refusal, Role, School, Stored, Visit};
use domain::time::Day;
use sync::entry::{Entry, EntryId, Millis, Received};
use sync::frame::Reason;
use sync::scope::Scope;
use sync::server::{Judge, Judgement};

use super::school_log::SchoolLog;
use crate::data_rights::restriction;
use crate::office::Office;
use crate::store::{Rows, StoreError};

/// What it points at is not here (yet).
pub const UNKNOWN_TARGET: &str = "unknown-target";

/// It is about somebody whose data may not be used.
pub const RESTRICTED: &str = "restricted";

/// Judges entries by `domain::rights`.
pub struct Rights {
    /// Who is who.
    pub office: Arc<Office>,
    /// The day on which the entries came: what one may still send is judged
    /// as of then.
    pub received: Day,
    /// The day of judging. Later, where an entry was held in between.
    pub today: Day,
}

impl Judge<SchoolLog<'_>> for Rights {
    fn judge(
        &mut self,
        log: &mut SchoolLog<'_>,
        entry: &Entry,
        received: Received,
    ) -> Result<Judgement, StoreError> {
        self.by(|school, entry, day| rights::judge(school, entry, day), log, entry, received)
    }

    fn day(&self, time: Millis) -> i32 {
        self.office.day_of(time).0
    }
}

impl Rights {
    /// The same as [`judge`](Judge::judge) for an entry that somebody keeps
    /// although its author had no right to it.
    pub fn place(
        &self,
        log: &mut SchoolLog<'_>,
        entry: &Entry,
        received: Received,
    ) -> Result<Judgement, StoreError> {
        self.by(|school, entry, day| rights::place(school, entry, day), log, entry, received)
    }

    fn by(
        &self,
        rule: impl Fn(&Records<'_>, &Entry, Day) -> Result<Placement, Refusal>,
        log: &mut SchoolLog<'_>,
        entry: &Entry,
        received: Received,
    ) -> Result<Judgement, StoreError> {
        if restriction::concerns(log.rows(), &self.office.restricted, entry)? {
            return Ok(Judgement::Hold(Reason::Other(RESTRICTED.to_owned())));
        }
        let records = Records {
            rows: log.rows(),
            office: &self.office,
            received: self.received,
            today: self.today,
            failure: RefCell::new(None),
        };
        let judged = rule(&records, entry, Day(received.day));
        if let Some(failure) = records.failure.into_inner() {
            return Err(failure);
        }
        match judged {
            Ok(placement) => accept(log, placement),
            Err(refusal) => Ok(Judgement::Hold(reason(refusal))),
        }
    }
}

/// Keeps how the visit stands now, and lists its earlier entries where it may
/// be read now.
fn accept(log: &mut SchoolLog<'_>, placement: Placement) -> Result<Judgement, StoreError> {
    let Placement { scopes, also, visit } = placement;
    if let Some((record, visit)) = visit {
        log.rows_mut()?.put_visit(record, &visit)?;
    }
    let also = match also {
        Some((record, scopes)) => relisted(log.rows(), record, &scopes)?,
        None => Vec::new(),
    };
    Ok(Judgement::Accept { scopes, also })
}

/// The entries of a visit that whoever may read the visit may read.
pub fn relisted(
    rows: &dyn Rows,
    record: RecordId,
    scopes: &[Scope],
) -> Result<Vec<(EntryId, Vec<Scope>)>, StoreError> {
    let entries = rows.entries_of_record(record.0)?.into_iter();
    let shared = entries.filter(|row| goes_with_its_visit(row.entry.envelope.kind.as_str()));
    Ok(shared.map(|row| (row.entry.id(), scopes.to_vec())).collect())
}

/// Whether whoever may read a visit may read entries of this kind with it.
pub fn goes_with_its_visit(kind: &str) -> bool {
    RULES.iter().any(|(name, rule)| *name == kind && rule.readers.contains(&Reader::Visit))
}

/// What a device and a person read of a refusal. The codes are stored.
fn reason(refusal: Refusal) -> Reason {
    match refusal {
        Refusal::Invalid(_) => Reason::Invalid,
        Refusal::NotAllowed => Reason::NotAllowed,
        Refusal::UnknownTarget => Reason::Other(UNKNOWN_TARGET.to_owned()),
        Refusal::AlreadyShared => Reason::Other("already-shared".to_owned()),
    }
}

/// What the rules ask, answered from rows.
struct Records<'a> {
    rows: &'a dyn Rows,
    office: &'a Office,
    received: Day,
    today: Day,
    /// The rules know no failing store: it is kept here, and the judgement is
    /// thrown away.
    failure: RefCell<Option<StoreError>>,
}

impl Records<'_> {
    fn ask<T>(&self, answer: Result<Option<T>, StoreError>) -> Option<T> {
        answer.unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            None
        })
    }
}

impl School for Records<'_> {
    fn has_role(&self, person: PersonId, role: Role) -> bool {
        self.office.had_role(person, role, self.received)
    }

    fn is_adult_of(&self, person: PersonId, class: ClassId, day: Day) -> bool {
        self.office.was_adult_of(person, class, day, self.received)
    }

    fn is_student_of(&self, student: PersonId, class: ClassId, day: Day) -> bool {
        self.office.is_student_of(student, class, day)
    }

    fn class_teacher(&self, class: ClassId) -> Option<PersonId> {
        self.office.class_teacher(class, self.today)
    }

    fn visit(&self, record: RecordId) -> Option<Visit> {
        self.ask(self.rows.visit(record))
    }

    fn stored(&self, id: EntryId) -> Option<Stored> {
        let row = self.ask(self.rows.entry(id))?;
        let scopes = self.ask(self.rows.scopes_of(row.position).map(Some))?;
        Some(Stored { envelope: row.entry.envelope, scopes })
    }

    fn today(&self) -> Day {
        self.today
    }
}
