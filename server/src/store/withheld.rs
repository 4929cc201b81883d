//! Students whose data is stored and not used, and their entries.

use domain::id::PersonId;
use sync::entry::{EntryId, Millis};
use sync::scope::{Position, Scope};

use super::StoreError;

/// What a restriction needs.
pub trait WithheldRows {
    /// Who is restricted, and since when.
    fn restrictions(&self) -> Result<Vec<(PersonId, Millis)>, StoreError>;

    /// Begins or ends a restriction; entries are not touched.
    fn set_restriction(
        &mut self,
        person: PersonId,
        since: Option<Millis>,
    ) -> Result<(), StoreError>;

    /// Takes the entry that was stored at `entry` out of all listings, and of
    /// its class; devices hear in `scopes`, at `notice`, that it is gone.
    fn withhold(
        &mut self,
        entry: Position,
        notice: Position,
        scopes: &[Scope],
    ) -> Result<(), StoreError>;

    /// All entries that are withheld.
    fn withheld(&self) -> Result<Vec<EntryId>, StoreError>;

    /// Where a withheld entry was listed; nowhere if it is not withheld.
    fn withheld_scopes(&self, entry: Position) -> Result<Vec<Scope>, StoreError>;

    /// Lists a withheld entry again where it was, at `position`, and in its class.
    fn release_withheld(&mut self, entry: Position, position: Position) -> Result<(), StoreError>;
}
