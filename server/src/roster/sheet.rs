//! One CSV file as rows of those cells that are read, and nothing else of it.

use std::collections::BTreeMap;

use csv::ByteRecord;
use domain::roster::SourcedId;

use super::columns::{FileSpec, Heading};
use super::problem::{Findings, Place, What, Wrong};
use super::{CELL_BYTES_MAX, FILE_COLUMNS_MAX, FILE_ROWS_MAX};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The file whose passwords are noticed, and left where they are.
const PASSWORD: &str = "password";
/// What some systems write into an empty cell.
const NULL: &[u8] = b"NULL";

/// A file's rows.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The file's name as the standard has it.
    pub file: &'static str,
    /// Where each column's cell is in a row; absent columns have none.
    columns: BTreeMap<&'static str, usize>,
    /// Its rows, in their order.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// On which line it begins.
    pub line: u64,
    /// Cells of the columns that are read, trimmed.
    cells: Vec<String>,
}

impl Sheet {
    /// Reads a file; `None` where nothing of it can be read.
    pub fn read(spec: &'static FileSpec, content: &[u8], findings: &mut Findings) -> Option<Self> {
        let content = match content.strip_prefix(BYTE_ORDER_MARK) {
            None => content,
            Some(rest) => {
                findings.warn(Place::file(spec.name), What::ByteOrderMark);
                rest
            }
        };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content);
        let mut record = ByteRecord::new();
        if reader.read_byte_record(&mut record).is_err() {
            findings.fault(Place::line(spec.name, 1), Wrong::NotCsv);
            return None;
        }
        let headings = Headings::understand(spec, &record, findings)?;
        let mut lines = Lines::of(content);
        let mut rows = Vec::new();
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) if rows.len() == FILE_ROWS_MAX => {
                    findings.fault(Place::file(spec.name), Wrong::TooManyRows);
                    break;
                }
                Ok(true) => {
                    let line = lines.at(record.position().map_or(0, csv::Position::byte));
                    rows.extend(headings.row(&record, line, findings));
                }
                Err(_) => {
                    findings.fault(Place::file(spec.name), Wrong::NotCsv);
                    break;
                }
            }
        }
        Some(Self { file: spec.name, columns: headings.columns, rows })
    }

    /// Whether the file has such a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// A cell's text; empty where the column is absent.
    pub fn text<'a>(&self, row: &'a Row, column: &'static str) -> &'a str {
        self.columns.get(column).map_or("", |index| &row.cells[*index])
    }

    /// Where a cell is.
    pub fn place(&self, row: &Row, column: &'static str) -> Place {
        Place::cell(self.file, row.line, column)
    }

    /// The row's id.
    pub fn id(&self, row: &Row) -> SourcedId {
        self.text(row, "sourcedId").into()
    }
}

/// Numbers lines as people count them. (The CSV reader's own numbers stop short
/// of a line end of two bytes, and of empty lines.)
struct Lines<'a> {
    content: &'a [u8],
    /// How far lines are counted, and which one is there.
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(content: &'a [u8]) -> Self {
        Self { content, counted: 0, line: 1 }
    }

    /// The line of the record that begins at a byte, or after line ends there.
    /// Asked for in order.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).max(self.counted);
        let rest = self.content.get(byte..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = byte.saturating_add(ends).min(self.content.len());
        let passed = &self.content[self.counted..start];
        let after = passed.iter().skip(1).chain(&[0]);
        // A carriage return ends a line unless its line feed does.
        let ends = passed.iter().zip(after);
        let ends = ends.filter(|(byte, next)| match byte {
            b'\n' => true,
            b'\r' => **next != b'\n',
            _ => false,
        });
        self.line += ends.count() as u64;
        self.counted = start;
        self.line
    }
}

