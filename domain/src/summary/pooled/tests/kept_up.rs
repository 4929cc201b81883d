//! A tally that is kept up says what all buckets say: whatever is recorded,
//! corrected or taken back, on whichever day, whoever has moved since, however
//! the school is grouped.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sync::entry::EntryId;

use super::plain::{plainly, tally};
use super::report::a_new_half_term;
use super::rule::{all_through, schools};
use super::*;
use crate::framework::{Data, Framework, Mapping};
use crate::id::Phase;
use crate::summary::buckets::{DayBucket, fold};
use crate::summary::established::Settings;
use crate::summary::fixture::{Log, School, TODAY, adult, at, context, day, muscle};
use crate::summary::pooled::report::Computed;
use crate::summary::sighted::Sighted;
use crate::time::Day;

const STUDENTS: usize = 7;
const MUSCLES: [&str; 3] = ["perseverance", "questioning", "no-longer-a-muscle"];

/// One of several, by its position in as many as there are.
type Pick = usize;

/// What happens in a school.
#[derive(Debug, Clone)]
enum Event {
    /// Some students of a class are seen.
    Lesson(Lesson),
    /// The class practises, or somebody is away: a sign of a lesson.
    Sign { class: Pick, ago: i32, minute: i64, away: bool },
    /// A sighting is taken back.
    Retracted(Pick),
    /// It was another phase.
    Corrected(Pick, usize),
    /// A student is in another class from now on.
    Moved(Pick, Pick, Pick),
    /// Somebody else teaches a class.
    Taught(Pick, usize),
    /// The school is grouped anew, by where the classes belong then.
    Grouped(Vec<PooledClass>),
    /// School days go by.
    Later(i32),
    /// A muscle is another one's from now on.
    Mapped,
}

#[derive(Debug, Clone)]
struct Lesson {
    class: Pick,
    ago: i32,
    /// After a school day: a Saturday, where that was a Friday.
    days_on: i32,
    minute: i64,
    /// A bit for each.
    students: u8,
    muscle: usize,
    context: usize,
    phase: usize,
    adult: u8,
}

fn pick() -> impl Strategy<Value = Pick> {
    0..5_040_usize
}

fn lessons() -> impl Strategy<Value = Event> {
    let ago = prop_oneof![8 => 0..=19_i32, 3 => 20..=60_i32, 1 => Just(-1)];
    let days_on = prop_oneof![6 => Just(0), 1 => 1..=2_i32];
    let what = (any::<u8>(), 0..MUSCLES.len(), 0..3_usize, 0..Phase::COUNT, 1..=2_u8);
    (pick(), ago, days_on, 0..600_i64, what).prop_map(
        |(class, ago, days_on, minute, (students, muscle, context, phase, adult))| {
            Event::Lesson(Lesson {
                class,
                ago,
                days_on,
                minute,
                students,
                muscle,
                context,
                phase,
                adult,
            })
        },
    )
}

