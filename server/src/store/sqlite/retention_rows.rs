//! What retention did, as rows.

use rusqlite::{Row, params};
use sync::entry::Millis;

use super::log_rows::count;
use super::rows::SqliteRows;
use crate::store::{RetentionRows, RetentionRun, StoreError};

impl RetentionRows for SqliteRows {
    fn last_retention(&self) -> Result<Option<Millis>, StoreError> {
        let sql = "SELECT at FROM retention_run ORDER BY number DESC LIMIT 1";
        self.one(sql, [], |row| row.get(0))
    }

    fn retention_runs(&self, limit: usize) -> Result<Vec<RetentionRun>, StoreError> {
        let sql = "SELECT * FROM retention_run ORDER BY number DESC LIMIT ?";
        self.all(sql, [count(limit)], run)
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

fn run(row: &Row<'_>) -> rusqlite::Result<RetentionRun> {
    let count = |column: &str| -> rusqlite::Result<usize> {
        Ok(usize::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
    };
    Ok(RetentionRun {
        at: row.get("at")?,
        leavers: count("leavers")?,
        entries: count("entries")?,
        words: count("words")?,
        record: count("record")?,
        links: count("links")?,
    })
}
