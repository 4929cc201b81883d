//! What the page knows of one's own sign-in.

use serde::Deserialize;
use sync::entry::Millis;

use crate::tablet::Served;

/// What the cards of the page share.
pub type Desk = Served<Account>;

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_server_says() {
        let account =
            json!({ "second_factor_required": true, "second_factor": null, "passkeys": [] });
        let account: Account = serde_json::from_value(account).unwrap();
        assert_eq!(account.second_factor, None);
        let factor = json!({ "since": 5, "recovery_codes_left": 9 });
        let factor: SecondFactor = serde_json::from_value(factor).unwrap();
        assert_eq!(factor.recovery_codes_left, 9);
    }
}
