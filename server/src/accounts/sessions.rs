//! Sessions: an opaque token with the browser, its hash with us.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::PersonId;
use sha2::{Digest, Sha256};
use sync::entry::Millis;

use crate::random::{self, TOKEN_BYTES};
use crate::store::{Rows, StoreError};

/// A session ends when it was not used for so long.
pub const SESSION_MILLIS_MAX: Millis = 30 * 24 * 60 * 60 * 1_000;
/// How often a use is written down.
const SEEN_EVERY_MILLIS: Millis = 24 * 60 * 60 * 1_000;
/// Sessions that are remembered as good: of all tablets of a large school, at
/// 32 bytes each.
const RECENT_MAX: usize = 10_000;

/// A token as its holder has it. Never printed, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// A token as we have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// A session as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRow {
    /// Whose.
    pub person: PersonId,
    /// When it was last seen, within a day.
    pub seen: Millis,
    /// When it began, with more than a key of the device behind a PIN.
    pub began: Option<Millis>,
}

impl Token {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(random::token())
    }

    /// A token from outside; `None` where it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == TOKEN_BYTES * 2 && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// Its text, for a cookie or a link.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What a script on the device may see of it, and take away: it says nothing
    /// about the token.
    #[must_use]
    pub fn mark(&self) -> String {
        let digest = Sha256::new().chain_update(b"mark ").chain_update(self.0.as_bytes());
        let digest: [u8; 32] = digest.finalize().into();
        let [first, ..] = digest.as_chunks::<8>().0 else {
            unreachable!("32 bytes are four times 8")
        };
        format!("{:016x}", u64::from_be_bytes(*first))
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Sessions that were good a moment ago. It says only that looking is worth the
/// while, in a job that has other things to do as well: whether a session is
/// still good is always looked up.
#[derive(Debug, Default)]
pub struct Recent(Mutex<HashSet<TokenHash>>);

impl Recent {
    /// Whether this one was.
    #[must_use]
    pub fn has(&self, session: TokenHash) -> bool {
        self.lock().contains(&session)
    }

    /// This one is.
    pub fn add(&self, session: TokenHash) {
        let mut recent = self.lock();
        if recent.len() >= RECENT_MAX {
            recent.clear();
        }
        recent.insert(session);
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<TokenHash>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins a session.
pub fn begin(rows: &mut dyn Rows, person: PersonId, now: Millis) -> Result<Token, StoreError> {
    let token = Token::new();
    rows.end_sessions_unseen_since(now - SESSION_MILLIS_MAX)?;
    rows.add_session(token.hash(), SessionRow { person, seen: now, began: Some(now) })?;
    Ok(token)
}

/// Whose session this is, if it has not ended.
pub fn find(
    rows: &dyn Rows,
    hash: TokenHash,
    now: Millis,
) -> Result<Option<SessionRow>, StoreError> {
    let session = rows.session(hash)?;
    Ok(session.filter(|session| now - session.seen <= SESSION_MILLIS_MAX))
}

/// Whether it is time to write down that a session was used.
#[must_use]
pub fn is_due(session: SessionRow, now: Millis) -> bool {
    now - session.seen > SEEN_EVERY_MILLIS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_to_themselves() {
        let token = Token::new();
        assert!(!format!("{token:?}").contains(token.reveal()));
        assert_eq!(Token::parse(token.reveal()).map(|t| t.hash()), Some(token.hash()));
        assert!(!token.reveal().contains(&token.mark()));
        assert_ne!(token.mark(), Token::new().mark());
        for bad in ["", "abc", "zz", &"g".repeat(64), &"a".repeat(63)] {
            assert_eq!(Token::parse(bad), None, "{bad}");
        }
    }
}
