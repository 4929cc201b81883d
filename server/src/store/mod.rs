//! What a school keeps, whatever engine keeps it.
//!
//! A [`Store`] runs jobs inside transactions; a job asks and changes
//! [`Rows`]. Rules live with their callers: rows only hold and find. So
//! another engine implements these traits, and nothing else changes.

pub mod audit;
pub mod devices;
pub mod erased;
pub mod held;
pub mod job;
pub mod mail;
pub mod oidc;
pub mod personal;
pub mod pulses;
pub mod retention;
pub mod second_factors;
pub mod sqlite;
pub mod withheld;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::framework::Framework;
use domain::id::{ClassId, PersonId, RecordId};
use domain::rights::{Role, Visit};
use domain::roster::{Changes, Current, Person};
use domain::summary::buckets::DayBucket;
use domain::summary::pooled::Grouping;
use domain::time::{Day, HalfTermId};
use domain::view::View;
use rusqlite::ErrorCode;
use sync::checksum::Sums;
use sync::entry::{Entry, EntryHash, EntryId, Millis, Received, Uid};
use sync::frame::Epoch;
use sync::scope::{Position, Scope};

pub use self::audit::{AuditHash, AuditHead, AuditQuery, AuditRow, AuditRows};
pub use self::devices::DeviceRows;
pub use self::erased::ErasedRows;
pub use self::held::{Decision, DecisionRow, HeldRow, HeldRows, HeldWhat};
pub use self::job::{Answer, Job, Waiting};
pub use self::mail::MailRows;
pub use self::oidc::OidcRows;
pub use self::personal::{Cell, PersonalRow, PersonalRows};
pub use self::pulses::PulseRows;
pub use self::retention::{RetentionRows, RetentionRun};
pub use self::second_factors::SecondFactorRows;
pub use self::withheld::WithheldRows;
use crate::accounts::cards::CardRow;
use crate::accounts::links::LinkRow;
use crate::accounts::sessions::{SessionRow, TokenHash};
use crate::accounts::supply::{PassRow, SupplyRow};

/// Why a store could not do a job.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine failed.
    #[error("the database failed: {0}")]
    Engine(#[from] rusqlite::Error),
    /// The database cannot be brought to this program's version.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// A file beside the database could not be read or written.
    #[error("the data folder could not be used: {0}")]
    Io(#[from] std::io::Error),
    /// What is stored is not the JSON that it should be, or has no such form.
    #[error("a value could not be read or written as JSON: {0}")]
    Json(JsonFault),
    /// What is stored is not what was stored.
    #[error("the database holds what it cannot hold: {0}")]
    Corrupt(&'static str),
    /// This program needs a newer engine.
    #[error("SQLite {found} can lose committed writes; at least {needed} is needed")]
    OldEngine {
        /// The engine's version.
        found: &'static str,
        /// The oldest that will do.
        needed: &'static str,
    },
    /// The transaction that the job was in failed; nothing of it is kept.
    #[error("the changes could not be written to the disk; nothing of them is kept")]
    NotCommitted,
    /// The job panicked; nothing of it is kept.
    #[error("a job panicked; nothing of it is kept")]
    Panicked,
    /// Too many jobs are waiting.
    #[error("too many jobs are waiting; try again soon")]
    Busy,
    /// A job that only reads tried to change something.
    #[error("a job that only reads tried to change something")]
    ReadOnly,
    /// Another program has the school open, or puts a copy back.
    #[error("the school is open in another program: stop the server and try again")]
    InUse,
    /// A copy would replace a database.
    #[error("there is a school in this folder already")]
    Occupied,
    /// The store has been closed.
    #[error("the store has been closed")]
    Closed,
}

impl StoreError {
    /// Whether the disk did not take what was written, whatever it was.
    #[must_use]
    pub fn is_of_the_disk(&self) -> bool {
        match self {
            Self::NotCommitted => true,
            Self::Engine(error) => error.sqlite_error_code() == Some(ErrorCode::DiskFull),
            _ => false,
        }
    }
}

/// What is wrong with JSON, and where; never what it says, which may be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonFault {
    category: serde_json::error::Category,
    line: usize,
    column: usize,
}

impl From<serde_json::Error> for JsonFault {
    fn from(error: serde_json::Error) -> Self {
        Self { category: error.classify(), line: error.line(), column: error.column() }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error.into())
    }
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { category, line, column } = self;
        write!(f, "{category:?} at line {line}, column {column}")
    }
}

