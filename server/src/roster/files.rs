//! The files of a roster: in a folder, or in a zip; perhaps inside one more
//! folder there, and perhaps with names in other letter case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::problem::{Findings, Place, What, Wrong};
use super::{FILES_MAX, INFLATED_BYTES_MAX};

/// Whose presence tells the folder of a roster from others.
const LANDMARK: &str = "users.csv";

/// Finds files by name, and reads no more than [`INFLATED_BYTES_MAX`].
pub(super) struct Files {
    /// By lower-case name.
    found: BTreeMap<String, Found>,
    archive: Option<ZipArchive<File>>,
    bytes_left: u64,
}

/// A CSV file somewhere.
struct Found {
    /// The folder inside the folder or zip; empty for none.
    folder: String,
    name: String,
    at: At,
}

enum At {
    Path(PathBuf),
    Index(usize),
}

impl Files {
    /// The files in a folder or a zip.
    pub fn open(path: &Path, findings: &mut Findings) -> Option<Self> {
        let opened = Self::listed(path).and_then(|(all, archive)| {
            Ok(Self { found: in_one_folder(all)?, archive, bytes_left: INFLATED_BYTES_MAX })
        });
        opened
            .map_err(|(file, wrong)| findings.fault(file.unwrap_or_else(|| place(path)), wrong))
            .ok()
    }

    fn listed(path: &Path) -> Result<(Vec<Found>, Option<ZipArchive<File>>), Refusal> {
        let about = fs::metadata(path).map_err(|error| (None, Wrong::Io(error.kind())))?;
        if about.is_dir() {
            let mut all = Vec::new();
            list_folder(path, "", &mut all)?;
            return Ok((all, None));
        }
        let mut file = File::open(path).map_err(|error| (None, Wrong::Io(error.kind())))?;
        if !begins_as_zip(&mut file) {
            return Err((None, Wrong::NotARoster));
        }
        let mut archive = ZipArchive::new(file).map_err(|_| (None, Wrong::BadZip))?;
        let all = list_zip(&mut archive)?;
        Ok((all, Some(archive)))
    }

    /// Whether there is such a file.
    pub fn has(&self, name: &str) -> bool {
        self.found.contains_key(&name.to_ascii_lowercase())
    }

    /// The content of a file, if it is there and can be read.
    pub fn read(&mut self, name: &'static str, findings: &mut Findings) -> Option<Vec<u8>> {
        let found = self.found.get(&name.to_ascii_lowercase())?;
        if found.name != name {
            findings.warn(Place::file(name), What::FileNameCase);
        }
        let content = match (&found.at, &mut self.archive) {
            (At::Path(path), _) => File::open(path)
                .map_err(|error| Wrong::Io(error.kind()))
                .and_then(|file| limited(file, &mut self.bytes_left)),
            (At::Index(index), Some(archive)) => archive
                .by_index(*index)
                .map_err(|_| Wrong::BadZip)
                .and_then(|file| limited(file, &mut self.bytes_left)),
            (At::Index(_), None) => unreachable!("only a zip's files have indices"),
        };
        content.map_err(|wrong| findings.fault(Place::file(name), wrong)).ok()
    }
}

/// One file that is not part of a roster's folder.
pub(super) fn read_alone(path: &Path, findings: &mut Findings) -> Option<Vec<u8>> {
    let content = File::open(path)
        .map_err(|error| Wrong::Io(error.kind()))
        .and_then(|file| limited(file, &mut INFLATED_BYTES_MAX.clone()));
    content.map_err(|wrong| findings.fault(place(path), wrong)).ok()
}

type Refusal = (Option<Place>, Wrong);

