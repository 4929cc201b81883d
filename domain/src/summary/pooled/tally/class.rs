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
    /// What it adds up to without the last day of all, and that day: most of
    /// what changes is of today. Nothing where that is yet to be computed.
    before: Option<(Day, ClassSum)>,
    /// What it adds up to; nothing where that is yet to be computed.
    sum: Option<ClassSum>,
}

/// What a class adds up to; all by muscle.
#[derive(Debug, Clone)]
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
        self.before = self.before.take().filter(|(last, _)| day >= *last);
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
        (self.before, self.sum) = (None, None);
    }

    /// Other students count from now on.
    pub(super) fn forget_lessons(&mut self) {
        self.forget_sum();
        self.lessons.clear();
    }

    /// Sums up. `known` are the students of each group of the school.
    pub(super) fn sum_up(&mut self, known: &[Marks], windows: &Windows) {
        if self.sum.is_some() {
            return;
        }
        self.count_lessons(known, windows.established);
        let last = windows.as_of;
        // Of this very day: forgotten when another one is the last.
        let (_, before) = self.before.take().unwrap_or_else(|| {
            let mut sum = ClassSum::nothing(self.seen_before.clone(), self.groups.len());
            self.days.range(..last).for_each(|day| self.add(&mut sum, day, known, windows));
            (last, sum)
        });
        let mut sum = before.clone();
        if let Some(today) = self.days.get_key_value(&last) {
            self.add(&mut sum, today, known, windows);
        }
        (self.before, self.sum) = (Some((last, before)), Some(sum));
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

    /// Adds a day that is kept.
    fn add(
        &self,
        sum: &mut ClassSum,
        (day, kept): (&Day, &KeptDay),
        known: &[Marks],
        windows: &Windows,
    ) {
        mark_seen(&mut sum.seen, kept);
        let lately = windows.established.contains(*day);
        let this_half_term = windows.half_term.contains(*day);
        if !lately && !this_half_term {
            return;
        }
        for (at, sum) in sum.groups.iter_mut().enumerate() {
            let known = &known[self.groups[at]];
            if lately && let Some(counts) = self.lessons.get(day) {
                let all = sum.lessons.iter_mut().zip(&counts[at]);
                all.for_each(|(sum, lessons)| *sum += *lessons);
            }
            for tap in kept.taps().iter().filter(|tap| known.has(tap.student())) {
                let Some(muscle) = tap.muscle() else { continue };
                if lately {
                    sum.students[muscle].add(tap.student());
                }
                if this_half_term {
                    sum.contexts[muscle].add(tap.context.into());
                }
            }
        }
    }
}

impl ClassSum {
    /// Of days that are no longer kept, in which these were seen.
    fn nothing(seen: Vec<Marks>, groups: usize) -> Self {
        let muscles = seen.len();
        let nothing = GroupSum {
            lessons: vec![Lessons::ZERO; muscles],
            students: vec![Marks::default(); muscles],
            contexts: vec![Marks::default(); muscles],
        };
        Self { seen, groups: vec![nothing; groups] }
    }
}

fn mark_seen(seen: &mut [Marks], day: &KeptDay) {
    for tap in day.taps() {
        if let Some(muscle) = tap.muscle() {
            seen[muscle].add(tap.student());
        }
    }
}
