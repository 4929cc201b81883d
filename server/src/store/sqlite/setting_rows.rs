//! What the school sets, as rows.

use domain::framework::Framework;
use rusqlite::params;

use super::rows::{SqliteRows, json};
use crate::store::{SettingRows, StoreError};

impl SettingRows for SqliteRows {
    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM setting WHERE name = ?", [name], |row| row.get(0))
    }

    fn put_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO setting (name, value) VALUES (?, ?)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.change(sql, [name, value])?;
        self.office_changed()
    }

    fn framework(&self) -> Result<Framework, StoreError> {
        let sql = "SELECT body FROM framework ORDER BY version DESC LIMIT 1";
        self.one(sql, [], |row| json(row, "body"))?.ok_or(StoreError::Corrupt("no framework"))
    }

    fn add_framework(&mut self, framework: &Framework) -> Result<(), StoreError> {
        let sql = "INSERT INTO framework (version, body) VALUES (?, ?)";
        self.change(sql, params![framework.version(), serde_json::to_string(framework)?])?;
        self.office_changed()
    }

    fn office_version(&self) -> Result<i64, StoreError> {
        let version: Option<i64> = self.one("SELECT version FROM office", [], |row| row.get(0))?;
        version.ok_or(StoreError::Corrupt("the office has no version"))
    }
}

impl SqliteRows {
    /// What is computed from the office's rows is out of date.
    pub(super) fn office_changed(&self) -> Result<(), StoreError> {
        self.change("UPDATE office SET version = version + 1", [])?;
        Ok(())
    }
}
