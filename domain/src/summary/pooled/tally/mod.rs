//! What a school report is computed from, kept from one report to the next, so
//! that a report reads as much in its tenth year as in its first.
//!
//! ```text
//! a bucket changes → the phases of the students who were seen in it,
//!                    the sum of its class
//! a report         → adds up classes and students, and withholds
//! a new day        → all phases and sums anew; the oldest days are let go
//! ```
//!
//! **Settled days.** Sightings are kept one by one for as long as they can
//! still make a difference: as far back as the windows reach from the last
//! *settled* school day. Of what is older, two things stay: who was ever seen
//! in which class, and the phase that stood on the last settled day, from which
//! the rule goes on ([`phase_after`](super::super::established)). It follows
//! the report's day by [`SETTLED_AFTER_SCHOOL_DAYS`]; a bucket of a settled day
//! that changes nevertheless (a tablet was in a drawer) makes all of it anew.
//!
//! It gives the very report that all buckets would: tests hold it against the
//! plain words of each figure.

mod class;
mod kept_day;
mod marks;
mod student;

use std::collections::{BTreeMap, HashMap};

use self::class::{ClassTally, Windows};
use self::kept_day::{KeptDay, Numbers};
use self::marks::Marks;
use self::student::{Days, Sightings, StudentTally};
use super::grouping::{Grouping, PooledGroup};
use super::report::{Computed, SchoolInput, SchoolReport, SeenIn, Sums, published};
use crate::framework::Framework;
use crate::id::{ClassId, PersonId, Phase};
use crate::summary::buckets::DayBucket;
use crate::summary::counts::{Contexts, Lessons, Students};
use crate::summary::established::Settings;
use crate::summary::evidence::Frame;
use crate::time::{Calendar, Day, Span};

/// School days after which a day is settled: a tablet that was away for longer
/// than four weeks of school makes everything be counted again.
pub const SETTLED_AFTER_SCHOOL_DAYS: i32 = 20;
/// School days that are settled at a time when all buckets are read: more take
/// more memory, fewer more time.
const SETTLED_AT_ONCE: i32 = 60;

/// See the module. About 16 bytes for each sighting of the last 50 school days,
/// and 500 for each student who was ever seen.
#[derive(Debug)]
pub struct SchoolTally {
    ground: Ground,
    /// The day of the last report.
    as_of: Day,
    /// The number of the last settled school day.
    settled: i32,
    numbers: Numbers,
    positions: HashMap<ClassId, usize>,
    classes: Vec<ClassTally>,
    students: Vec<StudentTally>,
    members: Members,
}

/// What everything was counted by.
#[derive(Debug)]
struct Ground {
    groups: Vec<PooledGroup>,
    calendar: Calendar,
    framework: Framework,
    established: Settings,
}

/// Today's students.
#[derive(Debug, Default)]
struct Members {
    by_class: BTreeMap<ClassId, Vec<PersonId>>,
    /// Of each group, those who were ever seen, by number.
    known: Vec<Marks>,
    /// How many students had a number then.
    numbered: usize,
}

impl SchoolTally {
    /// Counts all buckets, which come in the order of their days.
    pub fn count<E>(
        grouping: &Grouping,
        frame: &Frame<'_>,
        buckets: impl IntoIterator<Item = Result<DayBucket, E>>,
    ) -> Result<Self, E> {
        let mut tally = Self::new(grouping, frame);
        let last = tally.settled;
        let mut has_begun = false;
        for bucket in buckets {
            let bucket = bucket?;
            let number = tally.ground.calendar.school_day_number(bucket.day);
            if !has_begun {
                has_begun = true;
                tally.settled = last.min(number - 1);
            }
            if tally.settled < last && number > tally.settled + SETTLED_AT_ONCE {
                tally.settle(last.min(number - 1));
            }
            if let Some(class) = tally.positions.get(&bucket.class).copied() {
                tally.replace(class, bucket.day, Some(&bucket));
            }
        }
        tally.settle(last);
        Ok(tally)
    }