/// A path as it is named in a fault: its last part.
fn place(path: &Path) -> Place {
    Place::file(path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}

/// All of it, or [`Wrong::TooLarge`]; never more than what is left in memory.
fn limited(from: impl Read, bytes_left: &mut u64) -> Result<Vec<u8>, Wrong> {
    let mut content = Vec::new();
    let read = from.take(*bytes_left + 1).read_to_end(&mut content);
    let read = read.map_err(|error| match error.kind() {
        // A zip that does not inflate to what it says.
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Wrong::BadZip,
        kind => Wrong::Io(kind),
    })?;
    *bytes_left = bytes_left.checked_sub(read as u64).ok_or(Wrong::TooLarge)?;
    Ok(content)
}

fn begins_as_zip(file: &mut File) -> bool {
    let mut start = [0; 4];
    let zip = file.read_exact(&mut start).is_ok() && start.starts_with(b"PK");
    zip && io::Seek::rewind(file).is_ok()
}

/// The folder's CSV files, and those of the folders in it.
fn list_folder(path: &Path, folder: &str, all: &mut Vec<Found>) -> Result<(), Refusal> {
    let failed = |error: io::Error| (None, Wrong::Io(error.kind()));
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.file_type().map_err(failed)?.is_dir();
        if is_folder && folder.is_empty() && !name.starts_with('.') {
            list_folder(&entry.path(), &name, all)?;
        } else if !is_folder && is_csv(&name) {
            all.push(Found { folder: folder.to_owned(), name, at: At::Path(entry.path()) });
        }
        if all.len() > FILES_MAX {
            return Err((None, Wrong::TooManyFiles));
        }
    }
    Ok(())
}

fn list_zip(archive: &mut ZipArchive<File>) -> Result<Vec<Found>, Refusal> {
    if archive.len() > FILES_MAX {
        return Err((None, Wrong::TooManyFiles));
    }
    let mut all = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| (None, Wrong::BadZip))?;
        let path = entry.name().replace('\\', "/");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        // Beside each file, a Mac packs one of its own.
        if is_csv(name) && !folder.starts_with("__MACOSX") {
            all.push(Found { folder: folder.into(), name: name.into(), at: At::Index(index) });
        }
    }
    Ok(all)
}

fn is_csv(name: &str) -> bool {
    !name.starts_with('.') && name.to_ascii_lowercase().ends_with(".csv")
}

/// The files of the one folder that holds the roster.
fn in_one_folder(all: Vec<Found>) -> Result<BTreeMap<String, Found>, Refusal> {
    let rosters: BTreeSet<&String> = all
        .iter()
        .filter(|found| found.name.eq_ignore_ascii_case(LANDMARK))
        .map(|found| &found.folder)
        .collect();
    let folder = match (rosters.len(), rosters.first()) {
        (1, Some(folder)) => (*folder).clone(),
        (0, _) => all.iter().map(|found| &found.folder).min().cloned().unwrap_or_default(),
        _ => return Err((Some(Place::file(LANDMARK)), Wrong::FileTwice)),
    };
    let mut files = BTreeMap::new();
    for found in all.into_iter().filter(|found| found.folder == folder) {
        let name = found.name.to_ascii_lowercase();
        let place = Place::file(found.name.clone());
        if files.insert(name, found).is_some() {
            return Err((Some(place), Wrong::FileTwice));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A zip whose two files hold a million spaces each.
    fn bomb() -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = ZipWriter::new(file.as_file_mut());
        for name in ["users.csv", "orgs.csv"] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&vec![b' '; 1_000_000]).unwrap();
        }
        zip.finish().unwrap();
        file
    }

    #[test]
    fn a_zip_bomb_is_not_read_to_its_end() {
        let file = bomb();
        assert!(file.as_file().metadata().unwrap().len() < 10_000, "a bomb is small");
        for (limit, read) in [(999_999, [false, false]), (1_999_999, [true, false])] {
            let mut findings = Findings::default();
            let mut files = Files::open(file.path(), &mut findings).unwrap();
            assert_eq!(files.bytes_left, INFLATED_BYTES_MAX);
            files.bytes_left = limit;
            let found =
                ["users.csv", "orgs.csv"].map(|name| files.read(name, &mut findings).is_some());
            assert_eq!(found, read, "up to {limit} bytes, of all files together");
            let fault = &findings.rejected().faults[0];
            assert_eq!(fault.wrong, Wrong::TooLarge);
        }
    }

    #[test]
    fn no_more_than_the_limit_is_held() {
        let mut left = 10;
        let endless = limited(io::repeat(b' '), &mut left);
        assert_eq!(endless, Err(Wrong::TooLarge));
        assert_eq!(limited(&[b' '; 10][..], &mut left).map(|read| read.len()), Ok(10));
    }
}