/// A school's database.
pub trait Store: Send + Sync + 'static {
    /// Queues a job that may change rows. It shares a transaction with
    /// whatever else is queued, and is told when that is on the disk.
    fn write(&self, job: Box<dyn Job>);

    /// Queues a job that only reads, on one snapshot.
    fn read(&self, job: Box<dyn Job>);
}

/// A store that is shared, with its two questions as closures.
#[derive(Clone)]
pub struct Database(Arc<dyn Store>);

impl Database {
    /// Over this store.
    pub fn new(store: impl Store) -> Self {
        Self(Arc::new(store))
    }

    /// Reads; asynchronous callers await the answer.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Rows) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(work).await.unwrap_or(Err(StoreError::Closed))
    }

    /// Changes; asynchronous callers await the answer, and with it the disk.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Rows) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.tell(work).await.unwrap_or(Err(StoreError::Closed))
    }

    /// Reads; this thread waits. Not for asynchronous callers.
    pub fn read_now<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Rows) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(work).blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Changes; this thread waits. Not for asynchronous callers.
    pub fn write_now<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Rows) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.tell(work).blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Changes, in its turn; nobody waits for it. What fails is in the log.
    pub fn write_later(
        &self,
        work: impl FnOnce(&mut dyn Rows) -> Result<(), StoreError> + Send + 'static,
    ) {
        drop(self.tell(work));
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Rows) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (job, answer) = Waiting::new(move |rows: &mut dyn Rows| work(rows));
        self.0.read(job);
        answer
    }

    fn tell<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Rows) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (job, answer) = Waiting::new(work);
        self.0.write(job);
        answer
    }
}

/// All rows of a school. `&self` reads, `&mut self` changes.
pub trait Rows:
    LogRows
    + HeldRows
    + ErasedRows
    + AuditRows
    + PersonalRows
    + RetentionRows
    + WithheldRows
    + SummaryRows
    + RosterRows
    + AccountRows
    + SecondFactorRows
    + MailRows
    + OidcRows
    + DeviceRows
    + PulseRows
    + SettingRows
{
}

/// Where the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// Made with the database, and made anew when an older copy is put back.
    pub epoch: Epoch,
    /// The last position that was given out.
    pub position: Position,
    /// A backup holds everything up to here; 0 without one.
    pub backup: Position,
}

/// What is listed at one position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    /// The position.
    pub position: Position,
    /// The entry.
    pub row: EntryRow,
    /// In which of the scopes asked for it is listed at this position.
    pub scopes: Vec<Scope>,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// When it was stored: the position of its first listing.
    pub position: Position,
    /// The entry.
    pub entry: Entry,
    /// Its hash, as computed when it was stored.
    pub hash: EntryHash,
    /// How its time counts.
    pub received: Received,
}

/// The log: entries, and where they are listed.
pub trait LogRows {
    /// Where the log is.
    fn log_head(&self) -> Result<LogHead, StoreError>;

    /// All epochs, the present one last, and the position at which each began.
    fn epochs(&self) -> Result<Vec<(Epoch, Position)>, StoreError>;

    /// Begins a new epoch; positions go on.
    fn begin_epoch(&mut self, epoch: Epoch) -> Result<(), StoreError>;

    /// Notes that a backup holds everything up to `covered`: devices may let
    /// go of their copies. Means nothing if the epoch is no longer the present
    /// one.
    fn note_backup(&mut self, epoch: Epoch, covered: Position) -> Result<(), StoreError>;