/// Where the cells that are read are in a record.
struct Headings {
    file: &'static str,
    columns: BTreeMap<&'static str, usize>,
    /// For each cell of a [`Row`]: the column, and the number in the record.
    read: Vec<(&'static str, usize)>,
    /// How many cells a record should have.
    count: usize,
    password: Option<usize>,
}

impl Headings {
    fn understand(
        spec: &'static FileSpec,
        record: &ByteRecord,
        findings: &mut Findings,
    ) -> Option<Self> {
        let place = |column| Place::cell(spec.name, 1, column);
        if record.len() > FILE_COLUMNS_MAX {
            findings.fault(Place::line(spec.name, 1), Wrong::TooManyColumns);
            return None;
        }
        if record.iter().any(has_line_break) {
            findings.fault(Place::line(spec.name, 1), Wrong::LineBreak);
            return None;
        }
        let texts: Result<Vec<_>, _> = record
            .iter()
            .map(|cell| std::str::from_utf8(cell).map(|text| text.trim().to_owned()))
            .collect();
        let Ok(texts) = texts else {
            findings.fault(Place::line(spec.name, 1), Wrong::NotUtf8);
            return None;
        };
        let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut nearly: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (number, heading) in spec.headings(&texts).into_iter().enumerate() {
            let column = match heading {
                Heading::Exact(column) => column,
                Heading::OtherCase(column) => {
                    findings.warn(place(column), What::HeadingCase);
                    column
                }
                Heading::Misspelt(column) => {
                    findings.warn(place(column), What::HeadingMisspelt);
                    column
                }
                Heading::Nearly(column) => {
                    nearly.insert(column, number);
                    continue;
                }
                Heading::Unknown => continue,
            };
            if found.insert(column, number).is_some() {
                findings.fault(place(column), Wrong::ColumnTwice);
            }
        }
        let missing: Vec<_> =
            spec.required.iter().copied().filter(|column| !found.contains_key(column)).collect();
        for column in &missing {
            let wrong = match nearly.get(column) {
                Some(number) => Wrong::MisspeltColumn { number: number + 1 },
                None => Wrong::MissingColumn,
            };
            findings.fault(place(column), wrong);
        }
        if !missing.is_empty() {
            return None;
        }
        let password = found.get(PASSWORD).copied();
        let read: Vec<_> = found.into_iter().filter(|(column, _)| spec.is_read(column)).collect();
        let columns = read.iter().enumerate().map(|(index, (column, _))| (*column, index));
        // Headings that are empty at the end are stray commas.
        let count = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        Some(Self { file: spec.name, columns: columns.collect(), read, count, password })
    }

    /// The cells that are read of a record; `None` for one that is empty or
    /// cannot be understood.
    fn row(&self, record: &ByteRecord, line: u64, findings: &mut Findings) -> Option<Row> {
        let blank = |cell: &[u8]| cell.trim_ascii().is_empty();
        if record.iter().all(blank) {
            return None;
        }
        // Where a closing quotation mark is missing, the rows that follow are one
        // cell, up to the next quotation mark; no column that is read holds lines.
        if record.iter().any(has_line_break) {
            findings.fault(Place::line(self.file, line), Wrong::LineBreak);
            return None;
        }
        if record.iter().skip(self.count).any(|cell| !blank(cell)) {
            findings.fault(Place::line(self.file, line), Wrong::LongRow);
            return None;
        }
        if record.len() > self.count {
            findings.warn(Place::line(self.file, line), What::StrayCommas);
        }
        if record.len() < self.count {
            findings.warn(Place::line(self.file, line), What::ShortRow);
        }
        let password = self.password.and_then(|number| record.get(number));
        if password.is_some_and(|cell| !blank(cell) && cell != NULL) {
            findings.warn(Place::cell(self.file, line, PASSWORD), What::Passwords);
        }
        let cells = self.read.iter().map(|(column, number)| {
            cell(record.get(*number), || Place::cell(self.file, line, column), findings)
        });
        Some(Row { line, cells: cells.collect() })
    }
}

fn has_line_break(cell: &[u8]) -> bool {
    cell.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
}

fn cell(bytes: Option<&[u8]>, place: impl Fn() -> Place, findings: &mut Findings) -> String {
    let bytes = bytes.unwrap_or_default();
    if bytes.len() > CELL_BYTES_MAX {
        findings.fault(place(), Wrong::LongCell);
        return String::new();
    }
    match std::str::from_utf8(bytes).map(str::trim) {
        Ok(text) if text.as_bytes() == NULL => {
            findings.warn(place(), What::Null);
            String::new()
        }
        Ok(text) => text.to_owned(),
        Err(_) => {
            findings.fault(place(), Wrong::NotUtf8);
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::columns::CALENDAR;

    #[test]
    fn lines_are_numbered_as_people_count_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["date_from,what", "a,b", "", "a,\"b", "c\"", "", "", "a,b"].join(end);
            let mut findings = Findings::default();
            let sheet = Sheet::read(&CALENDAR, text.as_bytes(), &mut findings).unwrap();
            let lines: Vec<_> = sheet.rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, [2, 8], "{end:?}");
            let fault = &findings.rejected().faults[0];
            assert_eq!((fault.place.line, &fault.wrong), (Some(4), &Wrong::LineBreak), "{end:?}");
        }
    }
}
