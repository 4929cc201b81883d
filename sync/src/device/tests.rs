//! The device's half, case by case: a desk with a disk that always works, and
//! a person who plays the server.

use std::collections::BTreeMap;

use super::rows::CHUNK_ENTRIES_MAX;
use super::*;
use crate::body::{Body, Fields};
use crate::entry::{Envelope, Kind, Uid};
use crate::frame::{
    Backfill, Epoch, Hello, HelloAnswer, Lenient, Limits, Listed, Message, Order, Outcome,
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
        let now = Moment { wall: NOW, random: 0 };
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

#[test]
fn a_conversation_goes_hello_push_pull_and_polls() {
    let mut desk = Desk::open();
    assert_eq!(desk.leases, [false]);
    let ids = desk.tap(3);
    assert_eq!(desk.keys(Store::Outbox), [1, 2, 3]);
    let hello = desk.hello(|_| {});
    assert_eq!((hello.epoch, hello.cursor, hello.unsent), (None, 0, 0));
    let push = desk.push(|place| stored(5 + place as u64));
    assert_eq!((push.epoch, push.offset, push.entries.len()), (EPOCH, 5_000, 3));
    assert!(desk.keys(Store::Outbox).is_empty());
    assert_eq!(desk.keys(Store::Sent), [1, 2, 3]);
    let pull = desk.pull(vec![listed(100, &[(A, 9)])], 10);
    assert_eq!((pull.cursor, pull.backfill), (0, None));
    assert_eq!(desk.shown(), [1, 2, 3, 100]);
    assert_eq!(desk.wake, Some(POLL_MILLIS));
    let status = desk.device.status();
    assert_eq!((status.unsent, status.sent, status.held), (0, 3, 0));
    assert_eq!(status.line(), Line::UpToDate(NOW));
    // The poll is one hello, when there is nothing to say.
    desk.timer();
    let asked = desk.hello(|_| {});
    assert_eq!((asked.epoch, asked.cursor), (Some(EPOCH), 10));
    assert_eq!((desk.calls.len(), desk.wake), (0, Some(POLL_MILLIS)));
    // What is made later goes up at once.
    desk.tap(1);
    assert_eq!(desk.push(|_| stored(11)).entries.len(), 1);
    assert_eq!(desk.device.own.find(ids[0]).unwrap().received(), Some(RECEIVED));
    // It all comes back from the rows.
    let before: Vec<_> = desk.device.shown().collect();
    desk.load();
    assert_eq!(desk.device.shown().collect::<Vec<_>>(), before);
}

#[test]
fn nothing_is_sent_that_is_not_on_the_disk() {
    let mut desk = Desk::agreed();
    desk.slow_disk = true;
    desk.tap(1);
    assert!(desk.calls.is_empty());
    assert_eq!(desk.device.status().line(), Line::Saved(1));
    let write = desk.writes.pop().unwrap();
    for failures in 1..=3 {
        assert_eq!(desk.device.status().not_saved, failures > 3);
        desk.tell(Event::WriteFailed(write.id));
        let again = desk.writes.pop().unwrap();
        assert_eq!((again.id, &again.puts), (write.id, &write.puts));
        assert!(again.delay > 0 && again.delay <= WRITE_DELAY_MILLIS_MAX);
    }
    assert_eq!(desk.device.status().line(), Line::NotSaved);
    desk.writes.push(write);
    desk.commit();
    assert!(!desk.device.status().not_saved);
    desk.push(|_| stored(11));
}

#[test]
fn the_conversation_waits_for_the_disk() {
    let mut desk = Desk::open();
    desk.slow_disk = true;
    desk.hello(|_| {});
    assert!(desk.calls.is_empty(), "scopes are on the disk before anything is pulled in them");
    desk.commit();
    desk.pull(vec![listed(100, &[(A, 9)])], 10);
    let write = desk.writes.last().unwrap();
    let stores: Vec<_> = write.puts.iter().map(|(store, (key, _))| (*store, *key)).collect();
    assert_eq!(stores, [(Store::Base, 1), (Store::Meta, meta::SYNC)], "data and cursor in one");
    assert_eq!(
        write.guard.as_ref().unwrap().row,
        desk.disk.get(&(Store::Meta, meta::SYNC)).cloned()
    );
    assert_eq!(desk.wake, Some(CALL_MILLIS_MAX));
    desk.commit();
    assert_eq!(desk.wake, Some(POLL_MILLIS));
}

#[test]
fn only_a_verdict_of_the_server_ends_an_entrys_life_in_the_outbox() {
    let html = b"<html>Please accept our terms</html>".to_vec();
    let strangers =
        [(200, "text/html"), (302, ""), (404, columns::CONTENT_TYPE), (502, "text/html")];
    for (status, content_type) in strangers {
        let mut desk = Desk::agreed();
        desk.tap(1);
        let (call, _) = desk.next_call();
        desk.respond(call, status, content_type, html.clone());
        assert_eq!(desk.keys(Store::Outbox), [1]);
        assert_eq!(desk.wake, Some(500));
        assert!(desk.calls.is_empty() && desk.device.status().offline);
        // A late answer is none.
        desk.answer(call, &PushAnswer { time: 0, position: 0, verdicts: vec![], order: None });
        assert_eq!(desk.keys(Store::Outbox), [1]);
        // There is no end to trying.
        for wait in [1_000, 2_000, 4_000] {
            desk.timer();
            let (call, _) = desk.next_call();
            desk.tell(Event::Failed { call, failure: Failure::Transport });
            assert_eq!(desk.wake, Some(wait));
        }
        // And no wait when there is reason to hope.
        desk.tell(Event::Triggered(Trigger::Online));
        desk.hello(|_| {});
        desk.push(|_| stored(11));
        assert_eq!(desk.keys(Store::Sent), [1]);
    }
}

#[test]
fn verdicts_that_are_not_ours_change_nothing() {
    let verdict = |number| {
        let id = Some(EntryId { incarnation: 71, number });
        Verdict { id, outcome: stored(11) }
    };
    for verdicts in [vec![], vec![verdict(1)], vec![verdict(1), verdict(1)], vec![verdict(9); 2]] {
        let mut desk = Desk::agreed();
        desk.tap(2);
        let (call, _) = desk.next_call();
        desk.answer(call, &PushAnswer { time: NOW, position: 10, verdicts, order: None });
        assert_eq!(desk.keys(Store::Outbox), [1, 2]);
        assert!(desk.wake.is_some_and(|after| after < POLL_MILLIS));
    }
}

#[test]
fn a_call_without_an_answer_is_given_up() {
    let mut desk = Desk::agreed();
    desk.tap(4);
    assert_eq!(desk.wake, Some(CALL_MILLIS_MAX));
    desk.timer();
    desk.calls.clear();
    assert_eq!(desk.wake, Some(500));
    desk.timer();
    desk.hello(|_| {});
    let (_, Request::Push(push)) = desk.next_call() else { panic!("a push") };
    assert_eq!(push.entries.len(), 2, "half of it, since it took too long");
}

#[test]
fn too_much_is_halved_at_once_and_grows_again() {
    let mut desk = Desk::agreed();
    desk.tap(100);
    let sizes = |desk: &Desk| match &desk.calls[0].1 {
        Request::Push(push) => push.entries.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(sizes(&desk), 100);
    let (call, _) = desk.next_call();
    desk.respond(call, 413, "text/html", Vec::new());
    assert_eq!(sizes(&desk), 50);
    desk.push(|_| stored(11));
    assert_eq!(sizes(&desk), 50);
    desk.push(|_| stored(11));
    desk.hello_if_due();
    desk.tap(100);
    assert_eq!(sizes(&desk), 100);
}

impl Desk {
    fn hello_if_due(&mut self) {
        if matches!(self.calls.first(), Some((_, Request::Hello(_)))) {
            self.hello(|_| {});
        }
    }
}

#[test]
fn one_entry_that_never_goes_through_does_not_stop_the_others() {
    let mut desk = Desk::agreed();
    desk.tap(2);
    for _ in 0..2 {
        let (call, _) = desk.next_call();
        desk.respond(call, 413, "", Vec::new());
    }
    assert_eq!(desk.device.status().line(), Line::NeedsAttention(1));
    desk.timer();
    desk.hello(|_| {});
    assert_eq!(desk.push(|_| stored(11)).entries.len(), 1);
    // The other is still there, and is tried again when somebody asks.
    assert_eq!(desk.keys(Store::Outbox), [1]);
    assert!(desk.device.unsent().count() == 1);
    desk.tell(Event::Triggered(Trigger::Button));
    desk.hello(|_| {});
    desk.push(|_| stored(12));
    assert!(desk.keys(Store::Outbox).is_empty());
}

/// A bug on the server is no verdict: nothing is held for it.
#[test]
fn one_entry_that_the_server_fails_at_does_not_stop_the_others() {
    let mut desk = Desk::agreed();
    desk.tap(2);
    for pushed in [2, 1] {
        let (call, Request::Push(push)) = desk.next_call() else { panic!("a push") };
        assert_eq!(push.entries.len(), pushed);
        desk.respond(call, 500, "application/json", error("internal"));
        // A server in trouble is not asked again at once.
        assert!(desk.calls.is_empty() && desk.wake.is_some_and(|after| after >= 500));
        desk.timer();
        desk.hello(|_| {});
    }
    assert_eq!(desk.push(|_| stored(11)).entries.len(), 1);
    let status = desk.device.status();
    assert_eq!((status.unsent, status.held, status.sent), (1, 0, 1));
    desk.timer();
    desk.hello(|_| {});
    assert!(desk.calls.is_empty(), "it rests, and the others go on");
    desk.tell(Event::Triggered(Trigger::Visible));
    desk.hello(|_| {});
    desk.push(|_| stored(12));
    assert!(desk.keys(Store::Outbox).is_empty());
}

#[test]
fn somebody_elses_session_is_none() {
    let mut desk = Desk { device: Device::new("b1").of(Uid::from_u128(1)), ..Desk::default() };
    desk.load();
    desk.tell(Event::Lead(true));
    desk.hello(|answer| answer.person = Some(Uid::from_u128(1)));
    desk.pull(vec![listed(100, &[(A, 10)])], 10);
    desk.timer();
    let before = desk.disk.clone();
    desk.hello(|answer| {
        answer.person = Some(Uid::from_u128(2));
        answer.scopes = Some(vec![B]);
    });
    assert!(desk.device.status().sign_in_again);
    assert_eq!((desk.shown(), desk.disk == before), (vec![100], true));
    assert!(desk.calls.is_empty());
}

#[test]
fn a_disk_without_room_for_a_page_does_not_stop_what_is_on_it() {
    let mut desk = Desk::open();
    desk.hello(|_| {});
    desk.slow_disk = true;
    desk.pull(vec![listed(100, &[(A, 10)])], 10);
    let page = desk.writes.pop().unwrap();
    desk.tap(1);
    desk.commit();
    for _ in 0..WRITE_FAILURES_MAX {
        assert!(desk.calls.is_empty());
        desk.tell(Event::WriteFailed(page.id));
    }
    desk.writes.clear();
    desk.push(|_| stored(11));
    desk.commit();
    assert_eq!(desk.keys(Store::Sent), [1]);
    desk.writes.push(page);
    desk.commit();
    assert_eq!(desk.wake, Some(POLL_MILLIS));
}

#[test]
fn how_wrong_the_clock_is_is_known_without_a_network() {
    let mut desk = Desk::agreed();
    assert_eq!(
        (desk.device.offset(), desk.keys(Store::Meta).contains(&meta::OFFSET)),
        (5_000, false)
    );
    desk.timer();
    desk.hello(|answer| answer.time = NOW - 172_800_000);
    desk.device = Device::new("b1");
    assert_eq!(desk.device.offset(), 0);
    desk.load();
    assert_eq!(desk.device.offset(), -172_800_000);
}

#[test]
fn each_verdict_does_what_it_says() {
    let mut desk = Desk::agreed();
    desk.tap(6);
    let outcomes = [
        stored(11),
        Outcome::Duplicate { position: 3, received: RECEIVED },
        held("not-allowed"),
        Outcome::Erased,
        Outcome::Discarded,
        Outcome::Other,
    ];
    desk.push(|place| outcomes[place].clone());
    assert_eq!(desk.keys(Store::Sent), [1, 2]);
    assert_eq!(desk.keys(Store::Outbox), [3, 6]);
    assert_eq!(desk.shown(), [1, 2, 3, 6, 100]);
    let why = |number: u64| {
        desk.device.shown().find(|shown| shown.entry.id().number == number).unwrap().held
    };
    assert_eq!((why(1), why(3)), (None, Some(Reason::NotAllowed)));
    assert!(why(6).is_some());
    assert_eq!(desk.device.status().line(), Line::NeedsAttention(2));
    let told = desk.changed.last().unwrap();
    assert_eq!(told.removed.iter().map(|id| id.number).collect::<Vec<_>>(), [4, 5]);
    // Held ones are not sent again and again, but once when the app is opened.
    assert!(desk.calls.is_empty());
    desk.load();
    desk.hello(|_| {});
    assert_eq!(desk.push(|_| stored(12)).entries.len(), 2);
    assert_eq!(desk.device.status().held, 0);
}

#[test]
fn who_is_signed_out_keeps_everything() {
    let mut desk = Desk::agreed();
    desk.tap(1);
    let (call, _) = desk.next_call();
    desk.respond(call, 401, "application/json", error("not-signed-in"));
    assert_eq!(desk.device.status().line(), Line::SignInAgain);
    assert_eq!((desk.wake, desk.keys(Store::Outbox)), (Some(BACK_OFF_MILLIS_MAX), vec![1]));
    // A lost network says nothing about that.
    desk.tell(Event::Triggered(Trigger::Button));
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    assert!(desk.device.status().sign_in_again);
    desk.tell(Event::Triggered(Trigger::Button));
    desk.hello(|_| {});
    assert!(!desk.device.status().sign_in_again);
    desk.push(|_| stored(11));
}

#[test]
fn who_has_signed_in_again_is_believed_before_the_server_is_heard() {
    let mut desk = Desk::agreed();
    desk.timer();
    let (call, _) = desk.next_call();
    desk.respond(call, 401, "application/json", error("not-signed-in"));
    assert!(desk.device.status().sign_in_again);
    desk.tell(Event::Triggered(Trigger::SignedIn));
    assert!(!desk.device.status().sign_in_again);
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    assert!(!desk.device.status().sign_in_again);
}

#[test]
fn an_app_that_is_too_old_keeps_everything_and_is_quiet() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.order = Some(Order::Update));
    desk.tap(1);
    assert!(desk.calls.is_empty());
    assert_eq!((desk.wake, desk.device.status().line()), (Some(BACK_OFF_MILLIS_MAX), Line::Update));
    assert_eq!(desk.keys(Store::Outbox), [1]);
}

