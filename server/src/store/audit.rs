//! The record of access, as rows.

use domain::id::{ClassId, PersonId};
use sync::entry::{Millis, Uid};

use super::StoreError;

/// One row of the record. Names of codes are kept as they are stored, so that a
/// row can be verified, and shown, by a program that does not know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place, from 1 on, without a gap.
    pub number: u64,
    /// When.
    pub at: Millis,
    /// Who; `None` for a command on the server, and for the clock.
    pub who: Option<PersonId>,
    /// What: the name of an [`audit::What`](crate::audit::What).
    pub what: String,
    /// Whom it concerns, beside or instead of who did it.
    pub whom: Option<PersonId>,
    /// A class, a record, an entry, a device, or what was held.
    pub about: Option<Uid>,
    /// The name of an [`audit::Detail`](crate::audit::Detail).
    pub detail: Option<String>,
    /// How many, where it was done to several.
    pub count: Option<u32>,
    /// Of the row before, and of this one.
    pub hash: AuditHash,
}

/// SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHash(pub [u8; 32]);

/// A row that stands for all before it: the last one, or the last that was
/// pruned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// Its number; 0 before the first row.
    pub number: u64,
    /// Its hash; zeroes before the first row.
    pub hash: AuditHash,
}

/// Which rows are asked for: those that fit all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Below this number.
    pub before: Option<u64>,
    /// From this moment on.
    pub from: Option<Millis>,
    /// Before this moment.
    pub until: Option<Millis>,
    /// Of this name.
    pub what: Option<String>,
    /// By or about this person.
    pub person: Option<PersonId>,
    /// With a person: also what is about these classes, of these names.
    pub classes: Vec<ClassId>,
    /// See [`classes`](Self::classes).
    pub of_classes: &'static [&'static str],
}

/// The record of access. Rows are added and pruned, and never changed.
pub trait AuditRows {
    /// The last row, or the last that was pruned.
    fn audit_head(&self) -> Result<AuditHead, StoreError>;

    /// The last row that was pruned.
    fn audit_anchor(&self) -> Result<AuditHead, StoreError>;

    /// Adds a row after the last one.
    fn add_audit(&mut self, row: &AuditRow) -> Result<(), StoreError>;

    /// One row.
    fn audit_row(&self, number: u64) -> Result<Option<AuditRow>, StoreError>;

    /// Rows after `number`, in order, at most `limit`.
    fn audit_after(&self, number: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError>;

    /// The rows that fit, the newest first, at most `limit`.
    fn audit(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditRow>, StoreError>;

    /// When `who` last did `what` about something; a name of a
    /// [`What`](crate::audit::What).
    fn last_audit(
        &self,
        who: PersonId,
        what: &str,
        about: Uid,
    ) -> Result<Option<Millis>, StoreError>;

    /// The first row that is not older than `at`.
    fn first_audit_since(&self, at: Millis) -> Result<Option<u64>, StoreError>;

    /// Drops all rows up to `last`, which stands for them from then on; how many.
    fn prune_audit(&mut self, last: AuditHead) -> Result<usize, StoreError>;
}
