//! How mail is sent, as a row.

use rusqlite::params;

use super::rows::SqliteRows;
use crate::mail::MailRow;
use crate::store::{MailRows, StoreError};

impl MailRows for SqliteRows {
    fn mail(&self) -> Result<Option<MailRow>, StoreError> {
        self.one("SELECT server, sender, account, sealed_secret FROM mail", [], |row| {
            Ok(MailRow {
                server: row.get("server")?,
                sender: row.get("sender")?,
                account: row.get("account")?,
                sealed: row.get("sealed_secret")?,
            })
        })
    }

    fn put_mail(&mut self, row: Option<&MailRow>) -> Result<(), StoreError> {
        self.change("DELETE FROM mail", [])?;
        let Some(MailRow { server, sender, account, sealed }) = row else { return Ok(()) };
        let sql = "INSERT INTO mail (only, server, sender, account, sealed_secret)
                   VALUES (1, ?, ?, ?, ?)";
        self.change(sql, params![server, sender, account, sealed])?;
        Ok(())
    }
}
