//! The device's half, case by case: a desk with a disk that always works, and
//! a person who plays the server.

mod checking;
mod conversation;
mod pulling;
mod pushing;
mod storage;
mod tabs;

use std::collections::BTreeMap;

use super::rows::CHUNK_ENTRIES_MAX;
use super::*;
use crate::body::{Body, Fields};
use crate::entry::{Envelope, Kind, Uid};
use crate::frame::{
    Backfill, Digest, Epoch, Hello, HelloAnswer, Lenient, Limits, Listed, Message, Order, Outcome,
    PROTOCOLS, Pull, PullAnswer, Push, PushAnswer, Unreadable, Verdict, columns,
};
use crate::scope::{Listing, Scope};

const NOW: Millis = 1_795_000_000_000;
const EPOCH: Epoch = Epoch(1);
const RECEIVED: Received = Received { effective: NOW, day: 20_775, suspect: false };
const A: Scope = Scope { tag: b'a', id: Uid::NIL };
const B: Scope = Scope { tag: b'b', id: Uid::NIL };

#[derive(Default)]
struct Desk {
    device: Device,
    disk: BTreeMap<(Store, u64), Vec<u8>>,
    /// Calls that were not answered yet.
    calls: Vec<(u64, Request)>,
    leases: Vec<bool>,
    wake: Option<Millis>,
    changed: Vec<Changed>,
    writes: Vec<Write>,
    /// How long it is after [`NOW`].
    later: Millis,
    /// Writes wait for [`Desk::commit`].
    slow_disk: bool,
    reloads: usize,
}

impl Desk {
    /// Opened, leading, with its first hello under way.
    fn open() -> Self {
        let mut desk = Self { device: Device::new("b1"), ..Self::default() };
        desk.load();
        desk.tell(Event::Lead(true));
        desk
    }

    /// Agreed with a server at position 10, in scope A.
    fn agreed() -> Self {
        let mut desk = Self::open();
        desk.hello(|_| {});
        desk.pull(vec![listed(100, &[(A, 10)])], 10);
        assert!(desk.calls.is_empty());
        desk
    }

    fn load(&mut self) {
        let of = |wanted: Store| -> Vec<Row> {
            let rows = self.disk.iter().filter(|((store, _), _)| *store == wanted);
            rows.map(|((_, key), row)| (*key, row.clone())).collect()
        };
        let rows = Rows {
            outbox: of(Store::Outbox),
            sent: of(Store::Sent),
            base: of(Store::Base).into_iter().map(Chunk::read).collect(),
            meta: of(Store::Meta),
        };
        self.tell(Event::Loaded(rows));
    }

    fn tell(&mut self, event: Event) {
        let now = Moment { wall: NOW + self.later, random: 0 };
        for effect in self.device.handle(now, event) {
            match effect {
                Effect::Write(write) => self.writes.push(write),
                Effect::Lease { fresh } => self.lease(fresh),
                Effect::Reload => self.reloads += 1,
                Effect::Send { call, request } => self.calls.push((call, request)),
                Effect::Wake { after } => self.wake = Some(after),
                Effect::Changed(changed) => self.changed.push(changed),
                Effect::Status(_) | Effect::DirectoryStale { .. } => {}
            }
        }
        if !self.slow_disk {
            self.commit();
        }
    }

    fn commit(&mut self) {
        for write in std::mem::take(&mut self.writes) {
            for (store, (key, row)) in write.puts {
                self.disk.insert((store, key), row);
            }
            for key in write.deletes {
                self.disk.remove(&key);
            }
            self.tell(Event::Committed(write.id));
        }
    }

    fn lease(&mut self, fresh: bool) {
        self.leases.push(fresh);
        let key = (Store::Meta, meta::LEASE);
        let random = 70 + self.leases.len() as u64;
        match lease(self.disk.get(&key).map(Vec::as_slice), fresh, random) {
            Ok((lease, row)) => {
                self.disk.insert(key, row);
                self.tell(Event::Leased(lease));
            }
            Err(_) => self.tell(Event::Leased(Lease::drawn(random))),
        }
    }

    /// Somebody makes so many entries in one tap.
    fn tap(&mut self, count: usize) -> Vec<EntryId> {
        let entries: Vec<_> =
            (0..count).map(|_| entry(self.device.issue(NOW).expect("leased"))).collect();
        let ids = entries.iter().map(Entry::id).collect();
        self.tell(Event::Saved(entries));
        ids
    }

