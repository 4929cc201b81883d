//! The server's half, case by case.

use super::*;
use crate::body::{Body, Fields, Value};
use crate::clock::EFFECTIVE_PAST_MILLIS_MAX;
use crate::entry::{BODY_BYTES_MAX, Envelope, Kind, Link, Stamp};
use crate::frame::{Backfill, PROTOCOL, Protocols};

const NOW: Millis = 1_795_000_000_000;
const EPOCH: Epoch = Epoch(1);
const ANNA: Uid = Uid::from_u128(0xa);
const BEN: Uid = Uid::from_u128(0xb);

/// Lists by kind: `a` and `b` in a scope of that name, `share` lists what it
/// names in `b` too, `odd` is held.
struct Rules;

fn scope(name: u8) -> Scope {
    Scope { tag: name, id: Uid::NIL }
}

impl Judge<MemoryLog> for Rules {
    fn judge(
        &mut self,
        log: &mut MemoryLog,
        entry: &Entry,
        _: Received,
    ) -> Result<Judgement, std::convert::Infallible> {
        let named = &entry.envelope.supersedes;
        Ok(match entry.envelope.kind.as_str() {
            "odd" => Judgement::Hold(Reason::Other("odd".to_owned())),
            "share" if named.iter().any(|id| log.get(*id).is_none()) => {
                Judgement::Hold(Reason::Other("unknown-target".to_owned()))
            }
            "share" => Judgement::Accept {
                scopes: vec![scope(b'a')],
                also: named.iter().map(|id| (*id, vec![scope(b'b'), scope(b'a')])).collect(),
            },
            kind => Judgement::Accept { scopes: vec![scope(kind.as_bytes()[0])], also: vec![] },
        })
    }

    fn day(&self, time: Millis) -> i32 {
        i32::try_from(time.div_euclid(86_400_000)).unwrap()
    }
}

fn id(number: u64) -> EntryId {
    EntryId { incarnation: 7, number }
}

fn entry(number: u64, kind: &str, text: &str) -> Entry {
    Entry {
        envelope: Envelope {
            id: id(number),
            author: ANNA,
            stamp: Stamp::new(NOW - 1_000, 0),
            kind: Kind::new(kind).unwrap(),
            version: 1,
            record: None,
            class: None,
            links: Vec::new(),
            supersedes: Vec::new(),
        },
        body: Body::new(&Fields::from([("text".to_owned(), Value::Text(text.to_owned()))])),
    }
}

fn pushed(entry: Entry) -> Lenient<Pushed> {
    Lenient::Read(Pushed { entry, received: None })
}

fn push_all(log: &mut MemoryLog, entries: Vec<Lenient<Pushed>>) -> PushAnswer {
    push_as(log, ANNA, entries, NOW)
}

fn push_as(
    log: &mut MemoryLog,
    sender: Uid,
    entries: Vec<Lenient<Pushed>>,
    now: Millis,
) -> PushAnswer {
    let epoch = log.head().unwrap().epoch;
    let frame = Push { protocol: PROTOCOL, epoch, incarnation: 7, offset: 500, entries };
    let Ok(answer) = push(log, &mut Rules, sender, &frame, now);
    answer
}

fn outcomes(answer: PushAnswer) -> Vec<Outcome> {
    answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect()
}

fn held(code: &str) -> Outcome {
    Outcome::Held { reason: Reason::from_code(code) }
}

const RECEIVED: Received = Received { effective: NOW - 500, day: 20_775, suspect: false };

