//! The story, judged by the rules as a server would, whenever it is made.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::entry::{EntryKind, Opened, Shared, Sighting, VisitSet, tag};
use domain::framework::Preset;
use domain::id::RecordId;
use domain::rights::{Placement, Role, School, Stored, Visit, VisitState, judge};
use domain::time::{OffKind, Span};
use domain::view::View;
use sync::entry::{EntryId, Received, Uid};

use super::*;

const SEED: u64 = 1;
const MINUTE: Millis = 60_000;
/// A Wednesday in term.
const TERM: (i32, u32, u32) = (2026, 11, 25);

fn moment((year, month, day): (i32, u32, u32), hour: i64, minute: i64) -> Millis {
    let day = Day::from_ymd(year, month, day).unwrap();
    Millis::from(day.0) * DAY_MILLIS + (hour * 60 + minute) * MINUTE
}

/// A demo school whose roster has been imported.
struct Made {
    demo: Demo,
    current: Current,
    calendar: Calendar,
    framework: Framework,
}

impl Made {
    fn at(now: Millis) -> Self {
        Self::with_classes(now, |_| true)
    }

    /// A few of its classes, for stories that are told many times.
    fn small(now: Millis) -> Self {
        Self::with_classes(now, |class| {
            ["cls-7B", "cls-7B-SC", "cls-8A-MU", "cls-P2", "cls-P3"].contains(&class)
        })
    }

    fn with_classes(now: Millis, keep: impl Fn(&str) -> bool) -> Self {
        let mut demo = Demo::new(SEED, now);
        demo.roster.classes.retain(|id, _| keep(&id.0));
        demo.roster.enrolments.retain(|_, arriving| keep(&arriving.row.class.0));
        let mut current = Current::default();
        let changes =
            domain::roster::diff(&current, &demo.roster, day_of(now), crate::random::uid).unwrap();
        current.apply(&changes);
        let calendar = Calendar::new(current.plan()).unwrap();
        Self { demo, current, calendar, framework: Preset::default().framework() }
    }

    fn story(&mut self) -> Vec<Entry> {
        self.demo.story(&self.current, &self.calendar, &self.framework)
    }

    fn person(&self, id: &SourcedId) -> PersonId {
        person(&self.current, id).unwrap()
    }

    /// Judges the story as a server would; what each visit came to.
    #[track_caller]
    fn judged(&self, story: &[Entry]) -> HashMap<RecordId, Visit> {
        let mut records = Records::of(self);
        for entry in story {
            let day = day_of(entry.envelope.stamp.millis());
            records.today = day;
            let Placement { scopes, visit, .. } = judge(&records, entry, day)
                .unwrap_or_else(|why| panic!("{} of {day}: {why}", entry.envelope.kind.as_str()));
            records.visits.extend(visit);
            let envelope = entry.envelope.clone();
            records.stored.insert(entry.id(), Stored { envelope, scopes });
        }
        records.visits
    }
}

/// What the rules ask: everybody is where they are for the whole time.
struct Records {
    leaders: Vec<PersonId>,
    students: HashSet<PersonId>,
    members: HashSet<(PersonId, ClassId)>,
    teachers: HashMap<ClassId, PersonId>,
    enrolled: Span,
    /// Entries are judged on the day on which they are made.
    today: Day,
    visits: HashMap<RecordId, Visit>,
    stored: HashMap<EntryId, Stored>,
}

impl Records {
    fn of(made: &Made) -> Self {
        let first = made.current.enrolments.values().next().unwrap().row.clone();
        let enrolled = Span::new(first.begin.unwrap(), first.end.unwrap());
        let (mut students, mut members) = (HashSet::new(), HashSet::new());
        for kept in made.current.enrolments.values() {
            members.insert((kept.row.person, kept.row.class));
            if kept.row.role == domain::roster::EnrolmentRole::Student {
                students.insert(kept.row.person);
            }
        }
        let classes = made.current.classes.keys();
        let teacher = |class| Some((class, made.current.class_teacher(class, enrolled.last)?));
        Self {
            leaders: [&made.demo.parts.head, &made.demo.parts.deputy]
                .iter()
                .map(|id| made.person(id))
                .collect(),
            students,
            members,
            teachers: classes.copied().filter_map(teacher).collect(),
            enrolled,
            today: enrolled.first,
            visits: HashMap::new(),
            stored: HashMap::new(),
        }
    }
}

impl School for Records {
    fn has_role(&self, person: PersonId, role: Role) -> bool {
        match role {
            Role::Leader => self.leaders.contains(&person),
            Role::Student => self.students.contains(&person),
            _ => !self.students.contains(&person),
        }
    }

    fn is_adult_of(&self, person: PersonId, class: ClassId, day: Day) -> bool {
        self.enrolled.contains(day)
            && !self.students.contains(&person)
            && self.members.contains(&(person, class))
    }

