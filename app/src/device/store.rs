//! One IndexedDB database per person: four stores of opaque values under number keys.
//!
//! Its schema says nothing of what is inside, so it never has to change: what is inside carries its own version. A write is
//! one transaction, with all its puts issued at once and an explicit commit; nothing but a guard's row is awaited inside. It
//! is strictly durable (on disk before it is called done), unless it only notes what the server has said. After a failure
//! the connection is dropped and the next attempt opens another: browsers close connections of tabs in the background. Who
//! tries again, and when, is `sync`'s business.

use std::cell::RefCell;
use std::rc::Rc;

use domain::id::PersonId;
use idb::{DatabaseEvent, Factory, ObjectStoreParams, Transaction};
use js_sys::{Array, Object, Reflect, Uint8Array};
use sync::device::rows::{BadRow, Chunk, Row, Store as Area, meta};
use sync::device::{Glance, Lease, Rows, Write, lease};
use sync::seal::DataKey;
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbTransaction};

use super::browser::{Turn, in_time, sleep};
use super::message::{key_of, number};
use super::seal::Seal;

/// Version of the schema: the four stores. What is inside has versions of its own.
const SCHEMA_VERSION: u32 = 1;
/// How long a small transaction may take, opening included. Some browsers lose one now and then, and never say so.
const SMALL_MILLIS_MAX: u32 = 8_000;
/// How long reading everything may take: years of entries on the slowest tablet.
const READ_MILLIS_MAX: u32 = 30_000;
/// On the disk before it is done.
const STRICT: &str = "strict";
/// Done as soon as the system has it.
const RELAXED: &str = "relaxed";

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has been carried out.
    Committed,
    /// Its guard did not hold; nothing of it is on the disk.
    Conflicted,
}

/// Why the store cannot be used just now.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The browser refused, or closed the connection; trying again on a new one may help.
    #[error("the browser's database failed: {0}")]
    Browser(String),
    /// The transaction was rolled back, usually because the disk or the quota is full.
    #[error("the browser rolled a transaction back: free some space")]
    Aborted,
    /// Nothing was heard of it for too long; it may have been carried out all the same.
    #[error("the browser's database does not answer")]
    TooSlow,
    /// A newer version of the app was here.
    #[error(transparent)]
    Newer(#[from] BadRow),
}

impl From<idb::Error> for StoreError {
    fn from(error: idb::Error) -> Self {
        Self::Browser(error.to_string())
    }
}

impl From<JsValue> for StoreError {
    fn from(error: JsValue) -> Self {
        Self::Browser(format!("{error:?}"))
    }
}

/// See the module. Cheap to clone.
#[derive(Clone)]
pub struct Store(Rc<Inner>);

struct Inner {
    name: String,
    seal: Seal,
    connection: RefCell<Option<Connection>>,
}

impl Store {
    /// The store of `person`, sealed with their key, if it is known; it is opened by the first call.
    pub fn of(person: PersonId, key: Option<DataKey>) -> Self {
        Self(Rc::new(Inner {
            name: format!("limber-{person}"),
            seal: Seal::new(key),
            connection: RefCell::new(None),
        }))
    }

    /// Carries out a write. On an open connection its transaction is issued before this returns, so that a tap waits for no
    /// other task and nothing that follows can get in between.
    pub fn write(&self, write: Write) -> impl Future<Output = Result<Outcome, StoreError>> + use<> {
        let at_once = write.guard.is_none() && write.delay == 0 && self.is_open();
        let issued = at_once.then(|| self.issue(&write));
        let store = self.clone();
        async move {
            if write.delay > 0 {
                sleep(u32::try_from(write.delay).unwrap_or(u32::MAX)).await;
            }
            let work = async {
                match issued {
                    Some(issued) => store.finish(issued).await,
                    None => store.write_later(&write).await,
                }
            };
            store.small(work).await
        }
    }

    /// Leases the next block of numbers, reading and writing its row in one transaction. The row is for the other tabs.
    /// [`StoreError::Newer`] where a newer version of the app has written it.
    pub async fn lease(&self, fresh: bool, random: u64) -> Result<(Lease, Row), StoreError> {
        let leased = async {
            self.connect().await?;
            let transaction = self.begin(&[Area::Meta], "readwrite")?;
            let row = self.get(&transaction, meta::LEASE).await?;
            let (leased, row) = lease(row.as_deref(), fresh, random)?;
            self.put(&transaction, Area::Meta, meta::LEASE, &row)?;
            self.finish(transaction.commit().map_err(StoreError::from)).await?;
            Ok((leased, (meta::LEASE, row)))
        };
        self.small(leased).await
    }

