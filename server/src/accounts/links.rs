//! One-time links: how somebody without a password gets one.

use domain::id::PersonId;
use sync::entry::Millis;

use super::pending::{self, Next};
use super::sessions::{Token, TokenHash};
use crate::accounts::names;
use crate::audit::{self, Detail, Event, What};
use crate::office::Office;
use crate::store::{Rows, StoreError};

/// A link is good for so long.
pub const LINK_MILLIS_MAX: Millis = 7 * 24 * 60 * 60 * 1_000;
/// Where it leads; the token follows.
pub const LINK_PATH: &str = "/welcome/";

/// A link as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRow {
    /// Whom it lets in.
    pub person: PersonId,
    /// Until when.
    pub expires: Millis,
}

/// What a good link asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asks {
    /// Whom it lets in.
    pub person: PersonId,
    /// A name to sign in with as well: the person has none yet.
    pub name: bool,
}

/// What taking a link came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Welcome: the password is set; and what follows, a session most often.
    Welcome(PersonId, Next),
    /// Used, expired, or never made.
    NotGood,
    /// It asks for a name, and there was none, or somebody has it.
    NeedsName,
}

/// Makes a link for somebody, by a command on the server.
pub fn make(rows: &mut dyn Rows, person: PersonId, now: Millis) -> Result<Token, StoreError> {
    make_by(rows, person, None, now)
}

/// Makes a link for somebody, by an administrator or a command; links that they
/// had end.
pub fn make_by(
    rows: &mut dyn Rows,
    person: PersonId,
    by: Option<PersonId>,
    now: Millis,
) -> Result<Token, StoreError> {
    make_for(rows, person, by, None, now)
}

/// The same, for a letter to them.
pub fn make_to_send(
    rows: &mut dyn Rows,
    person: PersonId,
    by: PersonId,
    now: Millis,
) -> Result<Token, StoreError> {
    make_for(rows, person, Some(by), Some(Detail::Mail), now)
}

fn make_for(
    rows: &mut dyn Rows,
    person: PersonId,
    by: Option<PersonId>,
    detail: Option<Detail>,
    now: Millis,
) -> Result<Token, StoreError> {
    let token = Token::new();
    rows.end_links(person)?;
    rows.add_link(token.hash(), LinkRow { person, expires: now + LINK_MILLIS_MAX })?;
    let made = Event::new(What::LinkMade, now).of(person);
    let made = by.map_or(made, |by| made.by(by));
    audit::record(rows, &detail.map_or(made, |detail| made.with(detail)))?;
    Ok(token)
}

/// What a link asks for; `None` if it is not good.
pub fn look(rows: &dyn Rows, link: TokenHash, now: Millis) -> Result<Option<Asks>, StoreError> {
    let Some(LinkRow { person, .. }) = good(rows, link, now)? else { return Ok(None) };
    Ok(Some(Asks { person, name: needs_name(rows, person)? }))
}

/// Spends a link: sets the password (already hashed) and, where the link asks
/// for one, the name; ends the person's other sessions; begins a new one, or
/// asks for their second factor: who has found a link has not found that.
pub fn take(
    rows: &mut dyn Rows,
    office: &Office,
    link: TokenHash,
    name: Option<&str>,
    password_hash: &str,
    now: Millis,
) -> Result<Taken, StoreError> {
    let Some(LinkRow { person, .. }) = good(rows, link, now)? else { return Ok(Taken::NotGood) };
    if needs_name(rows, person)? {
        let login = names::fold_login(name.unwrap_or_default());
        if login.is_empty() || !rows.staff_with_login(&login)?.is_empty() {
            return Ok(Taken::NeedsName);
        }
        rows.name_local_person(person, name.unwrap_or_default().trim(), &login)?;
    }
    rows.end_links(person)?;
    rows.end_pending_of(person)?;
    rows.end_sessions_of(person)?;
    rows.set_password(person, password_hash, now)?;
    audit::record(rows, &Event::new(What::LinkTaken, now).by(person))?;
    let next = pending::after_secret(rows, office, person, Detail::Link, now)?;
    Ok(Taken::Welcome(person, next))
}

fn good(rows: &dyn Rows, link: TokenHash, now: Millis) -> Result<Option<LinkRow>, StoreError> {
    Ok(rows.link(link)?.filter(|link| now <= link.expires))
}

fn needs_name(rows: &dyn Rows, person: PersonId) -> Result<bool, StoreError> {
    Ok(rows.person(person)?.is_some_and(|person| person.username.is_none()))
}
