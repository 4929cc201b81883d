//! Who vouches for staff, and whose which account there is.

use domain::id::PersonId;
use sync::entry::Millis;

use super::StoreError;
use crate::accounts::oidc::{IssuerRow, Subject};

/// Signing in with an account elsewhere.
pub trait OidcRows {
    /// Who vouches, if the school has set somebody.
    fn issuer(&self) -> Result<Option<IssuerRow>, StoreError>;

    /// Sets it, in place of another; `None` sets nobody. Links stay.
    fn put_issuer(&mut self, row: Option<&IssuerRow>) -> Result<(), StoreError>;

    /// Whose account this is.
    fn linked(&self, subject: &Subject) -> Result<Option<PersonId>, StoreError>;

    /// Whether somebody has an account there.
    fn has_link(&self, person: PersonId, issuer: &str) -> Result<bool, StoreError>;

    /// Says from now on whose account this is.
    fn link_subject(
        &mut self,
        subject: &Subject,
        person: PersonId,
        at: Millis,
    ) -> Result<(), StoreError>;

    /// Forgets all accounts of somebody's; whether there were any.
    fn unlink(&mut self, person: PersonId) -> Result<bool, StoreError>;

    /// Whom the roster gives this address, in the form of
    /// [`fold_login`](crate::accounts::names::fold_login). Students have none here.
    fn staff_with_email(&self, folded: &str) -> Result<Vec<PersonId>, StoreError>;
}
