//! Secrets that are handed out as a QR code: 128 random bits behind the `#` of an
//! address, so that they reach no log. They are stored hashed only, and shown
//! once.

use std::fmt;
use std::marker::PhantomData;

use sha2::{Digest, Sha256};

use super::sessions::TokenHash;
use crate::random;

/// Bytes of such a secret: nobody can try all of them.
pub const PRINTED_BYTES: usize = 16;

/// What one is good for; one that is good for something else has another hash.
pub trait Purpose {
    /// Goes into the hash before the secret.
    const LABEL: &'static str;
}

/// A secret as its holder has it. Never printed but for them.
#[derive(Clone, PartialEq, Eq)]
pub struct Printed<P>(String, PhantomData<fn() -> P>);

impl<P: Purpose> Printed<P> {
    /// A new one.
    #[must_use]
    pub fn draw() -> Self {
        Self(random::hex(&random::bytes::<PRINTED_BYTES>()), PhantomData)
    }

    /// A secret from outside; `None` where it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == PRINTED_BYTES * 2 && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_ascii_lowercase(), PhantomData))
    }

    /// Its text, for the QR code.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it. It is as random as a token: a fast hash is enough.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        let digest = Sha256::new().chain_update(P::LABEL).chain_update(self.0.as_bytes());
        TokenHash(digest.finalize().into())
    }
}

impl<P> fmt::Debug for Printed<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Printed(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq, Eq)]
    struct Doors;
    impl Purpose for Doors {
        const LABEL: &'static str = "limber doors ";
    }
    struct Windows;
    impl Purpose for Windows {
        const LABEL: &'static str = "limber windows ";
    }

    #[test]
    fn they_keep_to_themselves() {
        let key = Printed::<Doors>::draw();
        assert!(!format!("{key:?}").contains(key.reveal()));
        assert_ne!(key, Printed::draw());
        let again = Printed::<Doors>::parse(&key.reveal().to_uppercase()).map(|key| key.hash());
        assert_eq!(again, Some(key.hash()));
        for bad in ["", "abc", &"g".repeat(32), &"a".repeat(31), &"a".repeat(64)] {
            assert_eq!(Printed::<Doors>::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_opens_one_thing_opens_no_other() {
        let key = Printed::<Doors>::draw();
        let elsewhere = Printed::<Windows>::parse(key.reveal()).map(|key| key.hash());
        assert_ne!(elsewhere, Some(key.hash()));
    }
}
