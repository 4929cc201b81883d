//! Rosters as they come: good, messy, and with one defect each.

mod defects;
mod good;
mod messy;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use domain::roster::Source;
use domain::time::Day;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Options, Reading, Rejected, read};

/// 23 November 2026.
const TODAY: Day = Day(20_780);

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(name)
}

fn options() -> Options {
    Options { source: Source("test".into()), grades: None, calendar: None, today: TODAY }
}

/// A roster's files in memory, to be changed and then read.
#[derive(Clone)]
struct Roster(BTreeMap<String, Vec<u8>>);

impl Roster {
    fn fixture(name: &str) -> Self {
        let entries = fs::read_dir(fixture(name)).unwrap().map(Result::unwrap);
        let files = entries.map(|entry| {
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        });
        Self(files.collect())
    }

    fn remove(mut self, file: &str) -> Self {
        self.0.remove(file).unwrap();
        self
    }

    fn put(mut self, file: &str, content: &str) -> Self {
        self.0.insert(file.into(), content.into());
        self
    }

    /// Replaces the first of a text in a file, which must be there.
    fn edit(self, file: &str, from: &str, to: &str) -> Self {
        let text = String::from_utf8(self.0[file].clone()).unwrap();
        assert!(text.contains(from), "{file} holds {from:?}");
        self.put(file, &text.replacen(from, to, 1))
    }

    /// Changes each row of a file, the header too, as a list of cells.
    fn each_row(self, file: &str, change: impl Fn(&mut Vec<String>)) -> Self {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(Cursor::new(&self.0[file]));
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in reader.records() {
            let mut row: Vec<_> = record.unwrap().iter().map(str::to_owned).collect();
            change(&mut row);
            writer.write_record(row).unwrap();
        }
        let content = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        self.put(file, &content)
    }

    /// Without one column of a file.
    fn without_column(self, file: &str, column: &str) -> Self {
        let header = String::from_utf8(self.0[file].clone()).unwrap();
        let header = header.lines().next().unwrap();
        let index = header.split(',').position(|name| name == column).unwrap();
        self.each_row(file, |row| drop(row.remove(index)))
    }

    fn folder(&self) -> TempDir {
        let folder = TempDir::new().unwrap();
        for (name, content) in &self.0 {
            fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    fn read(&self) -> Result<Reading, Rejected> {
        read(self.folder().path(), &options())
    }

    /// All that is wrong with it, as people read it.
    fn faults(&self) -> Vec<String> {
        self.read().unwrap_err().faults.iter().map(ToString::to_string).collect()
    }

    /// All that was odd, as people read it.
    fn warnings(&self) -> Vec<String> {
        texts(&self.read().unwrap())
    }

    /// A zip of it, with all files under `prefix`.
    fn zip(&self, prefix: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            zip.start_file(format!("{prefix}{name}"), SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        file.write_all(&zip.finish().unwrap().into_inner()).unwrap();
        file
    }
}

fn texts(reading: &Reading) -> Vec<String> {
    reading.warnings.iter().map(ToString::to_string).collect()
}
