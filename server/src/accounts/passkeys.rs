//! Passkeys of staff: a key on a phone or a computer, behind a finger, a face or
//! a PIN. It is something that one has and something that one is or knows, so
//! it signs in alone, and stands for a second factor where one is needed.
//!
//! What webauthn-rs checks is that the key signed what we asked, for this
//! address, after looking at who holds it. It is written in Rust throughout.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::PersonId;
use serde_json::Value;
use sync::entry::{Millis, Uid};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::sessions::{self, Token, TokenHash};
use crate::audit::{self, Detail, Event, What};
use crate::random;
use crate::store::{Rows, StoreError};

/// Between being asked for a passkey and showing it, at most.
pub const CEREMONY_MILLIS_MAX: Millis = 5 * 60 * 1_000;
/// Passkeys of one person, at most.
pub const PASSKEYS_MAX: usize = 10;
/// Most characters of a passkey's name; the app has the same.
pub const NAME_CHARS_MAX: usize = 40;
/// Most ceremonies at a time: whoever asks for one need not be signed in.
const CEREMONIES_MAX: usize = 5_000;

/// A passkey, as it is stored.
#[derive(Debug, Clone)]
pub struct PasskeyRow {
    /// Names it to its owner.
    pub id: Uid,
    /// Whose.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// What its holder shows, and how often it was used.
    pub key: Passkey,
    /// Since when.
    pub since: Millis,
    /// When it was last used.
    pub used: Option<Millis>,
}

/// What has been asked of somebody's passkey, and not been answered. Kept in
/// memory: a restart only means being asked again.
#[derive(Default)]
pub struct Ceremonies(Mutex<HashMap<TokenHash, (Asked, Millis)>>);

enum Asked {
    Register(PersonId, Box<PasskeyRegistration>),
    SignIn(Box<DiscoverableAuthentication>),
}

impl fmt::Debug for Ceremonies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ceremonies(…)")
    }
}

/// Asks for passkeys of one address.
pub struct Desk(Webauthn);

impl Desk {
    /// For the address under which the browser has the page, `https://host`;
    /// `None` where that is a number: passkeys belong to names.
    #[must_use]
    pub fn at(address: &str, school: &str) -> Option<Self> {
        let origin = Url::parse(address).ok()?;
        let name = origin.domain()?.to_owned();
        let builder = WebauthnBuilder::new(&name, &origin).ok()?.rp_name(school);
        builder.build().ok().map(Self)
    }

    /// Asks for a new passkey of somebody: the ceremony, and what the browser is
    /// told.
    pub fn ask_to_register(
        &self,
        ceremonies: &Ceremonies,
        person: PersonId,
        (login, name): (&str, &str),
        before: &[PasskeyRow],
        now: Millis,
    ) -> Result<(Token, Value), WebauthnError> {
        let known = before.iter().map(|row| row.key.cred_id().clone()).collect();
        let user = Uuid::from_bytes(person.0.0);
        let (asks, state) = self.0.start_passkey_registration(user, login, name, Some(known))?;
        let mut asks = serde_json::to_value(asks).map_err(|_| WebauthnError::Configuration)?;
        // Only a key that is found without a name signs in alone.
        let selection = &mut asks["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
        let token = ceremonies.begin(Asked::Register(person, Box::new(state)), now);
        Ok((token, asks["publicKey"].take()))
    }

    /// The new passkey, where it is what was asked of this person.
    #[must_use]
    pub fn registered(
        &self,
        ceremonies: &Ceremonies,
        ceremony: TokenHash,
        person: PersonId,
        (shown, name): (&RegisterPublicKeyCredential, String),
        now: Millis,
    ) -> Option<PasskeyRow> {
        let Some(Asked::Register(asked, state)) = ceremonies.end(ceremony, now) else {
            return None;
        };
        if asked != person {
            return None;
        }
        let key = self.0.finish_passkey_registration(shown, &state).ok()?;
        Some(PasskeyRow { id: random::uid(), person, name, key, since: now, used: None })
    }

    /// Asks whoever it may be for a passkey.
    pub fn ask_to_sign_in(
        &self,
        ceremonies: &Ceremonies,
        now: Millis,
    ) -> Result<(Token, Value), WebauthnError> {
        let (asks, state) = self.0.start_discoverable_authentication()?;
        let mut asks = serde_json::to_value(asks).map_err(|_| WebauthnError::Configuration)?;
        let token = ceremonies.begin(Asked::SignIn(Box::new(state)), now);
        Ok((token, asks["publicKey"].take()))
    }

    /// Whose passkey is shown, as it says itself, and which.
    #[must_use]
    pub fn says(&self, shown: &PublicKeyCredential) -> Option<(PersonId, Vec<u8>)> {
        let (user, key) = self.0.identify_discoverable_authentication(shown).ok()?;
        Some((PersonId(Uid(user.into_bytes())), key.to_vec()))
    }

    /// Whether it is that one; the row as it is from now on.
    #[must_use]
    pub fn is_shown(
        &self,
        ceremonies: &Ceremonies,
        ceremony: TokenHash,
        shown: &PublicKeyCredential,
        mut row: PasskeyRow,
        now: Millis,
    ) -> Option<PasskeyRow> {
        let Some(Asked::SignIn(state)) = ceremonies.end(ceremony, now) else { return None };
        let result = self.0.finish_discoverable_authentication_v2(shown, *state, &row.key).ok()?;
        row.key.update_credential(&result);
        row.used = Some(now);
        Some(row)
    }
}

impl Ceremonies {
    /// Whether an answer would be looked at.
    #[must_use]
    pub fn is_open(&self, ceremony: TokenHash, now: Millis) -> bool {
        self.lock().get(&ceremony).is_some_and(|(_, expires)| now <= *expires)
    }

