//! Recovery codes: ten that count once each, for whoever has lost what shows
//! the others.

use domain::id::PersonId;
use sha2::{Digest, Sha256};

use crate::accounts::sessions::TokenHash;
use crate::random;

/// How many somebody has.
pub const RECOVERY_CODES: usize = 10;
/// Characters of one, without the hyphens.
const CODE_CHARS: usize = 16;
/// They are written in fours.
const GROUP_CHARS: usize = 4;
/// No two of these look or sound much alike. Sixteen of 25 are 74 bits, which
/// nobody guesses, and nobody tries out against a hash.
const LETTERS: &[u8; 25] = b"ACDEFGHJKMNPQRTUVWXY34679";

/// Ten new codes, as they are shown: `ACDE-FGHJ-KMNP-QRTU`.
#[must_use]
pub fn draw() -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| one()).collect()
}

/// What is stored of a code of somebody's; `None` where it cannot be one.
#[must_use]
pub fn hash(person: PersonId, typed: &str) -> Option<TokenHash> {
    let code = fold(typed)?;
    let digest = Sha256::new().chain_update(b"limber recovery 1 ").chain_update(person.0.0);
    Some(TokenHash(digest.chain_update(code.as_bytes()).finalize().into()))
}

/// However it was typed.
fn fold(typed: &str) -> Option<String> {
    let chars = typed.chars().filter(char::is_ascii_alphanumeric);
    let code: String = chars.map(|c| c.to_ascii_uppercase()).take(CODE_CHARS + 1).collect();
    (code.len() == CODE_CHARS).then_some(code)
}

fn one() -> String {
    let letters = u32::try_from(LETTERS.len()).unwrap_or(1);
    let code: Vec<u8> = (0..CODE_CHARS).map(|_| LETTERS[random::below(letters) as usize]).collect();
    let groups = code.chunks(GROUP_CHARS).map(|four| String::from_utf8_lossy(four).into_owned());
    groups.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use sync::entry::Uid;

    use super::*;

    #[test]
    fn codes_are_told_apart_however_they_are_typed() {
        let (one, other) = (PersonId(Uid::from_u128(1)), PersonId(Uid::from_u128(2)));
        let codes = draw();
        assert_eq!(codes.len(), RECOVERY_CODES);
        let first = &codes[0];
        let kept = hash(one, first).unwrap();
        assert_eq!(hash(one, &format!(" {} ", first.to_lowercase().replace('-', " "))), Some(kept));
        assert_ne!(hash(other, first), Some(kept), "it is one person's");
        assert!(codes[1..].iter().all(|code| hash(one, code) != Some(kept)));
        for typed in ["", "123456", "ACDE-FGHJ-KMNP-QRT", "ACDE-FGHJ-KMNP-QRTUV"] {
            assert_eq!(hash(one, typed), None, "{typed}");
        }
    }
}
