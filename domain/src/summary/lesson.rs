//! Lessons are derived: no one starts or ends one.
//!
//! A lesson is what one adult records in one class with less than 90 minutes
//! between one sign and the next. Signs are sightings, "practised" and "away".
//!
//! **Which tap corrects which.** Within a lesson, a second tap on the same
//! student × muscle by the same adult corrects the first. A colleague of
//! another class sees only the student's own sightings, not what else went on
//! in that lesson; so that everyone folds the same student to the same phase,
//! the fold looks at gaps between the taps *on that student*. The device in the
//! lesson, which sees all of it, makes its correction explicit.

use sync::entry::Millis;
use sync::order;

/// Minutes between two signs from which on they are two lessons.
pub const LESSON_GAP_MINUTES_MAX: i64 = 90;

/// [`LESSON_GAP_MINUTES_MAX`] in milliseconds.
pub const LESSON_GAP_MILLIS_MAX: Millis = LESSON_GAP_MINUTES_MAX * 60_000;

/// Which lesson each sign belongs to: signs are (adult, time) of one class and
/// day, in any order; lessons are numbered from 0 on, without gaps.
///
/// An adult is anything that tells adults apart.
#[must_use]
pub fn lessons<A: Ord + Copy>(signs: &[(A, Millis)]) -> Vec<usize> {
    let mut by_time: Vec<usize> = (0..signs.len()).collect();
    order::sort_by_key(&mut by_time, |i| signs[*i]);
    let mut lesson_of = vec![0; signs.len()];
    let mut last = None;
    let mut lesson = 0;
    for i in by_time {
        let (adult, at) = signs[i];
        let goes_on =
            last.is_none_or(|(a, before)| a == adult && at - before < LESSON_GAP_MILLIS_MAX);
        lesson += usize::from(!goes_on);
        lesson_of[i] = lesson;
        last = Some((adult, at));
    }
    lesson_of
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(hour: i64, minute: i64) -> Millis {
        (hour * 60 + minute) * 60_000
    }

    #[test]
    fn ninety_minutes_make_another_lesson() {
        let signs = [
            ('a', at(9, 0)),
            ('a', at(10, 29)),
            ('a', at(11, 59)), // 90 minutes after the one before
            ('b', at(9, 5)),
            ('b', at(10, 34)),
        ];
        assert_eq!(lessons(&signs), [0, 0, 1, 2, 2]);
        assert_eq!(lessons::<char>(&[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn order_does_not_matter(
            signs in proptest::collection::vec((0..3_u8, 0..600_i64), 0..40),
            seed in any::<u64>(),
        ) {
            let signs: Vec<_> = signs.into_iter().map(|(a, m)| (a, m * 60_000)).collect();
            let mut order: Vec<usize> = (0..signs.len()).collect();
            order.sort_by_key(|i| (*i as u64 + 1).wrapping_mul(seed | 1));
            let shuffled: Vec<_> = order.iter().map(|i| signs[*i]).collect();
            let (straight, other) = (lessons(&signs), lessons(&shuffled));
            for (place, i) in order.iter().enumerate() {
                prop_assert_eq!(other[place], straight[*i]);
            }
        }
    }
}