#[test]
fn each_entry_gets_its_own_verdict() {
    let mut log = MemoryLog::new(EPOCH);
    let raw = Unreadable { raw: "{\"entry\":7}".to_owned(), id: None };
    let mut big = entry(3, "a", "");
    let text = Value::Text("x".repeat(BODY_BYTES_MAX));
    big.body = Body::new(&Fields::from([("text".to_owned(), text)]));
    let mut unsorted = entry(4, "a", "");
    unsorted.envelope.links = vec![Link { tag: 2, id: BEN }, Link { tag: 1, id: BEN }];
    let mut of_ben = entry(5, "a", "");
    of_ben.envelope.author = BEN;
    let answer = push_all(
        &mut log,
        vec![
            pushed(entry(1, "a", "")),
            Lenient::Unreadable(raw),
            pushed(entry(2, "odd", "")),
            pushed(big),
            pushed(unsorted),
            pushed(of_ben),
            pushed(entry(6, "b", "")),
            pushed(entry(1, "a", "")),
        ],
    );
    assert_eq!(answer.order, None);
    assert_eq!(answer.position, 2);
    let ids: Vec<_> = answer.verdicts.iter().map(|verdict| verdict.id).collect();
    assert_eq!(
        ids,
        [
            Some(id(1)),
            None,
            Some(id(2)),
            Some(id(3)),
            Some(id(4)),
            Some(id(5)),
            Some(id(6)),
            Some(id(1))
        ]
    );
    assert_eq!(
        outcomes(answer),
        [
            Outcome::Stored { position: 1, received: RECEIVED },
            held("unreadable"),
            held("odd"),
            held("too-large"),
            held("invalid"),
            held("not-author"),
            Outcome::Stored { position: 2, received: RECEIVED },
            Outcome::Duplicate { position: 1, received: RECEIVED },
        ]
    );
    // What is held is kept, as it came, once.
    assert_eq!(log.held().len(), 5);
    assert_eq!(log.held()[0].what.as_ref().unwrap_err().raw, "{\"entry\":7}");
    push_all(&mut log, vec![pushed(entry(2, "odd", ""))]);
    assert_eq!(log.held().len(), 5);
}

#[test]
fn the_same_again_keeps_its_place_and_time() {
    let mut log = MemoryLog::new(EPOCH);
    push_all(&mut log, vec![pushed(entry(1, "a", ""))]);
    let later = push_as(&mut log, ANNA, vec![pushed(entry(1, "a", ""))], NOW + 86_400_000);
    assert_eq!(outcomes(later), [Outcome::Duplicate { position: 1, received: RECEIVED }]);
    assert_eq!(log.head().unwrap().position, 1);
}

/// A file of what a device had not sent may come by somebody else's hand, and
/// after the device has sent it.
#[test]
fn what_is_settled_is_settled_whoever_brings_it() {
    let mut log = MemoryLog::new(EPOCH);
    let (stored, discarded, erased) = (entry(1, "a", ""), entry(2, "odd", ""), entry(3, "a", ""));
    push_all(&mut log, [&stored, &discarded, &erased].map(|e| pushed(e.clone())).to_vec());
    log.discard(discarded.id(), discarded.hash());
    log.erase(erased.id(), scope(b'p'));
    let other = entry(1, "a", "other");
    let all = [stored, discarded, erased, other].map(pushed).to_vec();
    let answer = push_as(&mut log, BEN, all, NOW);
    // Ben's device has used no id twice.
    assert_eq!(answer.order, None);
    assert_eq!(
        outcomes(answer),
        [
            Outcome::Duplicate { position: 1, received: RECEIVED },
            Outcome::Discarded,
            Outcome::Erased,
            held("not-author"),
        ]
    );
    assert_eq!(log.held().len(), 1);
}

#[test]
fn one_id_with_two_contents_keeps_both_and_orders_a_new_incarnation() {
    let mut log = MemoryLog::new(EPOCH);
    push_all(&mut log, vec![pushed(entry(1, "a", "first"))]);
    let answer =
        push_all(&mut log, vec![pushed(entry(1, "a", "second")), pushed(entry(2, "a", ""))]);
    assert_eq!(answer.order, Some(Order::NewIncarnation));
    let stored = Outcome::Stored { position: 2, received: RECEIVED };
    assert_eq!(outcomes(answer), [held("clash"), stored]);
    assert_eq!(log.get(id(1)).unwrap().entry, entry(1, "a", "first"));
    assert_eq!(log.held()[0].what, Ok(entry(1, "a", "second")));
}

