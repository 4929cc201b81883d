//! Entries side by side: what is alike in many of them stands together.
//!
//! Every field of the envelope is a column. Ids, kinds, sets of tags and the
//! shapes of bodies are written once, in tables, and by their place after
//! that. A body's values stand in the columns of its shape, by key, without
//! anyone knowing what they mean. What is close to its neighbour is written as
//! the difference. So a general compressor finds what we cannot know.
//!
//! An entry comes out byte for byte as it went in: [`Body`] has one form only.

use std::collections::BTreeMap;

use minicbor::Decoder;

use crate::entry::Millis;
use crate::frame::Outcome;
use crate::scope::Position;

/// Which column. The order is the wire's, and is only ever added to.
#[derive(Clone, Copy)]
pub enum Column {
    Incarnation,
    Number,
    Author,
    Millis,
    Counter,
    Kind,
    Record,
    Class,
    Tags,
    Linked,
    Supersedes,
    Shape,
    Standing,
    Effective,
    Day,
    Listings,
    Scope,
    Position,
    Outcome,
}

impl Column {
    /// How many there are.
    pub const COUNT: usize = Self::Outcome as usize + 1;
}

/// Which table. The order is the wire's, and is only ever added to.
#[derive(Clone, Copy)]
pub enum Table {
    Uids,
    Incarnations,
    Kinds,
    Tags,
    Shapes,
    Scopes,
    Reasons,
}

impl Table {
    /// How many there are.
    pub const COUNT: usize = Self::Reasons as usize + 1;
}

/// What the last entry left behind, so that the next is written as a
/// difference. The same on both sides.
#[derive(Default)]
pub struct Last {
    pub numbers: BTreeMap<u64, u64>,
    pub millis: Millis,
    pub day: i32,
    pub position: Position,
}

impl Last {
    pub fn number(&mut self, incarnation: u64) -> &mut u64 {
        self.numbers.entry(incarnation).or_default()
    }
}

/// Whether an entry has been received, and how its time counts.
pub const NOT_RECEIVED: u8 = 0;
pub const RECEIVED: u8 = 1;
pub const SUSPECT: u8 = 2;

/// What became of an entry.
pub const STORED: u8 = 1;
pub const DUPLICATE: u8 = 2;
pub const HELD: u8 = 3;
pub const ERASED: u8 = 4;
pub const DISCARDED: u8 = 5;
/// A newer program's: nothing else of it is read.
pub const OTHER: u8 = 0;
/// Beside it: not even the entry's id could be read.
pub const NO_ID: u8 = 0x80;

pub fn outcome_code(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Stored { .. } => STORED,
        Outcome::Duplicate { .. } => DUPLICATE,
        Outcome::Held { .. } => HELD,
        Outcome::Erased => ERASED,
        Outcome::Discarded => DISCARDED,
        Outcome::Other => OTHER,
    }
}

/// One value of CBOR, as its bytes.
pub fn item<'b>(d: &mut Decoder<'b>) -> Option<&'b [u8]> {
    let from = d.position();
    d.skip().ok()?;
    d.input().get(from..d.position())
}
