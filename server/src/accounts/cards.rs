//! Students' cards: a QR code, printed beside the pictures and good for as long as
//! they are.

use domain::id::{ClassId, PersonId};

use super::printed::{Printed, Purpose};

/// Where a card leads; its secret follows behind a `#`, so that it reaches no
/// log.
pub const CARD_PATH: &str = "/card";

/// A card's secret as its holder has it.
pub type Card = Printed<SignsIn>;

/// Signs a student in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignsIn;

/// Whose a card is, and of which class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardRow {
    /// The class for which it was made.
    pub class: ClassId,
    /// Whose.
    pub student: PersonId,
}

impl Purpose for SignsIn {
    const LABEL: &'static str = "limber card ";
}
