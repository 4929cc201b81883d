//! Reading JSON through one reader.

use serde::Deserialize;

/// Reads what a text says.
///
/// `serde_json` has a reader for text and one for bytes, and each brings its
/// own copy of the code of every type that it reads. Frames are bytes, so text
/// is read as its bytes.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    serde_json::from_slice(text.as_bytes())
}
