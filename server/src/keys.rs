//! The school's master key: beside the database, never in it. Whoever has only a
//! copy of the database opens nothing with it that was sealed on a tablet.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::random;

/// Its file, in the data folder.
pub const KEY_FILE: &str = "master-key";
/// Bytes of the key, and of every key that is derived from it.
pub const KEY_BYTES: usize = 32;
/// Bytes of the nonce before what is sealed: long enough to be drawn at random.
const NONCE_BYTES: usize = 24;
/// The file is its owner's alone.
const FILE_MODE: u32 = 0o600;

/// The key. Never printed.
pub struct MasterKey([u8; KEY_BYTES]);

impl MasterKey {
    /// The key of a data folder, made and on the disk if there was none.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or is not of the right size: a
    /// damaged key is not replaced, since nothing could be opened with another.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(KEY_FILE);
        match File::open(&path) {
            Ok(file) => Self::read(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(folder, &path),
            Err(error) => Err(error),
        }
    }

    /// A key for one purpose, by HKDF-SHA-256 (RFC 5869). `label` says which
    /// purpose, `context` for whom.
    ///
    /// # Panics
    /// Never: a key is far shorter than what HKDF can give.
    #[must_use]
    pub fn derive(&self, label: &str, context: &[u8]) -> [u8; KEY_BYTES] {
        let mut key = [0; KEY_BYTES];
        let info = [label.as_bytes(), &[0], context];
        Hkdf::<Sha256>::new(None, &self.0)
            .expand_multi_info(&info, &mut key)
            .expect("32 bytes are less than 255 hashes");
        key
    }

    /// Seals something for the database: whoever has only that cannot read it.
    /// What is sealed for one purpose and context opens for no other.
    ///
    /// # Panics
    /// Never: only what is longer than 256 GB cannot be sealed.
    #[must_use]
    pub fn seal(&self, label: &str, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = random::bytes();
        let payload = Payload { msg: plain, aad: context };
        let sealed = self.cipher(label, context).encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("only what is longer than 256 GB cannot be sealed");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The inverse of [`MasterKey::seal`]; `None` where it was sealed for
    /// something else, with another master key, or is damaged.
    #[must_use]
    pub fn open_sealed(&self, label: &str, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: context };
        self.cipher(label, context).decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn cipher(&self, label: &str, context: &[u8]) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive(label, context).into())
    }

    fn read(mut file: File) -> io::Result<Self> {
        let mut bytes = Vec::with_capacity(KEY_BYTES);
        file.read_to_end(&mut bytes)?;
        let what = "the file master-key is damaged: put its copy back";
        let key = bytes.try_into().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, what))?;
        Ok(Self(key))
    }

    /// Whole or not at all: it is written beside, and then renamed.
    fn make(folder: &Path, path: &Path) -> io::Result<Self> {
        let key = Self(random::bytes());
        let beside = folder.join(format!("{KEY_FILE}.new"));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(FILE_MODE)
            .open(&beside)?;
        file.write_all(&key.0)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = MasterKey::open(folder.path()).unwrap();
        let again = MasterKey::open(folder.path()).unwrap();
        assert_eq!(first.0, again.0);
        let mode = std::fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, FILE_MODE);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn a_damaged_key_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(KEY_FILE), b"short").unwrap();
        let error = MasterKey::open(folder.path()).err().map(|error| error.kind());
        assert_eq!(error, Some(io::ErrorKind::InvalidData));
    }

    #[test]
    fn what_is_sealed_opens_for_the_same_alone() {
        let key = MasterKey([7; KEY_BYTES]);
        let sealed = key.seal("a", b"b", b"otter");
        assert_eq!(key.open_sealed("a", b"b", &sealed), Some(b"otter".to_vec()));
        assert_ne!(key.seal("a", b"b", b"otter"), sealed, "never twice the same");
        assert_eq!(key.open_sealed("a", b"c", &sealed), None);
        assert_eq!(key.open_sealed("c", b"b", &sealed), None);
        assert_eq!(MasterKey([8; KEY_BYTES]).open_sealed("a", b"b", &sealed), None);
        assert_eq!(key.open_sealed("a", b"b", &sealed[..10]), None);
        let mut damaged = sealed;
        damaged[NONCE_BYTES] ^= 1;
        assert_eq!(key.open_sealed("a", b"b", &damaged), None);
    }

    #[test]
    fn keys_differ_by_purpose_and_context() {
        let key = MasterKey([7; KEY_BYTES]);
        let derived = [("a", b"b".as_slice()), ("a", b"c"), ("ab", b""), ("a", b"")]
            .map(|(label, context)| key.derive(label, context));
        for (at, one) in derived.iter().enumerate() {
            assert!(derived[..at].iter().all(|other| other != one));
            assert_ne!(*one, key.0);
        }
        assert_eq!(key.derive("a", b"b"), derived[0], "and are the same each time");
    }
}
