//! What is wrong with a file, where, and what to do about it.

use std::fmt;

use domain::roster::SourcedId;
use domain::time::BadPlan;

use super::{
    CELL_BYTES_MAX, FAULTS_MAX, FILE_COLUMNS_MAX, FILE_ROWS_MAX, FILES_MAX, INFLATED_BYTES_MAX,
    Reading, WARNINGS_MAX,
};

/// Where in a roster: a file, and if known a line and a column of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name as the standard has it.
    pub file: String,
    /// The line on which the row begins, from 1; the header is on line 1.
    pub line: Option<u64>,
    /// The column's name as the standard has it.
    pub column: Option<&'static str>,
}

/// Something that keeps a roster from being imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{}: {wrong}", Further(*.further))]
pub struct Fault {
    /// Where it was first found.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
    /// In how many further rows of the file.
    pub further: usize,
}

/// What keeps a roster from being imported, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Cannot be opened.
    #[error("cannot be read ({0}). Check the path and its permissions.")]
    Io(std::io::ErrorKind),
    /// Neither a folder nor a zip.
    #[error(
        "is neither a folder nor a zip file. Give the folder or the .zip that the export made."
    )]
    NotARoster,
    /// A zip that is damaged or of a kind that is not read.
    #[error(
        "is not a zip file that can be read. Export it again, or unpack it and give the folder."
    )]
    BadZip,
    /// Inflates to too much.
    #[error("is larger than {} MB when unpacked. Check that it is the right file.", INFLATED_BYTES_MAX / 1024 / 1024)]
    TooLarge,
    /// Too many files.
    #[error("holds more than {FILES_MAX} files. Give a folder or a zip with the roster only.")]
    TooManyFiles,
    /// Two names that differ in case only, or two folders.
    #[error("is there twice. Keep the newer one.")]
    FileTwice,
    /// A file that there must be.
    #[error("is missing. Export the roster again with this file.")]
    MissingFile,
    /// The manifest says that a file holds changes only.
    #[error("holds changes only (\"delta\"). Export the complete roster (\"bulk\").")]
    Delta,
    /// A version that is not read.
    #[error("is of another version than 1.1 and 1.2 of OneRoster. Export one of these.")]
    Version,
    /// Not text in UTF-8.
    #[error("is not UTF-8 text. Save it as \"CSV UTF-8\".")]
    NotUtf8,
    /// A row that is not CSV.
    #[error("is not CSV. Export it again, and do not edit it by hand.")]
    NotCsv,
    /// A column that there must be.
    #[error("this column is missing. Add it, or export again with all required columns.")]
    MissingColumn,
    /// A column that there must be, and one that is nearly called so.
    #[error("this column is missing. Column {number} is nearly called so: correct its heading.")]
    MisspeltColumn {
        /// The other column's number, from 1.
        number: usize,
    },
    /// Two columns of one name.
    #[error("this column is there twice. Remove one of them.")]
    ColumnTwice,
    /// Too many columns.
    #[error("has more than {FILE_COLUMNS_MAX} columns. Check that it is the right file.")]
    TooManyColumns,
    /// Too many rows.
    #[error("has more than {FILE_ROWS_MAX} rows. Check that it is the right file.")]
    TooManyRows,
    /// A cell that is too long.
    #[error(
        "this cell is longer than {CELL_BYTES_MAX} bytes. Shorten it; perhaps a quotation mark is missing."
    )]
    LongCell,
    /// A cell of several lines.
    #[error(
        "a cell of this row holds a line break: perhaps a quotation mark is missing. Put it there, or take the line break out."
    )]
    LineBreak,
    /// More cells than headings.
    #[error(
        "this row has more cells than there are headings. Put a cell that holds a comma into quotation marks."
    )]
    LongRow,
    /// An empty cell where there must be something.
    #[error("this cell is empty. Fill it in.")]
    Empty,
    /// Not one of the words that may stand there.
    #[error("this is none of {}.", .0.join(", "))]
    NotOneOf(&'static [&'static str]),
    /// Not a date.
    #[error("this is not a date. Write it as 2026-09-01.")]
    NotADate,
    /// Ends before it begins.
    #[error("this day is before the first one. Swap the two dates.")]
    Backwards,
    /// Two rows with one id.
    #[error(
        "\"{0}\" is the id of an earlier row too, which says something else. Keep one of them."
    )]
    IdTwice(SourcedId),
    /// A row that is not there.
    #[error("\"{id}\" is not in {file}. Export both files again at the same time.")]
    Unknown {
        /// What is named.
        id: SourcedId,
        /// Where it should be.
        file: &'static str,
    },
    /// The dates do not make a calendar.
    #[error("the school years and terms do not fit together: {0}.")]
    Calendar(BadPlan),
}

