//! How a browser becomes a tablet of the school, and how one is shut out.
//!
//! An administrator makes a code; whoever holds the tablet enters it there,
//! signed in or not. A code is good once and for a short while, and is stored
//! hashed.

use domain::id::PersonId;
use sha2::{Digest, Sha256};
use sync::entry::Millis;

use super::{DeviceId, DeviceRow, own};
use crate::accounts::sessions::{Token, TokenHash};
use crate::audit::{self, Event, What};
use crate::random;
use crate::store::{Rows, StoreError};

/// Characters of a code.
pub const CODE_CHARS: usize = 8;
/// A code is good for so long.
pub const CODE_MILLIS_MAX: Millis = 10 * 60 * 1_000;
/// Most characters of a tablet's name; the app has the same.
pub const NAME_CHARS_MAX: usize = 40;
/// No two of these look or sound much alike: none of 0 and O, 1, I and L, 2 and
/// Z, 5 and S, 8 and B. Eight of 25 are 37 bits: enough for ten minutes, at the
/// pace at which one may guess.
const LETTERS: &[u8; 25] = b"ACDEFGHJKMNPQRTUVWXY34679";

/// A code as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRow {
    /// Who made it.
    pub by: PersonId,
    /// Until when it is good.
    pub expires: Millis,
}

/// What entering a code came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled {
    /// The tablet is the school's; with its new token, where it had none.
    Done(DeviceRow, Option<Token>),
    /// Used, expired, or never made.
    NotGood,
}

/// A code as its hash is made of it: however it was typed. `None` where it
/// cannot be one.
#[must_use]
pub fn fold_code(typed: &str) -> Option<String> {
    let chars = typed.chars().filter(char::is_ascii_alphanumeric);
    let code: String = chars.map(|c| c.to_ascii_uppercase()).take(CODE_CHARS + 1).collect();
    (code.len() == CODE_CHARS).then_some(code)
}

/// A tablet's name as it is kept; `None` where it is none, or far too long.
#[must_use]
pub fn name(typed: &str) -> Option<String> {
    let name = typed.trim();
    (1..=NAME_CHARS_MAX).contains(&name.chars().count()).then(|| name.to_owned())
}

/// Makes a code.
pub fn make_code(
    rows: &mut dyn Rows,
    by: PersonId,
    now: Millis,
) -> Result<(String, CodeRow), StoreError> {
    let code: String = (0..CODE_CHARS).map(|_| letter()).collect();
    let row = CodeRow { by, expires: now + CODE_MILLIS_MAX };
    rows.drop_device_codes_before(now)?;
    rows.add_device_code(hash(&code), row)?;
    audit::record(rows, &Event::new(What::DeviceCodeMade, now).by(by))?;
    Ok((code, row))
}

/// Spends a code: the device with this token, or a new one, is the school's from
/// now on, under this name. A device that was shut out stays shut out: whoever
/// enrols it anew gets another.
pub fn enrol(
    rows: &mut dyn Rows,
    code: &str,
    name: String,
    token: Option<TokenHash>,
    now: Millis,
) -> Result<Enrolled, StoreError> {
    let code = rows.take_device_code(hash(code))?.filter(|code| now <= code.expires);
    let Some(CodeRow { by, .. }) = code else { return Ok(Enrolled::NotGood) };
    let known = token.map(|token| rows.device_with_token(token)).transpose()?.flatten();
    let known = known.filter(|known| known.revoked.is_none());
    let (device, token) = known.map_or_else(|| own(now), |device| (device, None));
    if let Some(token) = &token {
        rows.add_device(&device, token.hash())?;
    }
    let enrolled = Some((by, now));
    let device = DeviceRow { name: Some(name), shared: true, enrolled, seen: now, ..device };
    rows.put_device(&device)?;
    audit::record(rows, &Event::new(What::DeviceEnrolled, now).by(by).about(device.id.0))?;
    Ok(Enrolled::Done(device, token))
}

/// Gives a device another name; whether there is such a device, in use.
pub fn rename(
    rows: &mut dyn Rows,
    id: DeviceId,
    name: String,
    by: PersonId,
    now: Millis,
) -> Result<bool, StoreError> {
    let Some(device) = rows.device(id)?.filter(|device| device.revoked.is_none()) else {
        return Ok(false);
    };
    if device.name.as_ref() != Some(&name) {
        rows.put_device(&DeviceRow { name: Some(name), ..device })?;
        audit::record(rows, &Event::new(What::DeviceRenamed, now).by(by).about(id.0))?;
    }
    Ok(true)
}

/// Shuts a device out: it gets no key any more, and every session that goes on
/// there ends. Whether there is such a device.
pub fn revoke(
    rows: &mut dyn Rows,
    id: DeviceId,
    by: PersonId,
    now: Millis,
) -> Result<bool, StoreError> {
    let Some(device) = rows.device(id)? else { return Ok(false) };
    if device.revoked.is_none() {
        rows.put_device(&DeviceRow { revoked: Some(now), ..device })?;
        rows.end_sessions_on(id)?;
        audit::record(rows, &Event::new(What::DeviceRevoked, now).by(by).about(id.0))?;
    }
    Ok(true)
}

fn letter() -> char {
    // There are 25 of them.
    char::from(LETTERS[random::below(25) as usize])
}

fn hash(code: &str) -> TokenHash {
    let label = b"limber device code ".as_slice();
    TokenHash(Sha256::new().chain_update(label).chain_update(code).finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_however_they_are_typed() {
        let code = Some("ACDE3479".to_owned());
        for typed in ["ACDE3479", "acde 3479", " Acde-3479 ", "#ACDE3479"] {
            assert_eq!(fold_code(typed), code, "{typed}");
        }
        for typed in ["", "ACDE347", "ACDE34799", "ÄCDE3479"] {
            assert_eq!(fold_code(typed), None, "{typed}");
        }
        let drawn: String = (0..200).map(|_| letter()).collect();
        assert!(drawn.chars().all(|c| !"01258BILOSZ".contains(c)), "{drawn}");
    }

    #[test]
    fn names_of_tablets() {
        assert_eq!(name(" Blue 3 "), Some("Blue 3".to_owned()));
        for bad in ["", "  ", &"é".repeat(NAME_CHARS_MAX + 1)] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }
}
