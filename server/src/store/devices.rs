//! Devices, and whose stores are on them.

use domain::id::PersonId;

use super::StoreError;
use crate::accounts::sessions::TokenHash;
use crate::devices::{DeviceId, DeviceRow, StoreRow};

/// The devices of a school.
pub trait DeviceRows {
    /// The device that has this token.
    fn device_with_token(&self, token: TokenHash) -> Result<Option<DeviceRow>, StoreError>;

    /// All of them, the one that was last seen first.
    fn devices(&self) -> Result<Vec<DeviceRow>, StoreError>;

    /// Keeps a new device and its token, hashed.
    fn add_device(&mut self, device: &DeviceRow, token: TokenHash) -> Result<(), StoreError>;

    /// Changes a device.
    fn put_device(&mut self, device: &DeviceRow) -> Result<(), StoreError>;

    /// Somebody's store on a device.
    fn store_on(&self, device: DeviceId, person: PersonId) -> Result<Option<StoreRow>, StoreError>;

    /// Keeps that somebody has a store on a device.
    fn put_store_on(
        &mut self,
        device: DeviceId,
        person: PersonId,
        store: StoreRow,
    ) -> Result<(), StoreError>;

    /// Notes on which device a session goes on.
    fn bind_session(&mut self, session: TokenHash, device: DeviceId) -> Result<(), StoreError>;
}
