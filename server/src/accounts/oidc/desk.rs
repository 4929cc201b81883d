//! Who has gone to the issuer and has not come in yet. Each is bound to one
//! browser by a token in a cookie, and kept in memory: a restart only means
//! starting again.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use subtle::ConstantTimeEq;
use sync::entry::Millis;

use super::Vouched;
use super::issuer::{Asked, Trouble};
use crate::accounts::sessions::{Token, TokenHash};

/// From going to the issuer to being in, at most.
pub const AWAY_MILLIS_MAX: Millis = 10 * 60 * 1_000;
/// Most that are on their way at a time: whoever goes need not be signed in.
const AWAY_MAX: usize = 5_000;

/// Somebody who goes to the issuer.
pub struct Away {
    /// What they have to bring back.
    pub state: TokenHash,
    /// What the issuer was asked.
    pub asked: Asked,
    /// Where they wanted to go.
    pub next: String,
}

/// What the issuer said of somebody, or why it said nothing.
pub type Outcome = Result<Vouched, Trouble>;

enum Stage {
    Away(Box<Away>),
    Back(Outcome),
}

/// All of them.
#[derive(Default)]
pub struct Desk(Mutex<HashMap<TokenHash, (Stage, Millis)>>);

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk(…)")
    }
}

impl Desk {
    /// Somebody goes; the token is for their browser alone.
    pub fn leave(&self, away: Away, now: Millis) -> Token {
        let token = Token::new();
        self.keep(token.hash(), Stage::Away(Box::new(away)), now);
        token
    }

    /// Whoever left with this token comes back, once, with this state. Another
    /// state is another browser's, and changes nothing.
    #[must_use]
    pub fn come_back(&self, token: TokenHash, state: TokenHash, now: Millis) -> Option<Away> {
        let mut open = self.lock();
        let (Stage::Away(away), expires) = open.get(&token)? else { return None };
        if now > *expires || !bool::from(away.state.0.ct_eq(&state.0)) {
            return None;
        }
        match open.remove(&token)?.0 {
            Stage::Away(away) => Some(*away),
            Stage::Back(_) => None,
        }
    }

    /// Keeps what the issuer said, until their page asks for it.
    pub fn settle(&self, token: TokenHash, outcome: Outcome, now: Millis) {
        self.keep(token, Stage::Back(outcome), now);
    }

    /// What the issuer said, once; `None` where nothing is known of it.
    #[must_use]
    pub fn end(&self, token: TokenHash, now: Millis) -> Option<Outcome> {
        let mut open = self.lock();
        if !matches!(open.get(&token)?.0, Stage::Back(_)) {
            return None;
        }
        match open.remove(&token)? {
            (Stage::Back(outcome), expires) if now <= expires => Some(outcome),
            _ => None,
        }
    }

    fn keep(&self, token: TokenHash, stage: Stage, now: Millis) {
        let mut open = self.lock();
        if open.len() >= AWAY_MAX {
            open.retain(|_, (_, expires)| now <= *expires);
            if open.len() >= AWAY_MAX {
                open.clear();
            }
        }
        open.insert(token, (stage, now + AWAY_MILLIS_MAX));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenHash, (Stage, Millis)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Subject;
    use super::*;

    fn away(state: TokenHash) -> Away {
        Away { state, asked: Asked::made_up(), next: "/walk".to_owned() }
    }

    fn vouched() -> Vouched {
        let subject = Subject { issuer: "https://a.example".to_owned(), id: "7".to_owned() };
        Vouched { subject, email: None }
    }

    #[test]
    fn who_comes_back_is_who_left_and_comes_once() {
        let desk = Desk::default();
        let state = Token::new().hash();
        let token = desk.leave(away(state), 0).hash();
        let other = Token::new().hash();
        assert!(desk.come_back(token, other, 0).is_none(), "of another browser");
        assert!(desk.come_back(other, state, 0).is_none(), "in another browser");
        assert!(desk.end(token, 0).is_none(), "not back yet");
        assert_eq!(desk.come_back(token, state, AWAY_MILLIS_MAX).unwrap().next, "/walk");
        assert!(desk.come_back(token, state, 0).is_none());
        desk.settle(token, Ok(vouched()), 0);
        assert!(desk.come_back(token, state, 0).is_none());
        assert!(desk.end(token, AWAY_MILLIS_MAX).unwrap().is_ok());
        assert!(desk.end(token, 0).is_none());
    }

    #[test]
    fn it_has_an_end() {
        let desk = Desk::default();
        let state = Token::new().hash();
        let token = desk.leave(away(state), 0).hash();
        assert!(desk.come_back(token, state, AWAY_MILLIS_MAX + 1).is_none());
        desk.settle(token, Err(Trouble::Away), 0);
        assert!(desk.end(token, AWAY_MILLIS_MAX + 1).is_none());
        for _ in 0..=AWAY_MAX {
            desk.leave(away(state), 0);
        }
        assert!(desk.lock().len() <= AWAY_MAX);
    }
}
