//! Every kind × every sort of person over HTTP: written or held, read or not.
//!
//! What is expected was written down from the school's rules (who records,
//! who is told), not from the code: the last test holds the table that
//! `limber rights` prints against it.

use std::collections::BTreeMap;

use domain::entry::visit::{Today, Words};
use domain::entry::{
    Choice, Context, Correction, Draft, Note, Noticed, Opened, Practised, RULES, Reply, Retraction,
    SelfView, Shared, Strategy, VisitSet, WalkSet, tag,
};
use domain::id::{MuscleId, PersonId, Phase, RecordId};
use domain::rights::Role;
use domain::rights::table::{Report, table};
use domain::roster::{Arriving, Class, EnrolmentRole, Incoming, SourcedId, UserRole};
use sync::entry::{Entry, EntryId, Kind, Uid};
use sync::frame::Outcome;

use crate::device::{Device, about, away, random, sighting};
use crate::school::{TestSchool, enrolment, person};

/// Everybody, and what they are here; anonymous comes beside them.
const EVERYONE: [(&str, &[Role]); 13] = [
    ("Amara", &[Role::Student]), // whom it is about; of c1
    ("Ben", &[Role::Student]),   // of the same class
    ("Zoë", &[Role::Student]),   // of another
    ("teacher", &[Role::Teacher]),
    ("assistant", &[Role::Assistant]),
    ("cover", &[Role::Teacher]),         // of the class, today only
    ("music-teacher", &[Role::Teacher]), // of another class of Amara's
    ("other-teacher", &[Role::Teacher]), // of none of hers
    ("supply", &[Role::Supply]),         // without a class
    ("leader", &[Role::Leader]),         // walks the visits
    ("other-leader", &[Role::Leader]),
    ("leading-teacher", &[Role::Leader, Role::Teacher]), // of the class
    ("administrator", &[Role::Administrator]),
];

type Who = &'static [&'static str];

const NOBODY: Who = &[];
const ADULTS: Who = &["teacher", "assistant", "cover", "leading-teacher"];
const AMARA_AND_ADULTS: Who = &["Amara", "teacher", "assistant", "cover", "leading-teacher"];
/// She and the adults of all her classes.
const ABOUT_AMARA: Who =
    &["Amara", "teacher", "assistant", "cover", "leading-teacher", "music-teacher"];
const STAFF: Who = &[
    "teacher",
    "assistant",
    "cover",
    "music-teacher",
    "other-teacher",
    "supply",
    "leader",
    "other-leader",
    "leading-teacher",
];
const LEADERS: Who = &["leader", "other-leader", "leading-teacher"];
const WALKER: Who = &["leader"];
const VISITED: Who = &["teacher"];
const WALKER_AND_VISITED: Who = &["leader", "teacher"];
const WALKER_AND_ASSISTANT: Who = &["leader", "assistant"];
const WALKER_AND_LEADER: Who = &["leader", "other-leader"];
/// Leaders, and the adults of the class.
const RELEASED: Who =
    &["leader", "other-leader", "leading-teacher", "teacher", "assistant", "cover"];

/// One line of the table: a kind, in one state of what it speaks of.
struct Line {
    kind: &'static str,
    what: &'static str,
    writes: Who,
    reads: Who,
    make: fn(&mut Stage, &str) -> Draft,
}