    /// All rows, those of the host among `meta`.
    pub async fn read_all(&self) -> Result<Rows, StoreError> {
        let rows = in_time(READ_MILLIS_MAX, self.try_read_all()).await;
        self.drop_if_failed(rows.unwrap_or(Err(StoreError::TooSlow)))
    }

    /// A few rows that show whether others have changed. It shows as well that the connection still works; the next call
    /// opens another if it does not.
    pub async fn glance(&self) -> Result<Glance, StoreError> {
        let glance = async {
            self.connect().await?;
            let transaction = self.begin(&[Area::Outbox, Area::Meta], "readonly")?;
            let outbox = transaction.object_store(Area::Outbox.name())?;
            // Listened to before anything else is waited for.
            let outbox = outbox.get_all_keys(None, None)?.into_future();
            let sync = self.get(&transaction, meta::SYNC).await?;
            let outbox = outbox.await?.into_iter().filter_map(|key| key_of(&key)).collect();
            Ok(Glance { sync, outbox })
        };
        self.small(glance).await
    }

    /// The rows of `outbox`, as they are written.
    pub(super) async fn outbox_as_written(&self) -> Result<Vec<Row>, StoreError> {
        let read = async {
            self.connect().await?;
            let transaction = self.begin(&[Area::Outbox], "readonly")?;
            rows_of(&transaction, Area::Outbox)?.await
        };
        self.small(read).await
    }

    /// What its rows are sealed with.
    pub(super) fn seal(&self) -> &Seal {
        &self.0.seal
    }

    /// Closes the connection once what is under way is done.
    pub fn close(&self) {
        if let Some(connection) = self.0.connection.take() {
            connection.database.close();
        }
    }

    fn is_open(&self) -> bool {
        self.0.connection.borrow().is_some()
    }

