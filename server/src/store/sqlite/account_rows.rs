//! Who may come in, as rows.

use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::roster::UserRole;
use domain::time::Day;
use rusqlite::{Row, params};
use sync::entry::Millis;

use super::rows::{SqliteRows, named, uid};
use crate::accounts::cards::CardRow;
use crate::accounts::links::LinkRow;
use crate::accounts::sessions::{SessionRow, TokenHash};
use crate::accounts::supply::{PassRow, SupplyRow};
use crate::store::{AccountRows, StoreError};

/// Everything that says who somebody was, or lets them in.
const FORGET: [&str; 15] = [
    "UPDATE person SET given = '', family = '', username = NULL, email = NULL,
         identifier = NULL, year = NULL, enabled = 0, login = NULL, email_login = NULL
     WHERE id = ?",
    "DELETE FROM external_id WHERE kind = 'person' AND id = ?",
    "DELETE FROM external_id WHERE kind = 'enrolment'
         AND id IN (SELECT id FROM enrolment WHERE person = ?)",
    "DELETE FROM granted WHERE person = ?",
    "DELETE FROM password WHERE person = ?",
    "DELETE FROM authenticator WHERE person = ?",
    "DELETE FROM authenticator_offer WHERE person = ?",
    "DELETE FROM recovery_code WHERE person = ?",
    "DELETE FROM passkey WHERE person = ?",
    "DELETE FROM oidc_link WHERE person = ?",
    "DELETE FROM pending_sign_in WHERE person = ?",
    "DELETE FROM picture_pin WHERE student = ?",
    "DELETE FROM session WHERE person = ?",
    "DELETE FROM link WHERE person = ?",
    "DELETE FROM pulse_answered WHERE person = ?",
];

impl AccountRows for SqliteRows {
    fn password(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        self.one("SELECT hash FROM password WHERE person = ?", [person.0.0], |row| row.get(0))
    }

    fn set_password(&mut self, person: PersonId, hash: &str, at: Millis) -> Result<(), StoreError> {
        let sql = "INSERT INTO password (person, hash, set_at) VALUES (?, ?, ?)
                   ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at";
        self.change(sql, params![person.0.0, hash, at])?;
        Ok(())
    }

    fn with_password(&self) -> Result<Vec<PersonId>, StoreError> {
        self.all("SELECT person FROM password", [], |row| uid(row, "person").map(PersonId))
    }

