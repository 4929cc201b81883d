//! Rows that an app of before sealing has written: they are read as they are, and sealed once there is a key.

use js_sys::Uint8Array;
use sync::device::rows::Store as Area;
use sync::seal::number_of;
use wasm_bindgen::JsCast;

use super::message::number;
use super::store::{Store, StoreError, rows_of};

/// Rows that are sealed in one transaction.
const SEALED_AT_ONCE_MAX: usize = 100;

impl Store {
    /// Whether an app of before sealing wrote here, and what it wrote is still to be sealed.
    pub async fn has_plain_rows(&self) -> Result<bool, StoreError> {
        let plain = self.small(self.plain_rows()).await?;
        Ok(plain.iter().any(|(_, rows)| !rows.is_empty()))
    }

    /// Seals what is not sealed yet; only once there is a key. Each transaction reads what it writes: nothing that another
    /// tab does can get lost in between.
    pub async fn seal_plain_rows(&self) -> Result<(), StoreError> {
        for (area, rows) in self.small(self.plain_rows()).await? {
            for part in rows.chunks(SEALED_AT_ONCE_MAX) {
                self.small(self.seal_rows(area, part)).await?;
            }
        }
        Ok(())
    }

    /// The keys of all rows that are not sealed.
    async fn plain_rows(&self) -> Result<Vec<(Area, Vec<u64>)>, StoreError> {
        self.connect().await?;
        let transaction = self.begin(&Area::ALL, "readonly")?;
        let asked = Area::ALL.map(|area| rows_of(&transaction, area));
        let mut plain = Vec::new();
        for (area, rows) in Area::ALL.into_iter().zip(asked) {
            let rows = rows?.await?.into_iter();
            let keys = rows.filter(|(_, row)| number_of(row).is_none()).map(|(key, _)| key);
            plain.push((area, keys.collect()));
        }
        Ok(plain)
    }

    async fn seal_rows(&self, area: Area, keys: &[u64]) -> Result<(), StoreError> {
        self.connect().await?;
        let transaction = self.begin(&[area], "readwrite")?;
        let store = transaction.object_store(area.name())?;
        for key in keys {
            let row = store.get(number(*key))?.await?;
            let row = row.as_ref().and_then(JsCast::dyn_ref::<Uint8Array>).map(Uint8Array::to_vec);
            if let Some(row) = row.filter(|row| self.seal().is_due(row)) {
                self.put(&transaction, area, *key, &row)?;
            }
        }
        self.finish(transaction.commit().map_err(StoreError::from)).await?;
        Ok(())
    }
}
