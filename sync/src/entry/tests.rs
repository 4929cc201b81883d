use proptest::prelude::*;

use super::*;
use crate::body::{Fields, Value};

fn entry() -> impl Strategy<Value = Entry> {
    let uid = any::<u128>().prop_map(Uid::from_u128);
    let id = any::<(u64, u64)>().prop_map(|(incarnation, number)| EntryId { incarnation, number });
    let link = (any::<u8>(), uid.clone()).prop_map(|(tag, id)| Link { tag, id });
    let options = (prop::option::of(uid.clone()), prop::option::of(uid.clone()));
    let lists = (
        prop::collection::btree_set(link, 0..LINKS_MAX),
        prop::collection::btree_set(id.clone(), 0..SUPERSEDES_MAX),
    );
    let own = (id, uid, any::<u64>(), "[a-z0-9-]{1,32}", any::<u16>(), ".{0,40}");
    (own, options, lists).prop_map(|(own, (record, class), (links, supersedes))| {
        let (id, author, stamp, kind, version, text) = own;
        let body = Body::new(&Fields::from([("text".to_owned(), Value::Text(text))]));
        let envelope = Envelope {
            id,
            author,
            stamp: Stamp(stamp),
            kind: Kind::new(&kind).unwrap(),
            version,
            record,
            class,
            links: links.into_iter().collect(),
            supersedes: supersedes.into_iter().collect(),
        };
        Entry { envelope, body }
    })
}

proptest! {
    #[test]
    fn json_and_canonical_bytes_carry_the_same(entry in entry()) {
        prop_assert_eq!(entry.check(), Ok(()));
        let bytes = entry.canonical();
        prop_assert_eq!(Entry::from_canonical(&bytes), Ok(entry.clone()));
        let json = serde_json::to_string(&entry).unwrap();
        prop_assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }

    #[test]
    fn canonical_bytes_are_the_only_ones(
        entry in entry(), place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = entry.canonical();
        bytes[place.index(entry.canonical().len())] = byte;
        if let Ok(other) = Entry::from_canonical(&bytes) {
            prop_assert_eq!(other.canonical(), bytes);
        }
    }
}

#[test]
fn ids_sort_as_their_bytes() {
    let id = |incarnation, number| EntryId { incarnation, number };
    let ids = [id(0, 0), id(0, u64::MAX), id(1, 0), id(1 << 63, 256), id(u64::MAX, 1)];
    for pair in ids.windows(2) {
        assert!(pair[0] < pair[1] && pair[0].to_bytes() < pair[1].to_bytes());
    }
    for id in ids {
        assert_eq!(EntryId::from_bytes(id.to_bytes()), id);
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    for (text, error) in [
        ("", BadId::Length),
        ("0", BadId::Length),
        ("0000000000000000000000000000000g", BadId::Digit),
        ("0000000000000000000000000000000F", BadId::Digit),
        ("000000000000000000000000000000000", BadId::Length),
    ] {
        assert_eq!(text.parse::<Uid>(), Err(error), "{text}");
    }
}

#[test]
fn limits_of_an_entry() {
    let link = |n| Link { tag: 1, id: Uid::from_u128(n) };
    let id = |number| EntryId { incarnation: 1, number };
    let plain = || Entry {
        envelope: Envelope {
            id: id(1),
            author: Uid::NIL,
            stamp: Stamp(0),
            kind: Kind::new("x").unwrap(),
            version: 1,
            record: None,
            class: None,
            links: Vec::new(),
            supersedes: Vec::new(),
        },
        body: Body::new(&Fields::new()),
    };
    let with = |change: &dyn Fn(&mut Entry)| {
        let mut entry = plain();
        change(&mut entry);
        let checked = entry.check();
        // Bytes are checked as JSON is.
        assert_eq!(Entry::from_canonical(&entry.canonical()).map(drop), checked);
        checked
    };
    let text = |bytes: usize| {
        let text = "x".repeat(bytes - "text".len() - 5);
        Body::new(&Fields::from([("text".to_owned(), Value::Text(text))]))
    };
    assert_eq!(with(&|e| e.envelope.links = (0..64).map(link).collect()), Ok(()));
    assert_eq!(with(&|e| e.envelope.links = (0..65).map(link).collect()), Err(BadEntry::Links));
    assert_eq!(with(&|e| e.envelope.supersedes = (0..64).map(id).collect()), Ok(()));
    let many = |e: &mut Entry| e.envelope.supersedes = (0..65).map(id).collect();
    assert_eq!(with(&many), Err(BadEntry::Supersedes));
    let unsorted = |e: &mut Entry| e.envelope.links = vec![link(2), link(1)];
    assert_eq!(with(&unsorted), Err(BadEntry::Unsorted));
    assert_eq!(with(&|e| e.envelope.supersedes = vec![id(1); 2]), Err(BadEntry::Unsorted));
    assert_eq!(text(BODY_BYTES_MAX).bytes().len(), BODY_BYTES_MAX);
    assert_eq!(with(&|e| e.body = text(BODY_BYTES_MAX)), Ok(()));
    assert_eq!(with(&|e| e.body = text(BODY_BYTES_MAX + 1)), Err(BadEntry::BodyBytes));
    for (name, is_kind) in [("a-1", true), ("", false), ("A", false), ("a b", false)] {
        assert_eq!(Kind::new(name).is_some(), is_kind, "{name}");
    }
    assert_eq!(Kind::new(&"k".repeat(33)), None);
}

#[test]
fn lengths_that_nothing_stands_for_allocate_nothing() {
    for list in [[0x9b, 0xff, 0xff], [0x9b, 0x7f, 0xff]] {
        let mut bytes = vec![0x8a, 0x82, 0x01, 0x01, 0x50];
        bytes.extend([0; 16]);
        bytes.extend([0x00, 0x61, b'x', 0x01, 0xf6, 0xf6]);
        bytes.extend(list);
        bytes.extend([0xff; 6]);
        assert_eq!(Entry::from_canonical(&bytes), Err(BadEntry::Malformed));
    }
}
