//! The school report of imported schools, over HTTP: what the API says, what
//! its page says, and what a tablet keeps of it; whichever teachers recorded in
//! which half-term, nothing rests on fewer than three of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::server_data::{Made, PageData, SchoolReportData};
use app::text::t;
use domain::directory::Directory;
use domain::entry::{Draft, Retraction};
use domain::id::{ClassId, MuscleId, PersonId};
use domain::roster::{
    Arriving, Class, ClassType, Course, EnrolmentRole, Incoming, Org, OrgType, SourcedId, UserRole,
    YearGroup,
};
use domain::summary::pooled::{Figures, Group, PooledGroup, SchoolReport};
use domain::time::{Day, DaysOff, OffKind, Span};
use server::office::Office;
use server::tenants::Tenant;
use sync::entry::{Entry, EntryId, Stamp};
use sync::frame::{Lenient, Outcome, PROTOCOL, Push, Pushed, Verdict};

use crate::client::Client;
use crate::device::sighting;
use crate::school::{DAY_MILLIS, MONDAY_TEN, TestSchool, day, enrolment, person};

const STUDENTS: u64 = 6;
const MUSCLE: &str = "perseverance";
/// Days before today: before the half-term holiday, and after it.
const BEFORE: [i64; 3] = [40, 39, 38];
const LATELY: [i64; 3] = [14, 13, 12];

#[test]
fn no_published_figure_gives_a_class_away() {
    let (mut published, mut withheld) = (0, 0);
    for seed in 1..=6 {
        let plan = Plan::new(seed);
        let school = TestSchool::open();
        let import = plan.clone();
        school.import(move |roster| import.add_to(roster));
        plan.record(&school);
        school.assert_sound();

        let leader = school.sign_in("leader");
        let made: Made<SchoolReport> =
            serde_json::from_value(leader.get("/api/reports/school").json()).unwrap();
        let rows = school.rows(move |rows| rows.grouping(made.report.half_term));
        let groups = rows.unwrap().groups;
        assert!(!groups.is_empty(), "seed {seed}");
        let known = Known::new(&school, &plan);
        let (shown, all) = known.check(&groups, &made.report, seed);
        published += shown;
        withheld += all - shown;
        the_page_and_the_copy_say_the_same(&leader, &made);
    }
    assert!(published > 20 && withheld > 5, "{published} published, {withheld} withheld");
}

/// Whatever has happened since the last report, and whichever program wrote it:
/// the next one is that of a server which has just been started.
#[test]
fn a_report_is_kept_up_with_whatever_happens() {
    let mut plan = Plan::new(2);
    let mut school = TestSchool::open();
    let import = plan.clone();
    school.import(move |roster| import.add_to(roster));
    let mut last = report(&school);
    let mut differed = 0;
    let mut is_kept_up = |school: &mut TestSchool, what: &str| {
        let kept_up = report(school);
        school.restart();
        assert_eq!(kept_up, report(school), "{what}");
        differed += usize::from(kept_up != last);
        last = kept_up;
    };

    plan.record(&school);
    is_kept_up(&mut school, "a term of sightings");
    let recording: Vec<_> =
        (0..plan.classes.len()).filter(|at| plan.classes[*at].days.1 > 0).collect();
    for at in &recording[..3] {
        let (author, entries) = plan.entries(&school, *at);
        let retraction = |(number, entry): (u64, &Entry)| {
            let id = EntryId { incarnation: 1 + *at as u64, number: 10_000 + number };
            let draft = Draft::new(&Retraction).superseding([entry.id()]);
            draft.into_entry(id, author, Stamp::new(MONDAY_TEN, 0))
        };
        push(&school, author, (0..).zip(&entries).map(retraction).collect());
        is_kept_up(&mut school, "sightings taken back");
    }
    let (author, entries) = plan.entries(&school, recording[3]);
    let again = |(number, entry): (u64, &Entry), days: i64| {
        let id = EntryId { incarnation: 99, number: 1 + number };
        let at = MONDAY_TEN - days * DAY_MILLIS;
        let mut entry = entry.clone();
        (entry.envelope.id, entry.envelope.stamp) = (id, Stamp::new(at, 0));
        entry
    };
    let lately = (0..).zip(&entries).map(|it| again(it, 5)).collect();
    push(&school, author, lately);
    is_kept_up(&mut school, "sightings of last week");
    let long_ago = (1_000..).zip(&entries).map(|it| again(it, 61)).collect();
    push(&school, author, long_ago);
    is_kept_up(&mut school, "a tablet that was in a drawer");

    plan.classes[recording[4]].moved_to = Some(recording[5]);
    let import = plan.clone();
    school.import(move |roster| import.add_to(roster));
    is_kept_up(&mut school, "students who move");
    let bucket = school.rows(|rows| rows.buckets())[0].clone();
    school.change(move |rows| rows.drop_bucket(bucket.class, bucket.day));
    school.change(server::summaries::recount_all);
    is_kept_up(&mut school, "summaries that were repaired");
    // All that a class has recorded goes: by a command beside the server.
    let (_, entries) = plan.entries(&school, recording[6]);
    let tenant = Tenant::open(school.folder()).unwrap();
    let ids = entries.iter().map(Entry::id).collect();
    let erasing = server::erasure::Erasing { entries: ids, ..Default::default() };
    server::erasure::erase(school.folder(), &tenant.database, erasing).unwrap();
    drop(tenant);
    is_kept_up(&mut school, "sightings that were erased");
    for days in [1, 2, 30, 70] {
        school.go_to(days, 10);
        is_kept_up(&mut school, "another day");
    }
    school.assert_sound();
    assert!(differed > 5, "{differed}");
}

