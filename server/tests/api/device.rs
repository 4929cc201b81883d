//! A tablet's part: makes entries, pushes and pulls frames.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::SocketAddr;

use domain::entry::{Away, Context, Draft, EntryKind, Sighting, tag};
use domain::id::{ClassId, MuscleId, PersonId, Phase};
use sync::entry::{Entry, EntryId, Stamp};
use sync::frame::{
    Backfill, Digest, Hello, HelloAnswer, Lenient, Listed, Order, Outcome, PROTOCOL, PROTOCOLS,
    Pull, PullAnswer, Push, PushAnswer, Pushed, Reason,
};
use sync::scope::Scope;

use crate::client::{Answer, Client};
use crate::school::TestSchool;

/// Somebody's tablet.
pub struct Device {
    pub client: Client,
    pub person: PersonId,
    pub incarnation: u64,
    pub number: u64,
    pub hello: HelloAnswer,
    pub scopes: Vec<Scope>,
}

impl Device {
    /// A tablet on which `name` has just signed in.
    pub fn of(school: &TestSchool, name: &str) -> Self {
        Self::with(school.sign_in(name), school.person(name))
    }

    /// A tablet on which this person has signed in.
    pub fn with(client: Client, person: PersonId) -> Self {
        let incarnation = random();
        let hello = first_hello(&client, incarnation);
        let scopes = hello.scopes.clone().unwrap_or_default();
        Self { client, person, incarnation, number: 0, hello, scopes }
    }

    /// The same tablet, which finds the school at another address.
    pub fn at(&self, address: SocketAddr) -> Self {
        let (hello, scopes) = (self.hello.clone(), self.scopes.clone());
        Self { client: self.client.at(address), hello, scopes, ..*self }
    }

    /// Says hello again; takes over what it is granted.
    pub fn say_hello(&mut self) -> HelloAnswer {
        self.hello = first_hello(&self.client, self.incarnation);
        self.scopes = self.hello.scopes.clone().unwrap_or_default();
        self.hello.clone()
    }

    /// An entry, made now by the tablet's own clock.
    pub fn make(&mut self, school: &TestSchool, draft: Draft) -> Entry {
        self.number += 1;
        let id = EntryId { incarnation: self.incarnation, number: self.number };
        draft.into_entry(id, self.person, Stamp::new(school.now(), 0))
    }

    /// Pushes entries; what became of them.
    pub fn push(&self, entries: &[Entry]) -> Vec<Outcome> {
        let answer: PushAnswer = self.try_push(entries).frame();
        assert!(!matches!(answer.order, Some(Order::HelloAgain)), "the epoch has changed");
        answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect()
    }

    pub fn try_push(&self, entries: &[Entry]) -> Answer {
        self.client.call("/api/sync/push", &self.push_frame(entries))
    }

    pub fn push_frame(&self, entries: &[Entry]) -> Push {
        let pushed = |entry: &Entry| Pushed { entry: entry.clone(), received: None };
        Push {
            protocol: PROTOCOL,
            epoch: self.hello.epoch,
            incarnation: self.incarnation,
            offset: 0,
            entries: entries.iter().map(|entry| Lenient::Read(pushed(entry))).collect(),
        }
    }

    /// Makes and pushes one entry, which must be stored.
    #[track_caller]
    pub fn record(&mut self, school: &TestSchool, draft: Draft) -> Entry {
        let entry = self.make(school, draft);
        let outcomes = self.push(std::slice::from_ref(&entry));
        assert!(matches!(outcomes[..], [Outcome::Stored { .. }]), "{outcomes:?}");
        entry
    }

    /// Makes and pushes one entry, which must be held.
    #[track_caller]
    pub fn record_held(&mut self, school: &TestSchool, draft: Draft, reason: &str) -> Entry {
        let entry = self.make(school, draft);
        let expected = Outcome::Held { reason: Reason::from_code(reason) };
        assert_eq!(self.push(std::slice::from_ref(&entry)), [expected]);
        entry
    }

    /// Everything that the person may read, after a fresh hello.
    pub fn pull(&mut self) -> Vec<Listed> {
        self.say_hello();
        let mut all = Vec::new();
        let mut cursor = 0;
        loop {
            let page: PullAnswer =
                self.client.call("/api/sync/pull", &self.pull_frame(cursor)).frame();
            assert_eq!(page.order, None);
            all.extend(page.listed.into_iter().map(|listed| match listed {
                Lenient::Read(listed) => listed,
                Lenient::Unreadable(raw) => panic!("unreadable: {}", raw.raw),
            }));
            assert!(page.next > cursor || !page.more, "a page moves on");
            cursor = page.next;
            if !page.more {
                return all;
            }
        }
    }

    /// A hello of a tablet that has seen everything up to `cursor`.
    pub fn hello_frame(&self, cursor: u64) -> Hello {
        Hello {
            epoch: Some(self.hello.epoch),
            cursor,
            scopes: Digest::of(&self.scopes),
            ..hello(self.incarnation)
        }
    }

    pub fn pull_frame(&self, cursor: u64) -> Pull {
        Pull {
            protocol: PROTOCOL,
            epoch: self.hello.epoch,
            scopes: Digest::of(&self.scopes),
            cursor,
            bytes_max: 4_096,
            backfill: None,
        }
    }

    /// What `scopes` list up to the school's position.
    pub fn backfill(&self, scopes: &[Scope]) -> Vec<Listed> {
        let backfill = Backfill { scopes: scopes.to_vec(), after: 0, up_to: self.hello.position };
        let frame = Pull { backfill: Some(backfill), ..self.pull_frame(self.hello.position) };
        let page: PullAnswer = self.client.call("/api/sync/pull", &frame).frame();
        let read = |listed| match listed {
            Lenient::Read(listed) => Some(listed),
            Lenient::Unreadable(_) => None,
        };
        page.listed.into_iter().filter_map(read).collect()
    }

    /// The ids of everything that the person may read.
    pub fn pulled_ids(&mut self) -> Vec<EntryId> {
        let mut ids: Vec<_> = self.pull().iter().map(|listed| listed.entry.id()).collect();
        ids.sort_unstable();
        ids
    }
}

/// 64 random bits: the standard library has them for its hash maps.
pub fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

fn first_hello(client: &Client, incarnation: u64) -> HelloAnswer {
    client.call("/api/sync/hello", &hello(incarnation)).frame()
}

/// The first word of a device that holds nothing.
pub fn hello(incarnation: u64) -> Hello {
    Hello {
        protocol: PROTOCOL,
        speaks: PROTOCOLS,
        build: "test".to_owned(),
        incarnation,
        epoch: None,
        cursor: 0,
        scopes: Digest::of(&[]),
        directory: None,
        unsent: 0,
        oldest: None,
        sums: None,
    }
}

/// A sighting of `student` in `class`.
pub fn sighting(class: ClassId, student: PersonId, phase: i64) -> Draft {
    let sighting = Sighting {
        muscle: MuscleId::new("perseverance").unwrap(),
        phase: Phase::new(phase).unwrap(),
        framework: 1,
        context: Context::default(),
        support: None,
        strand: None,
    };
    Draft::new(&sighting).in_class(class).link(tag::STUDENT, student.0)
}

/// "Away today."
pub fn away(class: ClassId, student: PersonId) -> Draft {
    Draft::new(&Away).in_class(class).link(tag::STUDENT, student.0)
}

/// An act about a student in a class.
pub fn about<K: EntryKind>(act: &K, class: ClassId, student: PersonId) -> Draft {
    Draft::new(act).in_class(class).link(tag::STUDENT, student.0)
}
