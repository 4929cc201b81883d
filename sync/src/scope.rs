//! Audiences, and an entry's places in them.

use serde::{Deserialize, Serialize};

use crate::entry::Uid;

/// An audience. What the tags mean is the domain's business; `sync` only
/// compares them.
///
/// The server derives an entry's scopes; a device never names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Which sort of audience.
    pub tag: u8,
    /// Whose: [`Uid::NIL`] for audiences of which a school has one.
    pub id: Uid,
}

/// The school's position: the order in which the server listed entries, from 1.
/// A device's cursor is the last one that it has seen; 0 is "nothing yet".
pub type Position = u64;

/// One entry listed in one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Listing {
    /// Where.
    pub scope: Scope,
    /// When, in the server's order. A later listing of the same entry takes a
    /// new position.
    pub position: Position,
}
