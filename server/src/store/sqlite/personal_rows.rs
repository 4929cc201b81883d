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
/// one. Below, a test knows every column.
const SECRETS: [&str; 10] =
    ["challenge", "code", "credential", "hash", "key", "nonce", "salt", "secret", "seed", "token"];
/// Bytes of an id.
const ID_BYTES: usize = 16;

/// A column's name and type.
type Column = (String, String);

/// Whether a column of this name is in no copy of what is held about somebody.
#[must_use]
pub fn is_secret(column: &str) -> bool {
    SECRETS.iter().any(|secret| column.contains(secret))
}

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
        if is_secret(name) {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rusqlite::Connection;

    use super::*;
    use crate::store::sqlite::migrations;

    /// What a copy tells, by table: whoever adds a column decides here whether
    /// the person whom its row names is handed it.
    const TOLD: &[(&str, &str)] = &[
        ("authenticator", "person used since"),
        ("authenticator_offer", "person expires"),
        ("bucket_student", "student class day"),
        ("class", "id title type course years subject location terms left_on"),
        ("course", "id title org years subject left_on"),
        ("days_off", "first last kind label"),
        ("decision", "what became decider at"),
        ("device", "id name shared enrolled_by enrolled_at seen unsent oldest_unsent revoked"),
        ("device_code", "by expires"),
        ("device_store", "device person number signed_in"),
        ("enrolment", "id class person role main begins ends left_on"),
        ("epoch", "number epoch began"),
        ("external_id", "kind source sourced_id id"),
        ("framework", "version body"),
        ("granted", "person role"),
        ("link", "person expires"),
        ("log", "only position backup"),
        ("mail", "only server sender account"),
        ("office", "only version"),
        ("oidc", "only name issuer client second_factor"),
        ("oidc_link", "issuer subject person linked_at"),
        ("org", "id name type identifier parent left_on"),
        ("passkey", "id person name since used"),
        ("password", "person set_at"),
        ("pending_sign_in", "person how expires"),
        (
            "person",
            "id given family username email identifier roles year enabled left_on login email_login",
        ),
        ("picture_pin", "class student"),
        ("pulse", "id title items opened closes by"),
        ("pulse_answer", "id pulse people item value"),
        ("pulse_answered", "pulse person"),
        ("pulse_link", "pulse people"),
        ("recovery_code", "person"),
        ("restriction", "person since"),
        ("retention_run", "number at leavers entries words record links"),
        ("session", "person seen device began"),
        ("setting", "name value"),
        ("supply", "person class day until"),
        ("supply_pass", "class day until"),
        ("term", "id title type first last parent left_on"),
        ("visit", "record class walkers state visited shared_on replied"),
        ("withheld", "entry id notice"),
        ("withheld_listing", "entry scope"),
    ];

    #[test]
    fn every_column_is_told_or_named_as_a_secret() {
        let mut database = Connection::open_in_memory().unwrap();
        migrations::run(&mut database).unwrap();
        let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
                   WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
        let mut columns = database.prepare(sql).unwrap();
        let columns = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let columns: BTreeSet<(String, String)> = columns.map(Result::unwrap).collect();
        let told = TOLD.iter().flat_map(|(table, names)| {
            names.split(' ').map(|name| ((*table).to_owned(), name.to_owned()))
        });
        let told: BTreeSet<_> = told.collect();
        let is_read_here = |(table, _): &&(String, String)| !ELSEWHERE.contains(&table.as_str());
        for (table, column) in columns.iter().filter(is_read_here) {
            let is_told = told.contains(&(table.clone(), column.clone()));
            assert!(
                is_told != is_secret(column),
                "{table}.{column}: if it keeps a secret, or what was made of one, part of its name \
                 is in SECRETS; if not, it is in TOLD, and has a label in app/src/text/export.rs"
            );
        }
        let gone: Vec<_> = told.difference(&columns).collect();
        assert!(gone.is_empty(), "there are no such columns: {gone:?}");
    }

    #[test]
    fn names_of_secrets() {
        let secrets = ["hash", "token", "totp_secret", "recovery_code", "credential", "key_id"];
        assert!(secrets.iter().all(|name| is_secret(name)));
        assert!(["name", "enrolled_by", "seen", "signed_in"].iter().all(|name| !is_secret(name)));
    }
}
