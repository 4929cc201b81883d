//! What a disk may hold after a power cut: a model of the worst that a file
//! system may do.
//!
//! Only what was synced is there for certain. Of everything else any part may
//! be, in any order: whole writes, or single sectors of them. A sync that fails
//! brings nothing to the disk, and what it was for may be taken for written
//! from then on, so that a later sync does not bring it there either. A file
//! has its name, or has lost it, for certain once its folder was synced.
//!
//! As SQLite does, the model takes it that writing a part of a sector leaves
//! the rest of it alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fastrand::Rng;

/// What a disk writes whole or not at all.
const SECTOR_BYTES: usize = 512;

/// One folder of it.
#[derive(Default)]
pub struct Disk {
    files: Vec<Vec<Change>>,
    /// Which file has which name now, and had it when the folder was synced.
    names: BTreeMap<String, usize>,
    synced_names: BTreeMap<String, usize>,
}

/// A life of the program, and a moment in it.
pub type Moment = (usize, usize);

/// A change of a file.
struct Change {
    what: Write,
    /// When the program was told that it was done.
    done: Moment,
    standing: Standing,
}

/// What is changed.
pub enum Write {
    /// Bytes are put there.
    Bytes(usize, Vec<u8>),
    /// The file ends there.
    End(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It may be on the disk or not.
    Open,
    /// The same, and no sync will change that.
    Lost,
    /// It is on the disk.
    Kept,
}

impl Disk {
    /// A disk that holds the files of a folder.
    pub fn of(folder: &Path) -> Self {
        let mut disk = Self::default();
        for file in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = file.file_name().into_string().unwrap();
            let what = Write::Bytes(0, fs::read(file.path()).unwrap());
            disk.create(&name);
            disk.files.last_mut().unwrap().push(Change {
                what,
                done: (0, 0),
                standing: Standing::Kept,
            });
        }
        disk.synced_names.clone_from(&disk.names);
        disk
    }

    /// A file is opened, and made if it is not there.
    pub fn create(&mut self, name: &str) {
        if !self.names.contains_key(name) {
            self.names.insert(name.to_owned(), self.files.len());
            self.files.push(Vec::new());
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.names.remove(name);
    }

    pub fn write(&mut self, name: &str, what: Write, done: Moment) {
        self.files[self.names[name]].push(Change { what, done, standing: Standing::Open });
    }

    /// A sync that began at `begun`, and worked or did not.
    pub fn sync(&mut self, name: &str, begun: Moment, worked: bool) {
        let standing = if worked { Standing::Kept } else { Standing::Lost };
        let changes = self.files[self.names[name]].iter_mut();
        let open = |change: &&mut Change| change.standing == Standing::Open && change.done < begun;
        changes.filter(open).for_each(|change| change.standing = standing);
    }

    pub fn sync_names(&mut self) {
        self.synced_names.clone_from(&self.names);
    }

    /// Writes into an empty folder what may be there after a power cut now.
    pub fn cut(&self, folder: &Path, rng: &mut Rng) {
        let names = if rng.bool() { &self.names } else { &self.synced_names };
        // How much of what is not certain has come to the disk, of 16 parts.
        let luck = *rng.choice([0, 1, 8, 15, 16].iter()).unwrap();
        for (name, file) in names {
            let mut bytes = Vec::new();
            for change in &self.files[*file] {
                let certain = change.standing == Standing::Kept;
                apply(&mut bytes, &change.what, &mut || certain || rng.u8(..16) < luck);
            }
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// Makes those parts of a change that have come to the disk.
fn apply(file: &mut Vec<u8>, what: &Write, has_come: &mut impl FnMut() -> bool) {
    match what {
        Write::End(bytes) if has_come() => file.resize(*bytes, 0),
        Write::End(_) => {}
        Write::Bytes(at, bytes) => {
            let (mut at, mut bytes) = (*at, bytes.as_slice());
            while !bytes.is_empty() {
                let in_sector = (SECTOR_BYTES - at % SECTOR_BYTES).min(bytes.len());
                let (sector, rest) = bytes.split_at(in_sector);
                if has_come() {
                    file.resize(file.len().max(at + in_sector), 0);
                    file[at..at + in_sector].copy_from_slice(sector);
                }
                (at, bytes) = (at + in_sector, rest);
            }
        }
    }
}

#[test]
fn what_was_synced_is_there_and_the_rest_may_be() {
    let mut disk = Disk::default();
    disk.create("log");
    disk.sync_names();
    let sectors = |byte, count| Write::Bytes(0, vec![byte; count * SECTOR_BYTES]);
    disk.write("log", sectors(1, 2), (0, 1));
    disk.sync("log", (0, 2), true);
    // Not synced; the sync that fails is for it, and the next one is not.
    disk.write("log", sectors(2, 2), (0, 3));
    disk.sync("log", (0, 4), false);
    disk.sync("log", (0, 5), true);
    // Begun before the write was done.
    disk.write("log", Write::Bytes(2 * SECTOR_BYTES, vec![3]), (0, 7));
    disk.sync("log", (0, 6), true);
    let mut seen = BTreeMap::new();
    for seed in 0..200 {
        let folder = tempfile::tempdir().unwrap();
        disk.cut(folder.path(), &mut Rng::with_seed(seed));
        let file = fs::read(folder.path().join("log")).unwrap();
        let end = file.get(2 * SECTOR_BYTES).copied();
        *seen.entry((file[0], file[SECTOR_BYTES], end)).or_insert(0) += 1;
    }
    let all = [1, 2].into_iter().flat_map(|first| [1, 2].map(|second| (first, second)));
    let all: Vec<_> = all.flat_map(|(a, b)| [None, Some(3)].map(|end| (a, b, end))).collect();
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), all);
}

#[test]
fn a_name_is_certain_once_its_folder_was_synced() {
    let mut disk = Disk::default();
    for name in ["kept", "removed"] {
        disk.create(name);
    }
    disk.sync_names();
    disk.remove("removed");
    disk.create("new");
    let names = |seed| {
        let folder = tempfile::tempdir().unwrap();
        disk.cut(folder.path(), &mut Rng::with_seed(seed));
        let there = |name: &&str| folder.path().join(name).exists();
        ["kept", "removed", "new"].into_iter().filter(there).collect::<Vec<_>>()
    };
    let seen: std::collections::BTreeSet<_> = (0..20).map(names).collect();
    assert_eq!(seen, [vec!["kept", "new"], vec!["kept", "removed"]].into());
}
