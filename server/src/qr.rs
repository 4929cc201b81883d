//! QR codes, drawn here so that no tablet loads what draws them.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};
use serde::Serialize;

/// Light modules around the code: cameras look for them.
const MARGIN: usize = 4;

/// A QR code: so many modules wide and high with its margin, and the dark ones
/// as `d` of an SVG path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Qr {
    size: usize,
    path: String,
}

impl Qr {
    /// The code of a text; `None` where the text is too long for any.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let rows = code.to_colors();
        let mut path = String::new();
        for (y, row) in rows.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&Color::Dark) {
                    let (n, x, y) = (run.len(), x + MARGIN, y + MARGIN);
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{x} {y}h{n}v1h-{n}z");
                }
                x += run.len();
            }
        }
        Some(Self { size: width + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let Qr { size, path } = Qr::of("https://school.example/enrol#ACDE3479").unwrap();
        assert_eq!((size - 2 * MARGIN - 17) % 4, 0, "a size that QR codes have: {size}");
        let far = size - MARGIN - 7;
        for corner in [
            format!("M{MARGIN} {MARGIN}h7v1"),
            format!("M{far} {MARGIN}h7v1"),
            format!("M{MARGIN} {far}h7v1"),
        ] {
            assert!(path.contains(&corner), "{corner}");
        }
        assert_eq!(Qr::of(&"x".repeat(5_000)), None);
    }
}
