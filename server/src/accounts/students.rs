//! Students sign in with their class's code, their name and four pictures; and
//! the sheets of pictures that adults print for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::{ClassId, PersonId};
use domain::roster::Class;
use sync::entry::Millis;

use super::cards::{Card, CardRow};
use super::pictures::Pin;
use super::secret::Secrets;
use super::sessions::TokenHash;
use super::{AccountError, SignIn, names, turned_away, welcome};
use crate::audit::{self, Detail, Event, What};
use crate::office::Office;
use crate::store::{Rows, StoreError};
use crate::tenants::Tenant;

/// One line of a sheet: shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// Whose.
    pub student: PersonId,
    /// Under the name by which the class knows them.
    pub name: String,
    /// Their pictures.
    pub pin: Pin,
    /// What their card's QR code says.
    pub card: Card,
}

/// What becomes of the PINs that students had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// They stay: who has one gets none, and no line on the sheet.
    Stay,
    /// They end, and with them the sessions of those whose they were: a lost
    /// card lets nobody stay in.
    End,
}

/// Signs a student in. A class, a name or pictures that do not exist all take
/// as long as pictures that are wrong.
pub async fn sign_in(
    tenant: &Arc<Tenant>,
    secrets: &Secrets,
    class_code: &str,
    name: String,
    pin: Pin,
    now: Millis,
) -> Result<SignIn, AccountError> {
    let (students, hashes): (Vec<_>, Vec<_>) =
        candidates(tenant, names::fold_code(class_code), name, now).await?.into_iter().unzip();
    let fits = secrets.fits(pin.secret(), hashes).await?;
    let Some(student) = fits.and_then(|at| students.get(at).copied()) else {
        turned_away(&tenant.database, &students, Detail::Pictures, now);
        return Ok(SignIn::WrongCredentials);
    };
    Ok(welcome(&tenant.database, student, Detail::Pictures, now).await?)
}

/// Signs in whoever holds this card, if they are still in the class for which it
/// was made.
pub async fn sign_in_with_card(
    tenant: &Arc<Tenant>,
    card: Card,
    now: Millis,
) -> Result<SignIn, AccountError> {
    let school = Arc::clone(tenant);
    let find = move |rows: &dyn Rows| {
        let Some(CardRow { class, student }) = rows.card(card.hash())? else { return Ok(None) };
        let office = school.office(rows, now)?;
        let day = office.day_of(now);
        let may = office.class(class, day).is_some()
            && office.may_sign_in(student, day)
            && office.is_student_of(student, class, day);
        Ok(may.then_some(student))
    };
    match tenant.database.read(find).await? {
        Some(student) => Ok(welcome(&tenant.database, student, Detail::Card, now).await?),
        None => Ok(SignIn::WrongCredentials),
    }
}

/// The names of whoever can sign in with this class code, as the class knows
/// them. For tablets of the school only: elsewhere a name is typed.
pub fn names(
    office: &Office,
    rows: &dyn Rows,
    class_code: &str,
    now: Millis,
) -> Result<Vec<String>, StoreError> {
    let day = office.day_of(now);
    let mut found = BTreeMap::new();
    for class in classes_with_code(office, &names::fold_code(class_code), now) {
        let names = office.student_names(class, day);
        for (student, _) in rows.pins(class)? {
            let name = names.get(&student).filter(|_| office.may_sign_in(student, day));
            found.extend(name.map(|name| (name.to_lowercase(), name.clone())));
        }
    }
    Ok(found.into_values().collect())
}

/// What a student types for their class: its code, or its title where it has
/// none.
#[must_use]
pub fn class_code(class: &Class) -> &str {
    let code = class.code.as_deref().filter(|code| !names::fold_code(code).is_empty());
    code.unwrap_or(&class.title)
}

/// How often a sheet is begun again because another one was made meanwhile.
const SHEET_ATTEMPTS_MAX: usize = 5;