    /// Takes the next position.
    fn next_position(&mut self) -> Result<Position, StoreError>;

    /// A stored entry.
    fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError>;

    /// Stores an entry. Its id is not stored yet.
    fn add_entry(&mut self, row: &EntryRow) -> Result<(), StoreError>;

    /// Lists the entry that was stored at `entry` in `scopes`, at `position`.
    fn list(
        &mut self,
        entry: Position,
        scopes: &[Scope],
        position: Position,
    ) -> Result<(), StoreError>;

    /// Where the entry that was stored at `entry` is listed, in order.
    fn scopes_of(&self, entry: Position) -> Result<Vec<Scope>, StoreError>;

    /// All entries of a record, in the order in which they were stored.
    fn entries_of_record(&self, record: Uid) -> Result<Vec<EntryRow>, StoreError>;

    /// The entries made in a class on a day that were stored after a position,
    /// in the order in which they were.
    fn entries_of_class(
        &self,
        class: ClassId,
        day: i32,
        after: Position,
    ) -> Result<Vec<EntryRow>, StoreError>;

    /// Entries of a kind that are listed in a scope, in the order in which they
    /// were stored.
    fn entries_listed(&self, scope: Scope, kind: &str) -> Result<Vec<EntryRow>, StoreError>;

    /// All entries of a kind, in the order in which they were stored.
    fn entries_of_kind(&self, kind: &str) -> Result<Vec<EntryRow>, StoreError>;

    /// The entries that supersede `target`.
    fn superseders(&self, target: EntryId) -> Result<Vec<EntryRow>, StoreError>;

    /// All rows that say which entries an entry supersedes: by the position
    /// of the later one.
    fn superseded(&self) -> Result<BTreeMap<Position, Vec<EntryId>>, StoreError>;

    /// The scopes in which something is listed after `position`.
    fn scopes_after(&self, position: Position) -> Result<Vec<Scope>, StoreError>;

    /// The positions beyond `position` at which something is listed.
    fn listings_beyond(&self, position: Position) -> Result<Vec<Position>, StoreError>;

    /// Entries stored after `position`, in order, at most `limit`.
    fn entries_after(&self, position: Position, limit: usize) -> Result<Vec<EntryRow>, StoreError>;

    /// What is listed in any of `scopes` after `after` and up to `up_to`, in
    /// the order of positions, at most `limit` of them.
    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        limit: usize,
    ) -> Result<Vec<ListedRow>, StoreError>;

    /// The checksums of what is listed in `scopes` up to `up_to`.
    fn sums(&self, scopes: &[Scope], up_to: Position) -> Result<Sums, StoreError>;

    /// How far a visit has come.
    fn visit(&self, record: RecordId) -> Result<Option<Visit>, StoreError>;

    /// Keeps how far a visit has come.
    fn put_visit(&mut self, record: RecordId, visit: &Visit) -> Result<(), StoreError>;

    /// Forgets a visit whose entries are gone.
    fn drop_visit(&mut self, record: RecordId) -> Result<(), StoreError>;

    /// All visits that are shared and not released.
    fn shared_visits(&self) -> Result<Vec<(RecordId, Visit)>, StoreError>;

    /// Who was visited, once for each visit that was shared with them from
    /// `first` to `last`.
    fn visits_shared(&self, first: Day, last: Day) -> Result<Vec<PersonId>, StoreError>;
}

/// What a bucket was made of, kept in memory: the next tap of the same lesson
/// adds one entry to it instead of reading all again.
#[derive(Debug, Clone, Default)]
pub struct CountedDay {
    /// The entries of the class and day, and what takes them back or corrects
    /// them.
    pub view: View,
    /// The position of the last one of the class and day.
    pub up_to: Position,
    /// The bucket as it is stored.
    pub bucket: Option<DayBucket>,
}

/// What entries add up to.
pub trait SummaryRows {
    /// Hands out what was kept of a class and day; nothing where it was not
    /// kept, or anything was taken back or written by another program since.
    fn take_counted(&mut self, class: ClassId, day: Day) -> Option<CountedDay>;

