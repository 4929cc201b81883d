//! Signing in with an account elsewhere (OIDC): an issuer that the school has
//! chosen says who somebody is, and the roster says whether they work here.
//!
//! An account is known by its subject, which never changes hands. The first time
//! it is found by an e-mail address that the issuer has verified and that the
//! roster gives to one member of staff; addresses decide nothing afterwards. It
//! counts as a password does, unless the school says that its issuer sees to a
//! second factor.

pub mod desk;
pub mod issuer;

use domain::id::PersonId;
use sync::entry::Millis;

use self::desk::Desk;
use self::issuer::Issuers;
use super::names::{TYPED_BYTES_MAX, fold_login};
use super::pending::{self, Next};
use super::sessions;
use crate::audit::{self, Detail, Event, What};
use crate::keys::MasterKey;
use crate::office::Office;
use crate::outside::may_be_called;
use crate::store::{Rows, StoreError};

/// What the client's secret is sealed for.
const LABEL: &str = "limber oidc client 1";
/// Most characters of what the school calls its issuer: it stands on a button.
pub const NAME_CHARS_MAX: usize = 40;
/// Most bytes of the issuer's address, and of the client's id.
const TEXT_BYTES_MAX: usize = 500;
/// Most bytes of the client's secret.
pub const SECRET_BYTES_MAX: usize = 2_000;
/// Most bytes of a subject: the standard allows as many characters, all ASCII.
pub const SUBJECT_BYTES_MAX: usize = 255;

/// Who vouches for staff, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerRow {
    /// What the school calls it.
    pub name: String,
    /// Its address, to the letter as it says it itself.
    pub issuer: String,
    /// As whom it knows this school's Limber.
    pub client: String,
    /// The secret between the two, sealed.
    pub sealed: Vec<u8>,
    /// Whoever comes from there has shown a second factor, as the school says.
    pub sees_to_second_factor: bool,
}

/// An account at an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Where.
    pub issuer: String,
    /// Which.
    pub id: String,
}

/// What an issuer says of somebody who has signed in there.
#[derive(Clone, PartialEq, Eq)]
pub struct Vouched {
    /// By which account.
    pub subject: Subject,
    /// Their address, if the issuer has verified that it is theirs.
    pub email: Option<String>,
}

/// What a running school knows of all this.
#[derive(Debug, Default)]
pub struct Oidc {
    /// Who has gone there.
    pub desk: Desk,
    /// What is known of the issuer.
    pub issuers: Issuers,
}

/// Why an issuer cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadIssuer {
    /// What the school calls it.
    #[error("the name has 1 to {NAME_CHARS_MAX} characters, such as Google")]
    Name,
    /// Its address.
    #[error(
        "the issuer is an https address without a query, such as https://accounts.google.com, or an http one of this machine"
    )]
    Address,
    /// The client's id.
    #[error("the client's id is what the issuer calls it: 1 to {TEXT_BYTES_MAX} bytes")]
    Client,
    /// The client's secret.
    #[error("the client's secret is empty, or longer than {SECRET_BYTES_MAX} bytes")]
    Secret,
}

impl IssuerRow {
    /// An issuer to set, its secret sealed.
    pub fn new(
        key: &MasterKey,
        (name, issuer, client): (&str, &str, &str),
        secret: &str,
        sees_to_second_factor: bool,
    ) -> Result<Self, BadIssuer> {
        let (name, secret) = (name.trim(), secret.trim());
        if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
            return Err(BadIssuer::Name);
        }
        let address = issuer.parse().map_err(|_| BadIssuer::Address)?;
        let is_bare = !issuer.contains(['?', '#', '@']) && issuer.len() <= TEXT_BYTES_MAX;
        if !is_bare || !may_be_called(&address) {
            return Err(BadIssuer::Address);
        }
        if client.is_empty() || client.len() > TEXT_BYTES_MAX {
            return Err(BadIssuer::Client);
        }
        if secret.is_empty() || secret.len() > SECRET_BYTES_MAX {
            return Err(BadIssuer::Secret);
        }
        Ok(Self {
            name: name.to_owned(),
            issuer: issuer.to_owned(),
            client: client.to_owned(),
            sealed: key.seal(LABEL, &context(issuer, client), secret.as_bytes()),
            sees_to_second_factor,
        })
    }

    /// The client's secret. With another master key there is none: whoever runs
    /// the server puts the file back, or sets the issuer again.
    pub fn secret(&self, key: &MasterKey) -> Result<String, StoreError> {
        let opened = key.open_sealed(LABEL, &context(&self.issuer, &self.client), &self.sealed);
        let secret = opened.and_then(|bytes| String::from_utf8(bytes).ok());
        secret.ok_or(StoreError::Corrupt("a client's secret that this master key opens"))
    }
}

/// A secret is of one client at one issuer, and opens for no other.
fn context(issuer: &str, client: &str) -> Vec<u8> {
    [issuer.as_bytes(), &[0], client.as_bytes()].concat()
}