#[test]
fn what_was_erased_or_discarded_stays_so() {
    let mut log = MemoryLog::new(EPOCH);
    let odd = entry(2, "odd", "");
    push_all(&mut log, vec![pushed(entry(1, "a", "")), pushed(odd.clone())]);
    log.erase(id(1), scope(b'p'));
    log.discard(id(2), odd.hash());
    assert!(log.held().is_empty());
    let again = push_all(
        &mut log,
        // Erased is the id, whatever it comes with; discarded is the content.
        vec![pushed(entry(1, "a", "x")), pushed(odd), pushed(entry(2, "a", ""))],
    );
    let stored = Outcome::Stored { position: 3, received: RECEIVED };
    assert_eq!(outcomes(again), [Outcome::Erased, Outcome::Discarded, stored]);
}

#[test]
fn something_held_is_stored_once_its_reason_is_gone() {
    let mut log = MemoryLog::new(EPOCH);
    let mut share = entry(2, "share", "");
    share.envelope.supersedes = vec![id(1)];
    let first = push_all(&mut log, vec![pushed(share.clone())]);
    assert_eq!(outcomes(first), [held("unknown-target")]);
    push_all(&mut log, vec![pushed(entry(1, "a", ""))]);
    let again = push_all(&mut log, vec![pushed(share)]);
    assert_eq!(outcomes(again), [Outcome::Stored { position: 2, received: RECEIVED }]);
    assert!(log.held().is_empty());
    // What it names is listed further, at a position of its own, where it was
    // not listed yet.
    let places: Vec<_> = log.places().map(|(at, id, scopes)| (at, id, scopes.to_vec())).collect();
    assert_eq!(places[2], (3, id(1), vec![scope(b'b')]));
}

#[test]
fn a_time_from_before_a_restore_goes_on_counting_if_it_can_be_one() {
    let before = |effective, day| Received { effective, day, suspect: true };
    let day_of = |time: Millis| Rules.day(time);
    let ago = NOW - 3 * 86_400_000;
    let old = NOW - EFFECTIVE_PAST_MILLIS_MAX - 1;
    for (claimed, counts) in [
        (before(ago, day_of(ago)), before(ago, day_of(ago))),
        // The zone has changed since.
        (before(ago, day_of(ago) - 1), before(ago, day_of(ago) - 1)),
        // Nobody could have said these.
        (before(ago, day_of(ago) - 2), RECEIVED),
        (before(NOW + 86_400_000, day_of(NOW) + 1), RECEIVED),
        (before(old, day_of(old)), RECEIVED),
    ] {
        let mut log = MemoryLog::new(EPOCH);
        let again = Pushed { entry: entry(1, "a", ""), received: Some(claimed) };
        let answer = push_all(&mut log, vec![Lenient::Read(again)]);
        assert_eq!(outcomes(answer), [Outcome::Stored { position: 1, received: counts }]);
    }
}

#[test]
fn nothing_is_taken_in_another_epoch() {
    let mut log = MemoryLog::new(EPOCH);
    let entries = vec![pushed(entry(1, "a", ""))];
    let frame = Push { protocol: PROTOCOL, epoch: Epoch(9), incarnation: 7, offset: 0, entries };
    let Ok(answer) = push(&mut log, &mut Rules, ANNA, &frame, NOW);
    assert_eq!((answer.verdicts.len(), answer.order), (0, Some(Order::HelloAgain)));
    assert_eq!(log.entries().count(), 0);
}

fn greeting(epoch: Option<Epoch>, cursor: Position, scopes: &[Scope]) -> Hello {
    Hello {
        protocol: PROTOCOL,
        speaks: PROTOCOLS,
        build: "test".to_owned(),
        incarnation: 7,
        epoch,
        cursor,
        scopes: Digest::of(scopes),
        directory: None,
        unsent: 0,
        oldest: None,
        sums: None,
    }
}

