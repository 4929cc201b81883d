//! What students are called in their class.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::PersonId;

/// The shortest name for each student of a class that no other one of it has:
/// the given name; where several share it, with as many letters of the family
/// name as it takes ("Maya K", "Maya Kh"). Who shares both names gets a number,
/// in the order of ids.
///
/// Takes (who, given name, family name); letter case makes no difference
/// between names.
#[must_use]
pub fn display_names<'a>(
    students: impl IntoIterator<Item = (PersonId, &'a str, &'a str)>,
) -> BTreeMap<PersonId, String> {
    let mut namesakes: BTreeMap<String, Vec<(PersonId, &str, &str)>> = BTreeMap::new();
    for (id, given, family) in students {
        let (given, family) = (given.trim(), family.trim());
        namesakes.entry(given.to_lowercase()).or_default().push((id, given, family));
    }
    let mut wanted = BTreeMap::new();
    for group in namesakes.values() {
        for (id, given, family) in group {
            let others = group.iter().filter(|(other, ..)| other != id);
            let initial = distinguishing(family, others.map(|(_, _, other)| *other));
            wanted.insert(*id, format!("{given} {initial}").trim().to_owned());
        }
    }
    numbered(wanted)
}

/// The shortest beginning of `family` that none of `others` begins with; all
/// of it where there is none.
fn distinguishing<'a>(family: &'a str, others: impl Iterator<Item = &'a str>) -> &'a str {
    let lower = family.to_lowercase();
    let mut shared = None;
    for other in others {
        let other = other.to_lowercase();
        let same = lower.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        shared = shared.max(Some(same));
    }
    match shared {
        None => "",
        Some(shared) => {
            let ends = family.char_indices().map(|(at, c)| at + c.len_utf8());
            let end = ends.skip(shared).find(|end| !family[..*end].ends_with([' ', '-', '\'']));
            &family[..end.unwrap_or(family.len())]
        }
    }
}

/// Adds a number to names that are still the same.
fn numbered(wanted: BTreeMap<PersonId, String>) -> BTreeMap<PersonId, String> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for name in wanted.values() {
        *times.entry(name.to_lowercase()).or_default() += 1;
    }
    let mut taken: BTreeSet<String> =
        times.iter().filter(|(_, times)| **times == 1).map(|(name, _)| name.clone()).collect();
    let unique = wanted.into_iter().map(|(id, name)| {
        if times[&name.to_lowercase()] == 1 {
            return (id, name);
        }
        let mut candidates = (1..).map(|n| format!("{name} {n}"));
        let free = candidates.find(|candidate| taken.insert(candidate.to_lowercase()));
        (id, free.expect("numbers do not end"))
    });
    unique.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sync::entry::Uid;

    use super::*;

    fn person(n: usize) -> PersonId {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
        PersonId(Uid(bytes))
    }

    fn names(class: &[(&str, &str)]) -> Vec<String> {
        let students = class.iter().enumerate().map(|(n, (g, f))| (person(n), *g, *f));
        display_names(students).into_values().collect()
    }

    #[test]
    fn as_few_letters_as_it_takes() {
        type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);
        let cases: [Case; 9] = [
            (&[("Maya", "Khan"), ("Luca", "Khan")], &["Maya", "Luca"]),
            (&[("Maya", "Khan"), ("Maya", "Obi")], &["Maya K", "Maya O"]),
            (
                &[("Maya", "Khan"), ("Maya", "Kerr"), ("Maya", "Obi")],
                &["Maya Kh", "Maya Ke", "Maya O"],
            ),
            (&[("Maya", "Lee"), ("Maya", "Leeson")], &["Maya Lee", "Maya Lees"]),
            (&[("Maya", "Khan"), ("maya", "KHAN")], &["Maya Khan 1", "maya KHAN 2"]),
            (&[("Maya", "De Vries"), ("Maya", "De Wit")], &["Maya De V", "Maya De W"]),
            (&[("Maya", "De Wit"), ("Maya", "Dean")], &["Maya De W", "Maya Dea"]),
            (&[("Maya", ""), ("Maya", "Obi")], &["Maya", "Maya O"]),
            (&[("Zoë", "Ács"), ("Zoë", "Álvarez")], &["Zoë Ác", "Zoë Ál"]),
        ];
        for (class, expected) in cases {
            assert_eq!(names(class), expected, "{class:?}");
        }
    }

    proptest! {
        #[test]
        fn no_two_of_a_class_have_the_same_name(
            class in prop::collection::vec(("[MmaİK] ?[aK1]?", "[KaÉé]{0,3}( [1aK])?"), 0..12),
        ) {
            let students =
                class.iter().enumerate().map(|(n, (g, f))| (person(n), g.as_str(), f.as_str()));
            let names = display_names(students);
            let distinct: BTreeSet<_> = names.values().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(distinct.len(), class.len());
        }
    }
}