    fn begin(&self, asked: Asked, now: Millis) -> Token {
        let token = Token::new();
        let mut open = self.lock();
        if open.len() >= CEREMONIES_MAX {
            open.retain(|_, (_, expires)| now <= *expires);
            if open.len() >= CEREMONIES_MAX {
                open.clear();
            }
        }
        open.insert(token.hash(), (asked, now + CEREMONY_MILLIS_MAX));
        token
    }

    /// Each is answered once.
    fn end(&self, ceremony: TokenHash, now: Millis) -> Option<Asked> {
        let (asked, expires) = self.lock().remove(&ceremony)?;
        (now <= expires).then_some(asked)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenHash, (Asked, Millis)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A passkey's name as it is kept; `None` where it is none, or far too long.
#[must_use]
pub fn name(typed: &str) -> Option<String> {
    let name = typed.trim();
    (1..=NAME_CHARS_MAX).contains(&name.chars().count()).then(|| name.to_owned())
}

/// Keeps a new passkey.
pub fn add(rows: &mut dyn Rows, row: &PasskeyRow, now: Millis) -> Result<bool, StoreError> {
    if rows.passkeys(row.person)?.len() >= PASSKEYS_MAX {
        return Ok(false);
    }
    rows.add_passkey(row)?;
    let changed = Event::new(What::SecondFactorChanged, now).by(row.person).of(row.person);
    audit::record(rows, &changed.with(Detail::PasskeyAdded))?;
    Ok(true)
}

/// Forgets a passkey of somebody's; whether it was there.
pub fn remove(
    rows: &mut dyn Rows,
    person: PersonId,
    id: Uid,
    now: Millis,
) -> Result<bool, StoreError> {
    let was_there = rows.drop_passkey(person, id)?;
    if was_there {
        let changed = Event::new(What::SecondFactorChanged, now).by(person).of(person);
        audit::record(rows, &changed.with(Detail::PasskeyRemoved))?;
    }
    Ok(was_there)
}

/// Somebody has shown a passkey: begins a session.
pub fn come_in(rows: &mut dyn Rows, row: &PasskeyRow, now: Millis) -> Result<Token, StoreError> {
    rows.put_passkey(row)?;
    rows.end_pending_of(row.person)?;
    audit::record(rows, &Event::new(What::SignedIn, now).by(row.person).with(Detail::Passkey))?;
    sessions::begin(rows, row.person, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_names() {
        for (address, is_name) in [
            ("https://limber.school.example", true),
            ("http://localhost:4300", true),
            ("http://127.0.0.1:4300", false),
            ("http://[::1]:4300", false),
            ("nonsense", false),
        ] {
            assert_eq!(Desk::at(address, "School").is_some(), is_name, "{address}");
        }
    }

    #[test]
    fn ceremonies_have_an_end() {
        let desk = Desk::at("http://localhost:4300", "School").unwrap();
        let ceremonies = Ceremonies::default();
        let (token, asks) = desk.ask_to_sign_in(&ceremonies, 0).unwrap();
        assert_eq!(asks["userVerification"], "required");
        assert!(ceremonies.end(token.hash(), CEREMONY_MILLIS_MAX).is_some());
        assert!(ceremonies.end(token.hash(), 0).is_none(), "each is answered once");
        let (token, _) = desk.ask_to_sign_in(&ceremonies, 0).unwrap();
        assert!(ceremonies.end(token.hash(), CEREMONY_MILLIS_MAX + 1).is_none());
        for _ in 0..=CEREMONIES_MAX {
            desk.ask_to_sign_in(&ceremonies, 0).unwrap();
        }
        assert!(ceremonies.lock().len() <= CEREMONIES_MAX);
    }
}