#[test]
fn a_lost_scope_goes_after_the_outbox_and_a_new_one_is_filled_up_to_the_cursor() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![A, B]));
    let pull = desk.pull(vec![listed(101, &[(B, 4)]), listed(100, &[(B, 7)])], 10);
    assert_eq!(pull.backfill, Some(Backfill { scopes: vec![B], after: 0, up_to: 10 }));
    assert_eq!(desk.shown(), [100, 101]);
    assert_eq!(desk.device.base.entries().count(), 2, "100 is there once, in two scopes");

    desk.slow_disk = true;
    desk.tap(1);
    desk.slow_disk = false;
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![B]));
    assert_eq!(desk.shown(), [1, 100, 101]);
    desk.push(|_| stored(11));
    assert_eq!(desk.shown(), [1, 100, 101], "100 is in B as well");
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![A]));
    assert_eq!(desk.shown(), [1], "what was sent stays until a backup covers it");
    // It was away: the cursor may have passed over some of A.
    let pull = desk.pull(vec![listed(100, &[(A, 10)])], 10);
    assert_eq!(pull.backfill.unwrap().scopes, [A]);
    assert_eq!(desk.shown(), [1, 100]);
}

#[test]
fn a_scope_that_comes_back_before_it_was_dropped_is_filled_from_the_beginning() {
    let mut desk = Desk::agreed();
    desk.tap(1);
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![]));
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    desk.timer();
    // In the meantime the cursor may have passed over some of it.
    desk.hello(|answer| answer.scopes = Some(vec![A]));
    desk.push(|_| stored(9));
    let pull = desk.pull(vec![listed(100, &[(A, 10)])], 10);
    assert_eq!(pull.backfill, Some(Backfill { scopes: vec![A], after: 0, up_to: 10 }));
    assert_eq!(desk.shown(), [1, 100]);
}

