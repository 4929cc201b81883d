//! The school that the lines are tried in, and everybody's tablet.

use std::collections::BTreeMap;

use domain::entry::visit::{Today, Words};
use domain::entry::{Draft, Opened, Retraction, Shared, VisitSet, tag};
use domain::id::{PersonId, RecordId};
use domain::rights::Role;
use domain::roster::{Arriving, Class, EnrolmentRole, Incoming, SourcedId, UserRole};
use sync::entry::{Entry, EntryId};
use sync::frame::Outcome;

use super::lines::{EVERYONE, RELEASED, WALKER_AND_VISITED, Who, fresh, reply};
use crate::device::Device;
use crate::school::{TestSchool, enrolment, person};
use crate::supply;

/// How far a visit has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Draft,
    Shared,
    /// The same, but what it holds is about to be released.
    SharedAndLeft,
    Released,
    Replied,
}

/// The school, everybody's tablet, and who must read what was stored.
pub(super) struct Stage {
    pub(super) school: TestSchool,
    pub(super) devices: BTreeMap<&'static str, Device>,
    pub(super) expected: Vec<(EntryId, String, Who)>,
}

impl Stage {
    pub(super) fn set_up() -> Self {
        let school = school();
        let device = |(name, _)| (name, device_of(&school, name));
        let devices = EVERYONE.into_iter().map(device).collect();
        Self { school, devices, expected: Vec::new() }
    }

    pub(super) fn amara(&self) -> PersonId {
        self.school.person("Amara")
    }

    pub(super) fn walker(&self) -> PersonId {
        self.school.person("leader")
    }

    /// Somebody tries to record it: whether it was stored.
    pub(super) fn attempt(&mut self, who: &str, draft: Draft) -> (Entry, bool) {
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
    pub(super) fn record(&mut self, who: &str, what: &str, draft: Draft, reads: Who) -> EntryId {
        let (entry, is_stored) = self.attempt(who, draft);
        assert!(is_stored, "{who} records {what}");
        self.expected.push((entry.id(), what.to_owned(), reads));
        entry.id()
    }

    pub(super) fn taken_back(&mut self, draft: Draft, reads: Who) -> Draft {
        self.taken_back_by("teacher", draft, reads)
    }

    /// What takes back something that was just recorded.
    pub(super) fn taken_back_by(&mut self, who: &str, draft: Draft, reads: Who) -> Draft {
        let id = self.record(who, "what is taken back", draft, reads);
        Draft::new(&Retraction).superseding([id])
    }

    pub(super) fn set(&self, of: RecordId, walker: PersonId) -> Draft {
        let noticed = VisitSet::Words(Words::Noticed, "Many ways to begin.".to_owned());
        Draft::new(&noticed).of(of).in_class(self.school.class).link(tag::WALKER, walker.0)
    }

    pub(super) fn sharing(&self, of: RecordId, visited: &str) -> Draft {
        let today = if visited == "teacher" { Today::Usual } else { Today::Partner };
        let draft = Draft::new(&Shared { today }).of(of).in_class(self.school.class);
        draft.link(tag::VISITED, self.school.person(visited).0)
    }

    /// A visit of the class by the leader, that far.
    pub(super) fn visit(&mut self, state: State) -> RecordId {
        self.visit_with(state, "teacher", WALKER_AND_VISITED)
    }

    /// The same, with another adult who was there; who reads it once shared.
    pub(super) fn visit_with(
        &mut self,
        state: State,
        visited: &'static str,
        once_shared: Who,
    ) -> RecordId {
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

/// Somebody's tablet; whoever is on supply has come in on one of the school's.
pub(super) fn device_of(school: &TestSchool, name: &str) -> Device {
    if name == "supply" { supply::on_supply(school) } else { Device::of(school, name) }
}

/// The test school with everybody who is missing there.
pub(super) fn school() -> TestSchool {
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
        for name in ["cover", "leading-teacher", "music-teacher"] {
            let teacher = person(name, UserRole::Teacher);
            roster.people.insert(name.into(), Arriving::active(teacher));
        }
    });
    for (name, role) in
        [("cover", None), ("music-teacher", None), ("leading-teacher", Some(Role::Leader))]
    {
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
