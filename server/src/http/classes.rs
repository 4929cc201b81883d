//! What is done with a class: its sheet of picture PINs.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::state::{Shared, SignedIn};
use crate::accounts::pictures::PIN_PICTURES;
use crate::accounts::students;

/// For whom; without a student, for the whole class.
#[derive(Default, Deserialize)]
struct SheetFor {
    #[serde(default)]
    student: Option<PersonId>,
}

/// One line of the sheet.
#[derive(Serialize)]
pub struct Line {
    student: PersonId,
    name: String,
    pictures: [u8; PIN_PICTURES],
}

/// `POST /api/classes/{id}/picture-pins`: makes new ones and shows them once.
pub async fn picture_pins(
    State(server): State<Shared>,
    who: SignedIn,
    class: Result<Path<ClassId>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Vec<Line>>, ApiError> {
    let (Path(class), body) = (class?, body?);
    let may = who.office.is_adult_of(who.person, class, who.day)
        || who.office.roles(who.person, who.day).contains(&Role::Administrator);
    if !may || who.office.class(class, who.day).is_none() {
        return Err(ApiError::Forbidden);
    }
    let SheetFor { student } = if body.is_empty() {
        SheetFor::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|_| ApiError::BadRequest("it is not JSON of this form"))?
    };
    let mut students: Vec<_> = who.office.student_names(class, who.day).into_iter().collect();
    students.sort_by_key(|(_, name)| name.to_lowercase());
    students.retain(|(id, _)| student.is_none_or(|student| *id == student));
    if students.is_empty() && student.is_some() {
        return Err(ApiError::NotFound);
    }
    let lines = students::make_sheet(who.tenant(), &server.secrets, class, students).await?;
    Ok(Json(lines.into_iter().map(Line::from).collect()))
}

impl From<students::SheetLine> for Line {
    fn from(line: students::SheetLine) -> Self {
        Self { student: line.student, name: line.name, pictures: line.pin.pictures() }
    }
}