#[rustfmt::skip]
const TABLE: [Line; 34] = [
    Line { kind: "sighting", what: "of a student", writes: ADULTS, reads: ABOUT_AMARA, make: |s, _| sighting(s.school.class, s.amara(), 3) },
    Line { kind: "sighting", what: "that corrects the teacher's", writes: VISITED, reads: ABOUT_AMARA, make: corrected },
    Line { kind: "sighting", what: "of a student of another class", writes: NOBODY, reads: NOBODY, make: |s, _| sighting(s.school.class, s.school.person("Zoë"), 3) },
    Line { kind: "retraction", what: "of the teacher's sighting", writes: VISITED, reads: ABOUT_AMARA, make: |s, _| s.taken_back(sighting(s.school.class, s.amara(), 2), ABOUT_AMARA) },
    Line { kind: "retraction", what: "of the teacher's note", writes: VISITED, reads: ADULTS, make: |s, _| s.taken_back(about(&note(), s.school.class, s.amara()), ADULTS) },
    Line { kind: "retraction", what: "of Amara's choice", writes: &["Amara"], reads: ABOUT_AMARA, make: |s, _| s.taken_back_by("Amara", Draft::new(&choice()).link(tag::STUDENT, s.amara().0), ABOUT_AMARA) },
    Line { kind: "retraction", what: "of the assistant's", writes: &["assistant"], reads: ADULTS, make: |s, _| s.taken_back_by("assistant", away(s.school.class, s.amara()), ADULTS) },
    Line { kind: "practised", what: "by everyone else", writes: ADULTS, reads: ADULTS, make: practised },
    Line { kind: "away", what: "today", writes: ADULTS, reads: ADULTS, make: |s, _| away(s.school.class, s.amara()) },
    Line { kind: "noticed", what: "of a student", writes: ADULTS, reads: AMARA_AND_ADULTS, make: |s, _| about(&noticed(), s.school.class, s.amara()) },
    Line { kind: "note", what: "of a student", writes: ADULTS, reads: ADULTS, make: |s, _| about(&note(), s.school.class, s.amara()) },
    Line { kind: "choice", what: "by oneself", writes: &["Amara"], reads: ABOUT_AMARA, make: |s, _| Draft::new(&choice()).link(tag::STUDENT, s.amara().0) },
    Line { kind: "choice", what: "with an adult of the class", writes: AMARA_AND_ADULTS, reads: ABOUT_AMARA, make: |s, _| about(&choice(), s.school.class, s.amara()) },
    Line { kind: "self-view", what: "by oneself", writes: &["Amara"], reads: ABOUT_AMARA, make: |s, _| Draft::new(&self_view()).link(tag::STUDENT, s.amara().0) },
    Line { kind: "self-view", what: "with an adult of the class", writes: AMARA_AND_ADULTS, reads: ABOUT_AMARA, make: |s, _| about(&self_view(), s.school.class, s.amara()) },
    Line { kind: "walk", what: "announced", writes: LEADERS, reads: STAFF, make: |_, _| Draft::new(&WalkSet::Title("Autumn".to_owned())).of(fresh()) },
    Line { kind: "visit", what: "begun, with oneself as its walker", writes: LEADERS, reads: NOBODY, make: |s, who| s.set(fresh(), s.school.person(who)) },
    Line { kind: "visit", what: "begun for somebody else", writes: WALKER, reads: WALKER, make: |s, _| s.set(fresh(), s.walker()) },
    Line { kind: "visit", what: "as a draft", writes: WALKER, reads: WALKER, make: |s, _| { let of = s.visit(State::Draft); s.set(of, s.walker()) } },
    Line { kind: "visit", what: "once shared", writes: WALKER, reads: WALKER_AND_VISITED, make: |s, _| { let of = s.visit(State::Shared); s.set(of, s.walker()) } },
    Line { kind: "shared", what: "a draft", writes: WALKER, reads: WALKER_AND_VISITED, make: |s, _| { let of = s.visit(State::Draft); s.sharing(of, "teacher") } },
    Line { kind: "visit", what: "once shared with the assistant", writes: WALKER, reads: WALKER_AND_ASSISTANT, make: |s, _| { let of = s.visit_with(State::Shared, "assistant", WALKER_AND_ASSISTANT); s.set(of, s.walker()) } },
    Line { kind: "shared", what: "a draft, with the assistant", writes: WALKER, reads: WALKER_AND_ASSISTANT, make: |s, _| { let of = s.visit(State::Draft); s.sharing(of, "assistant") } },
    Line { kind: "opened", what: "before it is shared", writes: NOBODY, reads: NOBODY, make: |s, _| Draft::new(&Opened).of(s.visit(State::Draft)) },
    Line { kind: "opened", what: "once shared", writes: VISITED, reads: WALKER_AND_VISITED, make: |s, _| Draft::new(&Opened).of(s.visit(State::SharedAndLeft)) },
    Line { kind: "reply", what: "once released", writes: VISITED, reads: RELEASED, make: |s, _| Draft::new(&reply()).of(s.visit(State::Released)) },
    Line { kind: "reply", what: "after the visited adult", writes: WALKER_AND_VISITED, reads: RELEASED, make: |s, _| Draft::new(&reply()).of(s.visit(State::Replied)) },
    Line { kind: "correction", what: "once shared", writes: VISITED, reads: WALKER_AND_VISITED, make: |s, _| Draft::new(&correction()).of(s.visit(State::Shared)) },
    Line { kind: "opened", what: "by the assistant who was there", writes: &["assistant"], reads: WALKER_AND_ASSISTANT, make: |s, _| Draft::new(&Opened).of(s.visit_with(State::SharedAndLeft, "assistant", WALKER_AND_ASSISTANT)) },
    Line { kind: "reply", what: "by the assistant who was there", writes: &["assistant"], reads: WALKER_AND_ASSISTANT, make: |s, _| Draft::new(&reply()).of(s.visit_with(State::Shared, "assistant", WALKER_AND_ASSISTANT)) },
    Line { kind: "correction", what: "by the assistant who was there", writes: &["assistant"], reads: WALKER_AND_ASSISTANT, make: |s, _| Draft::new(&correction()).of(s.visit_with(State::Shared, "assistant", WALKER_AND_ASSISTANT)) },
    Line { kind: "opened", what: "by the other-leader who was there", writes: &["other-leader"], reads: WALKER_AND_LEADER, make: |s, _| Draft::new(&Opened).of(s.visit_with(State::SharedAndLeft, "other-leader", WALKER_AND_LEADER)) },
    Line { kind: "reply", what: "by the other-leader who was there", writes: &["other-leader"], reads: WALKER_AND_LEADER, make: |s, _| Draft::new(&reply()).of(s.visit_with(State::Shared, "other-leader", WALKER_AND_LEADER)) },
    Line { kind: "correction", what: "by the other-leader who was there", writes: &["other-leader"], reads: WALKER_AND_LEADER, make: |s, _| Draft::new(&correction()).of(s.visit_with(State::Shared, "other-leader", WALKER_AND_LEADER)) },
];

