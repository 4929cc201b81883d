//! A school's database copied into one file, while others write to it, and put
//! back from there.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use sync::frame::Epoch;

use super::high_water::HighWater;
use super::rows::SqliteRows;
use super::{FILE, check_version, open_for_writing, set_up};
use crate::random;
use crate::store::{LogHead, LogRows, StoreError};

/// The mode of copies: their owner's alone.
const FILE_MODE: u32 = 0o600;
/// What is added to the name of a copy until it is whole.
const UNFINISHED: &str = "unfinished";
/// What SQLite keeps beside an open database.
const BESIDE: [&str; 2] = ["wal", "shm"];

/// Copies the database of a data folder into `file`, as it is at one moment;
/// others may go on writing. The copy is verified and on the disk when this
/// returns, and `file` is only ever a whole one. What is there is never
/// written over.
pub fn back_up(folder: &Path, file: &Path) -> Result<LogHead, StoreError> {
    check_version()?;
    if file.exists() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
    }
    let unfinished = beside(file, '.', UNFINISHED);
    create(&unfinished)?;
    let source = open_read_only(&folder.join(FILE))?;
    // One read transaction: writers are not kept waiting, and nothing that is
    // committed meanwhile comes in.
    source.execute("VACUUM INTO ?", [path(&unfinished)?])?;
    let head = verify(&SqliteRows::new(open_read_only(&unfinished)?))?;
    settle(&unfinished, file)?;
    Ok(head)
}

/// Puts a copy in the place of a data folder's database, under a new epoch, so
/// that every device sends again what it kept and the copy lacks. Nobody may
/// have the school open, and a database that is there is replaced only if
/// `replace` says so. The copy itself is only read.
pub fn restore(file: &Path, folder: &Path, replace: bool) -> Result<LogHead, StoreError> {
    check_version()?;
    let _alone = HighWater::open_alone(folder)?;
    let database = folder.join(FILE);
    if database.exists() && !replace {
        return Err(StoreError::Occupied);
    }
    verify(&SqliteRows::new(open_read_only(file)?))?;
    let unfinished = beside(&database, '.', UNFINISHED);
    create(&unfinished)?;
    std::fs::copy(file, &unfinished)?;
    let head = begin_anew(&unfinished)?;
    remove_beside(&database)?;
    settle(&unfinished, &database)?;
    Ok(head)
}

/// Brings a copy to this program's version and to a new epoch.
fn begin_anew(copy: &Path) -> Result<LogHead, StoreError> {
    let mut rows = open_for_writing(copy)?;
    rows.begin_epoch(Epoch(u64::from_le_bytes(random::bytes())))?;
    let head = rows.log_head()?;
    // The copy that it came from holds all of it.
    rows.note_backup(head.epoch, head.position)?;
    // One file again, with nothing beside it.
    rows.execute("PRAGMA journal_mode = DELETE")?;
    rows.log_head()
}

/// Whether a copy is a sound database of ours; where its log stands.
fn verify(copy: &SqliteRows) -> Result<LogHead, StoreError> {
    let answer = copy.one("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))?;
    if answer.as_deref() != Some("ok") {
        return Err(StoreError::Corrupt("the copy is damaged"));
    }
    // A copy of an earlier version has no backup mark yet.
    let sql = "SELECT epoch, position FROM log, epoch ORDER BY number DESC LIMIT 1";
    let head = copy.one(sql, [], |row| {
        let epoch = Epoch(u64::from_be_bytes(row.get("epoch")?));
        let position = row.get::<_, i64>("position")?.unsigned_abs();
        Ok(LogHead { epoch, position, backup: 0 })
    })?;
    head.ok_or(StoreError::Corrupt("the log has no head"))
}

fn open_read_only(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    set_up(&connection)?;
    Ok(connection)
}

/// An empty file for its owner alone, in the place of what an interrupted
/// attempt left there: a log beside it would be read into the new one.
fn create(unfinished: &Path) -> Result<(), StoreError> {
    remove(unfinished)?;
    remove_beside(unfinished)?;
    OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(unfinished)?;
    Ok(())
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Removes what belongs to a database that goes: the one that comes in its place
/// must not read it.
fn remove_beside(database: &Path) -> Result<(), StoreError> {
    BESIDE.iter().try_for_each(|word| remove(&beside(database, '-', word)))
}

/// Gives a whole file its name, once it is on the disk.
fn settle(unfinished: &Path, file: &Path) -> Result<(), StoreError> {
    File::open(unfinished)?.sync_all()?;
    std::fs::rename(unfinished, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// `limber.db` → `limber.db.unfinished`, `limber.db-wal`.
fn beside(file: &Path, mark: char, word: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!("{mark}{word}"));
    name.into()
}

fn path(file: &Path) -> Result<&str, StoreError> {
    file.to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename).into())
}
