//! What retention did.

use sync::entry::Millis;

use super::StoreError;

/// One run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RetentionRun {
    /// When.
    pub at: Millis,
    /// Students of whom nothing is left but their id.
    pub leavers: usize,
    /// Entries about them and by them.
    pub entries: usize,
    /// Entries with words of visits.
    pub words: usize,
    /// Rows of the record of access.
    pub record: usize,
    /// Links and sessions that had ended.
    pub links: usize,
}

/// The runs of retention.
pub trait RetentionRows {
    /// When it last ran.
    fn last_retention(&self) -> Result<Option<Millis>, StoreError>;

    /// What it did, the last time first, at most `limit` times.
    fn retention_runs(&self, limit: usize) -> Result<Vec<RetentionRun>, StoreError>;

    /// Notes what it did.
    fn add_retention(&mut self, run: &RetentionRun) -> Result<(), StoreError>;

    /// Drops links that ended before `at`, and sessions that were not used
    /// since `unseen`; how many.
    fn drop_ended(&mut self, at: Millis, unseen: Millis) -> Result<usize, StoreError>;
}
