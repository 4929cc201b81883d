//! The highest position that was ever given out, in a file beside the
//! database. When the database is behind it, somebody has put back an older
//! copy: then the school gets a new epoch, and devices push again what they
//! kept.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

use sync::frame::Epoch;

use super::rows::SqliteRows;
use crate::random;
use crate::store::{LogRows, StoreError};

/// Its name in the data folder.
pub const FILE: &str = "high-water";
/// The epoch and the position, 8 bytes each.
const MARK_BYTES: usize = 16;

/// The open file, locked for as long as it is open: any number of programs
/// have a school open, or one puts a copy back. It is not synced at each commit: it guards against backups
/// put back, not against power cuts, and the system keeps what was written.
pub struct HighWater {
    file: File,
    written: Option<(u64, u64)>,
}

impl HighWater {
    /// Opens the mark of a data folder, or makes it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = open_file(folder)?;
        file.try_lock_shared().map_err(in_use)?;
        let mut bytes = Vec::new();
        (&file).take(MARK_BYTES as u64).read_to_end(&mut bytes)?;
        let written = <[u8; MARK_BYTES]>::try_from(bytes).ok().map(decode);
        Ok(Self { file, written })
    }

    /// The mark of a folder that nobody has open, nor opens while it is held.
    pub fn open_alone(folder: &Path) -> Result<File, StoreError> {
        let file = open_file(folder)?;
        file.try_lock().map_err(in_use)?;
        Ok(file)
    }

    /// Gives the database a new epoch if it is behind the mark, then sets the
    /// mark to where the database is.
    pub fn check(&mut self, rows: &mut SqliteRows) -> Result<(), StoreError> {
        let head = rows.log_head()?;
        let behind = self
            .written
            .is_some_and(|(epoch, position)| epoch == head.epoch.0 && position > head.position);
        if behind {
            tracing::warn!("the database is older than it was: beginning a new epoch");
            rows.begin_epoch(Epoch(u64::from_le_bytes(random::bytes())))?;
        }
        self.raise(rows)
    }

    /// Writes where the database is now.
    pub fn raise(&mut self, rows: &SqliteRows) -> Result<(), StoreError> {
        let head = rows.log_head()?;
        let now = (head.epoch.0, head.position);
        if self.written != Some(now) {
            self.file.write_all_at(&encode(now), 0)?;
            self.written = Some(now);
        }
        Ok(())
    }
}

fn open_file(folder: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).open(folder.join(FILE))
}

fn in_use(error: TryLockError) -> StoreError {
    match error {
        TryLockError::WouldBlock => StoreError::InUse,
        TryLockError::Error(error) => error.into(),
    }
}

fn encode((epoch, position): (u64, u64)) -> [u8; MARK_BYTES] {
    let mut bytes = [0; MARK_BYTES];
    bytes[..8].copy_from_slice(&epoch.to_be_bytes());
    bytes[8..].copy_from_slice(&position.to_be_bytes());
    bytes
}

fn decode(bytes: [u8; MARK_BYTES]) -> (u64, u64) {
    let both = u128::from_be_bytes(bytes);
    let low = both & u128::from(u64::MAX);
    let half = |n: u128| u64::try_from(n).expect("half of the bits");
    (half(both >> u64::BITS), half(low))
}
