//! The rule by its plain definition: no linear combination of published cells
//! rests on classes of fewer than three class teachers.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Published cells as rows over classes: 1 where a cell contains a class.
pub(super) type Rows = Vec<Vec<i128>>;

/// Two class teachers whose classes alone some combination of the rows rests
/// on, if there are such.
///
/// Combinations that rest on the columns inside P only are those that vanish
/// on all columns outside; some of them is not zero exactly if leaving out the
/// columns inside P lowers the rank.
pub(super) fn given_away(rows: &Rows, teachers: &[BTreeSet<PersonId>]) -> Option<[PersonId; 2]> {
    let everyone: BTreeSet<_> = teachers.iter().flatten().copied().collect();
    let nobody = teacher(10_000);
    let everyone: Vec<_> = everyone.into_iter().chain([nobody, nobody]).collect();
    let whole = rank(rows.clone());
    for (i, a) in everyone.iter().enumerate() {
        for b in &everyone[i + 1..] {
            let inside = |column: usize| teachers[column].iter().all(|t| t == a || t == b);
            let outside: Rows = rows
                .iter()
                .map(|row| (0..row.len()).filter(|c| !inside(*c)).map(|c| row[c]).collect())
                .collect();
            if rank(outside) < whole {
                return Some([*a, *b]);
            }
        }
    }
    None
}

/// The exact rank, by Bareiss's elimination without fractions.
fn rank(mut rows: Rows) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    let (mut rank, mut last_pivot) = (0, 1);
    for column in 0..columns {
        let Some(found) = (rank..rows.len()).find(|r| rows[*r][column] != 0) else { continue };
        rows.swap(rank, found);
        let pivot_row = rows[rank].clone();
        let pivot = pivot_row[column];
        for row in &mut rows[rank + 1..] {
            let factor = row[column];
            for (cell, above) in row.iter_mut().zip(&pivot_row) {
                *cell = (*cell * pivot - factor * above) / last_pivot;
            }
        }
        last_pivot = pivot;
        rank += 1;
    }
    rank
}

pub(super) fn row(cells: &BTreeSet<ClassId>, classes: &[PooledClass]) -> Vec<i128> {
    classes.iter().map(|class| i128::from(cells.contains(&class.class))).collect()
}

fn rows<'a>(groups: impl IntoIterator<Item = &'a PooledGroup>, classes: &[PooledClass]) -> Rows {
    groups.into_iter().map(|group| row(&group.classes, classes)).collect()
}

pub(super) fn teachers(classes: &[PooledClass]) -> Vec<BTreeSet<PersonId>> {
    classes.iter().map(|class| class.teachers.clone()).collect()
}

