//! What a cell says: words, dates, lists, and references to other rows.

use domain::roster::{GradeScheme, SourcedId, YearGroup};
use domain::time::Day;

use super::problem::{Findings, Place, What, Wrong};
use super::sheet::{Row, Sheet};

/// The value under which systems mark a row of their own.
const OWN_PREFIX: &str = "ext:";

/// One row's cells, and where to say what is wrong with them.
pub(super) struct Cells<'a> {
    pub sheet: &'a Sheet,
    pub row: &'a Row,
    pub findings: &'a mut Findings,
}

/// A word of a list of known ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<T> {
    /// Known.
    Is(T),
    /// The system's own (`ext:…`).
    Own,
    /// Nothing there.
    Empty,
    /// Something else.
    Unknown,
}

impl<'a> Cells<'a> {
    /// A cell's text, if there is any.
    pub fn text(&self, column: &'static str) -> Option<String> {
        let text = self.sheet.text(self.row, column);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A cell that must hold something.
    pub fn required(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.fault(column, Wrong::Empty);
        }
        text
    }

    /// The ids of a list: commas between them.
    pub fn ids(&self, column: &'static str) -> Vec<SourcedId> {
        self.list(column).into_iter().map(|id| SourcedId(id.to_owned())).collect()
    }

    /// The parts of a list: commas between them.
    pub fn list(&self, column: &'static str) -> Vec<&'a str> {
        let text = self.sheet.text(self.row, column);
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// Whether the source marks the row as leaving.
    pub fn leaving(&mut self) -> bool {
        const STATUS: &[(&str, bool)] =
            &[("active", false), ("tobedeleted", true), ("inactive", true)];
        match self.word("status", STATUS) {
            Word::Is(leaving) => leaving,
            Word::Empty => false,
            Word::Own | Word::Unknown => {
                self.warn("status", What::CountsAs("active"));
                false
            }
        }
    }

    /// True or false; `otherwise` if nothing or something else is there.
    pub fn boolean(&mut self, column: &'static str, otherwise: bool) -> bool {
        const WORDS: &[(&str, bool)] = &[("true", true), ("false", false)];
        match self.word(column, WORDS) {
            Word::Is(value) => value,
            Word::Empty => otherwise,
            Word::Own | Word::Unknown => {
                self.warn(column, What::NotABool(otherwise));
                otherwise
            }
        }
    }

    /// A word of a list.
    pub fn word<T: Copy>(&mut self, column: &'static str, words: &[(&'static str, T)]) -> Word<T> {
        let text = self.sheet.text(self.row, column);
        self.word_of(text, column, words)
    }

    /// One part of a cell as a word of a list.
    pub fn word_of<T: Copy>(
        &mut self,
        text: &str,
        column: &'static str,
        words: &[(&'static str, T)],
    ) -> Word<T> {
        if text.is_empty() {
            return Word::Empty;
        }
        match words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
            Some((word, value)) => {
                if *word != text {
                    self.warn(column, What::WordCase);
                }
                Word::Is(*value)
            }
            None if text.to_ascii_lowercase().starts_with(OWN_PREFIX) => Word::Own,
            None => Word::Unknown,
        }
    }

    /// A date that must be there.
    pub fn required_day(&mut self, column: &'static str) -> Option<Day> {
        let text = self.required(column)?;
        let day = self.day_of(&text, column);
        if day.is_none() {
            self.fault(column, Wrong::NotADate);
        }
        day
    }

    /// A date, if there is one.
    pub fn day(&mut self, column: &'static str) -> Option<Day> {
        let text = self.text(column)?;
        let day = self.day_of(&text, column);
        if day.is_none() {
            self.warn(column, What::NotADate);
        }
        day
    }

    fn day_of(&mut self, text: &str, column: &'static str) -> Option<Day> {
        if let Ok(day) = text.parse() {
            return Some(day);
        }
        let date = match text.split_once(['T', ' ']) {
            None => text,
            Some((date, _)) => {
                self.warn(column, What::TimeOfDay);
                date
            }
        };
        date.parse().ok().or_else(|| {
            let day = british(date)?;
            self.warn(column, What::BritishDate);
            Some(day)
        })
    }

    /// The years of a list of grades.
    pub fn years(&mut self, column: &'static str, scheme: GradeScheme) -> Vec<YearGroup> {
        let mut years = Vec::new();
        let mut unknown = false;
        for code in self.list(column) {
            match YearGroup::from_grade(code, scheme) {
                Ok(year) => years.extend(year),
                Err(_) => unknown = true,
            }
        }
        if unknown {
            self.warn(column, What::UnknownGrade);
        }
        years
    }

    /// Notes a warning about a cell.
    pub fn warn(&mut self, column: &'static str, what: What) {
        self.findings.warn(self.place(column), what);
    }

    /// Notes a fault of a cell.
    pub fn fault(&mut self, column: &'static str, wrong: Wrong) {
        self.findings.fault(self.place(column), wrong);
    }

    /// Where a cell is.
    pub fn place(&self, column: &'static str) -> Place {
        self.sheet.place(self.row, column)
    }
}

/// "1/05/2023": day, month, year.
fn british(text: &str) -> Option<Day> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=2).contains(&part.len());
    if !short(day) || !short(month) || year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
