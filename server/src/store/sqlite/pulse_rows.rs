//! Pulses, as rows.

use domain::id::PersonId;
use rusqlite::{Row, params};
use sync::entry::Millis;

use super::rows::{SqliteRows, named, uid};
use crate::accounts::sessions::TokenHash;
use crate::pulse::{AnswerRow, People, Pulse, PulseId};
use crate::store::{PulseRows, StoreError};

impl PulseRows for SqliteRows {
    fn pulse(&self, id: PulseId) -> Result<Option<Pulse>, StoreError> {
        self.one("SELECT * FROM pulse WHERE id = ?", [id.0.0], pulse)
    }

    fn pulses(&self, n: usize) -> Result<Vec<Pulse>, StoreError> {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        self.all("SELECT * FROM pulse ORDER BY opened DESC, id LIMIT ?", [n], pulse)
    }

    fn add_pulse(&mut self, pulse: &Pulse) -> Result<(), StoreError> {
        let sql = "INSERT INTO pulse (id, title, items, opened, closes, by)
                   VALUES (?, ?, ?, ?, ?, ?)";
        let Pulse { id, title, items, opened, closes, by } = pulse;
        let items = serde_json::to_string(items)?;
        self.change(sql, params![id.0.0, title, items, opened, closes, by.0.0])?;
        Ok(())
    }

    fn pulse_link(&self, link: TokenHash) -> Result<Option<(PulseId, People)>, StoreError> {
        self.one("SELECT pulse, people FROM pulse_link WHERE token = ?", [link.0], |row| {
            Ok((PulseId(uid(row, "pulse")?), named(row, "people", People::from_name)?))
        })
    }

    fn set_pulse_link(
        &mut self,
        pulse: PulseId,
        people: People,
        link: TokenHash,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO pulse_link (pulse, people, token) VALUES (?, ?, ?)
                   ON CONFLICT (pulse, people) DO UPDATE SET token = excluded.token";
        self.change(sql, params![pulse.0.0, people.name(), link.0])?;
        Ok(())
    }

    fn has_answered(&self, pulse: PulseId, person: PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM pulse_answered WHERE pulse = ? AND person = ?";
        Ok(self.one(sql, params![pulse.0.0, person.0.0], |_| Ok(()))?.is_some())
    }

    fn has_answered_now(&mut self, pulse: PulseId, person: PersonId) -> Result<bool, StoreError> {
        let sql = "INSERT OR IGNORE INTO pulse_answered (pulse, person) VALUES (?, ?)";
        Ok(self.change(sql, params![pulse.0.0, person.0.0])? == 1)
    }

    fn add_pulse_answer(&mut self, id: [u8; 16], answer: &AnswerRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO pulse_answer (id, pulse, people, item, value)
                   VALUES (?, ?, ?, ?, ?)";
        let AnswerRow { pulse, people, item, value } = *answer;
        self.change(sql, params![id, pulse.0.0, people.name(), item, value])?;
        Ok(())
    }

    fn pulse_answers(&self, pulse: PulseId) -> Result<Vec<AnswerRow>, StoreError> {
        let sql = "SELECT people, item, value FROM pulse_answer WHERE pulse = ?";
        self.all(sql, [pulse.0.0], |row| {
            let people = named(row, "people", People::from_name)?;
            Ok(AnswerRow { pulse, people, item: row.get("item")?, value: row.get("value")? })
        })
    }

    fn drop_closed_pulses(&mut self, at: Millis) -> Result<usize, StoreError> {
        let links = self.change(
            "DELETE FROM pulse_link WHERE pulse IN (SELECT id FROM pulse WHERE closes < ?)",
            [at],
        )?;
        let answered = self.change(
            "DELETE FROM pulse_answered WHERE pulse IN (SELECT id FROM pulse WHERE closes < ?)",
            [at],
        )?;
        Ok(links + answered)
    }
}

fn pulse(row: &Row<'_>) -> rusqlite::Result<Pulse> {
    let items: String = row.get("items")?;
    let items = serde_json::from_str(&items).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(Pulse {
        id: PulseId(uid(row, "id")?),
        title: row.get("title")?,
        items,
        opened: row.get("opened")?,
        closes: row.get("closes")?,
        by: PersonId(uid(row, "by")?),
    })
}