#[test]
fn after_a_restore_what_was_acknowledged_goes_up_again_with_its_time() {
    let mut desk = Desk::agreed();
    desk.tap(1);
    desk.push(|_| stored(9));
    desk.timer();
    let restored = |answer: &mut HelloAnswer| {
        answer.epoch = Epoch(2);
        answer.position = 8;
        answer.backup = 500;
        answer.order = Some(Order::PushAgain { after: 8 });
    };
    desk.hello(restored);
    assert_eq!(desk.keys(Store::Sent), [1], "a mark of another epoch covers nothing");
    assert_eq!(desk.shown(), [1], "100 was pulled from the lost part");
    let push = desk.push(|_| stored(9));
    let Lenient::Read(again) = &push.entries[0] else { panic!("an entry") };
    assert_eq!((push.epoch, again.received), (Epoch(2), Some(RECEIVED)));
    assert_eq!(desk.pull(vec![], 10).cursor, 8);
    // Now it is covered.
    desk.timer();
    desk.hello(|answer| (answer.epoch, answer.backup) = (Epoch(2), 9));
    assert!(desk.keys(Store::Sent).is_empty());
    // The clock does not forget what it has given out.
    let last = desk.device.clock.last();
    desk.device = Device::new("b1");
    desk.load();
    assert_eq!(desk.device.clock.last(), last);
    assert!(desk.device.issue(0).unwrap().1 > last);
}

