//! Formats that are kept for ever: the bytes of frames v1 and v2, of device
//! store v1, and of an entry's hash.
//!
//! **Never change a file in `golden/`.** A tablet that was offline for a year
//! sends these very bytes, and a database holds them. What is new gets a new
//! file. `WRITE_GOLDEN=1` writes files that are missing, and only those.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its file has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use sync::body::{Body, Fields, Value};
use sync::checksum::{ScopeSum, Sum, Sums};
use sync::device::rows::{self, OutboxRow, SentRow, SyncRow};
use sync::entry::{Entry, EntryHash, EntryId, Envelope, Kind, Link, Received, Stamp, Uid};
use sync::frame::{
    Backfill, Digest, Epoch, Format, Hello, HelloAnswer, Lenient, Limits, Listed, Message, Order,
    Outcome, Protocols, Pull, PullAnswer, Push, PushAnswer, Pushed, Reason, Verdict,
};
use sync::scope::{Listing, Scope};

const RECEIVED: Received = Received { effective: 1_795_000_000_123, day: 20_775, suspect: false };
const GUESSED: Received = Received { effective: 1_794_999_000_000, day: 20_775, suspect: true };
const INCARNATION: u64 = 0xfeed_0000_dead_beef;
const EPOCH: Epoch = Epoch(0x0123_4567_89ab_cdef);

fn id(number: u64) -> EntryId {
    EntryId { incarnation: INCARNATION, number }
}

/// Everything that an entry can have, a kind from the future, and a body with
/// all types of values.
fn full() -> Entry {
    let list = Value::List(vec![Value::Int(-1), Value::Int(i64::MAX), Value::Text("é\n\"".into())]);
    let map = Value::Map(Fields::from([("z".into(), Value::Null), ("aa".into(), Value::Int(0))]));
    let body = Fields::from([
        ("muscle".into(), Value::Text("perseverance".into())),
        ("phase".into(), Value::Int(300)),
        ("from-the-future".into(), map),
        ("list".into(), list),
        ("on".into(), Value::Bool(true)),
    ]);
    Entry {
        envelope: Envelope {
            id: id(7),
            author: Uid::from_u128(0xa1),
            stamp: Stamp::new(1_795_000_000_000, 5),
            kind: Kind::new("kind-2040").unwrap(),
            version: 3,
            record: Some(Uid::from_u128(0xb2)),
            class: Some(Uid::from_u128(0xc3)),
            links: vec![
                Link { tag: 1, id: Uid::from_u128(0xd4) },
                Link { tag: 200, id: Uid::from_u128(0xd5) },
            ],
            supersedes: vec![id(3), id(5)],
        },
        body: Body::new(&body),
    }
}

/// As little as an entry can have.
fn bare() -> Entry {
    Entry {
        envelope: Envelope {
            id: id(8),
            author: Uid::from_u128(0xa1),
            stamp: Stamp::new(0, 0),
            kind: Kind::new("x").unwrap(),
            version: 1,
            record: None,
            class: None,
            links: Vec::new(),
            supersedes: Vec::new(),
        },
        body: Body::new(&Fields::new()),
    }
}

fn scopes() -> Vec<Scope> {
    vec![Scope { tag: 1, id: Uid::NIL }, Scope { tag: 4, id: Uid::from_u128(0xc3) }]
}

fn listed() -> Vec<Listed> {
    let places = |at: &[u64]| {
        at.iter().zip(scopes()).map(|(at, scope)| Listing { scope, position: *at }).collect()
    };
    vec![
        Listed { entry: full(), received: RECEIVED, listings: places(&[12, 11]) },
        Listed { entry: bare(), received: GUESSED, listings: places(&[13]) },
    ]
}

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// The file holds these bytes.
fn check_bytes(name: &str, bytes: &[u8]) {
    let path = golden(name);
    if !path.exists() && std::env::var_os("WRITE_GOLDEN").is_some() {
        fs::write(&path, bytes).unwrap();
    }
    let kept = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(String::from_utf8_lossy(&kept), String::from_utf8_lossy(bytes), "{name}");
    assert_eq!(kept, bytes, "{name}");
}

/// What programs spoke when the first frames were kept.
const SPOKEN: Protocols = Protocols { oldest: 1, newest: 1 };

/// In each version: the file is read as the message, and the message is written
/// as the file. `message`: in this protocol.
fn check_frame<M: Message + PartialEq + std::fmt::Debug>(name: &str, message: impl Fn(u16) -> M) {
    for (format, protocol, file) in [
        (Format::Json, 1, format!("frame_v1_{name}.json")),
        (Format::Columns, 2, format!("frame_v2_{name}.bin")),
    ] {
        let message = message(protocol);
        check_bytes(&file, &format.encode(&message));
        let read: M = format.decode(&fs::read(golden(&file)).unwrap()).unwrap();
        assert_eq!(read, message, "{file}");
    }
}

