//! What setting up a second factor looks like, wherever it is done: the secret for an authenticator app, the code that the
//! app shows, and the recovery codes.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::components::{Problem, Problems, Qr, QrCode, TextField};
use crate::text::t;

/// Digits of a code; the server has the same.
pub const CODE_DIGITS: usize = 6;

/// A secret for an authenticator app.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Offer {
    /// For fingers.
    pub secret: String,
    /// For an app on this very device.
    pub address: String,
    /// For a camera.
    pub qr: Qr,
}

/// A code, as the server takes it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Code {
    /// However it was typed.
    pub code: String,
}

/// The secret, in three ways.
#[component]
pub fn AppSecret(
    /// What the server offers.
    offer: Offer,
) -> impl IntoView {
    let text = &t().account;
    view! {
        <div class="stack close app-secret">
            <p>{text.scan}</p>
            <QrCode qr=offer.qr label=text.qr />
            <p><a href=offer.address>{text.open_app}</a></p>
            <p class="hint">{text.type_secret}</p>
            <p class="secret-letters" translate="no">{grouped(&offer.secret)}</p>
        </div>
    }
}

/// The field for a code of an app.
#[component]
pub fn AppCode(
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with the form.
    problems: Problems,
) -> impl IntoView {
    view! {
        <TextField
            id="code"
            label=t().account.code
            hint=t().account.code_hint
            value=value
            problems=problems
            autocomplete="one-time-code"
            inputmode="numeric"
        />
    }
}

/// Recovery codes, shown this once.
#[component]
pub fn RecoveryCodes(
    /// All of them.
    codes: Vec<String>,
) -> impl IntoView {
    let text = &t().account;
    let codes = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <div class="stack close">
            <h2 id="recovery-codes" tabindex="-1">{text.recovery_codes}</h2>
            <p>{text.recovery_codes_mean}</p>
            <ol class="recovery-codes" translate="no">{codes}</ol>
        </div>
    }
}

/// What is wrong with a code of an app, before anybody is asked.
#[must_use]
pub fn bad_app_code(typed: &str) -> Option<Problem> {
    let fits =
        folded(typed).len() == CODE_DIGITS && folded(typed).bytes().all(|b| b.is_ascii_digit());
    let words = || (t().account.code_bad)(CODE_DIGITS);
    (!fits).then(|| Problem { field: "code", words: words() })
}

/// A code without the spaces in it: many apps show "123 456".
#[must_use]
pub fn folded(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).collect()
}

/// "GEZD GNBV": 32 characters in a row are hard to copy.
fn grouped(secret: &str) -> String {
    let chars: Vec<_> = secret.chars().collect();
    chars.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_apps() {
        for (typed, fits) in [
            ("123456", true),
            (" 123 456 ", true),
            ("12345", false),
            ("12345a", false),
            ("", false),
        ] {
            assert_eq!(bad_app_code(typed).is_none(), fits, "{typed}");
        }
        assert_eq!(grouped("GEZDGNBVGY"), "GEZD GNBV GY");
    }
}
