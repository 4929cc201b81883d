//! The record of access, as rows.

use domain::id::PersonId;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};
use sync::entry::{Millis, Uid};

use super::log_rows::count;
use super::rows::{SqliteRows, maybe_uid, number};
use crate::store::{AuditHash, AuditHead, AuditQuery, AuditRow, AuditRows, StoreError};

impl AuditRows for SqliteRows {
    fn audit_head(&self) -> Result<AuditHead, StoreError> {
        let sql = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
        match self.one(sql, [], head)? {
            Some(head) => Ok(head),
            None => self.audit_anchor(),
        }
    }

    fn audit_anchor(&self) -> Result<AuditHead, StoreError> {
        let anchor = self.one("SELECT number, hash FROM audit_anchor", [], head)?;
        anchor.ok_or(StoreError::Corrupt("the record of access has no anchor"))
    }

    fn add_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit (number, at, who, what, whom, about, detail, count, hash)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                number(row.number),
                row.at,
                row.who.map(|id| id.0.0),
                row.what,
                row.whom.map(|id| id.0.0),
                row.about.map(|id| id.0),
                row.detail,
                row.count,
                row.hash.0,
            ],
        )?;
        Ok(())
    }

    fn audit_row(&self, at: u64) -> Result<Option<AuditRow>, StoreError> {
        self.one("SELECT * FROM audit WHERE number = ?", [number(at)], audit)
    }

    fn audit_after(&self, after: u64, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        let sql = "SELECT * FROM audit WHERE number > ? ORDER BY number LIMIT ?";
        self.all(sql, params![number(after), count(limit)], audit)
    }

    fn audit(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        let (fits, mut values) = fitting(query);
        let sql = format!("SELECT * FROM audit WHERE {fits} ORDER BY number DESC LIMIT ?");
        values.push(Value::Integer(count(limit)));
        self.all_uncached(&sql, params_from_iter(values), audit)
    }

    fn last_audit(
        &self,
        who: PersonId,
        what: &str,
        about: Uid,
    ) -> Result<Option<Millis>, StoreError> {
        let sql = "SELECT at FROM audit WHERE who = ? AND what = ? AND about = ?
                   ORDER BY number DESC LIMIT 1";
        self.one(sql, params![who.0.0, what, about.0], |row| row.get(0))
    }

    fn first_audit_since(&self, at: Millis) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT number FROM audit WHERE at >= ? ORDER BY number LIMIT 1";
        self.one(sql, [at], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))
    }

    fn prune_audit(&mut self, last: AuditHead) -> Result<usize, StoreError> {
        let AuditHead { number: up_to, hash } = last;
        // First: rows are only deleted up to the anchor.
        let sql = "UPDATE audit_anchor SET number = ?, hash = ?";
        self.change(sql, params![number(up_to), hash.0])?;
        self.change("DELETE FROM audit WHERE number <= ?", [number(up_to)])
    }
}

/// A query's conditions, and what stands in their places. Only our own words
/// and numbers of places are written into the statement.
fn fitting(query: &AuditQuery) -> (String, Vec<Value>) {
    let mut values = vec![Value::Integer(query.before.map_or(i64::MAX, number))];
    let mut fits = "number < ?".to_owned();
    let also = [(" AND at >= ?", query.from), (" AND at < ?", query.until)];
    for (also, at) in also.into_iter().filter_map(|(also, at)| Some((also, at?))) {
        fits.push_str(also);
        values.push(Value::Integer(at));
    }
    if let Some(what) = &query.what {
        fits.push_str(" AND what = ?");
        values.push(Value::Text(what.clone()));
    }
    if let Some(person) = query.person {
        let places = |n: usize| vec!["?"; n].join(",");
        let (classes, names) = (places(query.classes.len()), places(query.of_classes.len()));
        fits.extend([
            " AND (who = ? OR whom = ? OR (about IN (",
            &classes,
            ") AND what IN (",
            &names,
            ")))",
        ]);
        let id = || Value::Blob(person.0.0.to_vec());
        values.extend([id(), id()]);
        values.extend(query.classes.iter().map(|class| Value::Blob(class.0.0.to_vec())));
        values.extend(query.of_classes.iter().map(|name| Value::Text((*name).to_owned())));
    }
    (fits, values)
}

fn head(row: &Row<'_>) -> rusqlite::Result<AuditHead> {
    let number = row.get::<_, i64>("number")?.unsigned_abs();
    Ok(AuditHead { number, hash: AuditHash(row.get("hash")?) })
}

fn audit(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let AuditHead { number, hash } = head(row)?;
    Ok(AuditRow {
        number,
        at: row.get("at")?,
        who: maybe_uid(row, "who")?.map(PersonId),
        what: row.get("what")?,
        whom: maybe_uid(row, "whom")?.map(PersonId),
        about: maybe_uid(row, "about")?,
        detail: row.get("detail")?,
        count: row.get("count")?,
        hash,
    })
}
