//! Second factors, as rows.

use domain::id::PersonId;
use rusqlite::params;
use sync::entry::{Millis, Uid};

use super::rows::{SqliteRows, json, named, uid};
use crate::accounts::passkeys::PasskeyRow;
use crate::accounts::pending::PendingRow;
use crate::accounts::second_factor::{AuthenticatorRow, OfferRow};
use crate::accounts::sessions::TokenHash;
use crate::audit::Detail;
use crate::store::{SecondFactorRows, StoreError};

/// All that somebody has beside a password.
const DROP: [&str; 3] = [
    "DELETE FROM authenticator WHERE person = ?",
    "DELETE FROM authenticator_offer WHERE person = ?",
    "DELETE FROM recovery_code WHERE person = ?",
];

impl SecondFactorRows for SqliteRows {
    fn authenticator(&self, person: PersonId) -> Result<Option<AuthenticatorRow>, StoreError> {
        let sql = "SELECT sealed_secret, used, since FROM authenticator WHERE person = ?";
        self.one(sql, [person.0.0], |row| {
            Ok(AuthenticatorRow {
                sealed: row.get("sealed_secret")?,
                used: row.get("used")?,
                since: row.get("since")?,
            })
        })
    }

    fn with_authenticator(&self) -> Result<Vec<PersonId>, StoreError> {
        self.all("SELECT person FROM authenticator", [], |row| uid(row, "person").map(PersonId))
    }

    fn put_authenticator(
        &mut self,
        person: PersonId,
        row: &AuthenticatorRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO authenticator (person, sealed_secret, used, since)
                   VALUES (?, ?, ?, ?)
                   ON CONFLICT (person) DO UPDATE SET sealed_secret = excluded.sealed_secret,
                   used = excluded.used, since = excluded.since";
        self.change(sql, params![person.0.0, row.sealed, row.used, row.since])?;
        Ok(())
    }

    fn offer(&self, person: PersonId) -> Result<Option<OfferRow>, StoreError> {
        let sql = "SELECT sealed_secret, expires FROM authenticator_offer WHERE person = ?";
        self.one(sql, [person.0.0], |row| {
            Ok(OfferRow { sealed: row.get("sealed_secret")?, expires: row.get("expires")? })
        })
    }

    fn put_offer(&mut self, person: PersonId, row: &OfferRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO authenticator_offer (person, sealed_secret, expires)
                   VALUES (?, ?, ?)
                   ON CONFLICT (person) DO UPDATE SET sealed_secret = excluded.sealed_secret,
                   expires = excluded.expires";
        self.change(sql, params![person.0.0, row.sealed, row.expires])?;
        Ok(())
    }

    fn drop_second_factor(&mut self, person: PersonId) -> Result<(), StoreError> {
        for sql in DROP {
            self.change(sql, [person.0.0])?;
        }
        Ok(())
    }

    fn recovery_codes(&self, person: PersonId) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM recovery_code WHERE person = ?";
        let count: Option<i64> = self.one(sql, [person.0.0], |row| row.get(0))?;
        Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default())
    }

    fn put_recovery_codes(
        &mut self,
        person: PersonId,
        codes: &[TokenHash],
    ) -> Result<(), StoreError> {
        self.change("DELETE FROM recovery_code WHERE person = ?", [person.0.0])?;
        for code in codes {
            let sql = "INSERT INTO recovery_code (person, code) VALUES (?, ?)";
            self.change(sql, params![person.0.0, code.0])?;
        }
        Ok(())
    }

    fn spend_recovery_code(
        &mut self,
        person: PersonId,
        code: TokenHash,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM recovery_code WHERE person = ? AND code = ?";
        Ok(self.change(sql, params![person.0.0, code.0])? > 0)
    }

    fn passkeys(&self, person: PersonId) -> Result<Vec<PasskeyRow>, StoreError> {
        let sql = "SELECT id, name, key, since, used FROM passkey WHERE person = ?
                   ORDER BY since, id";
        self.all(sql, [person.0.0], |row| {
            Ok(PasskeyRow {
                id: uid(row, "id")?,
                person,
                name: row.get("name")?,
                key: json(row, "key")?,
                since: row.get("since")?,
                used: row.get("used")?,
            })
        })
    }

    fn with_passkey(&self) -> Result<Vec<PersonId>, StoreError> {
        self.all("SELECT DISTINCT person FROM passkey", [], |row| uid(row, "person").map(PersonId))
    }

    fn add_passkey(&mut self, row: &PasskeyRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO passkey (id, person, name, key, since, used)
                   VALUES (?, ?, ?, ?, ?, ?)";
        let key = serde_json::to_string(&row.key)?;
        let PasskeyRow { id, person, name, since, used, .. } = row;
        self.change(sql, params![id.0, person.0.0, name, key, since, used])?;
        Ok(())
    }

    fn put_passkey(&mut self, row: &PasskeyRow) -> Result<(), StoreError> {
        let sql = "UPDATE passkey SET key = ?2, used = ?3 WHERE id = ?1";
        let key = serde_json::to_string(&row.key)?;
        self.change(sql, params![row.id.0, key, row.used])?;
        Ok(())
    }

    fn drop_passkey(&mut self, person: PersonId, id: Uid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM passkey WHERE person = ? AND id = ?";
        Ok(self.change(sql, params![person.0.0, id.0])? > 0)
    }

    fn drop_passkeys(&mut self, person: PersonId) -> Result<bool, StoreError> {
        Ok(self.change("DELETE FROM passkey WHERE person = ?", [person.0.0])? > 0)
    }

    fn pending(&self, token: TokenHash) -> Result<Option<PendingRow>, StoreError> {
        let sql = "SELECT person, how, expires FROM pending_sign_in WHERE token = ?";
        self.one(sql, [token.0], |row| {
            Ok(PendingRow {
                person: PersonId(uid(row, "person")?),
                how: named(row, "how", Detail::from_name)?,
                expires: row.get("expires")?,
            })
        })
    }

    fn add_pending(&mut self, token: TokenHash, row: PendingRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO pending_sign_in (token, person, how, expires) VALUES (?, ?, ?, ?)";
        self.change(sql, params![token.0, row.person.0.0, row.how.name(), row.expires])?;
        Ok(())
    }

    fn end_pending_of(&mut self, person: PersonId) -> Result<(), StoreError> {
        self.change("DELETE FROM pending_sign_in WHERE person = ?", [person.0.0])?;
        Ok(())
    }

    fn drop_pending_before(&mut self, at: Millis) -> Result<(), StoreError> {
        self.change("DELETE FROM pending_sign_in WHERE expires < ?", [at])?;
        Ok(())
    }
}
