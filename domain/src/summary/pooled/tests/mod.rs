//! The worked cases, the rule itself over generated schools, and the report.

mod cases;
mod kept_up;
mod plain;
mod published;
mod report;
mod rule;

use std::collections::BTreeSet;

use sync::entry::Uid;

use super::*;
use crate::id::{ClassId, OrgId, PersonId};
use crate::roster::{Department, YearGroup};
use crate::time::HalfTermId;

const HALF_TERM: HalfTermId = HalfTermId { year: 2026, number: 2 };

fn uid(n: usize) -> Uid {
    Uid::from_u128(n as u128)
}

fn department(n: usize) -> OrgId {
    OrgId(uid(n))
}

fn teacher(n: usize) -> PersonId {
    PersonId(uid(1_000 + n))
}

fn year(n: i8) -> YearGroup {
    YearGroup::new(n).unwrap()
}

/// A school in the making: classes get ids in the order in which they come.
#[derive(Default)]
struct Roster(Vec<PooledClass>);

impl Roster {
    fn add(&mut self, place: Place, teachers: &[usize]) -> ClassId {
        let class = ClassId(uid(5_000 + self.0.len()));
        let teachers = teachers.iter().map(|n| teacher(*n)).collect();
        self.0.push(PooledClass { class, teachers, place });
        class
    }

    /// One class of that year, with a teacher of its own.
    fn year(&mut self, n: i8) -> ClassId {
        let own = self.0.len();
        self.add(Place::Primary(year(n), year(n)), &[own])
    }

    /// A department with so many class teachers, of two classes each.
    fn department(&mut self, n: usize, teachers: usize) {
        for own in 0..teachers {
            for _ in 0..2 {
                self.add(Place::Secondary(Department::Org(department(n))), &[n * 20 + own]);
            }
        }
    }

    /// Departments with so many class teachers each.
    fn departments(&mut self, sizes: &[(usize, usize)]) {
        for (n, teachers) in sizes {
            self.department(*n, *teachers);
        }
    }

    fn grouping(&self) -> Grouping {
        Grouping::new(HALF_TERM, &self.0)
    }

    /// What is published: groups with their numbers of class teachers.
    fn published(&self) -> BTreeSet<(Group, usize)> {
        let grouping = self.grouping();
        let count = |group: &PooledGroup| grouping.teachers(group).len();
        grouping.groups.iter().map(|group| (group.group.clone(), count(group))).collect()
    }
}
