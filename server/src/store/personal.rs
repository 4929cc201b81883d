//! What is held about one person outside the log, whatever table it is in.

use domain::id::PersonId;
use sync::entry::Uid;

use super::StoreError;

/// One row that names a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRow {
    /// Its table.
    pub table: String,
    /// Its columns in their order, but for secrets and what is empty.
    pub cells: Vec<(String, Cell)>,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A number, a day or a time.
    Number(i64),
    /// Text.
    Text(String),
    /// Ids, most often one.
    Ids(Vec<Uid>),
}

/// What an export of one person asks for.
pub trait PersonalRows {
    /// All rows that name a person, of all tables but those of the log, of what
    /// is held, and of the record of access, which are asked for otherwise.
    /// Tables of a later version are among them without being named anywhere.
    fn rows_naming(&self, person: PersonId) -> Result<Vec<PersonalRow>, StoreError>;
}
