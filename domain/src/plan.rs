//! Today's plan: which few students an adult looks at today, for one muscle,
//! and how many taps that still asks for.
//!
//! The least data that serves (rule 6 of the product): those who have not been
//! seen for longest, a handful a day, instead of everyone every time.

use sync::order;

use crate::id::PersonId;
use crate::time::Day;

/// Focus students of one class, muscle and day, unless a school says otherwise.
pub const FOCUS_STUDENTS: usize = 6;

/// What the plan knows of one student of the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub student: PersonId,
    /// The last day *before today* on which anyone saw this muscle in them:
    /// what is recorded today does not move the plan.
    pub last_seen: Option<Day>,
    /// Away today: somebody else takes the place.
    pub is_away: bool,
    /// Seen today, by whichever adult of the class.
    pub is_seen: bool,
}

/// The plan of one class, muscle and day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TodaysPlan {
    /// Who is in focus, in the order of the class.
    pub focus: Vec<PersonId>,
    /// How many of them nobody has seen yet: one tap each.
    pub to_see: usize,
}

impl TodaysPlan {
    /// The plan for `class` on `day`, of `size` students where there are so
    /// many.
    ///
    /// It is the same all day and on every tablet: those never seen come
    /// first, then those seen longest ago; equals take turns, by a draw that
    /// the day decides.
    #[must_use]
    pub fn new(class: &[Candidate], day: Day, size: usize) -> Self {
        let mut here: Vec<_> = class.iter().filter(|c| !c.is_away).collect();
        order::sort_by_key(&mut here, |c| (c.last_seen, lot(day, c.student), c.student));
        here.truncate(size);
        let in_focus = |c: &&Candidate| here.iter().any(|h| h.student == c.student);
        let focus: Vec<_> = class.iter().filter(in_focus).collect();
        Self {
            to_see: focus.iter().filter(|c| !c.is_seen).count(),
            focus: focus.into_iter().map(|c| c.student).collect(),
        }
    }

    /// Whether a student is in focus today.
    #[must_use]
    pub fn has(&self, student: PersonId) -> bool {
        self.focus.contains(&student)
    }
}

/// A student's lot on one day: the same on every device, another every day
/// (FNV-1a over both, then mixed: ids of one import differ little).
fn lot(day: Day, student: PersonId) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = day.0.to_be_bytes().into_iter().chain(student.0.0);
    let hash = bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sync::entry::Uid;

    use super::*;

    const TODAY: Day = Day(20_780);

    fn person(n: u8) -> PersonId {
        PersonId(Uid([n; 16]))
    }

    /// Students 1, 2, … with the days ago on which they were last seen.
    fn class(days_ago: &[Option<i32>]) -> Vec<Candidate> {
        (1..)
            .zip(days_ago)
            .map(|(n, ago)| Candidate {
                student: person(n),
                last_seen: ago.map(|ago| TODAY.plus(-ago)),
                is_away: false,
                is_seen: false,
            })
            .collect()
    }

    #[test]
    fn never_seen_come_first_then_those_seen_longest_ago() {
        let class = class(&[Some(1), Some(30), None, Some(5), Some(9), Some(2)]);
        let plan = TodaysPlan::new(&class, TODAY, 3);
        assert_eq!(plan.focus, [person(2), person(3), person(5)], "in the order of the class");
        assert_eq!(plan.to_see, 3);
        assert!(plan.has(person(3)) && !plan.has(person(1)));
    }

    #[test]
    fn a_sighting_crosses_off_one_tap_and_moves_nobody() {
        let mut class = class(&[None, None, Some(3), Some(1)]);
        class[1].is_seen = true;
        class[3].is_seen = true; // not in focus: no tap of the plan
        let plan = TodaysPlan::new(&class, TODAY, 3);
        assert_eq!(plan.focus, [person(1), person(2), person(3)]);
        assert_eq!(plan.to_see, 2);
    }

    #[test]
    fn who_is_away_is_replaced_by_the_next() {
        let mut class = class(&[None, Some(9), Some(8), Some(7)]);
        class[1].is_away = true;
        assert_eq!(TodaysPlan::new(&class, TODAY, 2).focus, [person(1), person(3)]);
    }

    #[test]
    fn a_small_class_is_in_focus_as_a_whole() {
        let plan = TodaysPlan::new(&class(&[None, Some(1)]), TODAY, FOCUS_STUDENTS);
        assert_eq!(plan.focus, [person(1), person(2)]);
        assert_eq!(TodaysPlan::new(&[], TODAY, FOCUS_STUDENTS), TodaysPlan::default());
    }

    #[test]
    fn equals_take_turns() {
        let class = class(&[None; 30]);
        let mut drawn: Vec<_> =
            (0..10).flat_map(|n| TodaysPlan::new(&class, TODAY.plus(n), 6).focus).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert!(drawn.len() >= 24, "ten days draw most of a class, not {}", drawn.len());
    }

    proptest! {
        #[test]
        fn holds_whatever_the_class(
            seen in proptest::collection::vec(
                (proptest::option::of(1..40_i32), any::<bool>(), any::<bool>()), 0..40,
            ),
            turn in 0..40_usize,
            size in 0..8_usize,
        ) {
            let days: Vec<_> = seen.iter().map(|(ago, _, _)| *ago).collect();
            let mut class = class(&days);
            for (candidate, (_, is_away, is_seen)) in class.iter_mut().zip(&seen) {
                candidate.is_away = *is_away;
                candidate.is_seen = *is_seen;
            }
            let plan = TodaysPlan::new(&class, TODAY, size);
            let here = class.iter().filter(|c| !c.is_away).count();
            prop_assert_eq!(plan.focus.len(), size.min(here));
            prop_assert!(plan.to_see <= plan.focus.len());
            // Nobody left out was seen longer ago than somebody in focus.
            let in_focus = |c: &&Candidate| plan.has(c.student);
            let latest = class.iter().filter(in_focus).map(|c| c.last_seen).max();
            for left in class.iter().filter(|c| !c.is_away && !plan.has(c.student)) {
                prop_assert!(latest.is_none_or(|latest| left.last_seen >= latest));
            }
            // The order of the list does not decide who is in focus.
            let shift = turn.min(class.len());
            class.rotate_left(shift);
            let mut turned = TodaysPlan::new(&class, TODAY, size).focus;
            let mut straight = plan.focus.clone();
            turned.sort_unstable();
            straight.sort_unstable();
            prop_assert_eq!(turned, straight);
        }
    }
}
