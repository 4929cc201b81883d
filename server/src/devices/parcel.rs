//! What somebody has left unsent on a tablet, sent while another uses it: rows
//! as they are stored there, sealed. The key proves who made them.

use std::sync::Arc;

use domain::id::PersonId;
use sync::device::rows::{Store, read_outbox};
use sync::entry::Millis;
use sync::frame::{Lenient, Outcome, Pushed};
use sync::seal::number_of;

use super::{DeviceId, data_key};
use crate::log;
use crate::store::StoreError;
use crate::tenants::Tenant;

/// A sealed row of an outbox, and its key there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// Its key.
    pub key: u64,
    /// As it is stored.
    pub sealed: Vec<u8>,
}

/// Takes in what can be opened, as if `person` had pushed it; what became of
/// each row, in their order. `None` for what cannot be opened: nothing is kept
/// of it here, and the tablet keeps it.
///
/// A device that has been shut out may still send: nothing comes back to it but
/// verdicts, and what children were seen to do is not lost with a tablet that
/// turns up again.
pub async fn take(
    tenant: &Arc<Tenant>,
    device: DeviceId,
    person: PersonId,
    (rows, offset): (Vec<SealedRow>, Millis),
    now: Millis,
) -> Result<Vec<Option<Outcome>>, StoreError> {
    let opened: Vec<_> = rows.iter().map(|row| open(tenant, device, person, row)).collect();
    let is_opened: Vec<_> = opened.iter().map(Option::is_some).collect();
    let entries: Vec<_> = opened.into_iter().flatten().map(Lenient::Read).collect();
    if entries.is_empty() {
        // Nothing shows that whoever sent it has to do with this person.
        return Ok(vec![None; rows.len()]);
    }
    let outcomes = log::import(tenant, person, (offset, entries), None, now).await?;
    let mut outcomes = outcomes.into_iter();
    Ok(is_opened.into_iter().map(|is| if is { outcomes.next() } else { None }).collect())
}

fn open(tenant: &Tenant, device: DeviceId, person: PersonId, row: &SealedRow) -> Option<Pushed> {
    let key = data_key(&tenant.master_key, device, person, number_of(&row.sealed)?);
    let plain = key.open(Store::Outbox, row.key, &row.sealed)?;
    let entry = read_outbox(&plain).ok()?.entry;
    Some(Pushed { entry, received: None })
}
