//! One connection, and short ways to ask it.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::id::ClassId;
use domain::time::Day;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use sync::entry::Uid;
use sync::scope::{Position, Scope};

use crate::store::{CountedDay, JsonFault, Rows, StoreError};

/// The rows of one database, over one connection.
pub struct SqliteRows {
    connection: Connection,
    pub(super) learnt: RefCell<Learnt>,
}

/// What was looked up or made of rows before, and is still so.
#[derive(Default)]
pub(super) struct Learnt {
    /// Our numbers for scopes: they never change and never go.
    pub scopes: HashMap<Scope, i64>,
    /// Days of classes as they were counted.
    pub days: HashMap<(ClassId, Day), CountedDay>,
    /// The last position that was given out, while it is not written down.
    pub position: Option<Position>,
    /// Tells whether another connection has written since.
    version: i64,
}

impl SqliteRows {
    /// Over this connection.
    pub fn new(connection: Connection) -> Self {
        Self { connection, learnt: RefCell::default() }
    }

    /// Runs a statement without parameters; an answer is not looked at.
    pub fn execute(&self, sql: &str) -> Result<(), StoreError> {
        // Read to its end, which is when it has been done.
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut answer = statement.query([])?;
        while answer.next()?.is_some() {}
        Ok(())
    }

    /// Begins a transaction that may write. What another program has written
    /// since the last one was not learnt here.
    pub fn begin(&self) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE")?;
        let version = self.one("PRAGMA data_version", [], |row| row.get(0))?.unwrap_or_default();
        if self.learnt.borrow().version != version {
            self.learnt.replace(Learnt { version, ..Learnt::default() });
        }
        Ok(())
    }

    /// Writes down what a job has left to write: once, and not for each entry.
    pub fn settle(&self) -> Result<(), StoreError> {
        if let Some(position) = self.learnt.borrow_mut().position.take() {
            self.change("UPDATE log SET position = ?", [number(position)])?;
        }
        Ok(())
    }

    /// Takes back what was done since `what` of a transaction began. What was
    /// learnt meanwhile may not be so any more, also where this fails because
    /// the engine has taken everything back by itself.
    pub fn roll_back(&self, what: &str) -> Result<(), StoreError> {
        let version = self.learnt.borrow().version;
        self.learnt.replace(Learnt { version, ..Learnt::default() });
        self.execute(what)
    }

    /// Whether a transaction is under way.
    pub fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Changes rows; how many.
    pub(super) fn change(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }

    /// The row that fits, if there is one.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// All rows that fit.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map(params, read)?.collect::<Result<_, _>>()?)
    }
}

impl SqliteRows {
    /// As [`all`](Self::all), for a statement whose text is seldom the same
    /// twice.
    pub(super) fn all_uncached<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        Ok(statement.query_map(params, read)?.collect::<Result<_, _>>()?)
    }
}

impl Rows for SqliteRows {}

/// A position as SQLite counts; beyond every one of ours, the largest.
pub(super) fn number(position: Position) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// An id of ours out of a row.
pub(super) fn uid(row: &Row<'_>, column: &str) -> rusqlite::Result<Uid> {
    row.get(column).map(Uid)
}

/// An id that may be missing.
pub(super) fn maybe_uid(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Uid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uid))
}

/// Ids, one after the other.
pub(super) fn uids(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<Uid>> {
    let bytes = row.get_ref(column)?.as_blob()?;
    let (ids, _) = bytes.as_chunks::<16>();
    Ok(ids.iter().copied().map(Uid).collect())
}

/// The inverse of [`uids`].
pub(super) fn join(ids: impl IntoIterator<Item = Uid>) -> Vec<u8> {
    ids.into_iter().flat_map(|id| id.0).collect()
}

/// One of a fixed list, by its stored name.
pub(super) fn named<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    parse(text).ok_or_else(|| unreadable(format!("\"{column}\" holds an unknown name")))
}

/// What is stored as JSON.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|error| unreadable(format!("\"{column}\": {}", JsonFault::from(error))))
}

/// A row holds what it cannot hold.
pub(super) fn unreadable(what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Null, what.into())
}