    fn new(grouping: &Grouping, frame: &Frame<'_>) -> Self {
        let muscles = frame.framework.muscles().len();
        let mut tally = Self {
            ground: Ground {
                groups: grouping.groups.clone(),
                calendar: frame.calendar.clone(),
                framework: frame.framework.clone(),
                established: frame.established,
            },
            as_of: frame.as_of,
            settled: frame.calendar.school_day_number(frame.as_of) - SETTLED_AFTER_SCHOOL_DAYS,
            numbers: Numbers::default(),
            positions: HashMap::new(),
            classes: Vec::new(),
            students: Vec::new(),
            members: Members::default(),
        };
        for (at, group) in grouping.groups.iter().enumerate() {
            for class in &group.classes {
                let next = tally.classes.len();
                let position = *tally.positions.entry(*class).or_insert(next);
                if position == next {
                    tally.classes.push(ClassTally::new(muscles));
                }
                tally.classes[position].groups.push(at);
            }
        }
        tally
    }

    /// Whether it can give this report: the groups, the calendar, the framework
    /// and the rule are those by which it was counted, and the day is not
    /// earlier than the last one.
    #[must_use]
    pub fn is_good(&self, grouping: &Grouping, frame: &Frame<'_>) -> bool {
        let Ground { groups, calendar, framework, established } = &self.ground;
        *groups == grouping.groups
            && calendar == frame.calendar
            && *established == frame.established
            && framework == frame.framework
            && self.as_of <= frame.as_of
    }

    /// A bucket has changed, or has come, or has gone. False if its day is
    /// settled: then everything must be counted again.
    #[must_use]
    pub fn put(&mut self, class: ClassId, day: Day, bucket: Option<&DayBucket>) -> bool {
        let Some(class) = self.positions.get(&class).copied() else { return true };
        if self.ground.calendar.school_day_number(day) <= self.settled {
            return false;
        }
        let days = self.days(self.settled);
        let mut sightings = Sightings::new(self.muscles());
        for (student, muscles) in self.replace(class, day, bucket) {
            let (of, rule) = (&mut self.students[student], self.ground.established);
            of.place((student, &muscles), &self.classes, rule, days, &mut sightings);
        }
        true
    }

    /// The report of a day, which is not earlier than that of the last report.
    pub fn report(&mut self, input: &SchoolInput<'_>, as_of: Day) -> SchoolReport {
        let computed = self.compute(input.students, as_of);
        published(input, &self.ground.framework, as_of, &computed)
    }

    /// What is counted of each group on a day, with these students.
    pub(super) fn compute(
        &mut self,
        students: &BTreeMap<ClassId, Vec<PersonId>>,
        as_of: Day,
    ) -> Vec<Computed> {
        self.move_on(as_of);
        self.take_members(students);
        let windows = self.windows();
        for class in &mut self.classes {
            class.sum_up(&self.members.known, &windows);
        }
        (0..self.ground.groups.len()).map(|group| self.computed(group)).collect()
    }

    /// Keeps what a bucket says in place of what was kept; the students of whom
    /// something else was seen, and of which muscles.
    fn replace(
        &mut self,
        class: usize,
        day: Day,
        bucket: Option<&DayBucket>,
    ) -> BTreeMap<usize, Marks> {
        let number = self.ground.calendar.school_day_number(day);
        let framework = &self.ground.framework;
        let new = bucket.map(|it| KeptDay::new(it, number, &mut self.numbers, framework));
        if self.classes[class].day(day) == new.as_ref() {
            return BTreeMap::new();
        }
        let old = self.classes[class].put(day, new);
        let new = self.classes[class].day(day);
        self.students.resize_with(self.numbers.students(), StudentTally::default);
        for student in new.into_iter().flat_map(KeptDay::students) {
            let muscles = framework.muscles().len();
            self.students[student].seen_in(class, &self.classes[class].groups, muscles);
        }
        KeptDay::differ(old.as_ref(), new)
    }

    /// Goes on to the day of another report.
    fn move_on(&mut self, as_of: Day) {
        if self.as_of == as_of {
            return;
        }
        self.as_of = as_of;
        let today = self.ground.calendar.school_day_number(as_of);
        self.settle(self.settled.max(today - SETTLED_AFTER_SCHOOL_DAYS));
    }