/// Which groups may show what rests on the classes that record, where nobody
/// has moved.
fn shown(grouping: &Grouping, recording: &BTreeSet<ClassId>) -> Vec<bool> {
    let of_group = |group: &PooledGroup| -> Vec<_> {
        group.classes.intersection(recording).copied().collect()
    };
    let contributing: Vec<_> = grouping.groups.iter().map(of_group).collect();
    grouping.shown(&contributing.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn the_check_finds_what_is_given_away() {
    let mut roster = Roster::default();
    roster.departments(&[(1, 5), (2, 4), (3, 2)]);
    let classes = &roster.0;
    let teachers = teachers(classes);
    let of = |n: usize| {
        let place = Place::Secondary(Department::Org(department(n)));
        let own = classes.iter().filter(|class| class.place == place);
        row(&own.map(|class| class.class).collect(), classes)
    };
    let school: Vec<_> = classes.iter().map(|_| 1).collect();
    // Case 4, done wrongly: A, B and the school together give C away.
    let wrong = vec![of(1), of(2), school.clone()];
    assert_eq!(given_away(&wrong, &teachers), Some([teacher(60), teacher(61)]));
    assert_eq!(given_away(&vec![of(1), school], &teachers), None);
    assert_eq!(given_away(&vec![of(3)], &teachers), Some([teacher(60), teacher(61)]));
}

#[test]
fn rank_is_exact() {
    assert_eq!(rank(vec![vec![1, 1, 0], vec![0, 1, 1], vec![1, 2, 1]]), 2);
    assert_eq!(rank(vec![vec![0, 2], vec![3, 0]]), 2);
    assert_eq!(rank(vec![vec![0, 0]]), 0);
    assert_eq!(rank(vec![]), 0);
}

/// Schools of all sorts: one- to three-form entry, mixed years, departments of
/// one person, one teacher in all classes, job shares, classes without a
/// teacher, teachers of several departments and phases.
pub(super) fn schools() -> impl Strategy<Value = Vec<PooledClass>> {
    let place = prop_oneof![
        3 => (0..=6_i8).prop_map(|n| Place::Primary(year(n), year(n))),
        1 => (0..=5_i8).prop_map(|n| Place::Primary(year(n), year(n + 1))),
        4 => (0..5_usize).prop_map(|n| Place::Secondary(Department::Org(department(n)))),
        1 => Just(Place::Secondary(Department::Tutor)),
    ];
    // Few teachers, so that they meet in many groups, or one for each class.
    let staff = prop_oneof![Just(1_usize), 2..8_usize, Just(1_000)];
    let class = (place, prop::collection::vec(any::<usize>(), 0..=2), 0..8_u8);
    (staff, prop::collection::vec(class, 0..30)).prop_map(|(staff, classes)| {
        let mut roster = Roster::default();
        for (place, several, sort) in classes {
            let own = roster.0.len();
            let teachers: Vec<_> = match sort {
                0 => several.iter().map(|n| n % staff).collect(),
                _ => several
                    .first()
                    .map(|n| if staff == 1_000 { own } else { n % staff })
                    .into_iter()
                    .collect(),
            };
            roster.add(place, &teachers);
        }
        roster.0
    })
}

/// One class of each year, each with a teacher of its own, and some
/// departments.
pub(super) fn all_through() -> impl Strategy<Value = Vec<PooledClass>> {
    (0..=6_i8, prop::collection::vec(0..6_usize, 0..8)).prop_map(|(first, sizes)| {
        let mut roster = Roster::default();
        (first..=6).for_each(|n| _ = roster.year(n));
        for (n, size) in sizes.into_iter().enumerate() {
            roster.department(n, size);
        }
        roster.0
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_published_gives_a_class_away(
        classes in prop_oneof![3 => schools(), 1 => all_through()],
    ) {
        let grouping = Grouping::new(HALF_TERM, &classes);
        let rows = rows(&grouping.groups, &classes);
        prop_assert_eq!(given_away(&rows, &teachers(&classes)), None);
        // And a school that is large enough is always published.
        let everyone: BTreeSet<_> = classes.iter().flat_map(|c| &c.teachers).collect();
        let school = grouping.groups.first().map(|group| &group.group);
        prop_assert_eq!(school == Some(&Group::School), everyone.len() >= CLASS_TEACHERS_MIN);
    }

    /// Figures rest on the classes in which something was seen: counting
    /// nobody else, the rule holds for them too, whoever records.
    #[test]
    fn nothing_shown_gives_a_recording_class_away(
        classes in prop_oneof![3 => schools(), 1 => all_through()],
        records in any::<u32>(),
    ) {
        let grouping = Grouping::new(HALF_TERM, &classes);
        let recording: Vec<_> = (0..)
            .zip(&classes)
            .filter(|(i, _)| records >> (i % 32) & 1 == 1)
            .map(|(_, class)| class.clone())
            .collect();
        let ids: BTreeSet<_> = recording.iter().map(|class| class.class).collect();
        let shown = shown(&grouping, &ids);
        let groups = grouping.groups.iter().zip(shown).filter(|(_, shown)| *shown);
        let rows = rows(groups.map(|(group, _)| group), &recording);
        prop_assert_eq!(given_away(&rows, &teachers(&recording)), None);
    }

    #[test]
    fn when_all_record_all_is_shown(classes in schools()) {
        let grouping = Grouping::new(HALF_TERM, &classes);
        let all = classes.iter().map(|class| class.class).collect();
        let shown = shown(&grouping, &all);
        prop_assert!(shown.iter().all(|shown| *shown));
    }

    #[test]
    fn groups_are_nested_or_apart_and_named_once(classes in schools()) {
        let groups = Grouping::new(HALF_TERM, &classes).groups;
        let mut names = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            prop_assert_eq!(names.insert(&group.group, at), None);
            for other in &groups[..at] {
                let nested = group.classes.is_subset(&other.classes);
                prop_assert!(nested || group.classes.is_disjoint(&other.classes));
                prop_assert_ne!(&group.classes, &other.classes);
            }
            prop_assert_eq!(group.within.is_none(), at == 0);
        }
    }

    /// Neither the order of the roster nor a second run makes a difference.
    #[test]
    fn a_grouping_depends_on_the_school_only(classes in schools()) {
        let mut other = classes.clone();
        other.reverse();
        prop_assert_eq!(Grouping::new(HALF_TERM, &other), Grouping::new(HALF_TERM, &classes));
    }
}