/// Something that is not as the standard says, and was understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{}: {what}", Further(*.further))]
pub struct Warning {
    /// Where it was first found.
    pub place: Place,
    /// What.
    pub what: What,
    /// In how many further rows of the file.
    pub further: usize,
}

/// What is not as the standard says, and how it was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// No manifest.
    #[error("is missing; the version was guessed from the other files.")]
    NoManifest,
    /// A file that may be missing.
    #[error("is missing; what it would say is left as it was.")]
    NoFile,
    /// A file name in other letters.
    #[error("the file's name is in other upper and lower case letters.")]
    FileNameCase,
    /// Begins with a byte-order mark.
    #[error("begins with a byte-order mark, which was skipped.")]
    ByteOrderMark,
    /// A heading in other letters.
    #[error("the heading is in other upper and lower case letters.")]
    HeadingCase,
    /// A heading that was probably meant.
    #[error("the heading is misspelt; it was taken for this one.")]
    HeadingMisspelt,
    /// Empty cells beyond the last heading.
    #[error("empty cells after the last one were skipped.")]
    StrayCommas,
    /// Cells missing at the end.
    #[error("cells are missing at the end of the row; they count as empty.")]
    ShortRow,
    /// The word NULL.
    #[error("\"NULL\" counts as empty.")]
    Null,
    /// A word in other letters.
    #[error("the word is in other upper and lower case letters.")]
    WordCase,
    /// Neither true nor false.
    #[error("this is neither true nor false; it counts as {0}.")]
    NotABool(bool),
    /// A date in British order.
    #[error("the date is not written as 2026-09-01; it was read as day/month/year.")]
    BritishDate,
    /// A time of day that nobody needs.
    #[error("the time of day was left out.")]
    TimeOfDay,
    /// Not a date, where none is needed.
    #[error("this is not a date; it counts as empty.")]
    NotADate,
    /// A last day before the first one.
    #[error("this day is before the first one: the enrolment never holds.")]
    NeverHolds,
    /// Not a word of the standard, where another one does.
    #[error("this word is not known; it counts as \"{0}\".")]
    CountsAs(&'static str),
    /// A role of the system's own.
    #[error("this role is not known; it gives nothing.")]
    UnknownRole,
    /// Nobody's role.
    #[error("this person has no role, and is left out.")]
    NoRole,
    /// An enrolment of someone who is left out.
    #[error("this person is left out, and so is the enrolment.")]
    EnrolmentLeftOut,
    /// Not a year of a school.
    #[error("this grade is not known; it was skipped.")]
    UnknownGrade,
    /// More than one year for a student.
    #[error("a student is in one year: the first was taken.")]
    SeveralGrades,
    /// The same row twice.
    #[error("the row is there twice; it counts once.")]
    RowTwice,
    /// Two people with one user name.
    #[error("an earlier row has the same user name: its owners cannot sign in with it.")]
    UsernameTwice,
    /// Two classes with one code, or one title where there is no code.
    #[error("an earlier class has the same code (or title): its students cannot sign in with it.")]
    CodeTwice,
    /// Two people with one identifier.
    #[error("an earlier row has the same identifier.")]
    IdentifierTwice,
    /// Passwords in a file.
    #[error("holds passwords. Limber does not read them: export without them.")]
    Passwords,
    /// A reason for a day off that is not known.
    #[error(
        "this is not INSET, holiday, half-term, bank holiday or exam week; the days count as days off."
    )]
    UnknownDayOff,
    /// Says that a file is absent, and it is there.
    #[error("says that a file is absent that is there; it was read.")]
    NotAbsent,
}

