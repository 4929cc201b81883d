//! Second factors, and sign-ins that wait for one.

use domain::id::PersonId;
use sync::entry::{Millis, Uid};

use super::StoreError;
use crate::accounts::passkeys::PasskeyRow;
use crate::accounts::pending::PendingRow;
use crate::accounts::second_factor::{AuthenticatorRow, OfferRow};
use crate::accounts::sessions::TokenHash;

/// What somebody shows beside a password.
pub trait SecondFactorRows {
    /// Somebody's authenticator app.
    fn authenticator(&self, person: PersonId) -> Result<Option<AuthenticatorRow>, StoreError>;

    /// Who has one.
    fn with_authenticator(&self) -> Result<Vec<PersonId>, StoreError>;

    /// Keeps it, in place of another.
    fn put_authenticator(
        &mut self,
        person: PersonId,
        row: &AuthenticatorRow,
    ) -> Result<(), StoreError>;

    /// A secret that was offered for one.
    fn offer(&self, person: PersonId) -> Result<Option<OfferRow>, StoreError>;

    /// Keeps it, in place of another.
    fn put_offer(&mut self, person: PersonId, row: &OfferRow) -> Result<(), StoreError>;

    /// Forgets all that somebody has of these: app, offer, recovery codes.
    fn drop_second_factor(&mut self, person: PersonId) -> Result<(), StoreError>;

    /// How many recovery codes somebody has left.
    fn recovery_codes(&self, person: PersonId) -> Result<usize, StoreError>;

    /// Keeps recovery codes, hashed, in place of all before.
    fn put_recovery_codes(
        &mut self,
        person: PersonId,
        codes: &[TokenHash],
    ) -> Result<(), StoreError>;

    /// Takes a recovery code away; whether it was there.
    fn spend_recovery_code(
        &mut self,
        person: PersonId,
        code: TokenHash,
    ) -> Result<bool, StoreError>;

    /// Somebody's passkeys, the oldest first.
    fn passkeys(&self, person: PersonId) -> Result<Vec<PasskeyRow>, StoreError>;

    /// Who has one.
    fn with_passkey(&self) -> Result<Vec<PersonId>, StoreError>;

    /// Keeps a new one.
    fn add_passkey(&mut self, row: &PasskeyRow) -> Result<(), StoreError>;

    /// Writes down that one was used.
    fn put_passkey(&mut self, row: &PasskeyRow) -> Result<(), StoreError>;

    /// Forgets one; whether it was there.
    fn drop_passkey(&mut self, person: PersonId, id: Uid) -> Result<bool, StoreError>;

    /// Forgets all of somebody's; whether there were any.
    fn drop_passkeys(&mut self, person: PersonId) -> Result<bool, StoreError>;

    /// A sign-in that is not whole yet.
    fn pending(&self, token: TokenHash) -> Result<Option<PendingRow>, StoreError>;

    /// Keeps one.
    fn add_pending(&mut self, token: TokenHash, row: PendingRow) -> Result<(), StoreError>;

    /// Ends all of somebody's.
    fn end_pending_of(&mut self, person: PersonId) -> Result<(), StoreError>;

    /// Forgets those that were good until then at most.
    fn drop_pending_before(&mut self, at: Millis) -> Result<(), StoreError>;
}
