//! What was erased, as rows.

use rusqlite::params;
use sync::entry::EntryId;
use sync::scope::{Position, Scope};

use super::log_rows::{count, position};
use super::rows::{SqliteRows, number};
use crate::store::{ErasedRows, StoreError};

/// Everything that says what an entry was, or that it was here.
const TRACES: [&str; 9] = [
    "DELETE FROM erased_listing WHERE position = (SELECT notice FROM withheld WHERE id = ?)",
    "DELETE FROM withheld WHERE id = ?",
    "DELETE FROM decision WHERE hash = (SELECT hash FROM entry WHERE id = ?)",
    "DELETE FROM supersedes WHERE by = (SELECT position FROM entry WHERE id = ?)",
    "DELETE FROM listing WHERE position = (SELECT position FROM entry WHERE id = ?)",
    // Further listings are found by their own index.
    "DELETE FROM listing WHERE position <> entry
         AND entry = (SELECT position FROM entry WHERE id = ?)",
    "DELETE FROM entry WHERE id = ?",
    "DELETE FROM decision WHERE hash IN (SELECT hash FROM held WHERE entry = ?)",
    "DELETE FROM held WHERE entry = ?",
];

impl ErasedRows for SqliteRows {
    fn has_erased(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM erased) OR EXISTS (SELECT 1 FROM withheld)";
        Ok(self.one(sql, [], |row| row.get(0))?.unwrap_or(false))
    }

    fn is_erased(&self, id: EntryId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM erased WHERE id = ?)";
        Ok(self.one(sql, [id.to_bytes()], |row| row.get(0))?.unwrap_or(false))
    }

    fn erased(&self) -> Result<Vec<EntryId>, StoreError> {
        self.all("SELECT id FROM erased ORDER BY id", [], |row| {
            row.get("id").map(EntryId::from_bytes)
        })
    }

    fn erase(
        &mut self,
        id: EntryId,
        listed: Option<(Position, &[Scope])>,
    ) -> Result<(), StoreError> {
        for trace in TRACES {
            self.change(trace, [id.to_bytes()])?;
        }
        let at = listed.map(|(position, _)| number(position));
        self.change("INSERT INTO erased (id, position) VALUES (?, ?)", params![id.to_bytes(), at])?;
        for scope in listed.iter().flat_map(|(_, scopes)| *scopes) {
            let scope = self.scope_number(*scope)?;
            let sql = "INSERT INTO erased_listing (position, scope) VALUES (?, ?)";
            self.change(sql, params![at, scope])?;
        }
        Ok(())
    }

    fn erasures(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        limit: usize,
    ) -> Result<Vec<(Position, EntryId)>, StoreError> {
        let scopes = self.scope_ids(scopes)?;
        // The ids are numbers of our own: safe to write into the statement.
        let list = scopes.keys().map(i64::to_string).collect::<Vec<_>>().join(",");
        let sql = format!(
            "SELECT erased.position AS position, id FROM erased_listing
             JOIN erased ON erased.position = erased_listing.position
             WHERE erased_listing.position > ?1 AND erased_listing.position <= ?2
               AND scope IN ({list})
             UNION
             SELECT notice, id FROM erased_listing
             JOIN withheld ON notice = erased_listing.position
             WHERE erased_listing.position > ?1 AND erased_listing.position <= ?2
               AND scope IN ({list})
             ORDER BY position LIMIT ?3"
        );
        self.all_uncached(&sql, params![number(after), number(up_to), count(limit)], |row| {
            Ok((position(row, "position")?, row.get("id").map(EntryId::from_bytes)?))
        })
    }
}