/// How far a visit has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Draft,
    Shared,
    /// The same, but what it holds is about to be released.
    SharedAndLeft,
    Released,
    Replied,
}

/// The school, everybody's tablet, and who must read what was stored.
struct Stage {
    school: TestSchool,
    devices: BTreeMap<&'static str, Device>,
    expected: Vec<(EntryId, String, Who)>,
}

impl Stage {
    fn set_up() -> Self {
        let school = school();
        let device = |(name, _)| (name, Device::of(&school, name));
        let devices = EVERYONE.into_iter().map(device).collect();
        Self { school, devices, expected: Vec::new() }
    }

    fn amara(&self) -> PersonId {
        self.school.person("Amara")
    }

    fn walker(&self) -> PersonId {
        self.school.person("leader")
    }

    /// Somebody tries to record it: whether it was stored.
    fn attempt(&mut self, who: &str, draft: Draft) -> (Entry, bool) {
        let device = self.devices.get_mut(who).unwrap();
        let entry = device.make(&self.school, draft);
        let is_stored = match &device.push(std::slice::from_ref(&entry))[..] {
            [Outcome::Stored { .. }] => true,
            [Outcome::Held { .. }] => false,
            other => panic!("{who}: {other:?}"),
        };
        (entry, is_stored)
    }

    /// Somebody records what the next line stands on.
    fn record(&mut self, who: &str, what: &str, draft: Draft, reads: Who) -> EntryId {
        let (entry, is_stored) = self.attempt(who, draft);
        assert!(is_stored, "{who} records {what}");
        self.expected.push((entry.id(), what.to_owned(), reads));
        entry.id()
    }

    fn taken_back(&mut self, draft: Draft, reads: Who) -> Draft {
        self.taken_back_by("teacher", draft, reads)
    }

    /// What takes back something that was just recorded.
    fn taken_back_by(&mut self, who: &str, draft: Draft, reads: Who) -> Draft {
        let id = self.record(who, "what is taken back", draft, reads);
        Draft::new(&Retraction).superseding([id])
    }

    fn set(&self, of: RecordId, walker: PersonId) -> Draft {
        let noticed = VisitSet::Words(Words::Noticed, "Many ways to begin.".to_owned());
        Draft::new(&noticed).of(of).in_class(self.school.class).link(tag::WALKER, walker.0)
    }

    fn sharing(&self, of: RecordId, visited: &str) -> Draft {
        let today = if visited == "teacher" { Today::Usual } else { Today::Partner };
        let draft = Draft::new(&Shared { today }).of(of).in_class(self.school.class);
        draft.link(tag::VISITED, self.school.person(visited).0)
    }

    /// A visit of the class by the leader, that far.
    fn visit(&mut self, state: State) -> RecordId {
        self.visit_with(state, "teacher", WALKER_AND_VISITED)
    }

