//! What is done with a class: its sheet of cards, with which students sign in.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::roster::Class;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::sign_in::may_carry_secrets;
use super::state::{Shared, SignedIn, address_of};
use crate::accounts::cards::CARD_PATH;
use crate::accounts::pictures::PIN_PICTURES;
use crate::accounts::students::{self, Before};
use crate::audit::What;
use crate::qr::Qr;

/// Who can sign in to a class, and with which code.
#[derive(Serialize)]
pub struct Roll {
    class_code: String,
    students: Vec<OnRoll>,
}

/// One student of a class.
#[derive(Serialize)]
pub struct OnRoll {
    student: PersonId,
    name: String,
    has_pictures: bool,
}

/// For whom; without a student, for the whole class.
#[derive(Default, Deserialize)]
#[serde(default)]
struct SheetFor {
    student: Option<PersonId>,
    only_missing: bool,
}

/// One line of the sheet.
#[derive(Serialize)]
pub struct Line {
    student: PersonId,
    name: String,
    pictures: [u8; PIN_PICTURES],
    /// What signs in by itself, for a camera.
    qr: Qr,
}

/// `GET /api/classes/{id}/picture-pins`: who has some; never which.
pub async fn who_has_pictures(
    who: SignedIn,
    class: Result<Path<ClassId>, PathRejection>,
) -> Result<Json<Roll>, ApiError> {
    let Path(id) = class?;
    let class_code = students::class_code(class_of_sheet(&who, id)?).to_owned();
    who.look(What::ViewedClassList, id.0).await;
    let pins = who.tenant().database.read(move |rows| rows.pins(id)).await?;
    let have: BTreeSet<_> = pins.into_iter().map(|(student, _)| student).collect();
    let students = students_by_name(&who, id).into_iter().map(|(student, name)| OnRoll {
        student,
        name,
        has_pictures: have.contains(&student),
    });
    Ok(Json(Roll { class_code, students: students.collect() }))
}

/// `POST /api/classes/{id}/picture-pins`: makes new ones and shows them once.
pub async fn picture_pins(
    State(server): State<Shared>,
    who: SignedIn,
    headers: HeaderMap,
    class: Result<Path<ClassId>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Vec<Line>>, ApiError> {
    let (Path(class), body) = (class?, body?);
    class_of_sheet(&who, class)?;
    may_carry_secrets(&who.visitor)?;
    let address = address_of(CARD_PATH, &who.visitor, &headers).ok_or(ApiError::Internal)?;
    let SheetFor { student, only_missing } =
        if body.is_empty() { SheetFor::default() } else { read(&body)? };
    let mut students = students_by_name(&who, class);
    students.retain(|(id, _)| student.is_none_or(|student| *id == student));
    if students.is_empty() && student.is_some() {
        return Err(ApiError::NotFound);
    }
    let made = (who.person, who.visitor.now);
    let before = if only_missing { Before::Stay } else { Before::End };
    let lines =
        students::make_sheet(who.tenant(), &server.secrets, class, students, before, made).await?;
    let lines = lines.into_iter().map(|line| Line::new(line, &address)).collect::<Option<_>>();
    Ok(Json(lines.ok_or(ApiError::Internal)?))
}

/// An object: a list would be read as one without its names, and `[]` as the
/// whole class, whose pictures end.
fn read(body: &[u8]) -> Result<SheetFor, ApiError> {
    let object = serde_json::from_slice::<serde_json::Map<_, _>>(body);
    let form = object.and_then(|object| serde_json::from_value(object.into()));
    form.map_err(|_| ApiError::BadRequest("it is not JSON of this form"))
}

/// The class, for those who make its sheets: its adults, and administrators.
pub fn class_of_sheet(who: &SignedIn, id: ClassId) -> Result<&Class, ApiError> {
    let may = who.office.is_adult_of(who.person, id, who.day)
        || who.office.roles(who.person, who.day).contains(&Role::Administrator);
    who.office.class(id, who.day).filter(|_| may).ok_or(ApiError::Forbidden)
}

fn students_by_name(who: &SignedIn, class: ClassId) -> Vec<(PersonId, String)> {
    let mut students: Vec<_> = who.office.student_names(class, who.day).into_iter().collect();
    students.sort_by_key(|(_, name)| name.to_lowercase());
    students
}

impl Line {
    /// `None` where the address is too long for a QR code.
    fn new(line: students::SheetLine, address: &str) -> Option<Self> {
        let students::SheetLine { student, name, pin, card } = line;
        let qr = Qr::of(&format!("{address}#{}", card.reveal()))?;
        Some(Self { student, name, pictures: pin.pictures(), qr })
    }
}
