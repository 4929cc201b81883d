//! Picture PINs: four different pictures out of twelve, in order, unique
//! within the class. Shown once, on the sheet; stored hashed.

use std::collections::BTreeSet;

use crate::random;

/// How many pictures there are to choose from.
pub const PICTURES: u8 = 12;
/// How many make a PIN.
pub const PIN_PICTURES: usize = 4;

/// A picture PIN: the numbers of its pictures, in the order in which they are
/// tapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pin([u8; PIN_PICTURES]);

impl Pin {
    /// A PIN from what was tapped; `None` where that cannot be one.
    #[must_use]
    pub fn new(tapped: &[u8]) -> Option<Self> {
        let pictures = <[u8; PIN_PICTURES]>::try_from(tapped).ok()?;
        let different = pictures.iter().collect::<BTreeSet<_>>().len() == PIN_PICTURES;
        (different && pictures.iter().all(|p| *p < PICTURES)).then_some(Self(pictures))
    }

    /// A random one.
    #[must_use]
    pub fn draw() -> Self {
        let mut all: Vec<u8> = (0..PICTURES).collect();
        Self(std::array::from_fn(|_| {
            let left = u32::try_from(all.len()).unwrap_or(1);
            all.swap_remove(random::below(left) as usize)
        }))
    }

    /// `n` random ones, all different. A class has far fewer students than
    /// there are PINs (11,880).
    #[must_use]
    pub fn draw_different(n: usize) -> Vec<Self> {
        let mut drawn = BTreeSet::new();
        let mut pins = Vec::with_capacity(n);
        while pins.len() < n.min(PINS) {
            let pin = Self::draw();
            if drawn.insert(pin) {
                pins.push(pin);
            }
        }
        pins
    }

    /// Its pictures.
    #[must_use]
    pub fn pictures(self) -> [u8; PIN_PICTURES] {
        self.0
    }

    /// What is hashed.
    #[must_use]
    pub fn secret(self) -> String {
        let [a, b, c, d] = self.0;
        format!("{a}-{b}-{c}-{d}")
    }
}

/// How many PINs there are.
const PINS: usize = 12 * 11 * 10 * 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_pin() {
        let cases: [(&[u8], bool); 6] = [
            (&[0, 1, 2, 3], true),
            (&[11, 0, 5, 7], true),
            (&[0, 1, 2], false),
            (&[0, 1, 2, 3, 4], false),
            (&[0, 1, 2, 2], false),
            (&[0, 1, 2, 12], false),
        ];
        for (tapped, is_pin) in cases {
            assert_eq!(Pin::new(tapped).is_some(), is_pin, "{tapped:?}");
        }
    }

    #[test]
    fn a_class_gets_different_pins() {
        let pins = Pin::draw_different(40);
        assert_eq!(pins.iter().collect::<BTreeSet<_>>().len(), 40);
        assert!(pins.iter().all(|pin| Pin::new(&pin.pictures()) == Some(*pin)));
    }
}
