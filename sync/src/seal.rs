//! How the rows of a device's database are sealed: singly, so that one can be
//! sent up without the others being opened.
//!
//! XChaCha20-Poly1305: quick without hardware for AES, as in WASM, and its nonce
//! is long enough to be drawn at random. It is computed at once: a tap's
//! transaction is issued before anything else can get in between, which a
//! cipher of the browser's own, that answers later, would not allow.
//!
//! A sealed row is [`SEALED`], the key's number (4 bytes, big-endian), the nonce
//! and the sealed bytes with their tag. What is sealed along with it without
//! being in it: the row's store, its key there, and the number. So no row can
//! stand in for another.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};

use crate::device::rows::Store;

/// First byte of a sealed row; every other row begins with its format, which
/// is small.
pub const SEALED: u8 = 0x80;
/// Bytes of a data key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a nonce. Random: 2⁸⁰ rows under one key would do before two are
/// likely to be the same.
pub const NONCE_BYTES: usize = 24;
/// Where the nonce of a sealed row begins.
const NONCE_AT: usize = 1 + size_of::<u32>();
/// Where what is sealed begins.
const SEALED_AT: usize = NONCE_AT + NONCE_BYTES;

/// The key of one person's store on one device. The server derives it, and can
/// do so again; there is a new number when the old key may be known to others.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey {
    number: u32,
    secret: [u8; KEY_BYTES],
}

impl DataKey {
    /// The key with this number.
    #[must_use]
    pub fn new(number: u32, secret: [u8; KEY_BYTES]) -> Self {
        Self { number, secret }
    }

    /// Which of the store's keys it is, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The key itself, for whoever hands it over or locks it away.
    #[must_use]
    pub fn reveal(&self) -> &[u8; KEY_BYTES] {
        &self.secret
    }

    /// What shows the server that somebody has the key, without giving it away.
    #[must_use]
    pub fn unlock_secret(&self) -> [u8; KEY_BYTES] {
        let label = b"limber unlock 1 ".as_slice();
        Sha256::new().chain_update(label).chain_update(self.secret).finalize().into()
    }

    /// Seals the row of `store` with this key. The nonce is random, and new each
    /// time.
    #[must_use]
    pub fn seal(&self, store: Store, key: u64, plain: &[u8], nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
        let about = about(store, key, self.number);
        let payload = Payload { msg: plain, aad: &about };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("only what is longer than 256 GB cannot be sealed");
        let mut row = Vec::with_capacity(SEALED_AT + sealed.len());
        row.push(SEALED);
        row.extend(self.number.to_be_bytes());
        row.extend(nonce);
        row.extend(sealed);
        row
    }

    /// The inverse of [`DataKey::seal`]; `None` where the row was sealed with
    /// another key, for another place, or is damaged.
    #[must_use]
    pub fn open(&self, store: Store, key: u64, row: &[u8]) -> Option<Vec<u8>> {
        if number_of(row)? != self.number {
            return None;
        }
        let nonce: [u8; NONCE_BYTES] = row.get(NONCE_AT..SEALED_AT)?.try_into().ok()?;
        let about = about(store, key, self.number);
        let payload = Payload { msg: row.get(SEALED_AT..)?, aad: &about };
        self.cipher().decrypt(&XNonce::from(nonce), payload).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.secret.into())
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({}, …)", self.number)
    }
}

/// With which key a row is sealed; `None` if it is not.
#[must_use]
pub fn number_of(row: &[u8]) -> Option<u32> {
    let (first, rest) = row.split_first()?;
    let number = rest.first_chunk()?;
    (*first == SEALED).then(|| u32::from_be_bytes(*number))
}