fn events() -> impl Strategy<Value = Event> {
    let sign = (pick(), 0..=30_i32, 0..600_i64, any::<bool>())
        .prop_map(|(class, ago, minute, away)| Event::Sign { class, ago, minute, away });
    prop_oneof![
        8 => lessons(),
        2 => sign,
        2 => pick().prop_map(Event::Retracted),
        2 => (pick(), 0..Phase::COUNT).prop_map(|(of, phase)| Event::Corrected(of, phase)),
        2 => (pick(), pick(), pick()).prop_map(|(of, from, to)| Event::Moved(of, from, to)),
        1 => (pick(), 0..8_usize).prop_map(|(class, teacher)| Event::Taught(class, teacher)),
        1 => schools().prop_map(Event::Grouped),
        2 => (0..=25_i32).prop_map(Event::Later),
        1 => Just(Event::Mapped),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    let numbers =
        prop_oneof![Just((30, 3)), Just((5, 2)), Just((64, 1)), Just((255, 3)), Just((0, 1))];
    numbers.prop_map(|(window_school_days, days_in_any_context)| Settings {
        window_school_days,
        days_in_any_context,
        ..Settings::default()
    })
}

/// A school, and what is kept of it.
struct Story {
    school: School,
    classes: Vec<PooledClass>,
    grouping: Grouping,
    students: BTreeMap<ClassId, Vec<PersonId>>,
    log: Log,
    entries: u64,
    today: i32,
    kept: SchoolTally,
    /// How often everything was counted again.
    recounts: usize,
}

impl Story {
    fn new(classes: Vec<PooledClass>, settings: Settings, before: &[Event]) -> Self {
        let school = School { settings, ..a_new_half_term() };
        let grouping = Grouping::new(HALF_TERM, &classes);
        let student = |class: usize, n| PersonId(uid(20_000 + class * 100 + n));
        let students = classes
            .iter()
            .enumerate()
            .map(|(at, class)| (class.class, (0..STUDENTS).map(|n| student(at, n)).collect()));
        let kept = tally(&grouping, &[], school.frame(day(TODAY)));
        let mut story = Self {
            students: students.collect(),
            log: Log::default(),
            entries: 0,
            today: TODAY,
            recounts: 0,
            kept,
            grouping,
            classes,
            school,
        };
        for event in before {
            story.record(event);
        }
        story.kept = tally(&story.grouping, &story.buckets(), story.frame());
        story
    }

    fn frame(&self) -> crate::summary::evidence::Frame<'_> {
        self.school.frame(day(self.today))
    }

    fn buckets(&self) -> Vec<DayBucket> {
        fold(&self.log.recorded)
    }

    fn class(&self, pick: Pick) -> ClassId {
        self.classes[pick % self.classes.len()].class
    }

    fn next_id(&mut self) -> EntryId {
        self.entries += 1;
        EntryId { incarnation: 7, number: self.entries }
    }

    /// What happens; the classes and days that it touches.
    fn record(&mut self, event: &Event) -> BTreeSet<(ClassId, Day)> {
        if self.classes.is_empty() {
            return BTreeSet::new();
        }
        match event {
            Event::Lesson(lesson) => self.lesson(lesson),
            Event::Sign { class, ago, minute, away } => {
                let (id, class) = (self.next_id(), self.class(*class));
                let on = day(self.today - ago);
                let (id, of, when) = if *away {
                    let away = self.log.away(self.today - ago);
                    (&mut away.id, (&mut away.class, &mut away.author), (&mut away.at, id))
                } else {
                    let practised = self.log.practised(self.today - ago);
                    let of = (&mut practised.class, &mut practised.author);
                    (&mut practised.id, of, (&mut practised.at, id))
                };
                (*id, *of.0, *of.1) = (when.1, class, adult(1));
                *when.0 = at(on, 8, *minute);
                [(class, on)].into()
            }
            Event::Retracted(of) => {
                let sighted = &mut self.log.recorded.sighted;
                if sighted.is_empty() {
                    return BTreeSet::new();
                }
                let gone = sighted.remove(*of % sighted.len());
                [(gone.class, gone.day)].into()
            }
            Event::Corrected(of, phase) => {
                let id = self.next_id();
                let sighted = &mut self.log.recorded.sighted;
                if sighted.is_empty() {
                    return BTreeSet::new();
                }
                let at = *of % sighted.len();
                sighted[at] = Sighted { id, phase: Phase::ALL[*phase], ..sighted[at].clone() };
                [(sighted[at].class, sighted[at].day)].into()
            }
            Event::Moved(of, from, to) => {
                let (from, to) = (self.class(*from), self.class(*to));
                let of_class = self.students.get_mut(&from).unwrap();
                if from != to && !of_class.is_empty() {
                    let gone = of_class.remove(*of % of_class.len());
                    self.students.get_mut(&to).unwrap().push(gone);
                }
                BTreeSet::new()
            }
            Event::Taught(class, by) => {
                let at = *class % self.classes.len();
                self.classes[at].teachers = [teacher(*by)].into();
                self.grouping.keep_up(&self.classes);
                BTreeSet::new()
            }
            Event::Grouped(places) => {
                for (class, other) in self.classes.iter_mut().zip(places) {
                    class.place = other.place;
                }
                self.grouping = Grouping::new(HALF_TERM, &self.classes);
                BTreeSet::new()
            }
            Event::Later(days) => {
                self.today += days;
                BTreeSet::new()
            }
            Event::Mapped => {
                let data = Data {
                    version: self.school.framework.version() + 1,
                    mappings: vec![Mapping {
                        version: 1,
                        from: muscle(MUSCLES[2]),
                        to: muscle(MUSCLES[1]),
                    }],
                    ..self.school.framework.data().clone()
                };
                self.school.framework = Framework::new(data).unwrap();
                BTreeSet::new()
            }
        }
    }

    fn lesson(&mut self, lesson: &Lesson) -> BTreeSet<(ClassId, Day)> {
        let class = self.class(lesson.class);
        let on = day(self.today - lesson.ago).plus(lesson.days_on);
        let seen = self.students[&class].clone();
        for (n, student) in
            seen.into_iter().enumerate().filter(|(n, _)| lesson.students >> (n % 8) & 1 == 1)
        {
            let id = self.next_id();
            let tap = self.log.tap(TODAY, ["s", "m", "–"][lesson.context], 0);
            (tap.id, tap.class, tap.student, tap.day) = (id, class, student, on);
            tap.at = at(on, 8, lesson.minute + i64::try_from(n).unwrap());
            tap.muscle = muscle(MUSCLES[lesson.muscle]);
            tap.context = context(["s", "m", "–"][lesson.context]);
            tap.phase = Phase::ALL[lesson.phase];
            tap.author = adult(lesson.adult);
        }
        [(class, on)].into()
    }

    /// What happens, kept up as the server does.
    fn goes_on(&mut self, event: &Event) {
        let touched = self.record(event);
        let buckets = self.buckets();
        let find = |class, day| buckets.iter().find(|it| (it.class, it.day) == (class, day));
        let mut is_good = self.kept.is_good(&self.grouping, &self.school.frame(day(self.today)));
        for (class, day) in touched {
            is_good = is_good && self.kept.put(class, day, find(class, day));
        }
        if !is_good {
            self.recounts += 1;
            self.kept = tally(&self.grouping, &buckets, self.school.frame(day(self.today)));
        }
    }

    /// What is counted by the tally, and by the plain words.
    fn both(&mut self) -> (Vec<Computed>, Vec<Computed>) {
        let (buckets, as_of) = (self.buckets(), day(self.today));
        let kept = self.kept.compute(&self.students, as_of);
        let departments = BTreeMap::new();
        let input = SchoolInput {
            grouping: &self.grouping,
            students: &self.students,
            departments: &departments,
        };
        (kept, plainly(&input, &buckets, self.school.frame(as_of)))
    }
}