#[test]
fn a_copied_database_takes_a_new_incarnation_once() {
    let mut desk = Desk::agreed();
    let before = desk.tap(2);
    desk.push(|_| held("clash"));
    assert_eq!(desk.leases, [false, true]);
    let after = desk.tap(1);
    assert_ne!(after[0].incarnation, before[0].incarnation);
    assert!(after[0].number > before[1].number, "numbers are keys: they go on");
    desk.push(|_| stored(11));
    desk.tell(Event::Triggered(Trigger::Button));
    desk.hello(|_| {});
    desk.push(|_| held("clash"));
    assert_eq!(desk.leases, [false, true], "that was about the old one");
}

#[test]
fn what_only_a_newer_app_can_read_is_pulled_again_by_it() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.position = 20);
    let (call, _) = desk.next_call();
    let raw = Unreadable { raw: "{\"entry\":{\"v\":2}}".to_owned(), id: None };
    let listed = vec![Lenient::Unreadable(raw), Lenient::Read(listed(101, &[(A, 20)]))];
    let answer =
        PullAnswer { position: 20, listed, erased: vec![], next: 20, more: false, order: None };
    desk.answer(call, &answer);
    assert_eq!(desk.shown(), [100, 101]);
    for (build, cursor) in [("b1", 20), ("b2", 10)] {
        desk.device = Device::new(build);
        desk.load();
        desk.tell(Event::Lead(true));
        let (_, Request::Hello(hello)) = desk.next_call() else { panic!("a hello") };
        assert_eq!(hello.cursor, cursor, "{build}");
    }
}