fn report(school: &TestSchool) -> SchoolReport {
    let made = school.sign_in("leader").get("/api/reports/school").json();
    serde_json::from_value::<Made<SchoolReport>>(made).unwrap().report
}

/// The page is rendered from the same report and names no group beside it, and
/// what a tablet keeps comes back as it was.
fn the_page_and_the_copy_say_the_same(reader: &Client, made: &Made<SchoolReport>) {
    let page = reader.get("/reports/school").text();
    let json = page.split("id=\"page-data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let PageData::School(data) = serde_json::from_str(json).unwrap() else { panic!("{json}") };
    assert_eq!(data.made, *made);

    let name = |group: &Group| {
        let of_part = |part: &Group| match part {
            Group::Department(org) => made.report.departments.get(org).cloned(),
            _ => None,
        };
        (t().reports.school.group)(group, &of_part)
    };
    let named: Vec<_> = made.report.groups.iter().map(|report| name(&report.group)).collect();
    // leptos marks where text ends.
    let page = page.replace("<!>", "");
    let heads = page.split("<h2>").skip(1).map(|rest| rest.split("</h2>").next().unwrap());
    assert_eq!(heads.collect::<Vec<_>>(), named);

    let directory: Directory = serde_json::from_value(reader.get("/api/directory").json()).unwrap();
    let kept = SchoolReportData::new(made.clone(), &directory);
    assert_eq!(kept, *data);
    let copy = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<SchoolReportData>(&copy).unwrap(), kept);
}

/// A school in the making: its classes, and who recorded when.
#[derive(Clone)]
struct Plan {
    classes: Vec<Planned>,
}

/// A class with a teacher of its own.
#[derive(Clone)]
struct Planned {
    /// A year of the primary phase, or else a department.
    year: Option<i8>,
    department: u64,
    /// On how many days of either half-term.
    days: (usize, usize),
    /// The class to which some of its students have moved since.
    moved_to: Option<usize>,
}

