//! Devices, as rows.

use domain::id::PersonId;
use rusqlite::{Row, params};
use sync::entry::{Millis, Uid};

use super::rows::{SqliteRows, uid};
use crate::accounts::sessions::TokenHash;
use crate::devices::enrolment::CodeRow;
use crate::devices::{DeviceId, DeviceRow, StoreRow};
use crate::store::StoreError;
use crate::store::devices::DeviceRows;

const COLUMNS: &str =
    "id, name, shared, enrolled_by, enrolled_at, seen, unsent, oldest_unsent, revoked";

impl DeviceRows for SqliteRows {
    fn device_with_token(&self, token: TokenHash) -> Result<Option<DeviceRow>, StoreError> {
        self.one(&format!("SELECT {COLUMNS} FROM device WHERE token = ?"), [token.0], device)
    }

    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>, StoreError> {
        self.one(&format!("SELECT {COLUMNS} FROM device WHERE id = ?"), [id.0.0], device)
    }

    fn devices(&self) -> Result<Vec<DeviceRow>, StoreError> {
        self.all(&format!("SELECT {COLUMNS} FROM device ORDER BY seen DESC, id"), [], device)
    }

    fn add_device(&mut self, row: &DeviceRow, token: TokenHash) -> Result<(), StoreError> {
        let sql = "INSERT INTO device (id, token, shared, seen, unsent) VALUES (?, ?, 0, ?, 0)";
        self.change(sql, params![row.id.0.0, token.0, row.seen])?;
        self.put_device(row)
    }

    fn put_device(&mut self, row: &DeviceRow) -> Result<(), StoreError> {
        let sql = "UPDATE device SET name = ?2, shared = ?3, enrolled_by = ?4, enrolled_at = ?5,
                   seen = ?6, unsent = ?7, oldest_unsent = ?8, revoked = ?9 WHERE id = ?1";
        let (by, at) = row.enrolled.unzip();
        self.change(
            sql,
            params![
                row.id.0.0,
                row.name,
                row.shared,
                by.map(|person| person.0.0),
                at,
                row.seen,
                i64::try_from(row.unsent).unwrap_or(i64::MAX),
                row.oldest_unsent,
                row.revoked,
            ],
        )?;
        Ok(())
    }

    fn store_on(&self, device: DeviceId, person: PersonId) -> Result<Option<StoreRow>, StoreError> {
        let sql = "SELECT number, signed_in FROM device_store WHERE device = ? AND person = ?";
        self.one(sql, params![device.0.0, person.0.0], |row| {
            Ok(StoreRow { number: row.get("number")?, signed_in: row.get("signed_in")? })
        })
    }

    fn stores(&self) -> Result<Vec<(DeviceId, PersonId)>, StoreError> {
        self.all("SELECT device, person FROM device_store", [], |row| {
            Ok((DeviceId(uid(row, "device")?), PersonId(uid(row, "person")?)))
        })
    }

    fn put_store_on(
        &mut self,
        device: DeviceId,
        person: PersonId,
        store: StoreRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_store (device, person, number, signed_in) VALUES (?, ?, ?, ?)
                   ON CONFLICT (device, person) DO UPDATE
                   SET number = excluded.number, signed_in = excluded.signed_in";
        let StoreRow { number, signed_in } = store;
        self.change(sql, params![device.0.0, person.0.0, number, signed_in])?;
        Ok(())
    }

    fn bind_session(&mut self, session: TokenHash, device: DeviceId) -> Result<(), StoreError> {
        let sql = "UPDATE session SET device = ?2 WHERE token = ?1";
        self.change(sql, params![session.0, device.0.0])?;
        Ok(())
    }

    fn end_sessions_on(&mut self, device: DeviceId) -> Result<(), StoreError> {
        self.change("DELETE FROM session WHERE device = ?", [device.0.0])?;
        Ok(())
    }

    fn add_device_code(&mut self, code: TokenHash, row: CodeRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_code (code, by, expires) VALUES (?, ?, ?)";
        self.change(sql, params![code.0, row.by.0.0, row.expires])?;
        Ok(())
    }

    fn take_device_code(&mut self, code: TokenHash) -> Result<Option<CodeRow>, StoreError> {
        let sql = "SELECT by, expires FROM device_code WHERE code = ?";
        let found = self.one(sql, [code.0], |row| {
            Ok(CodeRow { by: PersonId(uid(row, "by")?), expires: row.get("expires")? })
        })?;
        self.change("DELETE FROM device_code WHERE code = ?", [code.0])?;
        Ok(found)
    }

    fn drop_device_codes_before(&mut self, at: Millis) -> Result<(), StoreError> {
        self.change("DELETE FROM device_code WHERE expires < ?", [at])?;
        Ok(())
    }
}

fn device(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    let by: Option<[u8; 16]> = row.get("enrolled_by")?;
    let at = row.get::<_, Option<i64>>("enrolled_at")?;
    Ok(DeviceRow {
        id: DeviceId(uid(row, "id")?),
        name: row.get("name")?,
        shared: row.get("shared")?,
        enrolled: by.map(|by| PersonId(Uid(by))).zip(at),
        seen: row.get("seen")?,
        unsent: u64::try_from(row.get::<_, i64>("unsent")?).unwrap_or_default(),
        oldest_unsent: row.get("oldest_unsent")?,
        revoked: row.get("revoked")?,
    })
}