#[test]
fn a_page_that_gets_nowhere_is_not_asked_for_for_ever() {
    for (next, more) in [(10, true), (9, false)] {
        let mut desk = Desk::agreed();
        desk.timer();
        desk.hello(|answer| answer.position = 20);
        let (call, _) = desk.next_call();
        let (listed, erased) = (vec![], vec![]);
        desk.answer(call, &PullAnswer { position: 20, listed, erased, next, more, order: None });
        assert!(desk.calls.is_empty());
        assert_eq!(desk.wake, Some(500));
    }
}

#[test]
fn being_turned_away_again_and_again_ends_in_a_rest() {
    let mut desk = Desk::agreed();
    desk.timer();
    for _ in 0..4 {
        desk.hello(|answer| answer.position = 20);
        let (call, _) = desk.next_call();
        let order = Some(Order::HelloAgain);
        let (listed, erased) = (vec![], vec![]);
        let answer = PullAnswer { position: 20, listed, erased, next: 10, more: false, order };
        desk.answer(call, &answer);
    }
    assert!(desk.calls.is_empty());
    assert_eq!(desk.wake, Some(500));
}

#[test]
fn an_erased_entry_goes_wherever_it_is() {
    let mut desk = Desk::agreed();
    let ids = desk.tap(1);
    desk.push(|_| stored(11));
    desk.timer();
    desk.hello(|answer| answer.position = 20);
    let (call, _) = desk.next_call();
    let erased = vec![ids[0], EntryId { incarnation: 9, number: 100 }];
    let answer =
        PullAnswer { position: 20, listed: vec![], erased, next: 20, more: false, order: None };
    desk.answer(call, &answer);
    assert!(desk.shown().is_empty());
    assert!(desk.keys(Store::Sent).is_empty() && desk.keys(Store::Base).is_empty());
    assert_eq!(desk.changed.last().unwrap().removed.len(), 2);
}