#[test]
fn hashes_never_change() {
    // A hash is in the server's database, and in every checksum.
    assert_eq!(full().hash(), EntryHash(0x2a36_00b2_33ad_595c_f31d_54a3_ab9d_98d3));
    assert_eq!(bare().hash(), EntryHash(0x0930_e3bd_1742_f3dc_f835_7955_a53a_e08c));
    for entry in [full(), bare()] {
        assert_eq!(Entry::from_canonical(&entry.canonical()), Ok(entry));
    }
}

#[test]
fn hello() {
    check_frame("hello_first", |protocol| Hello {
        protocol,
        speaks: SPOKEN,
        build: "2026.11.1".into(),
        incarnation: INCARNATION,
        epoch: None,
        cursor: 0,
        scopes: Digest::of(&[]),
        directory: None,
        unsent: 0,
        oldest: None,
        sums: None,
    });
    let mut sums = Sums::default();
    sums.add(scopes()[0], EntryHash(7));
    check_frame("hello_sums", |protocol| Hello {
        protocol,
        speaks: Protocols { oldest: 1, newest: 2 },
        build: "2026.11.27".into(),
        incarnation: INCARNATION,
        epoch: Some(EPOCH),
        cursor: 1_234_567,
        scopes: Digest::of(&scopes()),
        directory: None,
        unsent: 0,
        oldest: None,
        sums: Some(sums.digest()),
    });
    check_frame("hello", |protocol| Hello {
        protocol,
        speaks: Protocols { oldest: 1, newest: 2 },
        build: "2026.11.1".into(),
        incarnation: INCARNATION,
        epoch: Some(EPOCH),
        cursor: 1_234_567,
        scopes: Digest::of(&scopes()),
        directory: Some("5f1c".into()),
        unsent: 3,
        oldest: Some(86_400_000),
        sums: None,
    });
}

#[test]
fn hello_answer() {
    let answer = HelloAnswer {
        speaks: SPOKEN,
        epoch: EPOCH,
        time: 1_795_000_000_000,
        position: 1_234_570,
        backup: 1_234_000,
        limits: Limits {
            batch_entries: 500,
            frame_bytes: 1_048_576,
            wire_bytes: 262_144,
            page_bytes: 524_288,
        },
        scopes: Some(scopes()),
        directory: "5f1d".into(),
        person: None,
        order: Some(Order::PushAgain { after: 1_234_000 }),
        sums: None,
    };
    check_frame("hello_answer", |_| answer.clone());
    let same = HelloAnswer { scopes: None, order: None, ..answer.clone() };
    check_frame("hello_answer_same", |_| same.clone());
    let update = HelloAnswer { order: Some(Order::Update), ..same.clone() };
    check_frame("hello_answer_update", |_| update.clone());
    let person = HelloAnswer { person: Some(Uid::from_u128(0xa1)), ..same.clone() };
    check_frame("hello_answer_person", |_| person.clone());
    let sum = |scope, sum| ScopeSum { scope, sum: Sum(sum) };
    let [first, second] = scopes()[..] else { panic!("two scopes") };
    let sums = Some(vec![sum(first, 7), sum(second, u128::MAX)]);
    let sums = HelloAnswer { sums, ..same };
    check_frame("hello_answer_sums", |_| sums.clone());
}

#[test]
fn push() {
    let again = Pushed { entry: bare(), received: Some(GUESSED) };
    let first = Pushed { entry: full(), received: None };
    let entries = vec![Lenient::Read(first), Lenient::Read(again)];
    check_frame("push", |protocol| Push {
        protocol,
        epoch: EPOCH,
        incarnation: INCARNATION,
        offset: -3_600_000,
        entries: entries.clone(),
    });
}

#[test]
fn push_answer() {
    let verdict = |number, outcome| Verdict { id: Some(id(number)), outcome };
    let held = |number, reason| verdict(number, Outcome::Held { reason });
    check_frame("push_answer", |_| PushAnswer {
        time: 1_795_000_000_000,
        position: 14,
        verdicts: vec![
            verdict(1, Outcome::Stored { position: 13, received: RECEIVED }),
            verdict(2, Outcome::Duplicate { position: 9, received: GUESSED }),
            Verdict { id: None, outcome: Outcome::Held { reason: Reason::Unreadable } },
            held(3, Reason::TooLarge),
            held(4, Reason::NotAuthor),
            held(5, Reason::Clash),
            held(6, Reason::Invalid),
            held(7, Reason::NotAllowed),
            held(8, Reason::Other("already-shared".into())),
            verdict(9, Outcome::Erased),
            verdict(10, Outcome::Discarded),
        ],
        order: Some(Order::NewIncarnation),
    });
    check_frame("push_answer_hello_again", |_| PushAnswer {
        time: 1_795_000_000_000,
        position: 14,
        verdicts: Vec::new(),
        order: Some(Order::HelloAgain),
    });
}

#[test]
fn pull() {
    let tail = |protocol| Pull {
        protocol,
        epoch: EPOCH,
        scopes: Digest::of(&scopes()),
        cursor: 10,
        bytes_max: 524_288,
        backfill: None,
    };
    check_frame("pull", tail);
    let backfill = Backfill { scopes: scopes(), after: 4, up_to: 10 };
    check_frame("pull_backfill", |protocol| Pull {
        backfill: Some(backfill.clone()),
        ..tail(protocol)
    });
}

