//! Sets of small numbers.

/// Which numbers are in it, a bit each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    /// All numbers below one.
    pub(super) fn below(number: usize) -> Self {
        let mut marks = Self::default();
        (0..number).for_each(|number| marks.add(number));
        marks
    }

    /// Puts a number in.
    pub(super) fn add(&mut self, number: usize) {
        let (word, bit) = (number / 64, number % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    /// Puts in what is in another.
    pub(super) fn add_all(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, theirs) in self.0.iter_mut().zip(&other.0) {
            *word |= theirs;
        }
    }

    /// Whether a number is in it.
    pub(super) fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Whether any number is in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(ours, theirs)| ours & theirs != 0)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Those in it, from the lowest on.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let words = self.0.iter().enumerate();
        words.flat_map(|(at, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[usize]) -> Marks {
        let mut marks = Marks::default();
        for number in numbers {
            marks.add(*number);
        }
        marks
    }

    #[test]
    fn sets_of_numbers() {
        let (mut few, many) = (of(&[3, 64]), of(&[1, 64, 200]));
        assert!(few.has(64) && !few.has(63) && !few.has(1_000));
        assert!(few.meets(&many) && many.meets(&few) && !few.meets(&of(&[65, 200])));
        few.add_all(&many);
        assert_eq!(few.iter().collect::<Vec<_>>(), [1, 3, 64, 200]);
        assert_eq!((few.count(), few.is_empty()), (4, false));
        assert!(Marks::default().is_empty());
        assert_eq!(Marks::below(3), of(&[0, 1, 2]));
    }
}