    /// Keeps it, for a while.
    fn keep_counted(&mut self, class: ClassId, day: Day, counted: CountedDay);

    /// Keeps a bucket in place of the one of its class and day; `before` is
    /// that one, if it is at hand.
    fn put_bucket(
        &mut self,
        bucket: &DayBucket,
        before: Option<&DayBucket>,
    ) -> Result<(), StoreError>;

    /// Drops the bucket of a class and day, if there is one.
    fn drop_bucket(&mut self, class: ClassId, day: Day) -> Result<(), StoreError>;

    /// The bucket of a class and day.
    fn bucket(&self, class: ClassId, day: Day) -> Result<Option<DayBucket>, StoreError>;

    /// All buckets.
    fn buckets(&self) -> Result<Vec<DayBucket>, StoreError>;

    /// The buckets of a class.
    fn buckets_of_class(&self, class: ClassId) -> Result<Vec<DayBucket>, StoreError>;

    /// The buckets, of whatever classes, in which any of these students was
    /// seen.
    fn buckets_of_students(&self, students: &[PersonId]) -> Result<Vec<DayBucket>, StoreError>;

    /// Which groups are published in a half-term, once that is settled.
    fn grouping(&self, half_term: HalfTermId) -> Result<Option<Grouping>, StoreError>;

    /// Settles it, or takes note of who teaches now.
    fn put_grouping(&mut self, grouping: &Grouping) -> Result<(), StoreError>;

    /// The classes and days that have a bucket.
    fn bucket_keys(&self) -> Result<Vec<(ClassId, Day)>, StoreError>;

    /// The classes and days of all entries.
    fn recorded_keys(&self) -> Result<Vec<(ClassId, Day)>, StoreError>;

    /// Whether a program of another version wrote some bucket.
    fn buckets_are_outdated(&self) -> Result<bool, StoreError>;

    /// The entries of a class and day that something supersedes.
    fn superseded_in_class(&self, class: ClassId, day: Day) -> Result<Vec<EntryId>, StoreError>;
}

/// What the office imports.
pub trait RosterRows {
    /// The whole roster.
    fn roster(&self) -> Result<Current, StoreError>;

    /// One person.
    fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError>;

    /// Stores what an import changes.
    fn apply_roster(&mut self, changes: &Changes) -> Result<(), StoreError>;
}

/// Who may come in.
pub trait AccountRows {
    /// Somebody's password, hashed.
    fn password(&self, person: PersonId) -> Result<Option<String>, StoreError>;

    /// Sets somebody's password, hashed.
    fn set_password(&mut self, person: PersonId, hash: &str, at: Millis) -> Result<(), StoreError>;

    /// Who has a password.
    fn with_password(&self) -> Result<Vec<PersonId>, StoreError>;

    /// Staff who sign in by this folded user name or e-mail address.
    fn staff_with_login(&self, folded: &str) -> Result<Vec<PersonId>, StoreError>;

    /// A session.
    fn session(&self, token: TokenHash) -> Result<Option<SessionRow>, StoreError>;

    /// Keeps a session.
    fn add_session(&mut self, token: TokenHash, session: SessionRow) -> Result<(), StoreError>;

    /// Writes down that a session was used.
    fn see_session(&mut self, token: TokenHash, at: Millis) -> Result<(), StoreError>;

    /// Ends a session.
    fn end_session(&mut self, token: TokenHash) -> Result<(), StoreError>;

    /// Ends all sessions of somebody, and whatever lets them back in without a
    /// password.
    fn end_sessions_of(&mut self, person: PersonId) -> Result<(), StoreError>;

    /// As [`end_sessions_of`](Self::end_sessions_of), but for the session `kept`
    /// and the device that it is on.
    fn end_other_sessions_of(
        &mut self,
        person: PersonId,
        kept: TokenHash,
    ) -> Result<(), StoreError>;

    /// Ends sessions that were not used since.
    fn end_sessions_unseen_since(&mut self, at: Millis) -> Result<(), StoreError>;

