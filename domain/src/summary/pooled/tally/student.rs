//! One student's part of a tally: the established phases, by what each group
//! has seen.

use super::class::ClassTally;
use super::marks::Marks;
use crate::id::Phase;
use crate::summary::established::{Seen, Settings, phase_after};
use crate::time::Day;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct StudentTally {
    /// The classes in which the student was ever seen, by position.
    classes: Vec<usize>,
    /// One for each group that contains any of them.
    standings: Vec<Standing>,
}

/// Where a student is by what one group has seen.
#[derive(Debug)]
struct Standing {
    group: usize,
    /// By muscle.
    cells: Vec<Cell>,
}

/// The established phase of one muscle.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// On the last day that is settled.
    settled: Option<Phase>,
    /// On the day of the report.
    now: Option<Phase>,
}

/// What phases are computed by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// The number of the last school day that was settled.
    pub(super) settled: i32,
    /// The number of the last one that is to be.
    pub(super) settle: i32,
    /// The day of the report, and its number.
    pub(super) as_of: (Day, i32),
}

impl StudentTally {
    /// Was seen in a class that these groups contain.
    pub(super) fn seen_in(&mut self, class: usize, groups: &[usize], muscles: usize) {
        if self.classes.contains(&class) {
            return;
        }
        self.classes.push(class);
        for group in groups {
            if !self.standings.iter().any(|standing| standing.group == *group) {
                let cells = vec![Cell::default(); muscles];
                self.standings.push(Standing { group: *group, cells });
            }
        }
    }

    /// The phase of each muscle by what a group has seen.
    pub(super) fn phases(&self, group: usize) -> impl Iterator<Item = Option<Phase>> + '_ {
        let standing = self.standings.iter().find(|standing| standing.group == group);
        standing.into_iter().flat_map(|standing| standing.cells.iter().map(|cell| cell.now))
    }

    /// Computes the phases of some muscles anew from the days that are kept.
    pub(super) fn place(
        &mut self,
        (student, muscles): (usize, &Marks),
        classes: &[ClassTally],
        settings: Settings,
        days: Days,
        sightings: &mut Sightings,
    ) {
        let mut last: Option<(Vec<usize>, Vec<Cell>)> = None;
        for Standing { group, cells } in &mut self.standings {
            let own = self.classes.iter().copied();
            let own: Vec<_> = own.filter(|class| classes[*class].groups.contains(group)).collect();
            // Groups that have only ever seen the same are at the same phases.
            if let Some((_, same)) = last.as_ref().filter(|(classes, _)| *classes == own) {
                cells.clone_from(same);
                continue;
            }
            let own_classes = own.iter().map(|class| &classes[*class]);
            sightings.gather((student, muscles), own_classes, days.as_of.0);
            for muscle in muscles.iter() {
                let (cell, seen) = (&mut cells[muscle], &sightings.0[muscle]);
                let settled =
                    phase_after(seen, settings, (days.settled, cell.settled), days.settle);
                let now = phase_after(seen, settings, (days.settle, settled), days.as_of.1);
                *cell = Cell { settled, now };
            }
            last = Some((own, cells.clone()));
        }
    }
}

/// The sightings of one student, by muscle, oldest first: room for them that is
/// used again.
#[derive(Debug)]
pub(super) struct Sightings(Vec<Vec<Seen>>);

impl Sightings {
    /// Room for so many muscles.
    pub(super) fn new(muscles: usize) -> Self {
        Self(vec![Vec::new(); muscles])
    }

    fn gather<'a>(
        &mut self,
        (student, muscles): (usize, &Marks),
        classes: impl Iterator<Item = &'a ClassTally>,
        as_of: Day,
    ) {
        self.0.iter_mut().for_each(Vec::clear);
        for class in classes {
            for day in class.days_until(as_of) {
                for tap in day.taps_of(student) {
                    let seen = Seen { day: day.number, context: tap.context, phase: tap.phase };
                    if let Some(muscle) = tap.muscle().filter(|muscle| muscles.has(*muscle)) {
                        self.0[muscle].push(seen);
                    }
                }
            }
        }
        for seen in &mut self.0 {
            if !seen.is_sorted_by_key(|seen| seen.day) {
                sync::order::sort_by_key(seen, |seen| seen.day);
            }
        }
    }
}