impl Plan {
    /// A one-form-entry primary school, with a Reception class or without, and
    /// departments of one to three people.
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let first = i8::try_from(dice.below(2)).unwrap();
        let years = (first..=6).map(|year| (Some(year), 0));
        let sizes: Vec<_> = (0..=dice.below(3)).map(|_| 1 + dice.below(3)).collect();
        let departments = (0..).zip(sizes).flat_map(|(n, size)| (0..size).map(move |_| (None, n)));
        let places: Vec<_> = years.chain(departments).collect();
        let all = places.len() as u64;
        let mut days = || [0, 3, 3, 3][usize::try_from(dice.below(4)).unwrap()];
        let days: Vec<_> = places.iter().map(|_| (days(), days())).collect();
        let class = |((year, department), days)| Planned {
            year,
            department,
            days,
            moved_to: (dice.below(4) == 0).then(|| usize::try_from(dice.below(all)).unwrap()),
        };
        Self { classes: places.into_iter().zip(days).map(class).collect() }
    }

    fn add_to(&self, roster: &mut Incoming) {
        let school = Arriving::active(org("Example School", OrgType::School));
        roster.orgs.insert("school".into(), school);
        let kind = OffKind::HalfTerm;
        roster.days_off = Some(vec![DaysOff { span: holiday(), kind, label: String::new() }]);
        let mut courses = BTreeMap::new();
        for at in 0..self.classes.len() {
            self.add_class(roster, &mut courses, at);
        }
        roster.courses = Some(courses);
    }

    /// Whether a student is in another class today.
    fn has_moved(&self, class: usize, n: u64) -> Option<usize> {
        self.classes[class].moved_to.filter(|to| *to != class && n >= STUDENTS / 2)
    }

    /// How many days ago a class saw one of its students. Who has moved was
    /// there before the holiday only.
    fn days(&self, class: usize, n: u64) -> impl Iterator<Item = i64> {
        let (before, lately) = self.classes[class].days;
        let lately = if self.has_moved(class, n).is_some() { 0 } else { lately };
        BEFORE[..before].iter().chain(&LATELY[..lately]).copied()
    }

    /// Everybody's taps, through the log.
    fn record(&self, school: &TestSchool) {
        for at in 0..self.classes.len() {
            let (author, entries) = self.entries(school, at);
            push(school, author, entries);
        }
    }

    /// The taps of a class, and its teacher.
    fn entries(&self, school: &TestSchool, at: usize) -> (PersonId, Vec<Entry>) {
        let known = Known::new(school, self);
        let roster = school.rows(|rows| rows.roster());
        let mut people = roster.people.iter();
        let (author, _) = people.find(|(_, p)| p.row.given_name == teacher(at)).unwrap();
        let taps = (1..).zip(known.taps.iter().filter(|(of, ..)| *of == known.ids[at]));
        let entry = |(number, (class, student, on)): (u64, &(ClassId, PersonId, Day))| {
            let id = EntryId { incarnation: 1 + at as u64, number };
            let ago = i64::from(days_ago(0).0 - on.0);
            let stamp = Stamp::new(MONDAY_TEN - ago * DAY_MILLIS, 0);
            sighting(*class, *student, 3).into_entry(id, *author, stamp)
        };
        (*author, taps.map(entry).collect())
    }
}

impl Plan {
    fn add_class(
        &self,
        roster: &mut Incoming,
        courses: &mut BTreeMap<SourcedId, Arriving<Course<SourcedId>>>,
        at: usize,
    ) {
        let class = &self.classes[at];
        let years = BTreeSet::from([YearGroup::new(class.year.unwrap_or(8)).unwrap()]);
        let department = format!("Department {}", class.department);
        let department = class.year.is_none().then_some(department);
        if let Some(name) = &department {
            let id = SourcedId::from(name.as_str());
            let org = org(name, OrgType::Department);
            roster.orgs.insert(id.clone(), Arriving::active(org));
            let course = Course {
                title: name.clone(),
                org: id.clone(),
                years: years.clone(),
                subject: None,
            };
            courses.insert(id, Arriving::active(course));
        }
        let row = Class {
            title: title(at),
            code: None,
            class_type: ClassType::Scheduled,
            course: department.map(SourcedId),
            years,
            subject: None,
            location: None,
            terms: BTreeSet::new(),
        };
        roster.classes.insert(SourcedId(title(at)), Arriving::active(row));
        add_person(roster, &teacher(at), UserRole::Teacher);
        enrol(roster, at, &teacher(at), EnrolmentRole::Teacher, Span::new(day(BEGIN), day(END)));
        for n in 0..STUDENTS {
            self.add_student(roster, at, n);
        }
    }