    /// The same, with another adult who was there; who reads it once shared.
    fn visit_with(&mut self, state: State, visited: &'static str, once_shared: Who) -> RecordId {
        let of = fresh();
        let reads = match state {
            // An attempt may go on from here: what follows decides.
            State::Draft | State::SharedAndLeft => None,
            State::Shared => Some(once_shared),
            State::Released | State::Replied => Some(RELEASED),
        };
        let mut steps = vec![("leader", "a visit's words", self.set(of, self.walker()), reads)];
        if state > State::Draft {
            steps.push(("leader", "its sharing", self.sharing(of, visited), reads));
        }
        if state >= State::Released {
            let opened = Draft::new(&Opened).of(of);
            steps.push((visited, "its opening", opened, Some(once_shared)));
        }
        if state == State::Replied {
            let first = Draft::new(&reply()).of(of);
            steps.push((visited, "its first reply", first, Some(RELEASED)));
        }
        for (who, what, draft, reads) in steps {
            let (entry, is_stored) = self.attempt(who, draft);
            assert!(is_stored, "{who} records {what}");
            let expected = reads.map(|reads| (entry.id(), what.to_owned(), reads));
            self.expected.extend(expected);
        }
        of
    }
}

/// The test school with everybody who is missing there.
fn school() -> TestSchool {
    let mut school = TestSchool::open();
    let today = TestSchool::monday();
    school.import(move |roster| {
        add_class(roster, "music");
        let places = [
            ("cover", "c1", EnrolmentRole::Teacher),
            ("leading-teacher", "c1", EnrolmentRole::Teacher),
            ("music-teacher", "music", EnrolmentRole::Teacher),
            ("Amara", "music", EnrolmentRole::Student),
        ];
        for (name, class, role) in places {
            let id = SourcedId(format!("{class}-{name}"));
            let mut place = enrolment(class, name, role);
            // There is one class teacher, and that is "teacher".
            place.primary &= class == "music";
            if name == "cover" {
                (place.begin, place.end) = (Some(today), Some(today));
            }
            roster.enrolments.insert(id, Arriving::active(place));
        }
        for name in ["cover", "leading-teacher", "music-teacher", "supply"] {
            let role = if name == "supply" { UserRole::OtherStaff } else { UserRole::Teacher };
            roster.people.insert(name.into(), Arriving::active(person(name, role)));
        }
    });
    for (name, role) in [
        ("cover", None),
        ("music-teacher", None),
        ("leading-teacher", Some(Role::Leader)),
        ("supply", Some(Role::Supply)),
    ] {
        school.let_in(name, role);
    }
    school
}

fn add_class(roster: &mut Incoming, title: &str) {
    let like = &roster.classes[&SourcedId::from("c1")];
    let class = Arriving {
        row: Class { title: title.to_owned(), code: None, ..like.row.clone() },
        ..like.clone()
    };
    roster.classes.insert(title.into(), class);
}

#[test]
fn every_kind_and_everybody() {
    let mut stage = Stage::set_up();
    let mut held = Vec::new();
    for line in TABLE {
        for (who, _) in EVERYONE {
            let what = format!("{} {}", line.kind, line.what);
            let draft = (line.make)(&mut stage, who);
            assert_eq!(draft.kind.as_str(), line.kind);
            let (entry, is_stored) = stage.attempt(who, draft);
            assert_eq!(is_stored, line.writes.contains(&who), "{who} writes {what}");
            if !is_stored {
                held.push(entry.id());
            } else if line.what != "begun, with oneself as its walker" {
                stage.expected.push((entry.id(), format!("{who}'s {what}"), line.reads));
            }
        }
    }
    for (who, _) in EVERYONE {
        let pulled = stage.devices.get_mut(who).unwrap().pulled_ids();
        for (id, what, reads) in &stage.expected {
            let is_read = pulled.binary_search(id).is_ok();
            assert_eq!(is_read, reads.contains(&who), "{who} reads {what}");
        }
        let leaked: Vec<_> = held.iter().filter(|id| pulled.binary_search(id).is_ok()).collect();
        assert!(leaked.is_empty(), "{who} reads what is held: {leaked:?}");
    }
    stage.school.assert_sound();
}

#[test]
fn nobody_who_is_not_signed_in() {
    let mut stage = Stage::set_up();
    let anonymous = stage.school.anonymous();
    for line in TABLE {
        let draft = (line.make)(&mut stage, "teacher");
        let device = stage.devices.get_mut("teacher").unwrap();
        let entry = device.make(&stage.school, draft);
        let push = device.push_frame(std::slice::from_ref(&entry));
        anonymous.call("/api/sync/push", &push).assert_error(401, "not-signed-in");
        let pull = device.pull_frame(0);
        anonymous.call("/api/sync/pull", &pull).assert_error(401, "not-signed-in");
        assert!(!device.pulled_ids().contains(&entry.id()), "{}", line.kind);
    }
}

#[test]
fn a_visit_that_one_begins_is_ones_own() {
    let mut stage = Stage::set_up();
    for who in LEADERS {
        let draft = stage.set(fresh(), stage.school.person(who));
        let (entry, is_stored) = stage.attempt(who, draft);
        assert!(is_stored, "{who}");
        for (other, _) in EVERYONE {
            let is_read = stage.devices.get_mut(other).unwrap().pulled_ids().contains(&entry.id());
            assert_eq!(is_read, *who == other, "{other} reads the draft of {who}");
        }
    }
}

