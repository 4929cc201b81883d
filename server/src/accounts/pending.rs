//! Sign-ins that are not whole yet: the password, a link or an account elsewhere
//! was right, and something more is asked for. Nothing can be seen or done with one but to go on.

use domain::id::PersonId;
use sync::entry::Millis;

use super::second_factor::{self, Needs};
use super::sessions::{self, Token, TokenHash};
use crate::audit::{self, Detail, Event, What};
use crate::keys::MasterKey;
use crate::office::Office;
use crate::store::{Rows, StoreError};

/// Between a password and a code, at most.
pub const PENDING_MILLIS_MAX: Millis = 10 * 60 * 1_000;

/// One as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingRow {
    /// Whose.
    pub person: PersonId,
    /// What was right.
    pub how: Detail,
    /// Until when it is good.
    pub expires: Millis,
}

/// What a right password, or a good link, leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A session.
    In(Token),
    /// This is pending until a code is given.
    Code(Token),
    /// This is pending until a second factor has been set up.
    SetUp(Token),
}

/// What going on with one came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completed<T> {
    /// A session, and what else there is to say.
    In(Token, T),
    /// The code is wrong, or has been used.
    WrongCode,
    /// Too late, or somebody who may not come in any more.
    Expired,
}

/// Somebody has shown by `how` who they are: begins a session, or what leads to
/// one.
pub fn after_secret(
    rows: &mut dyn Rows,
    office: &Office,
    person: PersonId,
    how: Detail,
    now: Millis,
) -> Result<Next, StoreError> {
    let needs = second_factor::needs(&*rows, office, person, office.day_of(now))?;
    if needs == Needs::Nothing {
        return come_in(rows, person, how, now).map(Next::In);
    }
    let token = Token::new();
    rows.drop_pending_before(now)?;
    let expires = now + PENDING_MILLIS_MAX;
    rows.add_pending(token.hash(), PendingRow { person, how, expires })?;
    Ok(if needs == Needs::Code { Next::Code(token) } else { Next::SetUp(token) })
}

/// Whose it is, if it is still good and they may come in.
pub fn find(
    rows: &dyn Rows,
    office: &Office,
    pending: TokenHash,
    now: Millis,
) -> Result<Option<PersonId>, StoreError> {
    Ok(good(rows, office, pending, now)?.map(|row| row.person))
}

/// The same, with what was right.
fn good(
    rows: &dyn Rows,
    office: &Office,
    pending: TokenHash,
    now: Millis,
) -> Result<Option<PendingRow>, StoreError> {
    let good = rows.pending(pending)?.filter(|pending| now <= pending.expires);
    Ok(good.filter(|row| office.may_sign_in(row.person, office.day_of(now))))
}

/// Goes on with a code of the person's app, or a recovery code.
pub fn complete(
    rows: &mut dyn Rows,
    (office, key): (&Office, &MasterKey),
    pending: TokenHash,
    code: &str,
    now: Millis,
) -> Result<Completed<()>, StoreError> {
    let Some(row) = good(&*rows, office, pending, now)? else { return Ok(Completed::Expired) };
    let PendingRow { person, how: first, .. } = row;
    let Some(second) = second_factor::spend(rows, key, person, code, now)? else {
        turn_away(rows, person, now)?;
        return Ok(Completed::WrongCode);
    };
    rows.end_pending_of(person)?;
    Ok(Completed::In(come_in(rows, person, both(first, second), now)?, ()))
}

/// Goes on with the first code of an app that was just set up; its recovery
/// codes come along.
pub fn complete_set_up(
    rows: &mut dyn Rows,
    (office, key): (&Office, &MasterKey),
    pending: TokenHash,
    code: &str,
    now: Millis,
) -> Result<Completed<Vec<String>>, StoreError> {
    let Some(PendingRow { person, how, .. }) = good_to_set_up(&*rows, office, pending, now)? else {
        return Ok(Completed::Expired);
    };
    let Some(codes) = second_factor::confirm(rows, key, person, code, now)? else {
        turn_away(rows, person, now)?;
        return Ok(Completed::WrongCode);
    };
    rows.end_pending_of(person)?;
    Ok(Completed::In(come_in(rows, person, both(how, Detail::Code), now)?, codes))
}

/// As [`find`], of those who have no second factor yet: a password alone never
/// replaces one.
pub fn find_to_set_up(
    rows: &dyn Rows,
    office: &Office,
    pending: TokenHash,
    now: Millis,
) -> Result<Option<PersonId>, StoreError> {
    Ok(good_to_set_up(rows, office, pending, now)?.map(|row| row.person))
}

/// The same, with what was right.
fn good_to_set_up(
    rows: &dyn Rows,
    office: &Office,
    pending: TokenHash,
    now: Millis,
) -> Result<Option<PendingRow>, StoreError> {
    let Some(row) = good(rows, office, pending, now)? else { return Ok(None) };
    let needs = second_factor::needs(rows, office, row.person, office.day_of(now))?;
    Ok((needs == Needs::SetUp).then_some(row))
}

/// How somebody came in who has shown this first and that second.
fn both(first: Detail, second: Detail) -> Detail {
    match (first, second) {
        (Detail::Oidc, Detail::RecoveryCode) => Detail::OidcRecoveryCode,
        (Detail::Oidc, _) => Detail::OidcCode,
        (_, second) => second,
    }
}

fn come_in(
    rows: &mut dyn Rows,
    person: PersonId,
    how: Detail,
    now: Millis,
) -> Result<Token, StoreError> {
    audit::record(rows, &Event::new(What::SignedIn, now).by(person).with(how))?;
    sessions::begin(rows, person, now)
}

fn turn_away(rows: &mut dyn Rows, person: PersonId, now: Millis) -> Result<(), StoreError> {
    let failed = Event::new(What::SignInFailed, now).of(person).with(Detail::Code);
    audit::record(rows, &failed)
}
