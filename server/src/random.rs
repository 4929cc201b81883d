//! Random bits from the operating system.

use std::fmt::Write as _;

use sync::entry::Uid;

/// Bytes of a token: 256 bits cannot be guessed.
pub const TOKEN_BYTES: usize = 32;

/// `N` random bytes.
///
/// # Panics
/// If the operating system has no random bits: nothing that follows would be
/// safe.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bits");
    bytes
}

/// A new random id.
#[must_use]
pub fn uid() -> Uid {
    Uid(bytes())
}

/// A new token: 64 hexadecimal digits.
#[must_use]
pub fn token() -> String {
    hex(&bytes::<TOKEN_BYTES>())
}

/// Bytes as digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A random number below `bound`, each as likely as any other.
#[must_use]
pub fn below(bound: u32) -> u32 {
    // What does not divide evenly is drawn again.
    let fair = u32::MAX - u32::MAX % bound;
    loop {
        let draw = u32::from_le_bytes(bytes());
        if draw < fair {
            return draw % bound;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_new() {
        let (a, b) = (token(), token());
        assert_eq!(a.len(), TOKEN_BYTES * 2);
        assert_ne!(a, b);
    }

    #[test]
    fn every_number_below_is_drawn() {
        let mut seen = [false; 12];
        for _ in 0..2_000 {
            seen[below(12) as usize] = true;
        }
        assert_eq!(seen, [true; 12]);
    }
}
