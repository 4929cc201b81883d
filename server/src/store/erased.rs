//! What was erased by law.

use sync::entry::EntryId;
use sync::scope::{Position, Scope};

use super::StoreError;

/// Erased entries: nothing is left of them but their ids.
pub trait ErasedRows {
    /// Whether anything was ever erased, or is withheld: in most schools nothing
    /// is, and no entry needs to look.
    fn has_erased(&self) -> Result<bool, StoreError>;

    /// Whether an entry was erased.
    fn is_erased(&self, id: EntryId) -> Result<bool, StoreError>;

    /// All ids of erased entries.
    fn erased(&self) -> Result<Vec<EntryId>, StoreError>;

    /// Erases an entry, stored or held, and whatever says that it was here but
    /// its id. Where it was stored, its erasure is listed in `scopes` at
    /// `position`.
    fn erase(
        &mut self,
        id: EntryId,
        listed: Option<(Position, &[Scope])>,
    ) -> Result<(), StoreError>;

    /// The erasures, and what is withheld, that are listed in any of `scopes` after `after` and up to
    /// `up_to`, in the order of positions, at most `limit` of them.
    fn erasures(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        limit: usize,
    ) -> Result<Vec<(Position, EntryId)>, StoreError>;
}
