//! One connection, and short ways to ask it.

use rusqlite::{Connection, OptionalExtension, Params, Row};
use sync::entry::Uid;

use crate::store::{JsonFault, Rows, StoreError};

/// The rows of one database, over one connection.
pub struct SqliteRows {
    connection: Connection,
}

impl SqliteRows {
    /// Over this connection.
    pub fn new(connection: Connection) -> Self {
        Self { connection }
    }

    /// Runs a statement without parameters; an answer is not looked at.
    pub fn execute(&self, sql: &str) -> Result<(), StoreError> {
        // Read to its end, which is when it has been done.
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut answer = statement.query([])?;
        while answer.next()?.is_some() {}
        Ok(())
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
