//! The table of worked cases.

use super::*;
use crate::roster::KeyStage;

fn published(cells: impl IntoIterator<Item = (Group, usize)>) -> BTreeSet<(Group, usize)> {
    cells.into_iter().collect()
}

fn years(first: i8, last: i8) -> Group {
    Group::Years(year(first), year(last))
}

fn departments(list: &[usize]) -> Vec<Group> {
    list.iter().map(|n| Group::Department(department(*n))).collect()
}

#[test]
fn case_1_one_form_entry_with_reception() {
    let mut roster = Roster::default();
    (0..=6).for_each(|n| _ = roster.year(n));
    let reception_to_year_2 = Group::Other((0..=2).map(|n| years(n, n)).collect());
    assert_eq!(
        roster.published(),
        published([
            (Group::School, 7),
            (Group::KeyStage(KeyStage::Two), 4),
            (reception_to_year_2, 3),
        ])
    );
}

#[test]
fn case_2_the_same_without_reception() {
    let mut roster = Roster::default();
    (1..=6).for_each(|n| _ = roster.year(n));
    assert_eq!(roster.published(), published([(Group::School, 6)]));
}

#[test]
fn case_3_small_departments_together() {
    let mut roster = Roster::default();
    roster.departments(&[(1, 4), (2, 4), (3, 4), (4, 2), (5, 2), (6, 2), (7, 2), (8, 1), (9, 4)]);
    let own = departments(&[1, 2, 3, 9]).into_iter().map(|group| (group, 4));
    let other = Group::Other(departments(&[4, 5, 6, 7, 8]));
    assert_eq!(roster.published(), published(own.chain([(other, 9), (Group::School, 25)])));
}

#[test]
fn case_4_the_smallest_joins_what_is_too_small() {
    let mut roster = Roster::default();
    roster.departments(&[(1, 5), (2, 4), (3, 2)]);
    let other = Group::Other(departments(&[2, 3]));
    assert_eq!(
        roster.published(),
        published([(Group::Department(department(1)), 5), (other, 6), (Group::School, 11)])
    );
}

#[test]
fn case_5_teachers_are_counted_not_classes() {
    let mut roster = Roster::default();
    roster.department(1, 3);
    let art = Place::Secondary(Department::Org(department(2)));
    (0..3).for_each(|_| _ = roster.add(art, &[900]));
    // Art is one teacher: it would be given away by school − department 1.
    assert_eq!(roster.published(), published([(Group::School, 4)]));
}

#[test]
fn case_6_two_class_teachers_in_the_whole_school() {
    let mut roster = Roster::default();
    roster.department(1, 2);
    assert_eq!(roster.published(), published([]));
}

#[test]
fn case_7_a_class_teacher_changes_in_mid_half_term() {
    let mut roster = Roster::default();
    roster.department(1, 3);
    roster.department(2, 3);
    let mut grouping = roster.grouping();
    let before = grouping.groups.clone();
    // A teacher of department 1 takes over a class of department 2, and a new
    // class begins.
    roster.0[6].teachers = [teacher(20)].into();
    roster.department(3, 1);
    grouping.keep_up(&roster.0);
    assert_eq!(grouping.groups, before);
    let of = |group: usize| grouping.teachers(&grouping.groups[group]);
    assert_eq!((of(1).len(), of(2).len()), (3, 4), "both count from now on");
    assert_eq!(of(0).len(), 6, "the new class waits for the next half-term");
}

#[test]
fn a_school_that_is_imported_later_need_not_wait() {
    let mut grouping = Roster::default().grouping();
    let mut roster = Roster::default();
    roster.department(1, 3);
    grouping.keep_up(&roster.0);
    assert_eq!(grouping, roster.grouping());
}

#[test]
fn years_of_three_forms_are_published_each() {
    let mut roster = Roster::default();
    for n in 0..=6 {
        (0..3).for_each(|_| _ = roster.year(n));
    }
    let mut expected = published((0..=6).map(|n| (years(n, n), 3)));
    expected.insert((Group::KeyStage(KeyStage::One), 6));
    expected.insert((Group::KeyStage(KeyStage::Two), 12));
    expected.insert((Group::School, 21));
    assert_eq!(roster.published(), expected, "Reception is its whole stage: one name for it");
}

#[test]
fn the_only_group_of_a_school_is_the_school() {
    let mut roster = Roster::default();
    roster.department(1, 5);
    assert_eq!(roster.published(), published([(Group::School, 5)]));
}

#[test]
fn mixed_years_tutor_groups_and_silence() {
    let mut roster = Roster::default();
    // Across key stages: belongs to the school directly.
    (0..3).for_each(|own| _ = roster.add(Place::Primary(year(2), year(3)), &[own]));
    (3..6).for_each(|own| _ = roster.add(Place::Secondary(Department::Tutor), &[own]));
    (6..9).for_each(|own| _ = roster.add(Place::Secondary(Department::Unknown), &[own]));
    assert_eq!(
        roster.published(),
        published([
            (years(2, 3), 3),
            (Group::Tutor, 3),
            (Group::NoDepartment, 3),
            (Group::School, 9)
        ])
    );
}

#[test]
fn the_place_of_a_class() {
    let of = |years: &[i8]| Place::of(&years.iter().map(|n| year(*n)).collect(), Department::Tutor);
    assert_eq!(of(&[3, 4]), Place::Primary(year(3), year(4)));
    assert_eq!(of(&[6]), Place::Primary(year(6), year(6)));
    assert_eq!(of(&[6, 7]), Place::Secondary(Department::Tutor));
    assert_eq!(of(&[]), Place::Secondary(Department::Tutor));
}

#[test]
fn a_grouping_is_stored() {
    let mut roster = Roster::default();
    (0..=6).for_each(|n| _ = roster.year(n));
    let grouping = roster.grouping();
    let json = serde_json::to_string(&grouping).unwrap();
    assert_eq!(serde_json::from_str::<Grouping>(&json).unwrap(), grouping);
}
