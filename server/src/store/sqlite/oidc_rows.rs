//! Who vouches for staff, and links to accounts there, as rows.

use domain::id::PersonId;
use rusqlite::params;
use sync::entry::Millis;

use super::rows::{SqliteRows, uid};
use crate::accounts::oidc::{IssuerRow, Subject};
use crate::store::{OidcRows, StoreError};

impl OidcRows for SqliteRows {
    fn issuer(&self) -> Result<Option<IssuerRow>, StoreError> {
        let sql = "SELECT name, issuer, client, sealed_secret, second_factor FROM oidc";
        self.one(sql, [], |row| {
            Ok(IssuerRow {
                name: row.get("name")?,
                issuer: row.get("issuer")?,
                client: row.get("client")?,
                sealed: row.get("sealed_secret")?,
                sees_to_second_factor: row.get("second_factor")?,
            })
        })
    }

    fn put_issuer(&mut self, row: Option<&IssuerRow>) -> Result<(), StoreError> {
        self.change("DELETE FROM oidc", [])?;
        let Some(row) = row else { return Ok(()) };
        let sql = "INSERT INTO oidc (only, name, issuer, client, sealed_secret, second_factor)
                   VALUES (1, ?, ?, ?, ?, ?)";
        let IssuerRow { name, issuer, client, sealed, sees_to_second_factor } = row;
        self.change(sql, params![name, issuer, client, sealed, sees_to_second_factor])?;
        Ok(())
    }

    fn linked(&self, Subject { issuer, id }: &Subject) -> Result<Option<PersonId>, StoreError> {
        let sql = "SELECT person FROM oidc_link WHERE issuer = ? AND subject = ?";
        self.one(sql, [issuer, id], |row| uid(row, "person").map(PersonId))
    }

    fn has_link(&self, person: PersonId, issuer: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM oidc_link WHERE person = ? AND issuer = ?";
        Ok(self.one(sql, params![person.0.0, issuer], |_| Ok(()))?.is_some())
    }

    fn link_subject(
        &mut self,
        Subject { issuer, id }: &Subject,
        person: PersonId,
        at: Millis,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO oidc_link (issuer, subject, person, linked_at) VALUES (?, ?, ?, ?)";
        self.change(sql, params![issuer, id, person.0.0, at])?;
        Ok(())
    }

    fn unlink(&mut self, person: PersonId) -> Result<bool, StoreError> {
        Ok(self.change("DELETE FROM oidc_link WHERE person = ?", [person.0.0])? > 0)
    }

    fn staff_with_email(&self, folded: &str) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT id FROM person WHERE email_login = ? ORDER BY id";
        self.all(sql, [folded], |row| uid(row, "id").map(PersonId))
    }
}
