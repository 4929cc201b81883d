//! One class's part of a tally: the days that may still change or leave a
//! window, and what they add up to.

use std::collections::BTreeMap;

use super::kept_day::KeptDay;
use super::marks::Marks;
use crate::summary::counts::Lessons;
use crate::time::{Day, Span};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct ClassTally {
    /// The positions of the groups that contain the class.
    pub(super) groups: Vec<usize>,
    /// Days that are kept.
    days: BTreeMap<Day, KeptDay>,
    /// How many lessons each kept day had: for each group, by muscle. Nothing
    /// where that is yet to be counted.
    lessons: BTreeMap<Day, Vec<Vec<Lessons>>>,
    /// By muscle, who was seen on days that are no longer kept.
    seen_before: Vec<Marks>,
    /// What it adds up to; nothing where that is yet to be computed.
    sum: Option<ClassSum>,
}

/// What a class adds up to; all by muscle.
#[derive(Debug)]
pub(super) struct ClassSum {
    /// Who was ever seen.
    pub(super) seen: Vec<Marks>,
    /// As each group that contains the class sees it.
    pub(super) groups: Vec<GroupSum>,
}

/// What a class adds up to if only the students of one group count; all by
/// muscle.
#[derive(Debug, Clone)]
pub(super) struct GroupSum {
    /// Lessons within the established phase's window.
    pub(super) lessons: Vec<Lessons>,
    /// Students seen within that window.
    pub(super) students: Vec<Marks>,
    /// Contexts of this half-term.
    pub(super) contexts: Vec<Marks>,
}

/// The days over which a class is summed up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    /// The last one of all.
    pub(super) as_of: Day,
    /// Of the established phase.
    pub(super) established: Span,
    /// This half-term.
    pub(super) half_term: Span,
}

impl ClassTally {
    /// Of a class that so far nobody was seen in.
    pub(super) fn new(muscles: usize) -> Self {
        Self { seen_before: vec![Marks::default(); muscles], ..Self::default() }
    }

    /// The days up to and including `last`.
    pub(super) fn days_until(&self, last: Day) -> impl Iterator<Item = &KeptDay> {
        self.days.range(..=last).map(|(_, day)| day)
    }

    /// Keeps a day, or nothing, in place of what was kept of it: which it
    /// returns.
    pub(super) fn put(&mut self, day: Day, new: Option<KeptDay>) -> Option<KeptDay> {
        self.sum = None;
        self.lessons.remove(&day);
        match new {
            Some(new) => self.days.insert(day, new),
            None => self.days.remove(&day),
        }
    }

    /// What is kept of a day.
    pub(super) fn day(&self, day: Day) -> Option<&KeptDay> {
        self.days.get(&day)
    }

    /// Lets go of days before `first` with numbers up to `number`, except of
    /// who was seen.
    pub(super) fn let_go(&mut self, first: Day, number: i32) {
        while let Some(oldest) = self.days.first_entry() {
            if *oldest.key() >= first || oldest.get().number > number {
                return;
            }
            let (day, kept) = oldest.remove_entry();
            self.lessons.remove(&day);
            mark_seen(&mut self.seen_before, &kept);
        }
    }

    /// Other days count from now on.
    pub(super) fn forget_sum(&mut self) {
        self.sum = None;
    }

    /// Other students count from now on.
    pub(super) fn forget_lessons(&mut self) {
        self.sum = None;
        self.lessons.clear();
    }

    /// Sums up. `known` are the students of each group of the school.
    pub(super) fn sum_up(&mut self, known: &[Marks], windows: &Windows) {
        if self.sum.is_some() {
            return;
        }
        self.count_lessons(known, windows.established);
        let (mut seen, mut here) = (self.seen_before.clone(), Marks::default());
        for day in self.days_until(windows.as_of) {
            mark_seen(&mut seen, day);
            day.students().for_each(|student| here.add(student));
        }
        let mut groups: Vec<GroupSum> = Vec::with_capacity(self.groups.len());
        for at in 0..self.groups.len() {
            // Mostly all of a class's students are in all groups that contain it.
            let is_same = |before: usize| {
                here.meets_same(&known[self.groups[before]], &known[self.groups[at]])
            };
            let sum = match at.checked_sub(1).filter(|before| is_same(*before)) {
                Some(before) => groups[before].clone(),
                None => self.group_sum(at, known, windows),
            };
            groups.push(sum);
        }
        self.sum = Some(ClassSum { seen, groups });
    }

    /// What it adds up to, once it is [summed up](Self::sum_up).
    pub(super) fn sum(&self) -> Option<&ClassSum> {
        self.sum.as_ref()
    }

    fn count_lessons(&mut self, known: &[Marks], days: Span) {
        let muscles = self.seen_before.len();
        for (day, kept) in &self.days {
            if days.contains(*day) && !self.lessons.contains_key(day) {
                let groups = self.groups.iter();
                let counts = groups.map(|group| kept.lessons(&known[*group], 0..muscles));
                self.lessons.insert(*day, counts.collect());
            }
        }
    }

    fn group_sum(&self, at: usize, known: &[Marks], windows: &Windows) -> GroupSum {
        let (muscles, known) = (self.seen_before.len(), &known[self.groups[at]]);
        let mut sum = GroupSum {
            lessons: vec![Lessons::ZERO; muscles],
            students: vec![Marks::default(); muscles],
            contexts: vec![Marks::default(); muscles],
        };
        for (day, kept) in self.days.range(..=windows.as_of) {
            let lately = windows.established.contains(*day);
            let this_half_term = windows.half_term.contains(*day);
            if lately && let Some(counts) = self.lessons.get(day) {
                let all = sum.lessons.iter_mut().zip(&counts[at]);
                all.for_each(|(sum, lessons)| *sum += *lessons);
            }
            if !lately && !this_half_term {
                continue;
            }
            for tap in kept.taps() {
                let Some(muscle) = tap.muscle().filter(|_| known.has(tap.student())) else {
                    continue;
                };
                if lately {
                    sum.students[muscle].add(tap.student());
                }
                if this_half_term {
                    sum.contexts[muscle].add(tap.context.into());
                }
            }
        }
        sum
    }
}

fn mark_seen(seen: &mut [Marks], day: &KeptDay) {
    for tap in day.taps() {
        if let Some(muscle) = tap.muscle() {
            seen[muscle].add(tap.student());
        }
    }
}