#[test]
fn damaged_and_newer_rows_are_left_alone() {
    let mut desk = Desk::agreed();
    desk.slow_disk = true;
    desk.tap(2);
    desk.calls.clear();
    desk.slow_disk = false;
    desk.tell(Event::Lead(false));
    let kept = desk.disk.clone();
    let reopen = |store: Store, key: u64, row: Vec<u8>| {
        let mut fresh = Desk { device: Device::new("b1"), disk: kept.clone(), ..Desk::default() };
        fresh.disk.insert((store, key), row.clone());
        fresh.load();
        fresh.tell(Event::Lead(true));
        (fresh, row)
    };
    // One damaged entry: somebody must look; the others go up.
    let (desk, row) = reopen(Store::Outbox, 1, vec![1, 0xff]);
    assert_eq!((desk.device.status().held, desk.device.status().unsent), (1, 1));
    assert_eq!(desk.disk[&(Store::Outbox, 1)], row);
    assert_eq!(desk.calls.len(), 1);
    // Damaged copies are pulled again.
    for (store, key) in [(Store::Base, 1), (Store::Meta, meta::SYNC)] {
        let (mut desk, _) = reopen(store, key, vec![1, 0xff]);
        assert_eq!(desk.shown(), [1, 2]);
        assert!(desk.keys(Store::Base).is_empty());
        assert_eq!(desk.hello(|_| {}).cursor, 0);
    }
    // A newer app has been here: this one keeps what is made, and is quiet.
    let meta = [(Store::Meta, meta::SYNC), (Store::Meta, meta::LEASE)];
    for (store, key) in [(Store::Outbox, 1), (Store::Base, 1)].into_iter().chain(meta) {
        let (mut desk, row) = reopen(store, key, vec![2, 0x80]);
        assert_eq!(desk.device.status().line(), Line::Update, "{store:?}");
        let before = desk.disk.clone();
        let made = desk.tap(1);
        assert!(!before.contains_key(&(Store::Outbox, made[0].number)), "nothing is overwritten");
        assert!(desk.disk.contains_key(&(Store::Outbox, made[0].number)));
        assert_eq!(desk.disk[&(store, key)], row);
        assert!(desk.calls.is_empty());
    }
    // One came while this one was open, in the middle of a call.
    let (mut desk, _) = reopen(Store::Meta, meta::HOST_MIN, vec![]);
    let sync = desk.disk[&(Store::Meta, meta::SYNC)].clone();
    let puts = vec![(Store::Base, (1, vec![2, 0x80]))];
    desk.tell(Event::Heard(Write { puts, ..Write::default() }));
    desk.hello(|answer| answer.scopes = Some(vec![A, B]));
    assert_eq!(desk.device.status().line(), Line::Update);
    assert_eq!(desk.disk[&(Store::Meta, meta::SYNC)], sync);
    assert!(desk.calls.is_empty());
}

#[test]
fn numbers_that_nobody_counted_overwrite_nothing() {
    let mut desk = Desk::agreed();
    let known = desk.tap(1);
    desk.push(|_| stored(11));
    // The row is damaged, and one of the entries as well: it is not in memory.
    desk.disk.insert((Store::Meta, meta::LEASE), vec![1, 0xff]);
    desk.disk.insert((Store::Sent, 1), vec![1, 0xff]);
    desk.device = Device::new("b1");
    desk.load();
    let next = desk.tap(1);
    assert_ne!(next[0].incarnation, known[0].incarnation);
    assert_eq!(desk.disk[&(Store::Sent, 1)], [1, 0xff]);
    assert_eq!(desk.keys(Store::Outbox), [next[0].number]);
}

#[test]
fn the_oldest_goes_first_whatever_its_number() {
    let mut desk = Desk::agreed();
    desk.tell(Event::Leased(Lease::drawn(5)));
    desk.slow_disk = true;
    let drawn = desk.tap(1);
    let (counted, _) = lease(None, false, 6).unwrap();
    desk.tell(Event::Leased(counted));
    let counted = desk.tap(1);
    assert!(counted[0].number < drawn[0].number);
    desk.slow_disk = false;
    desk.commit();
    let (_, Request::Push(push)) = desk.next_call() else { panic!("a push") };
    let pushed = push.entries.iter().map(|pushed| match pushed {
        Lenient::Read(pushed) => pushed.entry.id(),
        Lenient::Unreadable(raw) => panic!("{raw:?}"),
    });
    assert_eq!(pushed.collect::<Vec<_>>()[0], drawn[0]);
}