    fn is_student_of(&self, student: PersonId, class: ClassId, day: Day) -> bool {
        self.enrolled.contains(day)
            && self.students.contains(&student)
            && self.members.contains(&(student, class))
    }

    fn class_teacher(&self, class: ClassId) -> Option<PersonId> {
        self.teachers.get(&class).copied()
    }

    fn visit(&self, record: RecordId) -> Option<Visit> {
        self.visits.get(&record).cloned()
    }

    fn stored(&self, id: EntryId) -> Option<Stored> {
        self.stored.get(&id).cloned()
    }

    fn today(&self) -> Day {
        self.today
    }
}

fn of_kind<'a>(story: &'a [Entry], kind: &'a str) -> impl Iterator<Item = &'a Entry> {
    story.iter().filter(move |entry| entry.envelope.kind.as_str() == kind)
}

/// Every first week of a school year's parts, weekends, holidays, the ends of
/// days, and a leap day.
const MOMENTS: [((i32, u32, u32), i64, i64); 18] = [
    ((2026, 8, 31), 12, 0),
    ((2026, 9, 1), 0, 5),
    ((2026, 9, 1), 23, 55),
    ((2026, 9, 2), 9, 0),
    ((2026, 9, 3), 16, 0),
    ((2026, 9, 4), 11, 20),
    ((2026, 9, 10), 15, 0),
    ((2026, 10, 24), 23, 55),
    ((2026, 10, 28), 0, 5),
    ((2026, 11, 25), 12, 30),
    ((2026, 12, 25), 10, 0),
    ((2027, 1, 5), 9, 20),
    ((2027, 2, 13), 12, 0),
    ((2027, 5, 3), 10, 0),
    ((2027, 7, 21), 23, 55),
    ((2027, 8, 15), 12, 0),
    ((2028, 2, 29), 14, 0),
    ((2031, 9, 1), 17, 0),
];

#[test]
fn whenever_it_is_made_every_entry_is_accepted_and_as_much_is_left_to_do() {
    for (date, hour, minute) in MOMENTS {
        let now = moment(date, hour, minute);
        let mut made = Made::small(now);
        let story = made.story();
        let visits = made.judged(&story);
        let when = format!("{date:?} {hour}:{minute:02}");
        assert!(story.iter().all(|entry| entry.envelope.stamp.millis() <= now), "{when}");
        let sightings = of_kind(&story, "sighting").count();
        assert!((2_000..8_000).contains(&sightings), "{when}: {sightings} sightings");

        let head = made.person(&made.demo.parts.head);
        let drafts: Vec<_> = visits.values().filter(|v| v.state == VisitState::Draft).collect();
        assert_eq!(drafts.len(), 2, "{when}");
        assert!(drafts.iter().all(|visit| visit.walkers == [head]), "{when}");
        // Whoever is printed as the teacher finds nothing that waits.
        let teacher = made.person(&made.demo.parts.teacher);
        let release = |on| domain::view::release_day(&made.calendar, on);
        let waits = |visit: &&Visit| match visit.state {
            VisitState::Shared(sharing) => {
                sharing.visited.is_some() && day_of(now) < release(sharing.on)
            }
            _ => false,
        };
        let waiting: Vec<_> = visits.values().filter(waits).collect();
        assert!(!waiting.is_empty(), "{when}");
        assert!(waiting.iter().all(|visit| visit.visited() != Some(teacher)), "{when}");
        assert!(a_walk_is_on(&story, day_of(now)), "{when}");
    }
}

fn a_walk_is_on(story: &[Entry], today: Day) -> bool {
    let mut view = View::new();
    for entry in of_kind(story, "walk") {
        let effective = entry.envelope.stamp.millis();
        let received = Received { effective, day: day_of(effective).0, suspect: false };
        view.insert(entry, received);
    }
    view.walks().iter().any(|walk| walk.is_on(today))
}

#[test]
fn a_whole_school_has_the_volumes_of_a_real_one() {
    for date in [TERM, (2026, 9, 3)] {
        let mut made = Made::at(moment(date, 14, 0));
        let story = made.story();
        let sightings = of_kind(&story, "sighting").count();
        assert!((55_000..66_000).contains(&sightings), "{date:?}: {sightings} sightings");
        weeks_are_within_their_ranges(&made, &story);
        walks_are_as_agreed(&made, &story);
        half_of_the_students_choose(&made, &story);
    }
}

