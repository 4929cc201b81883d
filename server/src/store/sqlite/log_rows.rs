//! The log as rows.

use std::collections::BTreeMap;

use domain::id::{ClassId, PersonId, RecordId};
use domain::rights::{Sharing, Visit, VisitState};
use domain::time::Day;
use rusqlite::{Row, params};
use sync::checksum::Sums;
use sync::entry::{Entry, EntryHash, EntryId, Received, Uid};
use sync::frame::Epoch;
use sync::scope::{Position, Scope};

use super::rows::{SqliteRows, join, maybe_uid, number, uid, uids, unreadable};
use crate::store::{EntryRow, ListedRow, LogHead, LogRows, StoreError};

/// A person's own scopes, or the handful that were newly granted.
const SCOPES_FEW: usize = 8;
/// Scopes whose numbers are kept at hand: every class and person of a large
/// school, twice over; about 60 bytes each.
const SCOPES_LEARNT_MAX: usize = 20_000;
const ENTRY: &str =
    "entry.position, entry.hash, entry.effective, entry.day, entry.suspect, entry.raw";

impl LogRows for SqliteRows {
    fn log_head(&self) -> Result<LogHead, StoreError> {
        let sql = "SELECT epoch, position, backup FROM log, epoch ORDER BY number DESC LIMIT 1";
        let head = self.one(sql, [], |row| {
            let (position, backup) = (position(row, "position")?, position(row, "backup")?);
            Ok(LogHead { epoch: epoch(row)?, position, backup })
        })?;
        let head = head.ok_or(StoreError::Corrupt("the log has no head"))?;
        // What this job has given out is not written down yet.
        let position = self.learnt.borrow().position.unwrap_or(head.position);
        Ok(LogHead { position, ..head })
    }

    fn epochs(&self) -> Result<Vec<(Epoch, Position)>, StoreError> {
        let sql = "SELECT epoch, began FROM epoch ORDER BY number";
        self.all(sql, [], |row| Ok((epoch(row)?, position(row, "began")?)))
    }

    fn begin_epoch(&mut self, epoch: Epoch) -> Result<(), StoreError> {
        let sql = "INSERT INTO epoch (epoch, began) SELECT ?, position FROM log";
        self.change(sql, [epoch.0.to_be_bytes()])?;
        Ok(())
    }

    fn note_backup(&mut self, epoch: Epoch, covered: Position) -> Result<(), StoreError> {
        let sql = "UPDATE log SET backup = max(backup, ?2)
                   WHERE ?1 = (SELECT epoch FROM epoch ORDER BY number DESC LIMIT 1)";
        self.change(sql, params![epoch.0.to_be_bytes(), number(covered)])?;
        Ok(())
    }

    fn next_position(&mut self) -> Result<Position, StoreError> {
        let last = match self.learnt.get_mut().position {
            Some(last) => last,
            None => self.log_head()?.position,
        };
        self.learnt.get_mut().position = Some(last + 1);
        Ok(last + 1)
    }

    fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM entry WHERE id = ?");
        self.one(&sql, [id.to_bytes()], entry)
    }

    fn add_entry(&mut self, row: &EntryRow) -> Result<(), StoreError> {
        let EntryRow { position, entry, hash, received } = row;
        let envelope = &entry.envelope;
        let sql = "INSERT INTO entry
                   (position, id, hash, author, kind, record, class, effective, day, suspect, raw)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                number(*position),
                envelope.id.to_bytes(),
                hash.0.to_be_bytes(),
                envelope.author.0,
                envelope.kind.as_str(),
                envelope.record.map(|id| id.0),
                envelope.class.map(|id| id.0),
                received.effective,
                received.day,
                received.suspect,
                entry.canonical(),
            ],
        )?;
        for target in &envelope.supersedes {
            let sql = "INSERT OR IGNORE INTO supersedes (target, by) VALUES (?, ?)";
            self.change(sql, params![target.to_bytes(), number(*position)])?;
        }
        Ok(())
    }

    fn list(
        &mut self,
        entry: Position,
        scopes: &[Scope],
        position: Position,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO listing (scope, position, entry) VALUES (?, ?, ?)";
        for scope in scopes {
            let id = self.scope_number(*scope)?;
            self.change(sql, params![id, number(position), number(entry)])?;
        }
        Ok(())
    }

    fn scopes_of(&self, entry: Position) -> Result<Vec<Scope>, StoreError> {
        let sql = "SELECT DISTINCT tag, uid FROM
                       (SELECT scope AS id FROM listing WHERE position = ?1 UNION ALL
                        SELECT scope FROM listing WHERE entry = ?1 AND position <> entry)
                   JOIN scope USING (id) ORDER BY tag, uid";
        self.all(sql, [number(entry)], scope)
    }

    fn entries_of_record(&self, record: Uid) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM entry WHERE record = ? ORDER BY position");
        self.all(&sql, [record.0], entry)
    }

    fn entries_of_class(
        &self,
        class: ClassId,
        day: i32,
        after: Position,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM entry WHERE class = ? AND day = ? AND position > ?
             ORDER BY position"
        );
        self.all(&sql, params![class.0.0, day, number(after)], entry)
    }

    fn entries_listed(&self, scope: Scope, kind: &str) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT {ENTRY} FROM scope JOIN listing ON listing.scope = scope.id
             JOIN entry ON entry.position = listing.entry
             WHERE tag = ? AND uid = ? AND kind = ? ORDER BY entry.position"
        );
        self.all(&sql, params![scope.tag, scope.id.0, kind], entry)
    }

    fn entries_of_kind(&self, kind: &str) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM entry WHERE kind = ? ORDER BY position");
        self.all(&sql, [kind], entry)
    }

    fn superseders(&self, target: EntryId) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM supersedes JOIN entry ON entry.position = supersedes.by
             WHERE target = ? ORDER BY position"
        );
        self.all(&sql, [target.to_bytes()], entry)
    }

    fn superseded(&self) -> Result<BTreeMap<Position, Vec<EntryId>>, StoreError> {
        let mut superseded: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let all = self.all("SELECT by, target FROM supersedes ORDER BY by, target", [], |row| {
            Ok((position(row, "by")?, row.get("target").map(EntryId::from_bytes)?))
        })?;
        for (by, target) in all {
            superseded.entry(by).or_default().push(target);
        }
        Ok(superseded)
    }

    fn scopes_after(&self, position: Position) -> Result<Vec<Scope>, StoreError> {
        // Each by itself: put together, the engine goes through all listings.
        let listed = "SELECT DISTINCT tag, uid FROM listing JOIN scope ON scope.id = listing.scope
                      WHERE position > ?";
        let erased = "SELECT tag, uid FROM erased_listing
                      JOIN scope ON scope.id = erased_listing.scope WHERE position > ?";
        let mut scopes = self.all(listed, [number(position)], scope)?;
        scopes.extend(self.all(erased, [number(position)], scope)?);
        Ok(scopes)
    }

    fn listings_beyond(&self, beyond: Position) -> Result<Vec<Position>, StoreError> {
        let sql = "SELECT position FROM listing WHERE position > ?1 UNION ALL
                   SELECT position FROM erased_listing WHERE position > ?1 ORDER BY position";
        self.all(sql, [number(beyond)], |row| position(row, "position"))
    }

    fn entries_after(&self, position: Position, limit: usize) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM entry WHERE position > ? ORDER BY position LIMIT ?");
        self.all(&sql, params![number(position), count(limit)], entry)
    }

    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        limit: usize,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let scopes = self.scope_ids(scopes)?;
        // The ids are numbers of our own: safe to write into the statement.
        let list = scopes.keys().map(i64::to_string).collect::<Vec<_>>().join(",");
        // Few scopes are read one by one; many by going through the log, which
        // is read once over all pages.
        let by = if scopes.len() > SCOPES_FEW { "INDEXED BY listing_by_position" } else { "" };
        let sql = format!(
            "SELECT at, listed_in, {ENTRY} FROM
                 (SELECT position AS at, entry AS stored, group_concat(scope) AS listed_in
                  FROM listing {by}
                  WHERE scope IN ({list}) AND position > ? AND position <= ?
                  GROUP BY position ORDER BY position LIMIT ?)
             JOIN entry ON entry.position = stored ORDER BY at"
        );
        self.all_uncached(&sql, params![number(after), number(up_to), count(limit)], |row| {
            let ids = row.get_ref("listed_in")?.as_str()?.split(',');
            let mut listed: Vec<_> =
                ids.filter_map(|id| scopes.get(&id.parse().ok()?).copied()).collect();
            listed.sort_unstable();
            Ok(ListedRow { position: position(row, "at")?, row: entry(row)?, scopes: listed })
        })
    }

    fn sums(&self, scopes: &[Scope], up_to: Position) -> Result<Sums, StoreError> {
        let mut sums = Sums::default();
        for scope in scopes {
            let Some(id) = self.scope_id(*scope)? else { continue };
            let sql = "SELECT hash FROM listing JOIN entry ON entry.position = listing.entry
                       WHERE scope = ? AND listing.position <= ?";
            for hash in self.all(sql, params![id, number(up_to)], hash)? {
                sums.add(*scope, hash);
            }
        }
        Ok(sums)
    }

    fn visit(&self, record: RecordId) -> Result<Option<Visit>, StoreError> {
        self.one("SELECT * FROM visit WHERE record = ?", [record.0.0], visit)
    }

    fn put_visit(&mut self, record: RecordId, visit: &Visit) -> Result<(), StoreError> {
        let (state, sharing) = match visit.state {
            VisitState::Draft => ("draft", None),
            VisitState::Shared(sharing) => ("shared", Some(sharing)),
            VisitState::Released(sharing) => ("released", Some(sharing)),
        };
        let sql = "INSERT OR REPLACE INTO visit
                   (record, class, walkers, state, visited, shared_on, replied)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                record.0.0,
                visit.class.0.0,
                join(visit.walkers.iter().map(|walker| walker.0)),
                state,
                sharing.and_then(|sharing| sharing.visited).map(|person| person.0.0),
                sharing.map(|sharing| sharing.on.0),
                visit.replied,
            ],
        )?;
        Ok(())
    }

    fn drop_visit(&mut self, record: RecordId) -> Result<(), StoreError> {
        self.change("DELETE FROM visit WHERE record = ?", [record.0.0])?;
        Ok(())
    }

    fn shared_visits(&self) -> Result<Vec<(RecordId, Visit)>, StoreError> {
        self.all("SELECT * FROM visit WHERE state = 'shared' ORDER BY record", [], |row| {
            Ok((RecordId(uid(row, "record")?), visit(row)?))
        })
    }

    fn visits_shared(&self, first: Day, last: Day) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT visited FROM visit
                   WHERE visited IS NOT NULL AND shared_on BETWEEN ? AND ?";
        self.all(sql, [first.0, last.0], |row| uid(row, "visited").map(PersonId))
    }
}