#[test]
fn hello_tells_what_the_device_must_know() {
    let mut log = MemoryLog::new(EPOCH);
    push_all(&mut log, (1..=3).map(|n| pushed(entry(n, "a", ""))).collect());
    log.backed_up();
    let copy = log.clone();
    push_all(&mut log, (4..=9).map(|n| pushed(entry(n, "a", ""))).collect());
    let granted = [scope(b'b'), scope(b'a')];
    let said = |log: &MemoryLog, hello: Hello| {
        let Ok(answer) = super::hello(log, &granted, "d1", &hello, NOW);
        answer
    };

    let first = said(&log, greeting(None, 0, &[]));
    assert_eq!((first.epoch, first.position, first.backup, first.time), (EPOCH, 9, 3, NOW));
    assert_eq!(first.scopes, Some(vec![scope(b'a'), scope(b'b')]));
    assert_eq!((first.directory.as_str(), first.order), ("d1", None));
    // The same scopes in another order are the same.
    let again = said(&log, greeting(Some(EPOCH), 9, &[scope(b'a'), scope(b'b')]));
    assert_eq!((again.scopes, again.order), (None, None));
    // Lost one.
    assert!(said(&log, greeting(Some(EPOCH), 9, &[scope(b'a')])).scopes.is_some());

    let mut restored = copy;
    let cases = [
        // Restored behind our backs, with the old epoch.
        (Some(EPOCH), 9, Some(Order::PushAgain { after: 3 })),
        (Some(EPOCH), 3, None),
    ];
    for (epoch, cursor, order) in cases {
        assert_eq!(said(&restored, greeting(epoch, cursor, &[])).order, order);
    }
    restored.put_back(Epoch(2));
    push_all(&mut restored, (20..=29).map(|n| pushed(entry(n, "a", ""))).collect());
    let mut twice = restored.clone();
    twice.put_back(Epoch(3));
    for (log, epoch, order) in [
        (&restored, Some(EPOCH), Some(Order::PushAgain { after: 3 })),
        (&restored, Some(Epoch(2)), None),
        (&restored, Some(Epoch(77)), Some(Order::PushAgain { after: 0 })),
        (&restored, None, None),
        // The first restore lost more than the second.
        (&twice, Some(EPOCH), Some(Order::PushAgain { after: 3 })),
        (&twice, Some(Epoch(2)), Some(Order::PushAgain { after: 13 })),
    ] {
        assert_eq!(said(log, greeting(epoch, 3, &[])).order, order, "{epoch:?}");
    }

    let old = Hello { speaks: Protocols { oldest: 0, newest: 0 }, ..greeting(None, 0, &[]) };
    assert_eq!(said(&log, old).order, Some(Order::Update));
}

fn tail(granted: &[Scope], cursor: Position) -> Pull {
    Pull {
        protocol: PROTOCOL,
        epoch: EPOCH,
        scopes: Digest::of(granted),
        cursor,
        bytes_max: u64::MAX,
        backfill: None,
    }
}

fn numbers(answer: &PullAnswer) -> Vec<u64> {
    answer
        .listed
        .iter()
        .map(|item| match item {
            Lenient::Read(listed) => listed.entry.id().number,
            Lenient::Unreadable(raw) => panic!("{raw:?}"),
        })
        .collect()
}

/// Entries 1 to 6, odd ones in `a`, even ones in `b`; then 1 in `b` as well.
fn six() -> MemoryLog {
    let mut log = MemoryLog::new(EPOCH);
    let kind = |n| if n % 2 == 1 { "a" } else { "b" };
    push_all(&mut log, (1..=6).map(|n| pushed(entry(n, kind(n), ""))).collect());
    log.list(id(1), &[scope(b'b')]).unwrap();
    log
}