    /// A one-time link.
    fn link(&self, token: TokenHash) -> Result<Option<LinkRow>, StoreError>;

    /// Keeps a one-time link.
    fn add_link(&mut self, token: TokenHash, link: LinkRow) -> Result<(), StoreError>;

    /// Ends all links of somebody.
    fn end_links(&mut self, person: PersonId) -> Result<(), StoreError>;

    /// The picture PINs of a class, hashed.
    fn pins(&self, class: ClassId) -> Result<Vec<(PersonId, String)>, StoreError>;

    /// Sets a student's picture PIN in a class and the secret of the card that it
    /// stands on, both hashed.
    fn set_pin(&mut self, row: CardRow, pin: &str, card: TokenHash) -> Result<(), StoreError>;

    /// Whose card has this secret.
    fn card(&self, card: TokenHash) -> Result<Option<CardRow>, StoreError>;

    /// Roles that were granted here.
    fn grants(&self) -> Result<Vec<(PersonId, Role)>, StoreError>;

    /// Grants a role.
    fn grant(&mut self, person: PersonId, role: Role) -> Result<(), StoreError>;

    /// Takes back a role that was granted; whether there was one.
    fn take_back_grant(&mut self, person: PersonId, role: Role) -> Result<bool, StoreError>;

    /// Keeps a supply pass, hashed.
    fn add_supply_pass(&mut self, pass: TokenHash, row: PassRow) -> Result<(), StoreError>;

    /// A supply pass.
    fn supply_pass(&self, pass: TokenHash) -> Result<Option<PassRow>, StoreError>;

    /// Forgets passes that ended before `at`.
    fn drop_supply_passes_before(&mut self, at: Millis) -> Result<(), StoreError>;

    /// Who came by this pass under this name.
    fn supply_by(&self, pass: TokenHash, name: &str) -> Result<Option<PersonId>, StoreError>;

    /// Adds somebody who comes by a pass: in no roster, gone tomorrow.
    fn add_supply(&mut self, row: SupplyRow, pass: TokenHash, name: &str)
    -> Result<(), StoreError>;

    /// Everybody who is, or was, here by a pass.
    fn supply(&self) -> Result<Vec<SupplyRow>, StoreError>;

    /// Adds a person who is in no roster: the first administrator.
    fn add_local_person(&mut self, person: PersonId) -> Result<(), StoreError>;

    /// Names such a person.
    fn name_local_person(
        &mut self,
        person: PersonId,
        name: &str,
        login: &str,
    ) -> Result<(), StoreError>;

    /// Leaves nothing of a person but their id, their places in classes and what
    /// they were: no name, no number elsewhere, no way in.
    fn forget_person(&mut self, person: PersonId) -> Result<(), StoreError>;

    /// Whether anybody has a password yet.
    fn has_anyone(&self) -> Result<bool, StoreError>;

    /// The first administrator, before they took their link.
    fn unnamed_administrator(&self) -> Result<Option<PersonId>, StoreError>;
}

/// What the school sets.
pub trait SettingRows {
    /// A setting's text.
    fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Sets it.
    fn put_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError>;

    /// The framework in force.
    fn framework(&self) -> Result<Framework, StoreError>;

    /// Adds a version of the framework; the highest one is in force.
    fn add_framework(&mut self, framework: &Framework) -> Result<(), StoreError>;

    /// Grows whenever the roster, a grant, a setting or the framework changes:
    /// what was computed from them is good for one version.
    fn office_version(&self) -> Result<i64, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_json_names_nobody() {
        let bad = serde_json::from_str::<u32>("\"Amara\"").unwrap_err();
        assert!(bad.to_string().contains("Amara"));
        let error = StoreError::from(bad);
        let text = "a value could not be read or written as JSON: Data at line 1, column 7";
        assert_eq!(error.to_string(), text);
        assert!(std::error::Error::source(&error).is_none(), "a chain of causes would name her");
    }
}
