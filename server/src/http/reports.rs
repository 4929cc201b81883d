//! `GET /api/reports/…`: computed when asked for.

use app::server_data::Made;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use domain::id::ClassId;
use domain::summary::class::ClassReport;
use domain::summary::pooled::SchoolReport;

use super::error::ApiError;
use super::state::SignedIn;
use crate::audit::What;
use crate::store::Rows;
use crate::summaries;

/// `GET /api/reports/class/{id}`.
pub async fn class(
    who: SignedIn,
    class: Result<Path<ClassId>, PathRejection>,
) -> Result<Json<Made<ClassReport>>, ApiError> {
    let Path(class) = class?;
    class_report(&who, class).await.map(Json)
}

/// `GET /api/reports/school`.
pub async fn school(who: SignedIn) -> Result<Json<Made<SchoolReport>>, ApiError> {
    school_report(&who).await.map(Json)
}

/// For the class's own adults; for nobody else, leaders included.
pub async fn class_report(who: &SignedIn, class: ClassId) -> Result<Made<ClassReport>, ApiError> {
    if !who.office.is_adult_of(who.person, class, who.day) {
        return Err(ApiError::Forbidden);
    }
    let (office, day) = (who.office.clone(), who.day);
    let make = move |rows: &dyn Rows| summaries::class::report(rows, &office, class, day);
    let report = who.tenant().database.read(make).await?;
    who.look(What::ViewedClassReport, class.0).await;
    Ok(Made { as_of: who.visitor.now, report })
}

/// For staff.
pub async fn school_report(who: &SignedIn) -> Result<Made<SchoolReport>, ApiError> {
    if !who.office.is_staff(who.person, who.day) {
        return Err(ApiError::Forbidden);
    }
    let report = summaries::school::report(who.tenant(), &who.office, who.day).await?;
    Ok(Made { as_of: who.visitor.now, report })
}