/// 30 to 60 sightings in each whole week of two classes in five, 10 to 20 in
/// the others'.
fn weeks_are_within_their_ranges(made: &Made, story: &[Entry]) {
    let first = day_of(story[0].envelope.stamp.millis());
    let is_whole = |monday: Day| (0..5).all(|n| made.calendar.is_school_day(monday.plus(n)));
    let mut weeks: BTreeMap<(Uid, Day), usize> = BTreeMap::new();
    for entry in of_kind(story, Sighting::NAME) {
        let monday = day_of(entry.envelope.stamp.millis()).monday();
        let is_cut = [first.monday(), day_of(made.demo.now).monday()].contains(&monday);
        if is_whole(monday) && !is_cut {
            *weeks.entry((entry.envelope.class.unwrap(), monday)).or_default() += 1;
        }
    }
    let mut most: BTreeMap<Uid, usize> = BTreeMap::new();
    for ((class, _), count) in &weeks {
        let most = most.entry(*class).or_default();
        *most = (*most).max(*count);
    }
    let keen = most.values().filter(|most| **most > 20).count();
    assert_eq!(keen, (most.len() * 40).div_ceil(100), "of {} classes", most.len());
    for ((class, monday), count) in weeks {
        let range = if most[&class] > 20 { 30..=60 } else { 10..=20 };
        assert!(range.contains(&count), "{count} in the week of {monday}");
    }
}

/// Two walks in each half-term, of 6 to 10 visits; at most three are shared
/// with one adult in a term.
fn walks_are_as_agreed(made: &Made, story: &[Entry]) {
    let mut visits: BTreeMap<Uid, HashSet<Uid>> = BTreeMap::new();
    for entry in of_kind(story, VisitSet::NAME) {
        let walk = entry.envelope.link(tag::WALK).unwrap();
        visits.entry(walk).or_default().insert(entry.envelope.record.unwrap());
    }
    assert!((11..=14).contains(&visits.len()), "{} walks", visits.len());
    assert!(visits.values().all(|visits| (6..=10).contains(&visits.len())));
    let mut shared: BTreeMap<(Uid, Day), u32> = BTreeMap::new();
    for entry in of_kind(story, Shared::NAME) {
        let term = made.calendar.term(day_of(entry.envelope.stamp.millis())).first;
        if let Some(visited) = entry.envelope.link(tag::VISITED) {
            *shared.entry((visited, term)).or_default() += 1;
        }
    }
    assert!(shared.values().all(|count| *count <= 3), "{shared:?}");
    assert!(of_kind(story, Opened::NAME).count() > 50);
}

fn half_of_the_students_choose(made: &Made, story: &[Entry]) {
    let students = made.current.people.values().filter(|kept| !kept.row.is_staff()).count();
    let mut half_terms: BTreeMap<_, usize> = BTreeMap::new();
    for entry in of_kind(story, "choice") {
        let day = day_of(entry.envelope.stamp.millis());
        *half_terms.entry(made.calendar.half_term(day).first).or_default() += 1;
    }
    assert!(half_terms.len() >= 6);
    let whole = half_terms.values().filter(|chosen| **chosen * 100 > students * 40).count();
    assert!(whole >= 5 && half_terms.values().all(|chosen| *chosen * 100 < students * 60));
}

#[test]
fn a_seed_and_a_time_determine_the_story_whatever_ids_people_have() {
    let now = moment(TERM, 14, 0);
    let told = || {
        let mut made = Made::small(now);
        let story = made.story();
        let names = |id: PersonId| made.current.people[&id].external.clone().map(|e| e.sourced_id);
        let line = |entry: &Entry| {
            let student = entry.envelope.link(tag::STUDENT).map(|id| names(PersonId(id)));
            let author = names(PersonId(entry.envelope.author));
            let kind = entry.envelope.kind.as_str().to_owned();
            (entry.id(), kind, author, student, entry.body.clone())
        };
        story.iter().map(line).collect::<Vec<_>>()
    };
    assert!(told() == told());
}

#[test]
fn the_printed_class_is_a_full_one() {
    let made = Made::at(moment(TERM, 12, 0));
    for id in ["cls-7B", "cls-7B-SC"] {
        let class = class(&made.current, &id.into()).unwrap();
        let members = made.current.members_on(class, day_of(made.demo.now));
        let students = members.iter().filter(|member| member.position == Position::Student);
        assert_eq!(students.count(), 30, "{id}");
    }
}

#[test]
fn the_years_before_and_after_are_planned() {
    let made = Made::at(moment((2027, 8, 10), 12, 0));
    let plan = made.calendar.plan();
    assert_eq!(plan.years.len(), 3);
    let today = day_of(made.demo.now);
    assert!(plan.years[1].span.last < today && today < plan.years[2].span.first);
    assert!(plan.days_off.iter().any(|off| off.kind == OffKind::Inset));
    let teacher = made.person(&made.demo.parts.teacher);
    assert!(
        !made.current.classes_of(teacher, today).is_empty(),
        "nobody is out of class in August"
    );
}
