//! Heads of the chain, noted in a file beside the database: rows that are cut
//! off at the end leave a chain that is whole, but not these. A copy of the file
//! on another machine is worth most.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;

use domain::time::Day;

use crate::store::{AuditHash, AuditHead};

/// Its name in a data folder.
const FILE: &str = "audit-head";
/// For its owner alone.
const FILE_MODE: u32 = 0o600;
/// What stands at the end of a line that a restore wrote.
const RESTORED: &str = "restored";

/// One line: the head on a school day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// The day.
    pub on: Day,
    /// The head.
    pub head: AuditHead,
    /// A copy was put back: heads that were noted before, and go further, are
    /// of the record that it took the place of.
    pub is_restored: bool,
}

/// Adds a line to the file of a data folder.
pub fn note(folder: &Path, noted: Noted) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.append(true).create(true).mode(FILE_MODE).open(folder.join(FILE))?;
    file.write_all(format!("{noted}\n").as_bytes())?;
    file.sync_all()
}

/// All lines of the file of a data folder. One that was cut off by a power cut
/// is none.
pub fn noted(folder: &Path) -> io::Result<Vec<Noted>> {
    let lines = match std::fs::read_to_string(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    Ok(lines.lines().filter_map(|line| line.parse().ok()).collect())
}

/// The heads that a record must still have.
#[must_use]
pub fn standing(noted: &[Noted]) -> Vec<AuditHead> {
    let mut standing: Vec<AuditHead> = Vec::new();
    for line in noted {
        if line.is_restored {
            standing.retain(|head| head.number < line.head.number);
        }
        standing.push(line.head);
    }
    standing
}

impl fmt::Display for Noted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AuditHead { number, hash } = self.head;
        write!(f, "{} {number} {hash}", self.on)?;
        if self.is_restored { write!(f, " {RESTORED}") } else { Ok(()) }
    }
}

/// A line that is none.
#[derive(Debug)]
pub struct NoLine;

impl FromStr for Noted {
    type Err = NoLine;

    fn from_str(line: &str) -> Result<Self, NoLine> {
        let mut words = line.split(' ');
        let mut word = || words.next().ok_or(NoLine);
        let on = word()?.parse().map_err(|_| NoLine)?;
        let number = word()?.parse().map_err(|_| NoLine)?;
        let hash = word()?.parse().map_err(|_| NoLine)?;
        let is_restored = words.next() == Some(RESTORED);
        Ok(Self { on, head: AuditHead { number, hash }, is_restored })
    }
}

impl fmt::Display for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for AuditHash {
    type Err = NoLine;

    fn from_str(text: &str) -> Result<Self, NoLine> {
        let mut bytes = [0; 32];
        if text.len() != bytes.len() * 2 || !text.is_ascii() {
            return Err(NoLine);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = &text[at * 2..at * 2 + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NoLine)?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, is_restored: bool) -> Noted {
        let hash = AuditHash([u8::try_from(number).unwrap(); 32]);
        Noted { on: Day(20_780), head: AuditHead { number, hash }, is_restored }
    }

    #[test]
    fn lines_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(noted(folder.path()).unwrap(), []);
        let lines = [line(1, false), line(2, false), line(1, true)];
        for line in lines {
            note(folder.path(), line).unwrap();
        }
        assert_eq!(noted(folder.path()).unwrap(), lines);
        let file = folder.path().join(FILE);
        let mut text = std::fs::read_to_string(&file).unwrap();
        text.push_str("2026-11-23 9 abab");
        std::fs::write(&file, text).unwrap();
        assert_eq!(noted(folder.path()).unwrap(), lines);
    }

    #[test]
    fn what_a_copy_lacks_need_not_be_there_once_it_is_put_back() {
        let lines = [line(1, false), line(5, false), line(3, true), line(4, false)];
        let numbers: Vec<_> = standing(&lines).iter().map(|head| head.number).collect();
        assert_eq!(numbers, [1, 3, 4]);
    }
}
