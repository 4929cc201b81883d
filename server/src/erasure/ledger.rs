//! The ledger of what was erased: ids, in a file beside the database, and in
//! one beside each copy. It is older than no copy that is put back, so what it
//! lists is erased again from whatever database is opened next to it.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use domain::id::PersonId;
use sync::entry::EntryId;

/// Its name in a data folder: of entries, and of people.
const FILE: &str = "erased";
const NAMES_FILE: &str = "erased-names";
/// Their names in a folder of copies, which may hold files of others.
const FILE_OF_COPIES: &str = "limber-erased";
const NAMES_FILE_OF_COPIES: &str = "limber-erased-names";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;

/// See the module. A line for each id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger(PathBuf);

/// Both: of entries, and of people of whom nothing is left but their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledgers {
    /// Ids of entries.
    pub entries: Ledger,
    /// Ids of people.
    pub names: Ledger,
}

impl Ledgers {
    /// Those of a data folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let ledger = |name| Ledger(folder.join(name));
        Self { entries: ledger(FILE), names: ledger(NAMES_FILE) }
    }

    /// Those of the folder in which a copy is.
    #[must_use]
    pub fn beside(copy: &Path) -> Self {
        let ledger = |name| Ledger(copy.with_file_name(name));
        Self { entries: ledger(FILE_OF_COPIES), names: ledger(NAMES_FILE_OF_COPIES) }
    }

    /// Adds all that `other` lists.
    pub fn add_all(&self, other: &Self) -> io::Result<()> {
        self.entries.add(&other.entries.ids::<EntryId>()?)?;
        self.names.add(&other.names.ids::<PersonId>()?)
    }
}

impl Ledger {
    /// That of the entries of a data folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Ledgers::of(folder).entries
    }

    /// All ids in it. A line that was cut off by a power cut is none: its id
    /// was not erased yet, and is written again.
    pub fn ids<Id: FromStr + Ord>(&self) -> io::Result<BTreeSet<Id>> {
        let lines = match std::fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        Ok(lines.lines().filter_map(|line| line.parse().ok()).collect())
    }

    /// Adds those that are not in it. They are on the disk when this returns.
    pub fn add<Id: FromStr + Display + Ord>(&self, ids: &BTreeSet<Id>) -> io::Result<()> {
        let known = self.ids()?;
        let new: Vec<_> = ids.difference(&known).collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(FILE_MODE);
        let mut file = options.open(&self.0)?;
        let mut lines = String::new();
        if ends_in_a_line_cut_off(&mut file)? {
            lines.push('\n');
        }
        lines.extend(new.into_iter().map(|id| format!("{id}\n")));
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

fn ends_in_a_line_cut_off(file: &mut File) -> io::Result<bool> {
    let mut all = Vec::new();
    file.read_to_end(&mut all)?;
    Ok(all.last().is_some_and(|last| *last != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> EntryId {
        EntryId { incarnation: 7, number }
    }

    #[test]
    fn each_id_is_in_it_once() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::of(folder.path());
        assert_eq!(ledger.ids::<EntryId>().unwrap(), BTreeSet::new());
        ledger.add(&BTreeSet::from([id(1), id(2)])).unwrap();
        ledger.add(&BTreeSet::from([id(2), id(3)])).unwrap();
        assert_eq!(ledger.ids().unwrap(), BTreeSet::from([id(1), id(2), id(3)]));
        let lines = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(lines.lines().count(), 3);
    }

    #[test]
    fn a_power_cut_in_the_middle_of_a_line_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::of(folder.path());
        ledger.add(&BTreeSet::from([id(1)])).unwrap();
        let file = folder.path().join(FILE);
        let mut lines = std::fs::read_to_string(&file).unwrap();
        lines.push_str("00000000");
        std::fs::write(&file, lines).unwrap();
        ledger.add(&BTreeSet::from([id(2)])).unwrap();
        assert_eq!(ledger.ids().unwrap(), BTreeSet::from([id(1), id(2)]));
    }
}