/// A roster that was not imported, and all that keeps it from being.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Rejected {
    /// In the order in which they were found; at least one.
    pub faults: Vec<Fault>,
    /// Faults beyond [`FAULTS_MAX`].
    pub more: usize,
}

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    warnings: Vec<Warning>,
    more_warnings: usize,
    faults: Vec<Fault>,
    more_faults: usize,
}

impl Findings {
    /// Notes a fault: once for all rows that name the same missing one.
    pub fn fault(&mut self, place: Place, wrong: Wrong) {
        let same = |fault: &&mut Fault| {
            matches!(wrong, Wrong::Unknown { .. })
                && fault.wrong == wrong
                && fault.place.file == place.file
                && fault.place.column == place.column
        };
        if let Some(fault) = self.faults.iter_mut().find(same) {
            fault.further += 1;
        } else if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { place, wrong, further: 0 });
        } else {
            self.more_faults += 1;
        }
    }

    /// Notes a warning: once for all rows of a column.
    pub fn warn(&mut self, place: Place, what: What) {
        let same = |warning: &&mut Warning| {
            warning.what == what
                && warning.place.file == place.file
                && warning.place.column == place.column
        };
        if let Some(warning) = self.warnings.iter_mut().find(same) {
            warning.further += 1;
        } else if self.warnings.len() < WARNINGS_MAX {
            self.warnings.push(Warning { place, what, further: 0 });
        } else {
            self.more_warnings += 1;
        }
    }

    /// Whether there is any fault.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The reading, unless something is wrong with it.
    pub fn conclude(self, reading: Reading) -> Result<Reading, Rejected> {
        if self.is_faulty() {
            return Err(self.rejected());
        }
        let warnings = by_file(self.warnings, |warning| &warning.place);
        Ok(Reading { warnings, more_warnings: self.more_warnings, ..reading })
    }

    /// All that is wrong.
    pub fn rejected(self) -> Rejected {
        Rejected { faults: by_file(self.faults, |fault| &fault.place), more: self.more_faults }
    }
}

/// Findings of one file together, in the order of lines; files in the order in
/// which they were first found to have any.
fn by_file<T>(mut findings: Vec<T>, place: impl Fn(&T) -> &Place) -> Vec<T> {
    let mut files = Vec::new();
    for finding in &findings {
        if !files.contains(&place(finding).file) {
            files.push(place(finding).file.clone());
        }
    }
    findings.sort_by_key(|finding| {
        let place = place(finding);
        (files.iter().position(|file| *file == place.file), place.line)
    });
    findings
}

impl Place {
    /// A file as a whole.
    pub(super) fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    /// A line of a file.
    pub(super) fn line(file: impl Into<String>, line: u64) -> Self {
        Self { file: file.into(), line: Some(line), column: None }
    }

    /// A cell of a file.
    pub(super) fn cell(file: impl Into<String>, line: u64, column: &'static str) -> Self {
        Self { file: file.into(), line: Some(line), column: Some(column) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was imported:")?;
        for fault in &self.faults {
            write!(f, "\n  {fault}")?;
        }
        if self.more > 0 {
            write!(f, "\n  and {} more", self.more)?;
        }
        Ok(())
    }
}

/// "(and 12 further rows)", or nothing.
struct Further(usize);

impl fmt::Display for Further {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str(" (and 1 further row)"),
            n => write!(f, " (and {n} further rows)"),
        }
    }
}
