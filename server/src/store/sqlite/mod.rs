//! SQLite, bundled: one file in the school's data folder.
//!
//! WAL with `synchronous=FULL`: a commit is on the disk before anybody is told
//! of it. One thread writes, a few read. Checkpoints run on the writer's
//! connection only.

mod account_rows;
mod audit_rows;
mod copy;
mod device_rows;
mod erased_rows;
mod held_rows;
mod high_water;
mod log_rows;
mod mail_rows;
mod migrations;
mod oidc_rows;
mod personal_rows;
mod pulse_rows;
mod readers;
mod retention_rows;
mod roster_rows;
mod rows;
mod scrub;
mod second_factor_rows;
mod setting_rows;
mod summary_rows;
mod withheld_rows;
mod writer;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

pub use self::copy::{back_up, restore};
use self::high_water::HighWater;
pub use self::personal_rows::is_secret;
use self::readers::{READERS, Readers};
use self::rows::SqliteRows;
pub use self::scrub::scrub;
use self::writer::Writer;
use super::{Job, Store, StoreError};

/// The database's name in a data folder.
pub const FILE: &str = "limber.db";
/// Older ones can lose committed writes in WAL mode.
const VERSION_MIN: (i32, &str) = (3_051_003, "3.51.3");
/// How long to wait for another program that has the database open: a command
/// beside a running server.
const BUSY_WAIT: Duration = Duration::from_secs(10);
/// Statements that each connection keeps prepared.
const STATEMENTS_KEPT: usize = 128;
/// Pages in the WAL before the writer moves them into the database: 16 MiB.
const CHECKPOINT_PAGES: i64 = 4_096;

/// A school's database in SQLite.
pub struct SqliteStore {
    // Dropped first: readers must not outlive what the writer closes.
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the database of a data folder; makes both if they are missing.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        check_version()?;
        std::fs::create_dir_all(folder)?;
        let mut mark = HighWater::open(folder)?;
        let file = folder.join(FILE);
        let mut rows = open_for_writing(&file)?;
        bring_to_disk(&rows)?;
        mark.check(&mut rows)?;
        let readers = (0..READERS).map(|_| open_for_reading(&file)).collect::<Result<_, _>>()?;
        Ok(Self { readers: Readers::start(readers)?, writer: Writer::start(rows, mark)? })
    }
}

impl Store for SqliteStore {
    fn write(&self, job: Box<dyn Job>) {
        self.writer.queue(job);
    }

    fn read(&self, job: Box<dyn Job>) {
        self.readers.queue(job);
    }
}

fn check_version() -> Result<(), StoreError> {
    let (needed_number, needed) = VERSION_MIN;
    if rusqlite::version_number() < needed_number {
        return Err(StoreError::OldEngine { found: rusqlite::version(), needed });
    }
    Ok(())
}

fn open_for_writing(file: &Path) -> Result<SqliteRows, StoreError> {
    let mut connection = Connection::open(file)?;
    set_up(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // Each job has a savepoint, and what is needed to go back to it is nobody's
    // after the transaction: it need not go through files.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    migrations::run(&mut connection)?;
    Ok(SqliteRows::new(connection))
}

/// Brings to the disk what a program that was killed has left: its last
/// transaction may stand whole in the log, and not be on the disk. Nobody was
/// told of it, but whoever sends an entry of it again is told that it is here.
///
/// Where a sync has failed, the system may take for written what is not, and
/// no later sync of the log says so. Here it is written again, elsewhere.
fn bring_to_disk(rows: &SqliteRows) -> Result<(), StoreError> {
    rows.execute("PRAGMA wal_checkpoint(PASSIVE)")
}

fn open_for_reading(file: &Path) -> Result<SqliteRows, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    set_up(&connection)?;
    Ok(SqliteRows::new(connection))
}

fn set_up(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}
