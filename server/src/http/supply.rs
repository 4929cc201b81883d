//! Supply passes: made for a class, used on a tablet of the school.

use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::id::ClassId;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use super::classes::class_of_sheet;
use super::devices::InUse;
use super::error::ApiError;
use super::sign_in::{may_carry_secrets, welcome};
use super::state::{SignedIn, Visitor, address_of};
use crate::accounts::pace::Key;
use crate::accounts::supply::{self, PASS_PATH, Pass};
use crate::qr::Qr;
use crate::store::Rows;

/// A pass, shown once.
#[derive(Serialize)]
pub struct MadePass {
    address: String,
    qr: Qr,
    until: Millis,
}

/// `POST /api/sign-in/supply`.
#[derive(Deserialize)]
pub struct SupplyForm {
    pass: String,
    name: String,
}

/// `POST /api/classes/{id}/supply-passes`.
pub async fn make_pass(
    who: SignedIn,
    headers: HeaderMap,
    class: Result<Path<ClassId>, PathRejection>,
) -> Result<Json<MadePass>, ApiError> {
    let Path(class) = class?;
    class_of_sheet(&who, class)?;
    may_carry_secrets(&who.visitor)?;
    let page = address_of(PASS_PATH, &who.visitor, &headers).ok_or(ApiError::Internal)?;
    let (office, by, now) = (Arc::clone(&who.office), who.person, who.visitor.now);
    let make = move |rows: &mut dyn Rows| supply::make(rows, &office, class, by, now);
    let (pass, row) = who.tenant().database.write(make).await?;
    let address = format!("{page}#{}", pass.reveal());
    let qr = Qr::of(&address).ok_or(ApiError::Internal)?;
    Ok(Json(MadePass { address, qr, until: row.until }))
}

/// `POST /api/sign-in/supply`: on a tablet of the school only, which forgets what
/// is on it.
pub async fn sign_in(
    visitor: Visitor,
    device: InUse,
    headers: HeaderMap,
    form: Result<Json<SupplyForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(SupplyForm { pass, name }) = form?;
    may_carry_secrets(&visitor)?;
    if !device.is_enrolled() {
        return Err(ApiError::Forbidden);
    }
    let keys = [Key::Address(visitor.address)];
    visitor.tenant.pace.attempt(&keys, visitor.now)?;
    let name = supply::name(&name).ok_or(ApiError::NeedsName)?;
    let pass = Pass::parse(pass.trim()).ok_or(ApiError::LinkUsed)?;
    let now = visitor.now;
    let come_in = move |rows: &mut dyn Rows| supply::sign_in(rows, &pass, &name, now);
    let welcomed = visitor.tenant.database.write(come_in).await?;
    let (person, token) = welcomed.ok_or(ApiError::LinkUsed)?;
    visitor.tenant.pace.succeeded(&keys);
    welcome(&visitor, &headers, person, &token).await
}