    /// A small transaction that must end in time. After a failure the connection is dropped.
    pub(super) async fn small<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let done = in_time(SMALL_MILLIS_MAX, work).await;
        self.drop_if_failed(done.unwrap_or(Err(StoreError::TooSlow)))
    }

    fn drop_if_failed<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if result.is_err() {
            self.close();
        }
        result
    }

    fn issue(&self, write: &Write) -> Result<Transaction, StoreError> {
        let transaction = self.begin_write(write)?;
        self.put_all(&transaction, write)?;
        Ok(transaction.commit()?)
    }

    async fn write_later(&self, write: &Write) -> Result<Outcome, StoreError> {
        self.connect().await?;
        let transaction = self.begin_write(write)?;
        if let Some(guard) = &write.guard
            && self.get(&transaction, guard.key).await? != guard.row
        {
            transaction.abort()?;
            return Ok(Outcome::Conflicted);
        }
        self.put_all(&transaction, write)?;
        self.finish(transaction.commit().map_err(StoreError::from)).await
    }

    pub(super) async fn finish(
        &self,
        issued: Result<Transaction, StoreError>,
    ) -> Result<Outcome, StoreError> {
        let outcome = issued?.await?;
        if outcome.is_committed() { Ok(Outcome::Committed) } else { Err(StoreError::Aborted) }
    }

    async fn try_read_all(&self) -> Result<Rows, StoreError> {
        self.connect().await?;
        let transaction = self.begin(&Area::ALL, "readonly")?;
        let [outbox, sent, base, meta] = Area::ALL.map(|area| rows_of(&transaction, area));
        let (outbox, sent) = (outbox?.await?, sent?.await?);
        let (base, meta) = (base?.await?, meta?.await?);
        transaction.await?;
        let opened = |area: Area, rows: Vec<Row>| {
            let open = |(key, row)| (key, self.0.seal.open(area, key, row));
            rows.into_iter().map(open).collect()
        };
        Ok(Rows {
            outbox: opened(Area::Outbox, outbox),
            sent: opened(Area::Sent, sent),
            base: self.read_in_turns(base).await,
            meta: opened(Area::Meta, meta),
        })
    }

    pub(super) async fn connect(&self) -> Result<(), StoreError> {
        if !self.is_open() {
            let connection = Connection::open(&self.0.name).await?;
            self.0.connection.replace(Some(connection));
        }
        Ok(())
    }

    /// Over no more than the areas that it touches, so that it waits for no other.
    fn begin_write(&self, write: &Write) -> Result<Transaction, StoreError> {
        let areas: Vec<_> = write.stores().collect();
        self.begin_as(&areas, "readwrite", if write.is_at_server() { RELAXED } else { STRICT })
    }

    pub(super) fn begin(&self, areas: &[Area], mode: &str) -> Result<Transaction, StoreError> {
        self.begin_as(areas, mode, STRICT)
    }

    fn begin_as(
        &self,
        areas: &[Area],
        mode: &str,
        durability: &str,
    ) -> Result<Transaction, StoreError> {
        let connection = self.0.connection.borrow();
        let connection = connection
            .as_ref()
            .ok_or_else(|| StoreError::Browser("closed meanwhile".to_owned()))?;
        let names: Array = areas.iter().map(|area| JsValue::from_str(area.name())).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let database: &Strict = connection.database.unchecked_ref();
        Ok(Transaction::from(database.transaction(&names, mode, &options)?))
    }

    fn put_all(&self, transaction: &Transaction, write: &Write) -> Result<(), StoreError> {
        for (area, (key, value)) in &write.puts {
            self.put(transaction, *area, *key, value)?;
        }
        for (area, key) in &write.deletes {
            transaction.object_store(area.name())?.delete(number(*key))?;
        }
        Ok(())
    }

    pub(super) fn put(
        &self,
        transaction: &Transaction,
        area: Area,
        key: u64,
        value: &[u8],
    ) -> Result<(), StoreError> {
        let row = Uint8Array::from(self.0.seal.seal(area, key, value).as_slice());
        transaction.object_store(area.name())?.put(&row, Some(&number(key)))?;
        Ok(())
    }

    /// A row of `meta`.
    async fn get(
        &self,
        transaction: &Transaction,
        key: u64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = transaction.object_store(Area::Meta.name())?.get(number(key))?.await?;
        let row = row.as_ref().and_then(JsCast::dyn_ref::<Uint8Array>).map(Uint8Array::to_vec);
        Ok(row.map(|row| self.0.seal.open(Area::Meta, key, row)))
    }

    /// Opens and reads a year of entries, and lets the page do what it has to in between.
    async fn read_in_turns(&self, rows: Vec<Row>) -> Vec<Chunk> {
        let mut chunks = Vec::with_capacity(rows.len());
        let mut turn = Turn::begin();
        for (key, row) in rows {
            chunks.push(Chunk::read((key, self.0.seal.open(Area::Base, key, row))));
            turn.share().await;
        }
        chunks
    }
}

/// Asks for all rows of `area` now, as they are written; the answer comes later.
pub(super) fn rows_of(
    transaction: &Transaction,
    area: Area,
) -> Result<impl Future<Output = Result<Vec<Row>, StoreError>> + use<>, StoreError> {
    let store = transaction.object_store(area.name())?;
    let keys = store.get_all_keys(None, None)?.into_future();
    let values = store.get_all(None, None)?.into_future();
    Ok(async move {
        let (keys, values) = (keys.await?, values.await?);
        let rows = keys
            .iter()
            .zip(&values)
            .filter_map(|(key, row)| Some((key_of(key)?, row.dyn_ref::<Uint8Array>()?.to_vec())));
        Ok(rows.collect())
    })
}

/// A connection, and what the browser tells it.
struct Connection {
    database: IdbDatabase,
    _on_version_change: Closure<dyn FnMut()>,
}

impl Connection {
    async fn open(name: &str) -> Result<Self, StoreError> {
        let mut request = Factory::new()?.open(name, Some(SCHEMA_VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            for area in Area::ALL {
                // A failure fails the request, which is reported there.
                drop(database.create_object_store(area.name(), ObjectStoreParams::new()));
            }
        });
        let database: IdbDatabase = request.await?.into();
        // Another tab runs a newer version of this app, with another schema: it may have the database.
        let closing = database.clone();
        let on_version_change = Closure::<dyn FnMut()>::new(move || closing.close());
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        Ok(Self { database, _on_version_change: on_version_change })
    }
}

#[wasm_bindgen]
extern "C" {
    /// A database whose transactions take options, which `web-sys` does not know yet.
    #[wasm_bindgen(extends = IdbDatabase)]
    type Strict;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Strict,
        names: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}