/// Few classes, so that much happens in each.
fn few() -> impl Strategy<Value = Vec<PooledClass>> {
    (prop_oneof![schools(), all_through()], 3..10_usize).prop_map(|(mut classes, few)| {
        classes.truncate(few);
        classes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_tally_that_is_kept_up_counts_what_all_buckets_say(
        classes in few(),
        settings in settings(),
        before in prop::collection::vec(lessons(), 0..60),
        events in prop::collection::vec((events(), prop::bool::weighted(0.7)), 1..25),
    ) {
        let mut story = Story::new(classes, settings, &before);
        for (event, is_read) in &events {
            story.goes_on(event);
            if *is_read {
                let (kept, plain) = story.both();
                prop_assert_eq!(kept, plain, "after {:?}", event);
            }
        }
        let (kept, plain) = story.both();
        prop_assert_eq!(kept, plain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_day_counts_as_all_buckets_say(
        before in prop::collection::vec(lessons(), 20..60),
        window_school_days in 5..30_u8,
    ) {
        let mut roster = Roster::default();
        (4..=6).for_each(|n| _ = roster.year(n));
        let settings = Settings { window_school_days, ..Settings::default() };
        let mut story = Story::new(roster.0, settings, &before);
        for _ in 0..60 {
            let (kept, plain) = story.both();
            prop_assert_eq!(kept, plain, "on day {}", story.today);
            story.goes_on(&Event::Later(1));
        }
        prop_assert_eq!(story.recounts, 0);
    }
}

#[test]
fn what_is_recent_is_never_counted_again() {
    let mut roster = Roster::default();
    roster.departments(&[(1, 3), (2, 3)]);
    let mut story = Story::new(roster.0, Settings::default(), &[]);
    let lesson = |class: usize, ago: i32, muscle: usize| Lesson {
        class,
        ago,
        days_on: 0,
        minute: 60,
        students: u8::MAX,
        muscle,
        context: usize::try_from(ago).unwrap() % 2,
        phase: 3,
        adult: 1,
    };
    for class in 0..12 {
        for ago in [19, 3, 2, 0] {
            story.goes_on(&Event::Lesson(lesson(class, ago, 0)));
            let (kept, plain) = story.both();
            assert_eq!(kept, plain);
        }
    }
    story.goes_on(&Event::Later(12));
    story.goes_on(&Event::Lesson(lesson(4, 1, 1)));
    let (kept, plain) = story.both();
    assert_eq!((kept, story.recounts), (plain, 0));
    story.goes_on(&Event::Lesson(lesson(4, SETTLED_AFTER_SCHOOL_DAYS, 0)));
    let (kept, plain) = story.both();
    assert_eq!((kept, story.recounts), (plain, 1), "from a drawer");
}
