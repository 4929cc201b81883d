//! Students sign in with their class's code, their name and four pictures; and
//! the sheets of pictures that adults print for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::id::{ClassId, PersonId};
use domain::roster::Class;
use sync::entry::Millis;

use super::pictures::Pin;
use super::secret::Secrets;
use super::{AccountError, SignIn, names, sessions};
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
        return Ok(SignIn::WrongCredentials);
    };
    let token = tenant.database.write(move |rows| sessions::begin(rows, student, now)).await?;
    Ok(SignIn::Welcome(student, token))
}

/// What a student types for their class: its code, or its title where it has
/// none.
#[must_use]
pub fn class_code(class: &Class) -> &str {
    let code = class.code.as_deref().filter(|code| !names::fold_code(code).is_empty());
    code.unwrap_or(&class.title)
}

/// Makes PINs for these students of a class, unique in it, and shows them this
/// once.
pub async fn make_sheet(
    tenant: &Arc<Tenant>,
    secrets: &Secrets,
    class: ClassId,
    mut students: Vec<(PersonId, String)>,
    before: Before,
) -> Result<Vec<SheetLine>, AccountError> {
    let kept = tenant.database.read(move |rows| rows.pins(class)).await?;
    if before == Before::Stay {
        students.retain(|(id, _)| kept.iter().all(|(has, _)| has != id));
    }
    let others = kept.into_iter().filter(|(id, _)| students.iter().all(|(new, _)| new != id));
    let others: Vec<_> = others.map(|(_, hash)| hash).collect();
    let pins = draw(secrets, students.len(), &others).await?;
    let hashes = secrets.hash_all(pins.iter().map(|pin| pin.secret()).collect()).await?;
    let lines = students.into_iter().zip(pins);
    let lines = lines.map(|((student, name), pin)| SheetLine { student, name, pin });
    let lines: Vec<_> = lines.zip(hashes).collect();
    Ok(tenant.database.write(move |rows| keep_sheet(rows, class, lines, before)).await?)
}

/// Keeps the PINs of a sheet; the lines of those who have theirs by it.
fn keep_sheet(
    rows: &mut dyn Rows,
    class: ClassId,
    lines: Vec<(SheetLine, String)>,
    before: Before,
) -> Result<Vec<SheetLine>, StoreError> {
    let had: BTreeSet<_> = rows.pins(class)?.into_iter().map(|(student, _)| student).collect();
    let mut kept = Vec::with_capacity(lines.len());
    for (line, hash) in lines {
        match (had.contains(&line.student), before) {
            // Made by another adult in the meantime, and perhaps printed.
            (true, Before::Stay) => continue,
            (true, Before::End) => rows.end_sessions_of(line.student)?,
            (false, _) => {}
        }
        rows.set_pin(class, line.student, &hash)?;
        kept.push(line);
    }
    Ok(kept)
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