/// Makes cards for these students of a class: PINs, unique in it, and secrets;
/// shown this once. Of a student who gets new ones in place of others, every session ends.
/// `maker` asked for them, at that moment.
pub async fn make_sheet(
    tenant: &Arc<Tenant>,
    secrets: &Secrets,
    class: ClassId,
    students: Vec<(PersonId, String)>,
    before: Before,
    (maker, now): (PersonId, Millis),
) -> Result<Vec<SheetLine>, AccountError> {
    for _ in 0..SHEET_ATTEMPTS_MAX {
        let kept = tenant.database.read(move |rows| rows.pins(class)).await?;
        let has_one = |id: PersonId| kept.iter().any(|(has, _)| *has == id);
        let mut due = students.clone();
        if before == Before::Stay {
            due.retain(|(id, _)| !has_one(*id));
        }
        let others = kept.iter().filter(|(has, _)| due.iter().all(|(id, _)| id != has));
        let others: Vec<_> = others.map(|(_, hash)| hash.clone()).collect();
        let pins = draw(secrets, due.len(), &others).await?;
        let hashes = secrets.hash_all(pins.iter().map(|pin| pin.secret()).collect()).await?;
        let cards: Vec<_> = due.iter().map(|_| Card::draw()).collect();
        let secrets = hashes.into_iter().zip(&cards).map(|(pin, card)| (pin, card.hash()));
        let new = due.iter().map(|(id, _)| *id).zip(secrets).collect();
        let made = Event::new(What::PinsMade, now).by(maker).about(class.0);
        let set = move |rows: &mut dyn Rows| set_pins(rows, class, new, &kept, &made);
        if tenant.database.write(set).await? {
            let lines = due.into_iter().zip(pins).zip(cards);
            let line = |(((student, name), pin), card)| SheetLine { student, name, pin, card };
            return Ok(lines.map(line).collect());
        }
    }
    Err(StoreError::Busy.into())
}

/// Sets the PINs, if the class still keeps those that the new ones were
/// compared with; whether it does.
fn set_pins(
    rows: &mut dyn Rows,
    class: ClassId,
    new: Vec<(PersonId, (String, TokenHash))>,
    compared: &[(PersonId, String)],
    made: &Event,
) -> Result<bool, StoreError> {
    if rows.pins(class)? != compared {
        return Ok(false);
    }
    for (student, (pin, card)) in new {
        rows.set_pin(CardRow { class, student }, &pin, card)?;
        audit::record(rows, &made.of(student))?;
        if compared.iter().any(|(had, _)| *had == student) {
            rows.end_sessions_of(student)?;
        }
    }
    Ok(true)
}

/// PINs that differ from each other and from those that others of the class
/// keep, of which only hashes are known.
async fn draw(secrets: &Secrets, n: usize, others: &[String]) -> Result<Vec<Pin>, AccountError> {
    let mut pins = Pin::draw_different(n);
    if others.is_empty() {
        return Ok(pins);
    }
    for at in 0..pins.len() {
        while secrets.fits(pins[at].secret(), others.to_vec()).await?.is_some() {
            let new = Pin::draw();
            if !pins.contains(&new) {
                pins[at] = new;
            }
        }
    }
    Ok(pins)
}

/// Who might be meant, with their PINs' hashes.
async fn candidates(
    tenant: &Arc<Tenant>,
    code: String,
    name: String,
    now: Millis,
) -> Result<Vec<(PersonId, String)>, StoreError> {
    let school = Arc::clone(tenant);
    let found = tenant.database.read(move |rows| {
        let office = school.office(rows, now)?;
        let mut found = Vec::new();
        for class in classes_with_code(&office, &code, now) {
            let mut pins = rows.pins(class)?;
            pins.retain(|(student, _)| is_called(&office, class, *student, &name, now));
            found.extend(pins);
        }
        Ok(found)
    });
    found.await
}

/// The classes that have this code or title: nearly always one.
fn classes_with_code(office: &Office, code: &str, now: Millis) -> Vec<ClassId> {
    let day = office.day_of(now);
    let fits = |text: &str| !code.is_empty() && names::fold_code(text) == code;
    let here = office.roster.classes.keys().filter_map(|id| Some((*id, office.class(*id, day)?)));
    let called =
        here.filter(|(_, class)| class.code.as_deref().is_some_and(fits) || fits(&class.title));
    called.map(|(id, _)| id).collect()
}

fn is_called(office: &Office, class: ClassId, student: PersonId, typed: &str, now: Millis) -> bool {
    let day = office.day_of(now);
    if !office.may_sign_in(student, day) || !office.is_student_of(student, class, day) {
        return false;
    }
    let names = office.student_names(class, day);
    let (Some(person), Some(short)) = (office.person(student, day), names.get(&student)) else {
        return false;
    };
    names::may_be(typed, &person.given_name, &person.family_name, short)
}
