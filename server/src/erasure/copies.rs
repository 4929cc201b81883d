//! Where copies of a school were put: what was erased since is still in them,
//! so whoever erases is told which must be deleted, and by when.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use domain::time::Day;

/// Its name in a data folder. Beside the database, so that one that is put
/// back does not forget the copies that were made after it.
const FILE: &str = "copies";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;
/// How many days after an erasure older copies may still be kept.
pub const DAYS_KEPT_MAX: i32 = 30;

/// A copy that is still where it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The school day on which it was made.
    pub on: Day,
    /// Where it is.
    pub file: PathBuf,
}

/// Notes that a copy of a data folder was made.
pub fn note(folder: &Path, copy: &Copied) -> io::Result<()> {
    let file = std::path::absolute(&copy.file)?;
    let mut options = OpenOptions::new();
    let mut notes = options.append(true).create(true).mode(FILE_MODE).open(folder.join(FILE))?;
    notes.write_all(format!("{} {}\n", copy.on, file.display()).as_bytes())?;
    notes.sync_all()
}

/// The copies of a data folder that are still there.
pub fn of(folder: &Path) -> io::Result<Vec<Copied>> {
    let notes = match std::fs::read_to_string(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let copies = notes.lines().filter_map(|line| {
        let (on, file) = line.split_once(' ')?;
        Some(Copied { on: on.parse().ok()?, file: file.into() })
    });
    Ok(copies.filter(|copy| copy.file.exists()).collect())
}