    fn next_call(&mut self) -> (u64, Request) {
        assert_eq!(self.calls.len(), 1, "one call at a time: {:?}", self.calls);
        self.calls.remove(0)
    }

    fn answer<M: Message>(&mut self, call: u64, answer: &M) {
        self.respond(call, 200, columns::CONTENT_TYPE, columns::encode(answer));
    }

    fn respond(&mut self, call: u64, status: u16, content_type: &str, body: Vec<u8>) {
        let response = Response { status, content_type: content_type.to_owned(), body };
        self.tell(Event::Answered { call, response });
    }

    /// Answers the hello that is under way.
    fn hello(&mut self, change: impl FnOnce(&mut HelloAnswer)) -> Hello {
        let (call, Request::Hello(hello)) = self.next_call() else { panic!("a hello") };
        let mut answer = HelloAnswer {
            speaks: PROTOCOLS,
            epoch: EPOCH,
            time: NOW + 5_000,
            position: 10,
            backup: 0,
            limits: Limits::OURS,
            scopes: hello.epoch.is_none().then(|| vec![A]),
            directory: "d1".to_owned(),
            person: None,
            order: None,
            sums: None,
        };
        change(&mut answer);
        self.answer(call, &answer);
        hello
    }

    /// Answers the push that is under way.
    fn push(&mut self, outcome: impl Fn(usize) -> Outcome) -> Push {
        let (call, Request::Push(push)) = self.next_call() else { panic!("a push") };
        let verdicts = push
            .entries
            .iter()
            .enumerate()
            .map(|(place, pushed)| match pushed {
                Lenient::Read(pushed) => {
                    Verdict { id: Some(pushed.entry.id()), outcome: outcome(place) }
                }
                Lenient::Unreadable(raw) => panic!("{raw:?}"),
            })
            .collect();
        let answer = PushAnswer { time: NOW + 5_000, position: 10, verdicts, order: None };
        self.answer(call, &answer);
        push
    }

    /// Answers the pull that is under way, with its last page.
    fn pull(&mut self, listed: Vec<Listed>, next: Position) -> Pull {
        let (call, Request::Pull(pull)) = self.next_call() else { panic!("a pull") };
        let listed = listed.into_iter().map(Lenient::Read).collect();
        let answer =
            PullAnswer { position: 10, listed, erased: vec![], next, more: false, order: None };
        self.answer(call, &answer);
        pull
    }

    fn timer(&mut self) {
        self.wake = None;
        self.tell(Event::Triggered(Trigger::Timer));
    }

    fn hello_if_due(&mut self) {
        if matches!(self.calls.first(), Some((_, Request::Hello(_)))) {
            self.hello(|_| {});
        }
    }

    fn keys(&self, wanted: Store) -> Vec<u64> {
        self.disk.keys().filter(|(store, _)| *store == wanted).map(|(_, key)| *key).collect()
    }

    fn shown(&self) -> Vec<u64> {
        let mut numbers: Vec<_> = self.device.shown().map(|s| s.entry.id().number).collect();
        numbers.sort_unstable();
        numbers
    }
}

fn entry((id, stamp): (EntryId, Stamp)) -> Entry {
    let (author, kind) = (Uid::from_u128(1), Kind::new("tap").unwrap());
    let (links, supersedes) = (Vec::new(), Vec::new());
    let (record, class) = (None, None);
    let envelope =
        Envelope { id, author, stamp, kind, version: 1, record, class, links, supersedes };
    Entry { envelope, body: Body::new(&Fields::new()) }
}

/// An entry of somebody else.
fn listed(number: u64, places: &[(Scope, Position)]) -> Listed {
    let id = EntryId { incarnation: 9, number };
    let listings =
        places.iter().map(|(scope, position)| Listing { scope: *scope, position: *position });
    let listings = listings.collect();
    Listed { entry: entry((id, Stamp::new(NOW, 0))), received: RECEIVED, listings }
}

fn stored(position: Position) -> Outcome {
    Outcome::Stored { position, received: RECEIVED }
}

fn held(code: &str) -> Outcome {
    Outcome::Held { reason: Reason::from_code(code) }
}

/// An error in the server's own form.
fn error(code: &str) -> Vec<u8> {
    format!("{{\"error\":\"{code}\",\"message\":\"\"}}").into_bytes()
}
