//! Students' cards: a QR code with 128 random bits, printed beside the pictures
//! and good for as long as they are. Its secret is stored hashed only, and shown
//! once.

use std::fmt;

use domain::id::{ClassId, PersonId};
use sha2::{Digest, Sha256};

use super::sessions::TokenHash;
use crate::random;

/// Bytes of a card's secret.
pub const CARD_BYTES: usize = 16;

/// Where a card leads; its secret follows behind a `#`, so that it reaches no
/// log.
pub const CARD_PATH: &str = "/card";

/// A card's secret as its holder has it. Never printed but on the card.
#[derive(Clone, PartialEq, Eq)]
pub struct Card(String);

/// Whose a card is, and of which class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardRow {
    /// The class for which it was made.
    pub class: ClassId,
    /// Whose.
    pub student: PersonId,
}

impl Card {
    /// A new one.
    #[must_use]
    pub fn draw() -> Self {
        Self(random::hex(&random::bytes::<CARD_BYTES>()))
    }

    /// A secret from outside; `None` where it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == CARD_BYTES * 2 && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_ascii_lowercase()))
    }

    /// Its text, for the QR code.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it. It is as random as a token, so that nobody can try
    /// all of them: a fast hash is enough.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        let digest = Sha256::new().chain_update(b"limber card ").chain_update(self.0.as_bytes());
        TokenHash(digest.finalize().into())
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Card(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_keep_to_themselves() {
        let card = Card::draw();
        assert!(!format!("{card:?}").contains(card.reveal()));
        assert_ne!(card, Card::draw());
        let again = Card::parse(&card.reveal().to_uppercase()).map(|card| card.hash());
        assert_eq!(again, Some(card.hash()));
        for bad in ["", "abc", &"g".repeat(32), &"a".repeat(31), &"a".repeat(64)] {
            assert_eq!(Card::parse(bad), None, "{bad}");
        }
    }
}