impl SqliteRows {
    /// Those scopes in which anything is listed, by their numbers here.
    pub(super) fn scope_ids(&self, scopes: &[Scope]) -> Result<BTreeMap<i64, Scope>, StoreError> {
        let ids = scopes.iter().map(|scope| Ok(self.scope_id(*scope)?.map(|id| (id, *scope))));
        ids.filter_map(Result::transpose).collect()
    }

    /// Our number for a scope; `None` where nothing was listed in it yet.
    pub(super) fn scope_id(&self, scope: Scope) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.learnt.borrow().scopes.get(&scope) {
            return Ok(Some(*id));
        }
        let sql = "SELECT id FROM scope WHERE tag = ? AND uid = ?";
        let id = self.one(sql, params![scope.tag, scope.id.0], |row| row.get(0))?;
        let scopes = &mut self.learnt.borrow_mut().scopes;
        if scopes.len() >= SCOPES_LEARNT_MAX {
            scopes.clear();
        }
        scopes.extend(id.map(|id| (scope, id)));
        Ok(id)
    }

    /// The same; a new one where nothing was listed in it yet.
    pub(super) fn scope_number(&self, scope: Scope) -> Result<i64, StoreError> {
        match self.scope_id(scope)? {
            Some(id) => Ok(id),
            None => self.add_scope(scope),
        }
    }

    fn add_scope(&self, scope: Scope) -> Result<i64, StoreError> {
        let sql = "INSERT INTO scope (tag, uid) VALUES (?, ?) RETURNING id";
        let id = self.one(sql, params![scope.tag, scope.id.0], |row| row.get(0))?;
        id.ok_or(StoreError::Corrupt("a scope has no number"))
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        position: position(row, "position")?,
        entry: raw(row)?,
        hash: hash(row)?,
        received: received(row)?,
    })
}

pub(super) fn hash(row: &Row<'_>) -> rusqlite::Result<EntryHash> {
    Ok(EntryHash(u128::from_be_bytes(row.get("hash")?)))
}

/// An entry's canonical bytes, read.
pub(super) fn raw(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let bytes = row.get_ref("raw")?.as_blob()?;
    Entry::from_canonical(bytes).map_err(|error| unreadable(error.to_string()))
}

fn epoch(row: &Row<'_>) -> rusqlite::Result<Epoch> {
    row.get("epoch").map(|bytes| Epoch(u64::from_be_bytes(bytes)))
}

pub(super) fn scope(row: &Row<'_>) -> rusqlite::Result<Scope> {
    Ok(Scope { tag: row.get("tag")?, id: uid(row, "uid")? })
}

pub(super) fn position(row: &Row<'_>, column: &str) -> rusqlite::Result<Position> {
    let number: i64 = row.get(column)?;
    Position::try_from(number).map_err(|_| unreadable("a negative position".to_owned()))
}

pub(super) fn received(row: &Row<'_>) -> rusqlite::Result<Received> {
    Ok(Received {
        effective: row.get("effective")?,
        day: row.get("day")?,
        suspect: row.get("suspect")?,
    })
}

fn visit(row: &Row<'_>) -> rusqlite::Result<Visit> {
    let visited = maybe_uid(row, "visited")?.map(PersonId);
    let sharing = || row.get("shared_on").map(|day| Sharing { visited, on: Day(day) });
    Ok(Visit {
        class: ClassId(uid(row, "class")?),
        walkers: uids(row, "walkers")?.into_iter().map(PersonId).collect(),
        state: match row.get_ref("state")?.as_str()? {
            "draft" => VisitState::Draft,
            "shared" => VisitState::Shared(sharing()?),
            "released" => VisitState::Released(sharing()?),
            _ => return Err(unreadable("an unknown state of a visit".to_owned())),
        },
        replied: row.get("replied")?,
    })
}

/// A limit as SQLite counts.
pub(super) fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
