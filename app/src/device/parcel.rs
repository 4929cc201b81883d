//! What others have left unsent on this tablet goes up while somebody else uses it.
//!
//! Their rows are sealed, and stay so: the server opens them, with the key that it gave to this device. It answers with
//! verdicts only. Nothing is deleted here: whoever made the entries sends them again at their next visit, hears that they are
//! stored already, and puts them away; so it does not matter what becomes of an answer on its way.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::PersonId;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use sync::device::rows::Row;
use sync::entry::Millis;
use sync::seal::number_of;

use super::browser::now;
use super::store::Store;
use super::{keys, local, net};
use crate::tablet::Ask;

/// Whose stores there are on this tablet: ids only.
const STORES: &str = "limber.stores";
/// The rows of each that the server has answered.
const DELIVERED: &str = "limber.delivered";
/// Rows in one parcel; the server takes as many.
const PARCEL_ROWS_MAX: usize = 100;

#[derive(Serialize)]
struct Parcel {
    person: PersonId,
    now: Millis,
    rows: Vec<SealedRow>,
}

#[derive(Serialize)]
struct SealedRow {
    key: u64,
    sealed: String,
}

#[derive(Deserialize)]
struct Answer {
    verdicts: Vec<Verdict>,
}

#[derive(Deserialize)]
struct Verdict {
    key: u64,
    is: String,
}

/// What the server said of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Nothing that matters.
    Nothing,
    /// The school has shut it out.
    ShutOut,
}

/// What the server is told of this device: `POST /api/devices/seen`.
#[derive(Serialize)]
struct Seen {
    unsent: usize,
    oldest: Option<Millis>,
}

/// Somebody's store is on this tablet from now on.
pub fn note(person: PersonId) {
    let mut stores = stores();
    if stores.insert(person) {
        drop(LocalStorage::set(STORES, stores));
    }
}

/// Sends what others than `present` have left, and says how much there still is on the device. `unsent` is what the one who
/// is present has to send, and since when. A device that nobody has signed in on has nothing to say.
pub async fn send_all(present: Option<PersonId>, unsent: usize, oldest: Option<Millis>) -> Heard {
    let stores = stores();
    if stores.is_empty() {
        return Heard::Nothing;
    }
    let mut left = unsent;
    for person in stores.into_iter().filter(|person| Some(*person) != present) {
        left += send(person).await;
    }
    // Without an answer the next time tells it again.
    match net::fetch(Ask::post("/api/devices/seen", &Seen { unsent: left, oldest })).await {
        Ok(answer) if keys::is_shut_out(&answer) => Heard::ShutOut,
        _ => Heard::Nothing,
    }
}

/// Sends what `person` has left; how much of it is not delivered.
async fn send(person: PersonId) -> usize {
    let store = Store::of(person, None);
    let rows = store.sealed_outbox().await.unwrap_or_default();
    store.close();
    let mut delivered = Delivered::of(person);
    delivered.forget_all_but(&rows);
    let waiting: Vec<_> = rows.iter().filter(|(key, _)| !delivered.0.contains(key)).collect();
    let mut left = waiting.len();
    for rows in waiting.chunks(PARCEL_ROWS_MAX) {
        let Some(answer) = ask(person, rows).await else { break };
        let arrived = answer.verdicts.iter().filter(|verdict| verdict.is != "unreadable");
        let before = delivered.0.len();
        delivered.0.extend(arrived.map(|verdict| verdict.key));
        left -= (delivered.0.len() - before).min(left);
    }
    delivered.keep(person);
    left
}

async fn ask(person: PersonId, rows: &[&Row]) -> Option<Answer> {
    let sealed = |(key, row): &&Row| Some(SealedRow { key: *key, sealed: base64(row)? });
    let rows = rows.iter().map(sealed).collect::<Option<_>>()?;
    let parcel = Parcel { person, now: now(), rows };
    let answer = net::fetch(Ask::post("/api/sync/sealed", &parcel)).await.ok()?;
    (answer.status == 200).then(|| answer.json()).flatten()
}

fn stores() -> BTreeSet<PersonId> {
    local::get(STORES).unwrap_or_default()
}

/// The rows of one store that the server has.
struct Delivered(BTreeSet<u64>);

impl Delivered {
    fn of(person: PersonId) -> Self {
        let mut all: BTreeMap<PersonId, BTreeSet<u64>> = local::get(DELIVERED).unwrap_or_default();
        Self(all.remove(&person).unwrap_or_default())
    }

    fn forget_all_but(&mut self, rows: &[Row]) {
        self.0.retain(|key| rows.iter().any(|(other, _)| other == key));
    }

    fn keep(self, person: PersonId) {
        let mut all: BTreeMap<PersonId, BTreeSet<u64>> = local::get(DELIVERED).unwrap_or_default();
        if self.0.is_empty() {
            all.remove(&person);
        } else {
            all.insert(person, self.0);
        }
        drop(LocalStorage::set(DELIVERED, all));
    }
}

/// In base64, as `btoa` makes it.
fn base64(bytes: &[u8]) -> Option<String> {
    let binary: String = bytes.iter().copied().map(char::from).collect();
    window().btoa(&binary).ok()
}

impl Store {
    /// What is unsent, as it is written: sealed. Plain rows, of an older app, wait for whoever made them.
    async fn sealed_outbox(&self) -> Result<Vec<Row>, super::store::StoreError> {
        let rows = self.outbox_as_written().await?;
        Ok(rows.into_iter().filter(|(_, row)| number_of(row).is_some()).collect())
    }
}