    fn staff_with_login(&self, folded: &str) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT id FROM person WHERE login = ?1 OR email_login = ?1 ORDER BY id";
        self.all(sql, [folded], |row| uid(row, "id").map(PersonId))
    }

    fn session(&self, token: TokenHash) -> Result<Option<SessionRow>, StoreError> {
        self.one("SELECT person, seen, began FROM session WHERE token = ?", [token.0], |row| {
            Ok(SessionRow {
                person: PersonId(uid(row, "person")?),
                seen: row.get("seen")?,
                began: row.get("began")?,
            })
        })
    }

    fn add_session(&mut self, token: TokenHash, session: SessionRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (token, person, seen, began) VALUES (?, ?, ?, ?)";
        self.change(sql, params![token.0, session.person.0.0, session.seen, session.began])?;
        Ok(())
    }

    fn see_session(&mut self, token: TokenHash, at: Millis) -> Result<(), StoreError> {
        self.change(
            "UPDATE session SET seen = max(seen, ?2) WHERE token = ?1",
            params![token.0, at],
        )?;
        Ok(())
    }

    fn end_session(&mut self, token: TokenHash) -> Result<(), StoreError> {
        self.change("DELETE FROM session WHERE token = ?", [token.0])?;
        Ok(())
    }

    fn end_sessions_of(&mut self, person: PersonId) -> Result<(), StoreError> {
        self.change("DELETE FROM session WHERE person = ?", [person.0.0])?;
        let sql = "UPDATE device_store SET signed_in = 0 WHERE person = ?";
        self.change(sql, [person.0.0])?;
        Ok(())
    }

    fn end_other_sessions_of(
        &mut self,
        person: PersonId,
        kept: TokenHash,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE device_store SET signed_in = 0 WHERE person = ?1
                   AND device IS NOT (SELECT device FROM session WHERE token = ?2)";
        self.change(sql, params![person.0.0, kept.0])?;
        let sql = "DELETE FROM session WHERE person = ?1 AND token <> ?2";
        self.change(sql, params![person.0.0, kept.0])?;
        Ok(())
    }

    fn end_sessions_unseen_since(&mut self, at: Millis) -> Result<(), StoreError> {
        self.change("DELETE FROM session WHERE seen < ?", [at])?;
        Ok(())
    }

    fn link(&self, token: TokenHash) -> Result<Option<LinkRow>, StoreError> {
        self.one("SELECT person, expires FROM link WHERE token = ?", [token.0], |row| {
            Ok(LinkRow { person: PersonId(uid(row, "person")?), expires: row.get("expires")? })
        })
    }

    fn add_link(&mut self, token: TokenHash, link: LinkRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO link (token, person, expires) VALUES (?, ?, ?)";
        self.change(sql, params![token.0, link.person.0.0, link.expires])?;
        Ok(())
    }

    fn end_links(&mut self, person: PersonId) -> Result<(), StoreError> {
        self.change("DELETE FROM link WHERE person = ?", [person.0.0])?;
        Ok(())
    }

    fn pins(&self, class: ClassId) -> Result<Vec<(PersonId, String)>, StoreError> {
        let sql = "SELECT student, hash FROM picture_pin WHERE class = ? ORDER BY student";
        self.all(sql, [class.0.0], |row| Ok((PersonId(uid(row, "student")?), row.get("hash")?)))
    }

    fn set_pin(&mut self, row: CardRow, pin: &str, card: TokenHash) -> Result<(), StoreError> {
        let sql = "INSERT INTO picture_pin (class, student, hash, card_hash) VALUES (?, ?, ?, ?)
                   ON CONFLICT (class, student) DO UPDATE
                   SET hash = excluded.hash, card_hash = excluded.card_hash";
        let CardRow { class, student } = row;
        self.change(sql, params![class.0.0, student.0.0, pin, card.0])?;
        Ok(())
    }

    fn card(&self, card: TokenHash) -> Result<Option<CardRow>, StoreError> {
        self.one("SELECT class, student FROM picture_pin WHERE card_hash = ?", [card.0], |row| {
            let (class, student) = (ClassId(uid(row, "class")?), PersonId(uid(row, "student")?));
            Ok(CardRow { class, student })
        })
    }

    fn grants(&self) -> Result<Vec<(PersonId, Role)>, StoreError> {
        self.all("SELECT person, role FROM granted", [], |row| {
            Ok((PersonId(uid(row, "person")?), named(row, "role", Role::from_name)?))
        })
    }

    fn grant(&mut self, person: PersonId, role: Role) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO granted (person, role) VALUES (?, ?)";
        self.change(sql, params![person.0.0, role.name()])?;
        self.office_changed()
    }

    fn take_back_grant(&mut self, person: PersonId, role: Role) -> Result<bool, StoreError> {
        let sql = "DELETE FROM granted WHERE person = ? AND role = ?";
        let taken = self.change(sql, params![person.0.0, role.name()])? > 0;
        self.office_changed()?;
        Ok(taken)
    }

    fn add_supply_pass(&mut self, pass: TokenHash, row: PassRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO supply_pass (pass_hash, class, day, until) VALUES (?, ?, ?, ?)";
        let PassRow { class, day, until } = row;
        self.change(sql, params![pass.0, class.0.0, day.0, until])?;
        Ok(())
    }

    fn supply_pass(&self, pass: TokenHash) -> Result<Option<PassRow>, StoreError> {
        self.one(
            "SELECT class, day, until FROM supply_pass WHERE pass_hash = ?",
            [pass.0],
            pass_row,
        )
    }

    fn drop_supply_passes_before(&mut self, at: Millis) -> Result<(), StoreError> {
        self.change("DELETE FROM supply_pass WHERE until < ?", [at])?;
        Ok(())
    }

    fn supply_by(&self, pass: TokenHash, name: &str) -> Result<Option<PersonId>, StoreError> {
        let sql = "SELECT person FROM supply JOIN person ON supply.person = person.id
                   WHERE pass_hash = ? AND given = ?";
        self.one(sql, params![pass.0, name], |row| uid(row, "person").map(PersonId))
    }

    fn add_supply(
        &mut self,
        row: SupplyRow,
        pass: TokenHash,
        name: &str,
    ) -> Result<(), StoreError> {
        let SupplyRow { person, pass: PassRow { class, day, until } } = row;
        let sql = "INSERT INTO person (id, given, family, roles, enabled, left_on)
                   VALUES (?, ?, '', ?, 1, ?)";
        let roles = serde_json::to_string(&[UserRole::OtherStaff])?;
        self.change(sql, params![person.0.0, name, roles, day.plus(1).0])?;
        let sql =
            "INSERT INTO supply (person, pass_hash, class, day, until) VALUES (?, ?, ?, ?, ?)";
        self.change(sql, params![person.0.0, pass.0, class.0.0, day.0, until])?;
        self.office_changed()
    }

    fn supply(&self) -> Result<Vec<SupplyRow>, StoreError> {
        self.all("SELECT person, class, day, until FROM supply", [], |row| {
            Ok(SupplyRow { person: PersonId(uid(row, "person")?), pass: pass_row(row)? })
        })
    }

    fn add_local_person(&mut self, person: PersonId) -> Result<(), StoreError> {
        let sql = "INSERT INTO person (id, given, family, roles, enabled) VALUES (?, '', '', ?, 1)";
        let roles = serde_json::to_string(&[UserRole::OtherStaff])?;
        self.change(sql, params![person.0.0, roles])?;
        self.office_changed()
    }

    fn name_local_person(
        &mut self,
        person: PersonId,
        name: &str,
        login: &str,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE person SET given = ?2, username = ?2, login = ?3 WHERE id = ?1";
        self.change(sql, params![person.0.0, name, login])?;
        self.office_changed()
    }

    fn forget_person(&mut self, person: PersonId) -> Result<(), StoreError> {
        for forget in FORGET {
            self.change(forget, [person.0.0])?;
        }
        self.office_changed()
    }

    fn has_anyone(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM password)";
        Ok(self.one(sql, [], |row| row.get(0))?.unwrap_or(false))
    }

    fn unnamed_administrator(&self) -> Result<Option<PersonId>, StoreError> {
        let sql = "SELECT id FROM person JOIN granted ON person = id
                   WHERE role = ? AND given = '' AND username IS NULL";
        let role = Role::Administrator.name();
        self.one(sql, [role], |row| uid(row, "id").map(PersonId))
    }
}

fn pass_row(row: &Row<'_>) -> rusqlite::Result<PassRow> {
    Ok(PassRow {
        class: ClassId(uid(row, "class")?),
        day: Day(row.get("day")?),
        until: row.get("until")?,
    })
}