    /// Settles the days up to and including that school day, and computes all
    /// phases anew.
    fn settle(&mut self, number: i32) {
        let days = self.days(number);
        let mut sightings = Sightings::new(self.muscles());
        let (muscles, rule) = (Marks::below(self.muscles()), self.ground.established);
        for (student, of) in self.students.iter_mut().enumerate() {
            of.place((student, &muscles), &self.classes, rule, days, &mut sightings);
        }
        self.settled = number;
        let windows = self.windows();
        let first = windows.established.first.min(windows.half_term.first);
        for class in &mut self.classes {
            class.let_go(first, number - self.ground.established.reach());
            class.forget_sum();
        }
    }

    /// Other students may be in the classes.
    fn take_members(&mut self, by_class: &BTreeMap<ClassId, Vec<PersonId>>) {
        let is_same = self.members.by_class == *by_class && !self.members.known.is_empty();
        if is_same && self.members.numbered == self.numbers.students() {
            return;
        }
        let known = |group: &PooledGroup| {
            let members = group.classes.iter().filter_map(|class| by_class.get(class)).flatten();
            let mut known = Marks::default();
            members.filter_map(|id| self.numbers.of_student(*id)).for_each(|n| known.add(n));
            known
        };
        let known = self.ground.groups.iter().map(known).collect();
        let numbered = self.numbers.students();
        if is_same {
            // Who is new here was seen on days that are yet to be summed up.
            self.members.known = known;
            self.members.numbered = numbered;
            return;
        }
        self.members = Members { by_class: by_class.clone(), known, numbered };
        self.classes.iter_mut().for_each(ClassTally::forget_lessons);
    }

    /// What a group would show, and what that rests on.
    fn computed(&self, group: usize) -> Computed {
        let muscles = self.muscles();
        let known = &self.members.known[group];
        let mut computed = Computed::nothing(muscles);
        let (placed, phases) = self.placed(group);
        for muscle in 0..muscles {
            let (mut lessons, mut students) = (Lessons::ZERO, Marks::default());
            let mut contexts = Marks::default();
            for (id, class, at) in self.classes_of(group) {
                let Some(sum) = class.sum() else { continue };
                let own = &sum.groups[at];
                lessons += own.lessons[muscle];
                students.add_all(&own.students[muscle]);
                contexts.add_all(&own.contexts[muscle]);
                let seen = SeenIn {
                    ever: sum.seen[muscle].meets(known),
                    placed: sum.seen[muscle].meets(&placed[muscle]),
                    lately: !own.contexts[muscle].is_empty(),
                };
                computed.note(muscle, id, seen);
            }
            let sums = Sums {
                lessons,
                students: Students::new(students.count()),
                phases: phases[muscle],
                contexts: Contexts::new(contexts.count()),
            };
            computed.sum(muscle, sums);
        }
        computed
    }

    /// By muscle: which of a group's students have a phase by what it has seen,
    /// and how many are at each.
    fn placed(&self, group: usize) -> (Vec<Marks>, Vec<[Students; Phase::COUNT]>) {
        let mut placed = vec![Marks::default(); self.muscles()];
        let mut counts = vec![[Students::ZERO; Phase::COUNT]; self.muscles()];
        for student in self.members.known[group].iter() {
            for (muscle, phase) in self.students[student].phases(group).enumerate() {
                if let Some(phase) = phase {
                    placed[muscle].add(student);
                    counts[muscle][phase.index()] += Students::new(1);
                }
            }
        }
        (placed, counts)
    }

    /// The classes of a group, each with the group's place among those of the
    /// class.
    fn classes_of(&self, group: usize) -> impl Iterator<Item = (ClassId, &ClassTally, usize)> {
        self.ground.groups[group].classes.iter().filter_map(move |id| {
            let class = &self.classes[*self.positions.get(id)?];
            Some((*id, class, class.groups.iter().position(|of| *of == group)?))
        })
    }

    fn muscles(&self) -> usize {
        self.ground.framework.muscles().len()
    }

    fn days(&self, settle: i32) -> Days {
        let today = self.ground.calendar.school_day_number(self.as_of);
        Days { settled: self.settled, settle, as_of: (self.as_of, today) }
    }

    fn windows(&self) -> Windows {
        let Ground { calendar, framework, established, .. } = &self.ground;
        let frame = Frame { calendar, framework, established: *established, as_of: self.as_of };
        let half_term = calendar.half_term(self.as_of).first;
        Windows {
            as_of: self.as_of,
            established: frame.window(),
            half_term: Span::new(half_term, self.as_of),
        }
    }
}
