//! Devices, and whose stores are on them.

use domain::id::PersonId;
use sync::entry::Millis;

use super::StoreError;
use crate::accounts::sessions::TokenHash;
use crate::devices::enrolment::CodeRow;
use crate::devices::{DeviceId, DeviceRow, StoreRow};

/// The devices of a school.
pub trait DeviceRows {
    /// The device that has this token.
    fn device_with_token(&self, token: TokenHash) -> Result<Option<DeviceRow>, StoreError>;

    /// The device with this id.
    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>, StoreError>;

    /// All of them, the one that was last seen first.
    fn devices(&self) -> Result<Vec<DeviceRow>, StoreError>;

    /// Keeps a new device and its token, hashed.
    fn add_device(&mut self, device: &DeviceRow, token: TokenHash) -> Result<(), StoreError>;

    /// Changes a device.
    fn put_device(&mut self, device: &DeviceRow) -> Result<(), StoreError>;

    /// Somebody's store on a device.
    fn store_on(&self, device: DeviceId, person: PersonId) -> Result<Option<StoreRow>, StoreError>;

    /// Who has a store on which device.
    fn stores(&self) -> Result<Vec<(DeviceId, PersonId)>, StoreError>;

    /// Keeps that somebody has a store on a device.
    fn put_store_on(
        &mut self,
        device: DeviceId,
        person: PersonId,
        store: StoreRow,
    ) -> Result<(), StoreError>;

    /// Notes on which device a session goes on.
    fn bind_session(&mut self, session: TokenHash, device: DeviceId) -> Result<(), StoreError>;

    /// Ends all sessions that go on on a device.
    fn end_sessions_on(&mut self, device: DeviceId) -> Result<(), StoreError>;

    /// Keeps a code that enrols a tablet, hashed.
    fn add_device_code(&mut self, code: TokenHash, row: CodeRow) -> Result<(), StoreError>;

    /// Takes such a code: it is gone afterwards.
    fn take_device_code(&mut self, code: TokenHash) -> Result<Option<CodeRow>, StoreError>;

    /// Forgets the codes that were good until then at most.
    fn drop_device_codes_before(&mut self, at: Millis) -> Result<(), StoreError>;
}