/// Somebody comes from the issuer: whom that lets in, and what follows; `None`
/// where it is nobody here. Which of the reasons it is, is not said.
pub fn come_in(
    rows: &mut dyn Rows,
    office: &Office,
    row: &IssuerRow,
    vouched: &Vouched,
    now: Millis,
) -> Result<Option<(PersonId, Next)>, StoreError> {
    let Some(person) = whose(rows, office, vouched, now)? else { return Ok(None) };
    let next = if row.sees_to_second_factor {
        rows.end_pending_of(person)?;
        audit::record(rows, &Event::new(What::SignedIn, now).by(person).with(Detail::Oidc))?;
        Next::In(sessions::begin(rows, person, now)?)
    } else {
        pending::after_secret(rows, office, person, Detail::Oidc, now)?
    };
    Ok(Some((person, next)))
}

/// Whose account it is; an unknown one becomes somebody's if its address says
/// whose.
fn whose(
    rows: &mut dyn Rows,
    office: &Office,
    Vouched { subject, email }: &Vouched,
    now: Millis,
) -> Result<Option<PersonId>, StoreError> {
    if let Some(person) = rows.linked(subject)? {
        let is_here = works_here(office, person, now);
        if !is_here {
            turn_away(rows, person, now)?;
        }
        return Ok(is_here.then_some(person));
    }
    let Some(email) = email.as_deref().filter(|email| email.len() <= TYPED_BYTES_MAX) else {
        return Ok(None);
    };
    let mut named = rows.staff_with_email(&fold_login(email))?;
    named.retain(|person| works_here(office, *person, now));
    let [person] = named[..] else { return Ok(None) };
    if rows.has_link(person, &subject.issuer)? {
        // Their address is somebody else's by now, or their account is a new one.
        turn_away(rows, person, now)?;
        return Ok(None);
    }
    rows.link_subject(subject, person, now)?;
    audit::record(rows, &Event::new(What::AccountLinked, now).by(person).of(person))?;
    Ok(Some(person))
}

fn works_here(office: &Office, person: PersonId, now: Millis) -> bool {
    let day = office.day_of(now);
    office.may_sign_in(person, day) && office.is_staff(person, day)
}

fn turn_away(rows: &mut dyn Rows, person: PersonId, now: Millis) -> Result<(), StoreError> {
    audit::record(rows, &Event::new(What::SignInFailed, now).of(person).with(Detail::Oidc))
}

/// Forgets somebody's account there, so that another can be linked; whether they
/// had one.
pub fn unlink(
    rows: &mut dyn Rows,
    person: PersonId,
    by: Option<PersonId>,
    now: Millis,
) -> Result<bool, StoreError> {
    let had_one = rows.unlink(person)?;
    if had_one {
        let unlinked = Event::new(What::AccountUnlinked, now).of(person);
        audit::record(rows, &by.map_or(unlinked, |by| unlinked.by(by)))?;
    }
    Ok(had_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> (tempfile::TempDir, MasterKey) {
        let folder = tempfile::tempdir().unwrap();
        let key = MasterKey::open(folder.path()).unwrap();
        (folder, key)
    }

    #[test]
    fn what_can_be_set() {
        let (_folder, key) = key();
        let set = |name: &str, issuer: &str, client: &str, secret: &str| {
            IssuerRow::new(&key, (name, issuer, client), secret, false).map(|_| ())
        };
        let google = "https://accounts.google.com";
        assert_eq!(set("Google", google, "limber", "otter\n"), Ok(()));
        assert_eq!(set("School", "http://127.0.0.1:9000", "limber", "otter"), Ok(()));
        assert_eq!(set(" ", google, "limber", "otter"), Err(BadIssuer::Name));
        assert_eq!(set("Google", google, "", "otter"), Err(BadIssuer::Client));
        assert_eq!(set("Google", google, "limber", "\n"), Err(BadIssuer::Secret));
        let long = "a".repeat(SECRET_BYTES_MAX + 1);
        assert_eq!(set("Google", google, "limber", &long), Err(BadIssuer::Secret));
        for address in [
            "http://accounts.example",
            "accounts.google.com",
            "https://accounts.example/?a=b",
            "https://somebody@accounts.example",
            "",
        ] {
            assert_eq!(set("A", address, "limber", "otter"), Err(BadIssuer::Address), "{address}");
        }
    }

    #[test]
    fn a_secret_is_sealed_for_one_client() {
        let (_folder, key) = key();
        let row = IssuerRow::new(&key, ("A", "https://a.example", "b"), " otter ", false).unwrap();
        assert_eq!(row.secret(&key).unwrap(), "otter");
        assert!(!row.sealed.windows(5).any(|bytes| bytes == b"otter"));
        let other = IssuerRow { client: "c".to_owned(), ..row.clone() };
        assert!(other.secret(&key).is_err());
        let (_other_folder, other_key) = self::key();
        assert!(row.secret(&other_key).is_err());
    }
}
