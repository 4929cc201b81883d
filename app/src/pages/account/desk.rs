//! What the page knows, and how it asks.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::tablet::{Ask, Tablet, Trouble, judge};

/// One's own sign-in, as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// Being without a second factor is not allowed.
    pub second_factor_required: bool,
    /// The second factor, where there is one.
    pub second_factor: Option<SecondFactor>,
    /// Passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
}

/// A key on a phone or a computer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Passkey {
    /// Names it to the server.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// When it was last used.
    pub used: Option<Millis>,
}

/// An authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct SecondFactor {
    /// Since when it counts.
    pub since: Millis,
    /// Recovery codes that were not used.
    pub recovery_codes_left: usize,
}

/// What shows that it is not somebody else at an open tablet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The password.
    pub password: String,
    /// A code, of whoever has a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The server is being asked.
    Asking,
    /// All of it.
    Account(Account),
    /// Nothing, and why.
    Not(Trouble),
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    tablet: Tablet,
    /// What the server said.
    pub known: RwSignal<Known>,
    /// What was just done, in words.
    pub said: RwSignal<String>,
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self { tablet, known: RwSignal::new(Known::Asking), said: RwSignal::new(String::new()) }
    }

    /// Asks.
    pub fn look(self) {
        let asking = self.tablet.ask(Ask::get("/api/account"));
        spawn_local(async move {
            let known = match judge::<Account>(asking.await) {
                Ok(account) => Known::Account(account),
                Err(trouble) => {
                    if trouble == Trouble::SignedOut {
                        // So that the sign-in page knows it too.
                        self.tablet.sync_now();
                    }
                    Known::Not(trouble)
                }
            };
            // The page may be gone by now.
            let _ = self.known.try_set(known);
        });
    }

    /// Something is done: says so, and asks how it stands now.
    pub fn done(self, words: &str) {
        let _ = self.said.try_set(words.to_owned());
        self.look();
    }

    /// A moment in words. Tracked.
    #[must_use]
    pub fn moment(self, at: Millis) -> String {
        self.tablet.moment(at)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_server_says_and_is_told() {
        let account =
            json!({ "second_factor_required": true, "second_factor": null, "passkeys": [] });
        let account: Account = serde_json::from_value(account).unwrap();
        assert_eq!(account.second_factor, None);
        let factor = json!({ "since": 5, "recovery_codes_left": 9 });
        let factor: SecondFactor = serde_json::from_value(factor).unwrap();
        assert_eq!(factor.recovery_codes_left, 9);
        let proof = Proof { password: "otter".to_owned(), code: None };
        assert_eq!(serde_json::to_value(proof).unwrap(), json!({ "password": "otter" }));
    }
}
