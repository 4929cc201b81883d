//! What the clock does to visits: one that was shared is released at the start
//! of the third school day after, if the visited adult has not opened it
//! before (rule 4 of the product).

use std::sync::Arc;

use domain::id::RecordId;
use domain::rights::{Visit, VisitState, visit_scopes};
use domain::view;
use sync::entry::Millis;

use super::judging::relisted;
use super::school_log::list_further;
use crate::office::Office;
use crate::store::{Rows, StoreError};
use crate::tenants::Tenant;

/// Releases every visit that is due; how many.
pub async fn release_due(tenant: &Arc<Tenant>, now: Millis) -> Result<usize, StoreError> {
    let school = Arc::clone(tenant);
    let look = move |rows: &dyn Rows| {
        let office = school.office(rows, now)?;
        Ok(!due(rows, &office, now)?.is_empty())
    };
    if !tenant.database.read(look).await? {
        return Ok(0);
    }
    let school = Arc::clone(tenant);
    let release = move |rows: &mut dyn Rows| {
        let office = school.office(rows, now)?;
        let before = rows.log_head()?.position;
        let released = release_due_rows(rows, &office, now)?;
        Ok((released, school.news.since(before, rows)?))
    };
    let (released, growth) = tenant.database.write(release).await?;
    tenant.news.tell(growth);
    Ok(released)
}

/// The same, inside the caller's transaction.
pub fn release_due_rows(
    rows: &mut dyn Rows,
    office: &Office,
    now: Millis,
) -> Result<usize, StoreError> {
    let due = due(rows, office, now)?;
    for (record, visit) in &due {
        rows.put_visit(*record, visit)?;
        for (id, scopes) in relisted(rows, *record, &visit_scopes(visit))? {
            list_further(rows, id, &scopes)?;
        }
    }
    Ok(due.len())
}

/// The visits that are due, as they are once released.
fn due(
    rows: &dyn Rows,
    office: &Office,
    now: Millis,
) -> Result<Vec<(RecordId, Visit)>, StoreError> {
    let today = office.day_of(now);
    let shared = rows.shared_visits()?.into_iter();
    let due = shared.filter_map(|(record, mut visit)| {
        let VisitState::Shared(sharing) = visit.state else { return None };
        if today < view::release_day(&office.calendar, sharing.on) {
            return None;
        }
        visit.state = VisitState::Released(sharing);
        Some((record, visit))
    });
    Ok(due.collect())
}
