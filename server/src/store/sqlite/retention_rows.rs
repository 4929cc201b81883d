//! What retention did, as rows.

use rusqlite::params;
use sync::entry::Millis;

use super::log_rows::count;
use super::rows::SqliteRows;
use crate::store::{RetentionRows, RetentionRun, StoreError};

impl RetentionRows for SqliteRows {
    fn last_retention(&self) -> Result<Option<Millis>, StoreError> {
        let sql = "SELECT at FROM retention_run ORDER BY number DESC LIMIT 1";
        self.one(sql, [], |row| row.get(0))
    }

    fn add_retention(&mut self, run: &RetentionRun) -> Result<(), StoreError> {
        let RetentionRun { at, leavers, entries, words, record, links } = *run;
        let sql = "INSERT INTO retention_run (at, leavers, entries, words, record, links)
                   VALUES (?, ?, ?, ?, ?, ?)";
        let [leavers, entries, words, record, links] =
            [leavers, entries, words, record, links].map(count);
        self.change(sql, params![at, leavers, entries, words, record, links])?;
        Ok(())
    }

    fn drop_ended(&mut self, at: Millis, unseen: Millis) -> Result<usize, StoreError> {
        let links = self.change("DELETE FROM link WHERE expires < ?", [at])?;
        Ok(links + self.change("DELETE FROM session WHERE seen < ?", [unseen])?)
    }
}