    fn add_student(&self, roster: &mut Incoming, class: usize, n: u64) {
        let (name, role) = (student(class, n), EnrolmentRole::Student);
        add_person(roster, &name, UserRole::Student);
        let Some(to) = self.has_moved(class, n) else {
            return enrol(roster, class, &name, role, Span::new(day(BEGIN), day(END)));
        };
        enrol(roster, class, &name, role, Span::new(day(BEGIN), holiday().first));
        enrol(roster, to, &name, role, Span::new(holiday().last, day(END)));
    }
}

const BEGIN: &str = "2026-09-01";
const END: &str = "2027-07-21";

/// Divides the term.
fn holiday() -> Span {
    Span::new(day("2026-10-26"), day("2026-10-30"))
}

fn org(name: &str, org_type: OrgType) -> Org<SourcedId> {
    Org { name: name.to_owned(), org_type, identifier: None, parent: None }
}

fn add_person(roster: &mut Incoming, name: &str, role: UserRole) {
    roster.people.insert(name.into(), Arriving::active(person(name, role)));
}

fn enrol(roster: &mut Incoming, class: usize, name: &str, role: EnrolmentRole, days: Span) {
    let mut row = enrolment(&title(class), name, role);
    (row.begin, row.end) = (Some(days.first), Some(days.last));
    let id = SourcedId(format!("{}-{name}", title(class)));
    roster.enrolments.insert(id, Arriving::active(row));
}

fn title(class: usize) -> String {
    format!("class {class}")
}

fn teacher(class: usize) -> String {
    format!("teacher {class}")
}

fn student(class: usize, n: u64) -> String {
    format!("Student {class} {n}")
}

/// Takes entries in as a tablet of their author's sends them, batch by batch.
pub fn push(school: &TestSchool, author: PersonId, entries: Vec<Entry>) {
    let now = school.now();
    school.change(move |rows| {
        let office = Arc::new(Office::load(rows, now)?);
        for batch in entries.chunks(sync::limits::BATCH_ENTRIES_MAX) {
            let pushed = batch.iter().map(|entry| Pushed { entry: entry.clone(), received: None });
            let frame = Push {
                protocol: PROTOCOL,
                epoch: rows.log_head()?.epoch,
                incarnation: 1,
                offset: 0,
                entries: pushed.map(Lenient::Read).collect(),
            };
            let answer = server::log::push_rows(rows, &office, author, &frame, now)?;
            let is_stored = |verdict: &Verdict| matches!(verdict.outcome, Outcome::Stored { .. });
            assert!(answer.verdicts.iter().all(is_stored), "{:?}", answer.verdicts);
        }
        Ok(())
    });
}

/// What the test knows of a school without asking its report.
struct Known {
    /// Of each class, in the plan's order.
    ids: Vec<ClassId>,
    /// Today's students of each.
    students: BTreeMap<ClassId, BTreeSet<PersonId>>,
    /// Which class saw which student, and on which day.
    taps: BTreeSet<(ClassId, PersonId, Day)>,
}

