//! What is held, as rows.

use domain::id::PersonId;
use rusqlite::{Row, params};
use sync::entry::{EntryHash, EntryId};
use sync::frame::{Reason, Unreadable};

use super::log_rows::{hash, raw, received};
use super::rows::{SqliteRows, uid, unreadable};
use crate::store::{Decision, DecisionRow, HeldRow, HeldRows, HeldWhat, StoreError};

/// Nobody has decided yet.
const WAITS: &str = "NOT EXISTS (SELECT 1 FROM decision WHERE decision.hash = held.hash)";
const KEPT: &str = "kept";
const KEPT_ANEW: &str = "kept-anew";
const DISCARDED: &str = "discarded";

impl HeldRows for SqliteRows {
    fn hold(&mut self, row: &HeldRow) -> Result<(), StoreError> {
        let (entry, id, received, raw) = match &row.what {
            HeldWhat::Entry(entry, received) => {
                (Some(entry), Some(entry.id()), Some(received), entry.canonical())
            }
            HeldWhat::Unreadable(Unreadable { raw, id }) => {
                (None, *id, None, raw.clone().into_bytes())
            }
        };
        let sql = "INSERT OR IGNORE INTO held
                   (is_entry, entry, hash, sender, incarnation, reason, received,
                    effective, day, suspect, raw)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let new: Option<i64> = self.one(
            sql,
            params![
                entry.is_some(),
                id.map(EntryId::to_bytes),
                row.hash.0.to_be_bytes(),
                row.sender.0.0,
                row.incarnation.to_be_bytes(),
                row.reason.code(),
                row.at,
                received.map(|received| received.effective),
                received.map(|received| received.day),
                received.map(|received| received.suspect),
                raw,
            ],
            |row| row.get(0),
        )?;
        let (Some(held), Some(entry)) = (new, entry) else { return Ok(()) };
        let targets = entry.envelope.supersedes.iter().map(|id| id.to_bytes());
        for awaited in targets.chain(entry.envelope.record.map(|record| record.0)) {
            let sql = "INSERT OR IGNORE INTO held_awaits (awaited, held) VALUES (?, ?)";
            self.change(sql, params![awaited, held])?;
        }
        Ok(())
    }

    fn held(&self) -> Result<Vec<HeldRow>, StoreError> {
        self.all(&format!("SELECT * FROM held WHERE {WAITS} ORDER BY id"), [], held)
    }

    fn aside(&self) -> Result<Vec<HeldRow>, StoreError> {
        self.all("SELECT * FROM held ORDER BY id", [], held)
    }

    fn held_with(&self, hash: EntryHash) -> Result<Option<HeldRow>, StoreError> {
        let sql = format!("SELECT * FROM held WHERE hash = ? AND {WAITS}");
        self.one(&sql, [hash.0.to_be_bytes()], held)
    }

    fn has_held(&self) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM held WHERE {WAITS})");
        Ok(self.one(&sql, [], |row| row.get(0))?.unwrap_or(false))
    }

    fn held_awaiting(&self, arrived: EntryId) -> Result<Vec<HeldRow>, StoreError> {
        let sql = format!(
            "SELECT held.* FROM held_awaits JOIN held ON held.id = held_awaits.held
             WHERE (awaited = ?1 OR awaited = (SELECT record FROM entry WHERE entry.id = ?1))
               AND {WAITS}
             ORDER BY held.id"
        );
        self.all(&sql, [arrived.to_bytes()], held)
    }

    fn release_held(&mut self, id: EntryId, hash: EntryHash) -> Result<(), StoreError> {
        let sql = "DELETE FROM held WHERE entry = ? AND hash = ?";
        self.change(sql, params![id.to_bytes(), hash.0.to_be_bytes()])?;
        Ok(())
    }

    fn decide(&mut self, row: &DecisionRow) -> Result<(), StoreError> {
        let (what, became) = match row.what {
            Decision::Kept => (KEPT, None),
            Decision::KeptAnew(id) => (KEPT_ANEW, Some(id.to_bytes())),
            Decision::Discarded => (DISCARDED, None),
        };
        let sql = "INSERT INTO decision (hash, what, became, decider, at) VALUES (?, ?, ?, ?, ?)";
        self.change(sql, params![row.hash.0.to_be_bytes(), what, became, row.decider.0.0, row.at])?;
        Ok(())
    }

    fn has_decided(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM decision)";
        Ok(self.one(sql, [], |row| row.get(0))?.unwrap_or(false))
    }

    fn kept_as(&self, became: EntryId) -> Result<Option<EntryId>, StoreError> {
        let sql = "SELECT entry FROM decision JOIN held ON held.hash = decision.hash
                   WHERE became = ?";
        self.one(sql, [became.to_bytes()], |row| row.get("entry").map(EntryId::from_bytes))
    }

    fn decision(&self, hash: EntryHash) -> Result<Option<DecisionRow>, StoreError> {
        self.one("SELECT * FROM decision WHERE hash = ?", [hash.0.to_be_bytes()], decision)
    }
}

fn held(row: &Row<'_>) -> rusqlite::Result<HeldRow> {
    let what = if row.get("is_entry")? {
        HeldWhat::Entry(Box::new(raw(row)?), received(row)?)
    } else {
        let bytes = row.get_ref("raw")?.as_blob()?;
        HeldWhat::Unreadable(Unreadable {
            raw: String::from_utf8_lossy(bytes).into_owned(),
            id: row.get::<_, Option<_>>("entry")?.map(EntryId::from_bytes),
        })
    };
    Ok(HeldRow {
        hash: hash(row)?,
        what,
        sender: PersonId(uid(row, "sender")?),
        incarnation: u64::from_be_bytes(row.get("incarnation")?),
        at: row.get("received")?,
        reason: Reason::from_code(row.get_ref("reason")?.as_str()?),
    })
}

fn decision(row: &Row<'_>) -> rusqlite::Result<DecisionRow> {
    Ok(DecisionRow {
        hash: hash(row)?,
        what: match row.get_ref("what")?.as_str()? {
            KEPT => Decision::Kept,
            KEPT_ANEW => Decision::KeptAnew(row.get("became").map(EntryId::from_bytes)?),
            DISCARDED => Decision::Discarded,
            _ => return Err(unreadable("an unknown decision".to_owned())),
        },
        decider: PersonId(uid(row, "decider")?),
        at: row.get("at")?,
    })
}