#[test]
fn pull_answer() {
    check_frame("pull_answer", |_| PullAnswer {
        position: 20,
        listed: listed().into_iter().map(Lenient::Read).collect(),
        erased: vec![id(1)],
        next: 13,
        more: true,
        order: None,
    });
}

/// What a newer server says that this program does not know.
#[test]
fn answers_from_the_future_are_read() {
    let (json, read) = (Format::Json, |name: &str| fs::read(golden(name)).unwrap());
    let hello: HelloAnswer = json.decode(&read("future_hello_answer.json")).unwrap();
    assert_eq!(hello.order, Some(Order::Other));
    let push: PushAnswer = json.decode(&read("future_push_answer.json")).unwrap();
    assert_eq!(push.order, Some(Order::Other));
    let outcomes: Vec<_> = push.verdicts.into_iter().map(|verdict| verdict.outcome).collect();
    let moon = Reason::Other("full-moon".into());
    assert_eq!(outcomes, [Outcome::Other, Outcome::Held { reason: moon }]);
    let pull: PullAnswer = json.decode(&read("future_pull_answer.json")).unwrap();
    assert_eq!(pull.listed.len(), 2);
    assert!(matches!(&pull.listed[0], Lenient::Unreadable(raw) if raw.id == Some(id(7))));
    assert!(matches!(&pull.listed[1], Lenient::Read(listed) if listed.entry == bare()));
}

#[test]
fn device_store_v1() {
    let outbox = OutboxRow { entry: full(), held: None };
    let held = OutboxRow { entry: bare(), held: Some(Reason::NotAllowed) };
    let sent =
        SentRow { entry: full(), epoch: Some(EPOCH), position: 12, received: RECEIVED, held: None };
    let doubted =
        SentRow { epoch: None, held: Some(Reason::Other("full-moon".into())), ..sent.clone() };
    let first = SyncRow::default();
    let sync = SyncRow {
        generation: 41,
        epoch: Some(EPOCH),
        cursor: 10,
        scopes: scopes(),
        backfill: Some(Backfill { scopes: scopes(), after: 4, up_to: 10 }),
        dropping: vec![Scope { tag: 5, id: Uid::from_u128(0xd4) }],
        unread: Some(("2026.11.1".into(), 9)),
    };
    let directory = ("5f1d".to_owned(), b"{\"school\":{}}".to_vec());
    let written: [(&str, Vec<u8>); 11] = [
        ("outbox", rows::write_outbox(&outbox)),
        ("outbox held", rows::write_outbox(&held)),
        ("sent", rows::write_sent(&sent)),
        ("sent doubted", rows::write_sent(&doubted)),
        ("base", rows::write_chunk(&listed())),
        ("sync first", rows::write_sync(&first)),
        ("sync", rows::write_sync(&sync)),
        ("lease", rows::write_lease(id(257))),
        ("clock", rows::write_clock(Stamp::new(1_795_000_000_000, 9))),
        ("agreed", rows::write_agreed(1_795_000_000_000)),
        ("directory", rows::write_directory(&directory.0, &directory.1)),
    ];
    let mut text = String::new();
    for (name, row) in &written {
        write!(text, "{name}: ").unwrap();
        row.iter().try_for_each(|byte| write!(text, "{byte:02x}")).unwrap();
        text.push('\n');
    }
    check_bytes("store_v1.txt", text.as_bytes());

    let kept = fs::read_to_string(golden("store_v1.txt")).unwrap();
    let row = |name: &str| {
        let line = kept.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        unhex(line.unwrap_or_else(|| panic!("no row {name}")))
    };
    assert_eq!(rows::read_outbox(&row("outbox")), Ok(outbox));
    assert_eq!(rows::read_outbox(&row("outbox held")), Ok(held));
    assert_eq!(rows::read_sent(&row("sent")), Ok(sent));
    assert_eq!(rows::read_sent(&row("sent doubted")), Ok(doubted));
    assert_eq!(rows::read_chunk(&row("base")), Ok(listed()));
    assert_eq!(rows::read_sync(&row("sync first")), Ok(first));
    assert_eq!(rows::read_sync(&row("sync")), Ok(sync));
    assert_eq!(rows::read_lease(&row("lease")), Ok(id(257)));
    assert_eq!(rows::read_clock(&row("clock")), Ok(Stamp::new(1_795_000_000_000, 9)));
    assert_eq!(rows::read_agreed(&row("agreed")), Ok(1_795_000_000_000));
    assert_eq!(rows::read_directory(&row("directory")), Ok(directory));
}

#[test]
fn device_store_v1_offset() {
    let row = rows::write_offset(-172_800_000);
    check_bytes("store_v1_offset.bin", &row);
    assert_eq!(
        rows::read_offset(&fs::read(golden("store_v1_offset.bin")).unwrap()),
        Ok(-172_800_000)
    );
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks_exact(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