#[test]
fn a_kind_of_a_newer_program_is_its_authors_alone() {
    let mut stage = Stage::set_up();
    for (who, _) in EVERYONE {
        let device = stage.devices.get_mut(who).unwrap();
        let mut entry =
            device.make(&stage.school, away(stage.school.class, stage.school.person("Amara")));
        entry.envelope.kind = Kind::new("from-the-future").unwrap();
        assert!(matches!(device.push(std::slice::from_ref(&entry))[..], [Outcome::Stored { .. }]));
        for (other, _) in EVERYONE {
            let is_read = stage.devices.get_mut(other).unwrap().pulled_ids().contains(&entry.id());
            assert_eq!(is_read, who == other, "{other} reads that of {who}");
        }
    }
}

#[test]
fn reports_are_for_whom_they_are_for() {
    let school = school();
    for (who, roles) in EVERYONE {
        let client = school.sign_in(who);
        let class = client.get(&format!("/api/reports/class/{}", school.class)).status;
        assert_eq!(class, if ADULTS.contains(&who) { 200 } else { 403 }, "{who}: the class's");
        let whole = client.get("/api/reports/school").status;
        let is_staff = *roles != [Role::Student];
        assert_eq!(whole, if is_staff { 200 } else { 403 }, "{who}: the school's");
    }
}

/// The table that is printed says of a kind and a role what holds for somebody
/// of that role. A place in a class comes to supply by other ways than an
/// import: what it opens to them is not tried here.
#[test]
fn the_printed_table_says_the_same() {
    let kinds: Vec<_> = RULES.iter().map(|(kind, _)| *kind).collect();
    assert!(kinds.iter().all(|kind| TABLE.iter().any(|line| line.kind == *kind)), "{kinds:?}");
    for cell in table().into_iter().filter(|cell| cell.role != Role::Supply) {
        let of_role: Vec<_> = EVERYONE.iter().filter(|(_, roles)| *roles == [cell.role]).collect();
        assert!(!of_role.is_empty(), "{:?}", cell.role);
        let lines = || TABLE.iter().filter(|line| line.kind == cell.kind);
        let any = |pick: fn(&Line) -> Who| {
            lines().any(|line| of_role.iter().any(|(who, _)| pick(line).contains(who)))
        };
        let name = format!("{} {}", cell.role.name(), cell.kind);
        assert_eq!(!cell.writes.is_empty(), any(|line| line.writes), "{name}: writes");
        // A leader reads visits of others, and replies, once they are released.
        let reads = any(|line| line.reads);
        assert_eq!(!cell.reads.is_empty(), reads, "{name}: reads");
        let is_adult = matches!(cell.role, Role::Teacher | Role::Assistant);
        assert!(is_adult || !cell.reports.contains(&Report::Class), "{name}: class report");
        let is_student = cell.role == Role::Student;
        assert!(!(is_student && cell.reports.contains(&Report::School)), "{name}: school report");
    }
}

fn corrected(stage: &mut Stage, _: &str) -> Draft {
    let draft = sighting(stage.school.class, stage.amara(), 2);
    let id = stage.record("teacher", "what is corrected", draft.clone(), ABOUT_AMARA);
    draft.superseding([id])
}

fn practised(stage: &mut Stage, _: &str) -> Draft {
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    Draft::new(&practised).in_class(stage.school.class).link(tag::EXCEPT, stage.amara().0)
}

fn fresh() -> RecordId {
    RecordId(Uid::from_u128(random().into()))
}

fn muscle() -> MuscleId {
    MuscleId::new("perseverance").unwrap()
}

fn note() -> Note {
    Note { text: "Ask about home reading.".to_owned() }
}

fn noticed() -> Noticed {
    Noticed { text: "You asked twice.".to_owned(), muscle: None }
}

fn reply() -> Reply {
    Reply { text: "Thank you.".to_owned() }
}

fn correction() -> Correction {
    Correction { field: "noticed".to_owned(), text: "It was three.".to_owned() }
}

fn choice() -> Choice {
    Choice {
        muscle: muscle(),
        strategy: Strategy::Own("Ask first".to_owned()),
        look_back: TestSchool::monday(),
        framework: 1,
        chosen_with: false,
    }
}

fn self_view() -> SelfView {
    SelfView { muscle: muscle(), phase: Phase::new(2).unwrap(), words: None, framework: 1 }
}
