//! All rows that name a person: by the schema, so that no table is forgotten.

use domain::id::PersonId;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};
use sync::entry::Uid;

use super::rows::SqliteRows;
use crate::store::{Cell, PersonalRow, PersonalRows, StoreError};

/// Tables that are asked for otherwise (the log, what is held, the record of
/// access), that are made of others (buckets), or name audiences only.
const ELSEWHERE: [&str; 12] = [
    "audit",
    "audit_anchor",
    "bucket",
    "entry",
    "erased",
    "erased_listing",
    "grouping",
    "held",
    "held_awaits",
    "listing",
    "scope",
    "supersedes",
];
/// A column with one of these in its name keeps a secret, or what was made of
/// one.
const SECRETS: [&str; 7] = ["hash", "token", "secret", "key", "salt", "nonce", "code"];
/// Bytes of an id.
const ID_BYTES: usize = 16;

/// A column's name and type.
type Column = (String, String);

impl PersonalRows for SqliteRows {
    fn rows_naming(&self, person: PersonId) -> Result<Vec<PersonalRow>, StoreError> {
        let sql = "SELECT name FROM sqlite_schema
                   WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let tables: Vec<String> = self.all(sql, [], |row| row.get(0))?;
        let mut found = Vec::new();
        for table in tables.into_iter().filter(|name| !ELSEWHERE.contains(&name.as_str())) {
            found.extend(self.rows_of_table(&table, person)?);
        }
        Ok(found)
    }
}

impl SqliteRows {
    fn rows_of_table(&self, table: &str, person: PersonId) -> Result<Vec<PersonalRow>, StoreError> {
        let sql = "SELECT name, type FROM pragma_table_info(?)";
        let columns: Vec<Column> =
            self.all(sql, [table], |row| Ok((row.get("name")?, row.get("type")?)))?;
        // As bytes in an id's column or in a list of ids; as digits in a text.
        let place = |(name, kind): &Column| match kind.as_str() {
            "BLOB" => Some(format!("instr(\"{name}\", ?1)")),
            "TEXT" => Some(format!("instr(\"{name}\", ?2)")),
            _ => None,
        };
        let places: Vec<_> = columns.iter().filter_map(place).collect();
        if places.is_empty() {
            return Ok(Vec::new());
        }
        // These names are of our own schema. Both parameters have to be there.
        let sql = format!(
            "SELECT * FROM \"{table}\" WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL AND ({})",
            places.join(" OR ")
        );
        let read = |row: &Row<'_>| {
            Ok(PersonalRow { table: table.to_owned(), cells: cells(row, &columns)? })
        };
        self.all_uncached(&sql, params![person.0.0, person.to_string()], read)
    }
}

fn cells(row: &Row<'_>, columns: &[Column]) -> rusqlite::Result<Vec<(String, Cell)>> {
    let mut cells = Vec::new();
    for (at, (name, _)) in columns.iter().enumerate() {
        if SECRETS.iter().any(|secret| name.contains(secret)) {
            continue;
        }
        let cell = match row.get_ref(at)? {
            ValueRef::Integer(number) => Some(Cell::Number(number)),
            ValueRef::Text(text) if !text.is_empty() => {
                Some(Cell::Text(String::from_utf8_lossy(text).into_owned()))
            }
            ValueRef::Blob(bytes) => ids(bytes),
            _ => None,
        };
        cells.extend(cell.map(|cell| (name.clone(), cell)));
    }
    Ok(cells)
}

/// Bytes that are no ids are not for people.
fn ids(bytes: &[u8]) -> Option<Cell> {
    let (ids, rest) = bytes.as_chunks::<ID_BYTES>();
    (!ids.is_empty() && rest.is_empty()).then(|| Cell::Ids(ids.iter().copied().map(Uid).collect()))
}
