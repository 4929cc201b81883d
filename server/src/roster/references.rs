//! Rows that name other rows: noted while reading, checked at the end.

use std::collections::{BTreeMap, BTreeSet};

use domain::roster::{Arriving, SourcedId};

use super::cells::Cells;
use super::columns::FileSpec;
use super::problem::{Findings, Place, What, Wrong};
use super::sheet::Sheet;

/// Which ids each file has, and which are named where.
#[derive(Default)]
pub(super) struct References {
    there: BTreeMap<&'static str, BTreeSet<SourcedId>>,
    named: Vec<(Place, SourcedId, &'static str)>,
}

impl References {
    /// Notes which ids a file has: those of rows with faults too, so that one
    /// fault does not look like many.
    pub fn are_in(&mut self, sheet: &Sheet) {
        self.there
            .entry(sheet.file)
            .or_default()
            .extend(sheet.rows.iter().map(|row| sheet.id(row)));
    }

    /// The id in a cell, which must be one of a file.
    pub fn one(
        &mut self,
        cells: &Cells<'_>,
        column: &'static str,
        file: &FileSpec,
    ) -> Option<SourcedId> {
        let id = SourcedId(cells.text(column)?);
        self.named.push((cells.place(column), id.clone(), file.name));
        Some(id)
    }

    /// The id in a cell that must not be empty.
    pub fn required(
        &mut self,
        cells: &mut Cells<'_>,
        column: &'static str,
        file: &FileSpec,
    ) -> Option<SourcedId> {
        let id = self.one(cells, column, file);
        if id.is_none() {
            cells.fault(column, Wrong::Empty);
        }
        id
    }

    /// The ids in a cell, all of which must be of a file.
    pub fn list(
        &mut self,
        cells: &Cells<'_>,
        column: &'static str,
        file: &FileSpec,
    ) -> Vec<SourcedId> {
        let ids = cells.ids(column);
        let named = ids.iter().map(|id| (cells.place(column), id.clone(), file.name));
        self.named.extend(named);
        ids
    }

    /// Finds what is named and not there.
    pub fn check(self, findings: &mut Findings) {
        for (place, id, file) in self.named {
            if !self.there.get(file).is_some_and(|ids| ids.contains(&id)) {
                findings.fault(place, Wrong::Unknown { id, file });
            }
        }
    }
}

/// Rows by their ids, as they are read.
pub(super) type Arrivals<Row> = BTreeMap<SourcedId, Arriving<Row>>;

/// Reads each row of a sheet. `read` gives `None` where it noted a fault.
pub(super) fn arrivals<Row: PartialEq>(
    sheet: &Sheet,
    findings: &mut Findings,
    mut read: impl FnMut(&mut Cells<'_>) -> Option<Row>,
) -> Arrivals<Row> {
    let mut rows = Arrivals::new();
    for row in &sheet.rows {
        let mut cells = Cells { sheet, row, findings };
        let id = cells.required("sourcedId").map(SourcedId);
        if let (Some(id), Some(row)) = (id, read(&mut cells)) {
            add(&mut rows, &mut cells, id, row);
        }
    }
    rows
}

/// Adds a row under its id, unless there is one that says something else.
fn add<Row: PartialEq>(rows: &mut Arrivals<Row>, cells: &mut Cells<'_>, id: SourcedId, row: Row) {
    let arriving = Arriving { row, leaving: cells.leaving() };
    match rows.get(&id) {
        None => {
            rows.insert(id, arriving);
        }
        Some(same) if *same == arriving => cells.warn("sourcedId", What::RowTwice),
        Some(_) => cells.fault("sourcedId", Wrong::IdTwice(id)),
    }
}
