//! What a pulse came to: after it has closed, from five answers up, for each
//! group of people by itself.

use super::{ANSWER_MAX, AnswerRow, People, Pulse};

/// Fewer answers than this are not shown (`product.md`, small numbers stay
/// private).
pub const SHOWN_FROM: u32 = 5;

/// Of one group of people: for each item, what they answered where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// Who.
    pub people: People,
    /// In the order of the items.
    pub items: Vec<Option<Counts>>,
}

/// How often each answer was given, from 1 up.
pub type Counts = [u32; ANSWER_MAX as usize];

/// The results of a pulse that has closed; of whoever gave no answer at all
/// there are none. There is no sum over groups: with it, what is withheld of one
/// could be worked out.
#[must_use]
pub fn results(pulse: &Pulse, answers: &[AnswerRow]) -> Vec<Results> {
    let of = |people: People| {
        let mut items = vec![Counts::default(); pulse.items.len()];
        let theirs = answers.iter().filter(|answer| answer.people == people);
        let mut any = false;
        for answer in theirs {
            let counts = items.get_mut(usize::from(answer.item));
            let count = counts.and_then(|c| c.get_mut(usize::from(answer.value.wrapping_sub(1))));
            if let Some(count) = count {
                *count += 1;
                any = true;
            }
        }
        let shown = |counts: Counts| (counts.iter().sum::<u32>() >= SHOWN_FROM).then_some(counts);
        any.then(|| Results { people, items: items.into_iter().map(shown).collect() })
    };
    People::ALL.into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use domain::id::PersonId;
    use sync::entry::Uid;

    use super::*;
    use crate::pulse::PulseId;

    #[test]
    fn nothing_under_five_is_shown_and_nothing_is_added_up() {
        let id = PulseId(Uid([7; 16]));
        let pulse = Pulse {
            id,
            title: "a".to_owned(),
            items: vec!["a".to_owned(), "b".to_owned()],
            opened: 0,
            closes: 1,
            by: PersonId(Uid([1; 16])),
        };
        let mut answers = Vec::new();
        let mut say = |people, item, values: &[u8]| {
            let row = |value: &u8| AnswerRow { pulse: id, people, item, value: *value };
            answers.extend(values.iter().map(row));
        };
        say(People::Staff, 0, &[5, 4, 4, 1, 4]);
        say(People::Staff, 1, &[5, 4, 4, 1]);
        say(People::Families, 0, &[2]);
        let families = Results { people: People::Families, items: vec![None, None] };
        let staff = Results { people: People::Staff, items: vec![Some([1, 0, 0, 3, 1]), None] };
        assert_eq!(results(&pulse, &answers), [staff, families]);
        assert_eq!(results(&pulse, &[]), []);
    }
}
