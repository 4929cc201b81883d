//! A tablet that several people use in turn: who may come back to it, and how.

use std::future::Future;
use std::pin::Pin;

use domain::id::PersonId;

/// Digits of a PIN. With the tap on a name that is five taps, and three are left for the first sighting.
pub const PIN_DIGITS: usize = 4;

/// Somebody who has locked this tablet, and can come back without the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// Who.
    pub person: PersonId,
    /// As staff know them.
    pub name: String,
}

/// How whoever uses the tablet now can lock it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Locking {
    /// Others use this tablet too.
    pub shared: bool,
    /// There is a PIN that leads back.
    pub has_pin: bool,
    /// They have put off choosing one.
    pub put_off: bool,
}

/// What a try to come back came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlocked {
    /// Welcome back, to the path where they were.
    In(String),
    /// That was not the PIN, or it came too soon: wait so many seconds.
    Wait(u32),
    /// There is no way back but through the server.
    Gone,
}

/// An answer that is on its way.
pub type Soon<T> = Pin<Box<dyn Future<Output = T>>>;

/// Whether this can be a PIN.
#[must_use]
pub fn is_pin(digits: &str) -> bool {
    digits.len() == PIN_DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_four_digits() {
        for (digits, fits) in
            [("0427", true), ("042", false), ("04271", false), ("04 7", false), ("٠٤٢٧", false)]
        {
            assert_eq!(is_pin(digits), fits, "{digits}");
        }
    }
}
