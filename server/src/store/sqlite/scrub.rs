//! A database written anew, so that nothing is left of what was deleted.

use std::path::Path;

use rusqlite::Connection;

use super::rows::SqliteRows;
use super::{FILE, set_up};
use crate::store::StoreError;

/// How often to try to empty the log: each waits for whoever reads.
const TRIES_MAX: usize = 6;

/// Writes the database of a data folder anew, and empties its log: deleted
/// rows lie in free pages, and in the gaps of pages, until something is written
/// over them. Others may have it open; their changes wait meanwhile.
pub fn scrub(folder: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(folder.join(FILE))?;
    set_up(&connection)?;
    let rows = SqliteRows::new(connection);
    rows.execute("VACUUM")?;
    for _ in 0..TRIES_MAX {
        let busy = rows.one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0))?;
        if busy == Some(false) {
            return Ok(());
        }
    }
    Err(StoreError::Busy)
}