impl Known {
    fn new(school: &TestSchool, plan: &Plan) -> Self {
        let roster = school.rows(|rows| rows.roster());
        let class = |at: usize| {
            let mut all = roster.classes.iter();
            *all.find(|(_, kept)| kept.row.title == title(at)).unwrap().0
        };
        let ids: Vec<_> = (0..plan.classes.len()).map(class).collect();
        let people: BTreeMap<_, _> =
            roster.people.iter().map(|(id, kept)| (kept.row.given_name.clone(), *id)).collect();
        let (mut students, mut taps) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeSet::new());
        for at in 0..plan.classes.len() {
            for n in 0..STUDENTS {
                let id = people[&student(at, n)];
                let today = plan.has_moved(at, n).unwrap_or(at);
                students.entry(ids[today]).or_default().insert(id);
                taps.extend(plan.days(at, n).map(|ago| (ids[at], id, days_ago(ago))));
            }
        }
        Self { ids, students, taps }
    }

    /// Checks both figures; how many cells are published, and of how many.
    fn check(&self, groups: &[PooledGroup], report: &SchoolReport, seed: u64) -> (usize, usize) {
        let figures = |at: usize| -> Option<&Figures> {
            let mut cells = report.groups[at].cells.iter();
            cells.find(|cell| cell.muscle == muscle()).unwrap().figures.as_ref()
        };
        let rows = |shown: &dyn Fn(&Figures) -> bool, since: Day| -> Vec<Vec<i64>> {
            let shown = (0..groups.len()).filter(|at| figures(*at).is_some_and(shown));
            shown.map(|at| self.row(&groups[at], since)).collect()
        };
        let phases = rows(&|_| true, day(BEGIN));
        let contexts = rows(&|figures| figures.contexts.is_some(), holiday().last);
        assert_eq!(given_away(&phases), None, "seed {seed}: phases");
        assert_eq!(given_away(&contexts), None, "seed {seed}: contexts");
        for cell in report.groups.iter().flat_map(|group| &group.cells) {
            assert!(cell.muscle == muscle() || cell.figures.is_none(), "nobody saw it");
        }
        (phases.len() + contexts.len(), 2 * groups.len())
    }

    /// 1 for each class that saw somebody of the group since that day.
    fn row(&self, group: &PooledGroup, since: Day) -> Vec<i64> {
        let of_class = |class| self.students.get(class).into_iter().flatten();
        let students: BTreeSet<_> = group.classes.iter().flat_map(of_class).collect();
        let saw = |class: &ClassId| {
            let of_class = self.taps.iter().filter(|(of, ..)| of == class);
            let mut seen =
                of_class.filter(|(_, student, on)| students.contains(student) && *on >= since);
            group.classes.contains(class) && seen.next().is_some()
        };
        self.ids.iter().map(|class| i64::from(saw(class))).collect()
    }
}

fn muscle() -> MuscleId {
    MuscleId::new(MUSCLE).unwrap()
}

fn days_ago(ago: i64) -> Day {
    day("2026-11-23").plus(-i32::try_from(ago).unwrap())
}

/// Two classes (of a teacher each) on which alone some combination of the rows
/// rests: leaving out their columns lowers the rank then, and only then.
fn given_away(rows: &[Vec<i64>]) -> Option<(usize, usize)> {
    let columns = rows.first().map_or(0, Vec::len);
    let whole = rank(rows.to_vec());
    let pairs = (0..columns).flat_map(|a| (a..columns).map(move |b| (a, b)));
    let mut pairs = pairs.filter(|(a, b)| {
        let outside = rows
            .iter()
            .map(|row| (0..columns).filter(|c| c != a && c != b).map(|c| row[c]).collect());
        rank(outside.collect()) < whole
    });
    pairs.next()
}

/// The rank over a prime field. (A family of sets that are nested or apart has
/// the same one over every field.)
fn rank(mut rows: Vec<Vec<i64>>) -> usize {
    const PRIME: i64 = 1_000_003;
    let inverse = |of: i64| {
        let (mut power, mut base, mut exponent) = (1, of, PRIME - 2);
        while exponent > 0 {
            if exponent % 2 == 1 {
                power = power * base % PRIME;
            }
            (base, exponent) = (base * base % PRIME, exponent / 2);
        }
        power
    };
    let mut rank = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(found) = (rank..rows.len()).find(|r| rows[*r][column] != 0) else { continue };
        rows.swap(rank, found);
        let (above, below) = rows.split_at_mut(rank + 1);
        let scale = inverse(above[rank][column]);
        for row in below {
            let factor = row[column] * scale % PRIME;
            for (cell, pivot) in row.iter_mut().zip(&above[rank]) {
                *cell = (*cell - factor * pivot).rem_euclid(PRIME);
            }
        }
        rank += 1;
    }
    rank
}

/// Numbers that are the same on every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % n
    }
}

#[test]
fn the_check_finds_what_is_given_away() {
    let (school, most) = (vec![1, 1, 1, 1, 1], vec![1, 1, 1, 0, 0]);
    assert_eq!(given_away(&[school.clone()]), None);
    assert_eq!(given_away(&[school, most]), Some((3, 4)));
    assert_eq!(given_away(&[vec![1, 0, 0, 1, 0]]), Some((0, 3)));
}