/// What a row is sealed along with.
fn about(store: Store, key: u64, number: u32) -> [u8; 13] {
    let mut about = [0; 13];
    about[0] = store.tag();
    about[1..9].copy_from_slice(&key.to_be_bytes());
    about[9..].copy_from_slice(&number.to_be_bytes());
    about
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of four bytes and their tag; computed by another library.
    const GOLDEN: [u8; 20] = [
        0xcd, 0x17, 0x87, 0xe4, 0xa7, 0xf9, 0xb1, 0x76, 0x66, 0x18, 0xfb, 0x41, 0x57, 0x75, 0x90,
        0x53, 0x55, 0xd1, 0x6a, 0x60,
    ];
    const GOLDEN_UNLOCK: [u8; 32] = [
        0x85, 0x1d, 0x70, 0x81, 0x47, 0x92, 0x8b, 0x23, 0x15, 0x82, 0xc1, 0xb1, 0xfb, 0xdb, 0xca,
        0x9f, 0xb3, 0x41, 0x92, 0xb4, 0xb1, 0x10, 0x34, 0xb0, 0x37, 0xc9, 0x80, 0xae, 0xf9, 0x2c,
        0x35, 0xd6,
    ];

    fn key(number: u32) -> DataKey {
        DataKey::new(number, [7; KEY_BYTES])
    }

    /// Kept for ever: tablets hold rows that were sealed so.
    #[test]
    fn a_row_of_the_first_version() {
        let row = key(1).seal(Store::Outbox, 5, b"seen", [9; NONCE_BYTES]);
        let mut golden = vec![SEALED, 0, 0, 0, 1];
        golden.extend([9; NONCE_BYTES]);
        golden.extend(GOLDEN);
        assert_eq!(row, golden);
        assert_eq!(key(1).unlock_secret(), GOLDEN_UNLOCK);
    }

    #[test]
    fn a_row_opens_only_where_it_belongs() {
        let row = key(1).seal(Store::Outbox, 5, b"seen", [9; NONCE_BYTES]);
        assert_eq!(key(1).open(Store::Outbox, 5, &row).as_deref(), Some(b"seen".as_slice()));
        assert_eq!(key(1).open(Store::Sent, 5, &row), None, "another store");
        assert_eq!(key(1).open(Store::Outbox, 6, &row), None, "another key of the store");
        assert_eq!(key(2).open(Store::Outbox, 5, &row), None, "another number");
        let other = DataKey::new(1, [8; KEY_BYTES]);
        assert_eq!(other.open(Store::Outbox, 5, &row), None, "another secret");
        let mut renumbered = row;
        renumbered[4] = 2;
        assert_eq!(key(2).open(Store::Outbox, 5, &renumbered), None, "the number is sealed too");
    }

    #[test]
    fn rows_that_are_not_sealed_have_no_number() {
        for row in [&[][..], &[1], &[1, 0, 0, 0, 1], &[SEALED], &[SEALED, 0, 0, 0]] {
            assert_eq!(number_of(row), None, "{row:?}");
        }
        assert_eq!(number_of(&[SEALED, 0, 0, 1, 2]), Some(258));
    }

    #[test]
    fn a_key_keeps_to_itself() {
        assert_eq!(format!("{:?}", key(3)), "DataKey(3, …)");
        assert_ne!(key(3).unlock_secret(), *key(3).reveal());
    }

    proptest! {
        #[test]
        fn every_row_comes_back_and_no_changed_one(
            plain in prop::collection::vec(any::<u8>(), 0..200),
            nonce: [u8; NONCE_BYTES],
            at: prop::sample::Index,
            flip in 1u8..,
        ) {
            let mut row = key(1).seal(Store::Base, 3, &plain, nonce);
            prop_assert_eq!(key(1).open(Store::Base, 3, &row), Some(plain));
            let at = at.index(row.len());
            row[at] ^= flip;
            prop_assert_eq!(key(1).open(Store::Base, 3, &row), None);
        }

        #[test]
        fn whatever_comes_is_no_panic(row in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(key(1).open(Store::Meta, 1, &row), None);
        }
    }
}
