//! What SQLite itself takes for the same: the rows, indexes and buckets that
//! the server has written, put into an empty database in transactions of the
//! same size, each on the disk before the next.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use sync::limits::BATCH_ENTRIES_MAX;

/// Entries a second.
pub fn entries_per_second(made_by_the_server: &Path) -> Result<f64> {
    let source = Connection::open_with_flags(made_by_the_server, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let folder = tempfile::tempdir()?;
    let mut bare = Connection::open(folder.path().join("bare.db"))?;
    bare.pragma_update(None, "journal_mode", "WAL")?;
    bare.pragma_update(None, "synchronous", "FULL")?;
    let schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN
                  ('entry', 'supersedes', 'scope', 'listing', 'bucket', 'bucket_student')";
    for statement in rows(&source, schema)? {
        if let [Value::Text(sql)] = statement.as_slice() {
            bare.execute_batch(sql)?;
        }
    }
    for scope in rows(&source, "SELECT * FROM scope")? {
        put(&bare, "scope", &scope)?;
    }
    let entries = rows(&source, "SELECT * FROM entry ORDER BY position")?;
    let batches: Vec<_> = entries
        .chunks(BATCH_ENTRIES_MAX)
        .map(|batch| batch_of(&source, batch))
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    for tables in &batches {
        let transaction = bare.transaction()?;
        for (table, rows) in tables {
            for row in rows {
                put(&transaction, table, row)?;
            }
        }
        transaction.commit()?;
    }
    Ok(entries.len() as f64 / begun.elapsed().as_secs_f64())
}

type Row = Vec<Value>;

/// What was written with these entries: they, their listings, and the buckets
/// of their classes and days.
fn batch_of(source: &Connection, entries: &[Row]) -> Result<Vec<(&'static str, Vec<Row>)>> {
    let at = |row: &Row| match row.first() {
        Some(Value::Integer(position)) => *position,
        _ => 0,
    };
    let (first, last) = (entries.first().map_or(0, at), entries.last().map_or(0, at));
    let within = format!("position BETWEEN {first} AND {last}");
    let touched = format!("(class, day) IN (SELECT class, day FROM entry WHERE {within})");
    Ok(vec![
        ("entry", entries.to_vec()),
        ("listing", rows(source, &format!("SELECT * FROM listing WHERE {within}"))?),
        ("bucket", rows(source, &format!("SELECT * FROM bucket WHERE {touched}"))?),
        ("bucket_student", rows(source, &format!("SELECT * FROM bucket_student WHERE {touched}"))?),
    ])
}

fn rows(of: &Connection, sql: &str) -> Result<Vec<Row>> {
    let mut statement = of.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|n| row.get(n)).collect())?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn put(into: &Connection, table: &str, row: &Row) -> Result<()> {
    let places = vec!["?"; row.len()].join(",");
    let sql = format!("INSERT OR REPLACE INTO {table} VALUES ({places})");
    into.prepare_cached(&sql)?.execute(params_from_iter(row))?;
    Ok(())
}
