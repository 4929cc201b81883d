//! Hashing of what people choose: argon2id, a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

use crate::random;

/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 8;
/// Longest password, in bytes: more is not read.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// How many are hashed at once: each takes 19 MiB and a processor.
const HASHES_AT_ONCE_MAX: usize = 2;
/// Bytes of salt.
const SALT_BYTES: usize = 16;

/// Why a secret could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The library refused; its message names no secret.
    #[error("hashing failed: {0}")]
    Hash(argon2::password_hash::Error),
    /// The thread that hashed was lost.
    #[error("hashing was interrupted; try again")]
    Interrupted,
}

/// Hashes and checks without holding up anything else.
#[derive(Debug, Clone)]
pub struct Secrets {
    turn: Arc<Semaphore>,
}

impl Default for Secrets {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(HASHES_AT_ONCE_MAX)) }
    }
}

impl Secrets {
    /// The hash of a secret, in the PHC text form.
    pub async fn hash(&self, secret: String) -> Result<String, SecretError> {
        self.in_turn(move || hash(&secret)).await?
    }

    /// The hashes of many secrets.
    pub async fn hash_all(&self, secrets: Vec<String>) -> Result<Vec<String>, SecretError> {
        self.in_turn(move || secrets.iter().map(|secret| hash(secret)).collect()).await?
    }

    /// The first of `hashes` that `secret` fits. At least one hash is always
    /// computed, so that a name that nobody has takes as long as one that
    /// somebody has.
    pub async fn fits(
        &self,
        secret: String,
        hashes: Vec<String>,
    ) -> Result<Option<usize>, SecretError> {
        self.in_turn(move || {
            if hashes.is_empty() {
                fits(&secret, nobodys_hash());
                return None;
            }
            hashes.iter().position(|hash| fits(&secret, hash))
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SecretError> {
        let turn = Arc::clone(&self.turn);
        let permit = turn.acquire_owned().await.map_err(|_| SecretError::Interrupted)?;
        let work = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| SecretError::Interrupted)
    }
}

/// The hash of a secret, in the PHC text form. Takes tens of milliseconds.
pub fn hash(secret: &str) -> Result<String, SecretError> {
    let salt = SaltString::encode_b64(&random::bytes::<SALT_BYTES>()).map_err(SecretError::Hash)?;
    let hash = Argon2::default().hash_password(secret.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(SecretError::Hash)
}

fn fits(secret: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok())
}

/// The hash of a secret that nobody knows.
fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash(&random::token()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_secret_fits() {
        let secrets = Secrets::default();
        let hashes = secrets.hash_all(vec!["otter".into(), "heron".into()]).await.unwrap();
        assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$")));
        assert_eq!(secrets.fits("heron".into(), hashes.clone()).await.unwrap(), Some(1));
        assert_eq!(secrets.fits("Heron".into(), hashes).await.unwrap(), None);
        assert_eq!(secrets.fits("heron".into(), Vec::new()).await.unwrap(), None);
    }

    #[test]
    fn equal_secrets_have_different_hashes() {
        assert_ne!(hash("otter").unwrap(), hash("otter").unwrap());
    }
}