#[test]
fn tabs_hear_of_each_other() {
    let mut first = Desk::agreed();
    let mut second =
        Desk { device: Device::new("b1"), disk: first.disk.clone(), ..Desk::default() };
    second.load();
    second.slow_disk = true;
    second.tap(1);
    assert!(second.calls.is_empty(), "the first one leads");
    first.tell(Event::Heard(second.writes.pop().unwrap()));
    assert_eq!(first.device.status().unsent, 1);
    first.slow_disk = true;
    let number = second.device.own.iter().next().unwrap().0;
    assert_eq!(number, 257, "of a block of its own");
    first.push(|_| stored(11));
    second.tell(Event::Heard(first.writes.pop().unwrap()));
    assert_eq!(second.device.status(), Status { unsent: 0, sent: 1, ..second.device.status() });
    // Two that both believe that they lead: the later write finds the row
    // changed, and reads everything again.
    second.tell(Event::Conflicted(0));
    assert_eq!(second.reloads, 0, "no write of its own");
    second.tell(Event::Lead(true));
    second.hello(|answer| answer.scopes = Some(vec![A, B]));
    let write = second.writes.pop().unwrap();
    assert!(write.guard.is_some());
    second.tell(Event::Conflicted(write.id));
    assert_eq!((second.reloads, second.calls.len()), (1, 0));
    second.load();
    assert_eq!(second.calls.len(), 1);
}

/// What a tab that missed a message believes is not what is on the disk.
#[test]
fn a_tab_that_missed_a_message_reads_everything_again() {
    let mut first = Desk::agreed();
    let mut second =
        Desk { device: Device::new("b1"), disk: first.disk.clone(), ..Desk::default() };
    second.load();
    first.slow_disk = true;
    for position in [20, 30] {
        first.timer();
        first.hello(|answer| answer.position = position);
        first.pull(vec![listed(100 + position, &[(A, position)])], position);
        let write = first.writes.last().unwrap().clone();
        first.commit();
        if position == 30 {
            second.tell(Event::Heard(write));
        }
    }
    assert_eq!((second.reloads, second.shown()), (1, vec![100]));
    second.disk = first.disk.clone();
    second.load();
    assert_eq!(second.shown(), [100, 120, 130]);
}

#[test]
fn a_glance_shows_what_was_missed() {
    let glance = |desk: &Desk| Glance {
        sync: desk.disk.get(&(Store::Meta, meta::SYNC)).cloned(),
        outbox: desk.keys(Store::Outbox).into_iter().collect(),
    };
    let mut desk = Desk::agreed();
    desk.disk.insert((Store::Outbox, 9), vec![1, 0xff]);
    desk.load();
    desk.hello_if_due();
    desk.slow_disk = true;
    desk.tap(1);
    desk.tell(Event::Glanced(glance(&desk)));
    assert_eq!(desk.reloads, 0, "a write of its own is under way");
    desk.commit();
    desk.tell(Event::Glanced(glance(&desk)));
    assert_eq!(desk.reloads, 0, "everything is as it was, what is damaged too");
    let mut other = glance(&desk);
    other.outbox.insert(300);
    desk.tell(Event::Glanced(other));
    assert_eq!(desk.reloads, 1);
    desk.load();
    desk.tell(Event::Glanced(Glance { sync: None, ..glance(&desk) }));
    assert_eq!(desk.reloads, 2);
}

#[test]
fn chunks_fill_up_and_the_last_one_grows() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.position = 2_000);
    let page = (1_000..2_000).map(|n| listed(n, &[(A, n)])).collect();
    desk.pull(page, 2_000);
    assert_eq!(desk.keys(Store::Base), [1, 2, 3]);
    let sizes: Vec<_> = (1..=3).map(|number| desk.device.base.chunk(number).len()).collect();
    assert_eq!(sizes, [CHUNK_ENTRIES_MAX, CHUNK_ENTRIES_MAX, 1]);
    desk.tell(Event::News(2_001));
    desk.pull(vec![listed(2_001, &[(A, 2_001)])], 2_001);
    assert_eq!(desk.device.base.chunk(3).len(), 2);
}
