//! The ledger of what was erased: ids, in a file beside the database, and in
//! one beside each copy. It is older than no copy that is put back, so what it
//! lists is erased again from whatever database is opened next to it.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use sync::entry::EntryId;

/// Its name in a data folder.
const FILE: &str = "erased";
/// Its name in a folder of copies, which may hold files of others.
const FILE_OF_COPIES: &str = "limber-erased";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;

/// See the module. A line for each id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger(PathBuf);

impl Ledger {
    /// That of a data folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(folder.join(FILE))
    }

    /// That of the folder in which a copy is.
    #[must_use]
    pub fn beside(copy: &Path) -> Self {
        Self(copy.with_file_name(FILE_OF_COPIES))
    }

    /// All ids in it. A line that was cut off by a power cut is none: its id
    /// was not erased yet, and is written again.
    pub fn ids(&self) -> io::Result<BTreeSet<EntryId>> {
        let lines = match std::fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        Ok(lines.lines().filter_map(|line| line.parse().ok()).collect())
    }

    /// Adds those that are not in it. They are on the disk when this returns.
    pub fn add(&self, ids: &BTreeSet<EntryId>) -> io::Result<()> {
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
        assert_eq!(ledger.ids().unwrap(), BTreeSet::new());
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
