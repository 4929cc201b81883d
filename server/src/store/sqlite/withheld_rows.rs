//! Restrictions, and entries that are withheld because of them, as rows.

use domain::id::PersonId;
use rusqlite::params;
use sync::entry::{EntryId, Millis};
use sync::scope::{Position, Scope};

use super::log_rows::{raw, scope};
use super::rows::{SqliteRows, number, uid};
use crate::store::{StoreError, WithheldRows};

/// Out of everywhere, but for what says where that was.
const WITHHOLD: [&str; 4] = [
    "INSERT INTO withheld_listing (entry, scope)
     SELECT DISTINCT entry, scope FROM listing
     WHERE position = ?1 OR (entry = ?1 AND position <> entry)",
    "DELETE FROM listing WHERE position = ?1",
    "DELETE FROM listing WHERE entry = ?1 AND position <> entry",
    "UPDATE entry SET class = NULL WHERE position = ?1",
];

impl WithheldRows for SqliteRows {
    fn restrictions(&self) -> Result<Vec<(PersonId, Millis)>, StoreError> {
        self.all("SELECT person, since FROM restriction", [], |row| {
            Ok((PersonId(uid(row, "person")?), row.get("since")?))
        })
    }

    fn set_restriction(
        &mut self,
        person: PersonId,
        since: Option<Millis>,
    ) -> Result<(), StoreError> {
        self.change("DELETE FROM restriction WHERE person = ?", [person.0.0])?;
        if let Some(since) = since {
            let sql = "INSERT INTO restriction (person, since) VALUES (?, ?)";
            self.change(sql, params![person.0.0, since])?;
        }
        self.office_changed()
    }

    fn withhold(
        &mut self,
        entry: Position,
        notice: Position,
        scopes: &[Scope],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO withheld (entry, id, notice)
                   SELECT position, id, ?2 FROM entry WHERE position = ?1";
        self.change(sql, params![number(entry), number(notice)])?;
        for step in WITHHOLD {
            self.change(step, [number(entry)])?;
        }
        for scope in scopes {
            let scope = self.scope_number(*scope)?;
            let sql = "INSERT INTO erased_listing (position, scope) VALUES (?, ?)";
            self.change(sql, params![number(notice), scope])?;
        }
        Ok(())
    }

    fn withheld(&self) -> Result<Vec<EntryId>, StoreError> {
        self.all("SELECT id FROM withheld ORDER BY entry", [], |row| {
            row.get("id").map(EntryId::from_bytes)
        })
    }

    fn withheld_scopes(&self, entry: Position) -> Result<Vec<Scope>, StoreError> {
        let sql = "SELECT tag, uid FROM withheld_listing JOIN scope ON scope.id = scope
                   WHERE entry = ? ORDER BY tag, uid";
        self.all(sql, [number(entry)], scope)
    }

    fn release_withheld(&mut self, entry: Position, position: Position) -> Result<(), StoreError> {
        let at = params![number(entry), number(position)];
        let sql = "INSERT INTO listing (scope, position, entry)
                   SELECT scope, ?2, entry FROM withheld_listing WHERE entry = ?1";
        self.change(sql, at)?;
        let stored = self.one("SELECT raw FROM entry WHERE position = ?", [number(entry)], raw)?;
        let class = stored.and_then(|entry| entry.envelope.class).map(|class| class.0);
        let sql = "UPDATE entry SET class = ?2 WHERE position = ?1";
        self.change(sql, params![number(entry), class])?;
        // Whoever has not heard that it was gone need not hear it now.
        let sql = "DELETE FROM erased_listing
                   WHERE position = (SELECT notice FROM withheld WHERE entry = ?)";
        self.change(sql, [number(entry)])?;
        self.change("DELETE FROM withheld WHERE entry = ?", [number(entry)])?;
        Ok(())
    }
}
