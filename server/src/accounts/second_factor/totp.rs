//! Codes of authenticator apps: RFC 6238 with SHA-1, six digits and 30 seconds,
//! since that is what every such app can do.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sync::entry::Millis;

use crate::random;

/// Bytes of a secret: as many as SHA-1 has.
pub const SECRET_BYTES: usize = 20;
/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// Codes are numbered below this.
const CODES: u32 = 1_000_000;
/// A code is shown for so long.
const STEP_MILLIS: Millis = 30 * 1_000;
/// So many codes before and after the present one count as well: clocks differ.
const DRIFT_STEPS: i64 = 1;

/// What an authenticator app and the server share. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

/// One stretch of 30 seconds, numbered from 1970 on.
pub type Step = i64;

impl Secret {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(random::bytes())
    }

    /// One out of the store.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// For the store, which seals it.
    #[must_use]
    pub fn bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// For fingers: 32 letters and digits.
    #[must_use]
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// For cameras: the address that authenticator apps read, which says for
    /// which school and whom.
    #[must_use]
    pub fn address(&self, school: &str, login: &str) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (school, login, secret) = (encoded(school), encoded(login), self.text());
        format!(
            "otpauth://totp/{school}:{login}?secret={secret}&issuer={school}&digits={CODE_DIGITS}&period=30"
        )
    }

    /// The step whose code this is, if it is a good one now and later than the
    /// last that was used: a code counts once.
    #[must_use]
    pub fn step_of(&self, code: &str, used: Step, now: Millis) -> Option<Step> {
        let is_code = code.len() == CODE_DIGITS && code.bytes().all(|b| b.is_ascii_digit());
        let code: u32 = if is_code { code.parse().ok()? } else { return None };
        let present = now.div_euclid(STEP_MILLIS);
        let mut steps = present - DRIFT_STEPS..=present + DRIFT_STEPS;
        steps.find(|step| *step > used && self.code(*step) == code)
    }

    /// The code that an app shows at that moment.
    #[must_use]
    pub fn shown(&self, at: Millis) -> String {
        format!("{:06}", self.code(at.div_euclid(STEP_MILLIS)))
    }

    /// RFC 4226, 5.3.
    fn code(&self, step: Step) -> u32 {
        let mut mac =
            Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes keys of every length");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[hash.len() - 1] & 0x0f);
        let four = [hash[at], hash[at + 1], hash[at + 2], hash[at + 3]];
        (u32::from_be_bytes(four) & 0x7fff_ffff) % CODES
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: Step = i64::MIN;

    /// The secret of RFC 6238's appendix B.
    fn rfc() -> Secret {
        Secret(*b"12345678901234567890")
    }

    #[test]
    fn the_codes_of_the_rfc() {
        let cases = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in cases {
            assert_eq!(rfc().shown(seconds * 1_000), code, "{seconds}");
            assert!(rfc().step_of(code, NEVER, seconds * 1_000).is_some(), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_for_one_step_more_on_either_side_and_once() {
        let (secret, now) = (rfc(), 1_234_567_890_000);
        let code = secret.shown(now);
        for (steps, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let then = now + steps * STEP_MILLIS;
            assert_eq!(secret.step_of(&code, NEVER, then).is_some(), counts, "{steps}");
        }
        let step = secret.step_of(&code, NEVER, now).unwrap();
        assert_eq!(secret.step_of(&code, step, now), None, "it was used");
        let next = secret.shown(now + STEP_MILLIS);
        assert_eq!(secret.step_of(&next, step, now), Some(step + 1));
        assert_eq!(secret.step_of(&code, step + 1, now), None, "a later one was used");
    }

    #[test]
    fn what_is_no_code() {
        for typed in ["", "28708", "2870820", "28708a", "+28708", "２８７０８２"] {
            assert_eq!(rfc().step_of(typed, NEVER, 59_000), None, "{typed}");
        }
    }

    #[test]
    fn what_an_app_reads() {
        let address = rfc().address("Brynford School", "mlloyd1@b.example");
        assert_eq!(
            address,
            "otpauth://totp/Brynford%20School:mlloyd1%40b%2Eexample?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Brynford%20School&digits=6&period=30"
        );
        assert!(!format!("{:?}", rfc()).contains("GEZD"));
    }
}
