//! Content hashes, and the names that carry them.

use sha2::{Digest, Sha256};

/// Enough to never meet twice, short enough to read: 64 bits.
const DIGEST_HEX_CHARS: usize = 16;

/// The start of the SHA-256 of `bytes`, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in &Sha256::digest(bytes)[..DIGEST_HEX_CHARS / 2] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// `limber.css` → `limber-1f2e….css`: content that changes gets another address, so that every cache may keep it for ever.
pub fn hashed(name: &str, content: &[u8]) -> String {
    let hash = digest(content);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// What a browser checks content against (subresource integrity): the SHA-256 in base 64.
pub fn integrity(content: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(content);
    let mut text = "sha256-".to_owned();
    for three in digest.chunks(3) {
        let bytes = [0, 1, 2].map(|place| u32::from(three.get(place).copied().unwrap_or(0)));
        let bits = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        for place in 0..4_u32 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place as usize <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// What comes after the last dot; empty without one.
pub fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_browsers_compute() {
        assert_eq!(integrity(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(integrity(b"abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn names_follow_content() {
        assert_eq!(digest(b""), "e3b0c44298fc1c14");
        assert_eq!(hashed("app.wasm", b""), "app-e3b0c44298fc1c14.wasm");
        assert_ne!(hashed("app.wasm", b"a"), hashed("app.wasm", b"b"));
    }
}