#[test]
fn a_page_is_exactly_what_is_permitted() {
    let log = six();
    let (a, b) = (scope(b'a'), scope(b'b'));
    for (granted, cursor, expected) in [
        (&[a][..], 0, &[1, 3, 5][..]),
        (&[b], 0, &[2, 4, 6, 1]),
        (&[a, b], 0, &[1, 2, 3, 4, 5, 6]),
        (&[b], 6, &[1]),
        (&[a], 6, &[]),
        (&[], 0, &[]),
    ] {
        let Ok(answer) = pull(&log, granted, &tail(granted, cursor));
        assert_eq!(numbers(&answer), expected, "{granted:?} after {cursor}");
        // The cursor passes over what is not permitted.
        assert_eq!((answer.next, answer.more, answer.position), (7, false, 7));
    }
    // An entry is on a page once, with all its places there.
    let Ok(answer) = pull(&log, &[a, b], &tail(&[a, b], 0));
    let Lenient::Read(first) = &answer.listed[0] else { panic!("it can be read") };
    let place = |scope, position| Listing { scope, position };
    assert_eq!(first.listings, [place(a, 1), place(b, 7)]);
    assert_eq!((first.entry.clone(), first.received), (entry(1, "a", ""), RECEIVED));
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let log = six();
    let granted = [scope(b'a'), scope(b'b')];
    let (mut cursor, mut seen, mut pages) = (0, Vec::new(), 0);
    loop {
        let Ok(answer) = pull(&log, &granted, &Pull { bytes_max: 1, ..tail(&granted, cursor) });
        seen.extend(numbers(&answer));
        assert!(answer.next > cursor);
        (cursor, pages) = (answer.next, pages + 1);
        if !answer.more {
            break;
        }
    }
    assert_eq!((seen, cursor), (vec![1, 2, 3, 4, 5, 6, 1], 7));
    assert_eq!(pages, 7);
}

#[test]
fn a_page_of_other_scopes_than_the_device_believes_is_none() {
    let log = six();
    let granted = [scope(b'a'), scope(b'b')];
    let stale =
        [tail(&[scope(b'a')], 0), Pull { epoch: Epoch(9), ..tail(&granted, 0) }, tail(&granted, 8)];
    for request in stale {
        let Ok(answer) = pull(&log, &granted, &request);
        assert_eq!(answer.order, Some(Order::HelloAgain));
        assert_eq!((answer.listed.len(), answer.next), (0, request.cursor));
    }
}

#[test]
fn back_filling_goes_up_to_where_it_is_told_and_no_further() {
    let log = six();
    let (a, b) = (scope(b'a'), scope(b'b'));
    let granted = [a, b];
    let fill_of = |granted: &[Scope], scopes: &[Scope], after, up_to| {
        let backfill = Some(Backfill { scopes: scopes.to_vec(), after, up_to });
        let Ok(answer) = pull(&log, granted, &Pull { backfill, ..tail(granted, 5) });
        (numbers(&answer), answer.next, answer.more)
    };
    let fill = |scopes: &[Scope], after, up_to| fill_of(&granted, scopes, after, up_to);
    assert_eq!(fill(&[b], 0, 5), (vec![2, 4], 5, false));
    assert_eq!(fill(&[b], 2, 5), (vec![4], 5, false));
    assert_eq!(fill(&[a, b], 0, 2), (vec![1, 2], 2, false));
    // Nobody is given what they may not see, whatever they ask for.
    assert_eq!(fill(&[scope(b'z')], 0, 5), (vec![], 5, false));
    assert_eq!(fill_of(&[a], &[b], 0, 5), (vec![], 5, false));
    assert_eq!(fill(&[b], 0, 500), (vec![2, 4, 6, 1], 7, false));
}

#[test]
fn an_erasure_is_listed_and_leaves_nothing() {
    let mut log = six();
    log.erase(id(1), scope(b'p'));
    let b = [scope(b'b')];
    let Ok(answer) = pull(&log, &b, &tail(&b, 0));
    assert_eq!((numbers(&answer), answer.erased), (vec![2, 4, 6], vec![id(1)]));
    let author = [scope(b'p')];
    let Ok(answer) = pull(&log, &author, &tail(&author, 0));
    assert_eq!(answer.erased, [id(1)]);
}
