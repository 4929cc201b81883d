//! Frames that are not as they should be: none is ever a panic, and none takes
//! others down with it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its file has failed")]

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use sync::device::rows;
use sync::entry::{Entry, EntryId};
use sync::frame::{
    Format, FrameError, Hello, HelloAnswer, Lenient, Message, PullAnswer, Push, PushAnswer,
};
use sync::limits::{BATCH_ENTRIES_MAX, FRAME_BYTES_MAX};

fn golden(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    fs::read(folder.join(name)).unwrap()
}

/// A batch with this JSON as its entries.
fn batch(entries: &str) -> Vec<u8> {
    let head =
        r#"{"protocol":1,"epoch":"0000000000000001","incarnation":"0000000000000007","offset":0,"#;
    format!("{head}\"entries\":[{entries}]}}").into_bytes()
}

const GOOD: &str = r#"{"entry":{"id":"00000000000000070000000000000001","author":"0000000000000000000000000000000a","stamp":0,"kind":"kind-2040","version":9,"body":{"new":{"deep":[1,{"x":null}]},"text":"é"}}}"#;

#[test]
fn what_cannot_be_read_is_kept_as_it_came_and_stops_nobody() {
    let id = EntryId { incarnation: 7, number: 2 };
    let head = r#"{"entry":{"id":"00000000000000070000000000000002","author":"0000000000000000000000000000000a","stamp":0,"#;
    for (raw, expected) in [
        ("7", None),
        ("null", None),
        ("[]", None),
        (r#"{"entry":null}"#, None),
        (r#"{"entry":{"id":"no id"}}"#, None),
        (&format!("{head}\"kind\":\"Capitals\",\"version\":1,\"body\":{{}}}}}}"), Some(id)),
        (&format!("{head}\"kind\":\"x\",\"version\":70000,\"body\":{{}}}}}}"), Some(id)),
        (&format!("{head}\"kind\":\"x\",\"version\":1,\"body\":{{\"half\": 0.5}}}}}}"), Some(id)),
        (&format!("{head}\"kind\":\"x\",\"version\":1,\"body\":[]}}}}"), Some(id)),
        (&format!("{head}\"kind\":\"x\",\"version\":1}}}}"), Some(id)),
    ] {
        let frame = batch(&format!("{GOOD},{raw},{GOOD}"));
        let push: Push = Format::Json.decode(&frame).unwrap();
        let [Lenient::Read(first), Lenient::Unreadable(bad), Lenient::Read(last)] =
            &push.entries[..]
        else {
            panic!("{raw}: {push:?}");
        };
        assert_eq!((bad.raw.as_str(), bad.id), (raw, expected));
        assert_eq!(first, last);
        // It goes on as it came.
        assert_eq!(Format::Json.encode(&push), frame);
    }
}

#[test]
fn unknown_kinds_and_fields_go_through_json_and_bytes_unchanged() {
    let frame = batch(GOOD);
    let push: Push = Format::Json.decode(&frame).unwrap();
    let Lenient::Read(pushed) = &push.entries[0] else { panic!("it can be read") };
    let stored = pushed.entry.canonical();
    assert_eq!(Entry::from_canonical(&stored), Ok(pushed.entry.clone()));
    assert_eq!(Format::Json.encode(&push), frame);
    let columns = Format::Columns.encode(&push);
    assert_eq!(Format::Columns.decode::<Push>(&columns).unwrap_err(), FrameError::Protocol(1));
    let push = Push { protocol: 2, ..push };
    let columns = Format::Columns.encode(&push);
    assert_eq!(Format::Columns.decode(&columns), Ok(push));
}

#[test]
fn limits_of_a_batch() {
    let many = |count: usize| batch(&vec![GOOD; count].join(","));
    assert_eq!(Format::Json.decode::<Push>(&many(BATCH_ENTRIES_MAX)).unwrap().entries.len(), 500);
    assert_eq!(
        Format::Json.decode::<Push>(&many(BATCH_ENTRIES_MAX + 1)),
        Err(FrameError::TooLarge)
    );
    let mut padded = many(1);
    padded.resize(FRAME_BYTES_MAX, b' ');
    assert!(Format::Json.decode::<Push>(&padded).is_ok());
    padded.push(b' ');
    assert_eq!(Format::Json.decode::<Push>(&padded), Err(FrameError::TooLarge));
    assert_eq!(FrameError::TooLarge.status(), 413);
}

#[test]
fn another_protocol_is_named_whatever_its_frames_look_like() {
    let same = String::from_utf8(batch(GOOD)).unwrap().replacen(":1,", ":2,", 1);
    assert_eq!(Format::Json.decode::<Push>(same.as_bytes()), Err(FrameError::Protocol(2)));
    let other = br#"{"protocol":3,"columns":[]}"#;
    assert_eq!(Format::Json.decode::<Push>(other), Err(FrameError::Protocol(3)));
    for garbage in [&b""[..], b"{}", b"<html>", b"\xff", br#"{"protocol":1}"#] {
        assert_eq!(
            Format::Json.decode::<Push>(garbage),
            Err(FrameError::Unreadable),
            "{garbage:?}"
        );
    }
    // Hello is how one finds out: it is answered in any protocol.
    let hello = String::from_utf8(golden("frame_v1_hello.json")).unwrap();
    let hello = hello.replacen("\"protocol\":1", "\"protocol\":9", 1);
    assert_eq!(Format::Json.decode::<Hello>(hello.as_bytes()).unwrap().protocol, 9);
}

/// Bytes of the golden file, with a few of them changed or cut off.
fn spoilt(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let places = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    (places, any::<prop::sample::Index>(), any::<bool>()).prop_map(move |(places, end, cut)| {
        let mut bytes = golden(name);
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        bytes
    })
}

/// Whatever is read can be written, and read again as the same.
fn read_or_refused<M: Message + PartialEq + std::fmt::Debug>(format: Format, bytes: &[u8]) {
    if let Ok(message) = format.decode::<M>(bytes) {
        assert_eq!(format.decode::<M>(&format.encode(&message)), Ok(message));
    }
}

proptest! {
    #[test]
    fn spoilt_frames_are_read_or_refused(
        push in spoilt("frame_v1_push.json"),
        pushed in spoilt("frame_v1_push_answer.json"),
        pulled in spoilt("frame_v1_pull_answer.json"),
        greeted in spoilt("frame_v1_hello_answer.json"),
    ) {
        read_or_refused::<Push>(Format::Json, &push);
        read_or_refused::<PushAnswer>(Format::Json, &pushed);
        read_or_refused::<PullAnswer>(Format::Json, &pulled);
        read_or_refused::<HelloAnswer>(Format::Json, &greeted);
    }

    #[test]
    fn spoilt_columns_are_read_or_refused(
        push in spoilt("frame_v2_push.bin"),
        pushed in spoilt("frame_v2_push_answer.bin"),
        pulled in spoilt("frame_v2_pull_answer.bin"),
        greeted in spoilt("frame_v2_hello_answer.bin"),
    ) {
        read_or_refused::<Push>(Format::Columns, &push);
        read_or_refused::<PushAnswer>(Format::Columns, &pushed);
        read_or_refused::<PullAnswer>(Format::Columns, &pulled);
        read_or_refused::<HelloAnswer>(Format::Columns, &greeted);
    }

    #[test]
    fn spoilt_rows_are_read_or_refused(
        line in 0..11_usize, place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let text = String::from_utf8(golden("store_v1.txt")).unwrap();
        let digits = text.lines().nth(line).unwrap().split_once(": ").unwrap().1;
        let pairs = digits.as_bytes().chunks_exact(2);
        let mut row: Vec<u8> = pairs
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        let place = place.index(row.len());
        row[place] = byte;
        // Each reader, whatever the row was meant to be.
        if let Ok(read) = rows::read_outbox(&row) {
            prop_assert_eq!(rows::read_outbox(&rows::write_outbox(&read)), Ok(read));
        }
        if let Ok(read) = rows::read_sent(&row) {
            prop_assert_eq!(rows::read_sent(&rows::write_sent(&read)), Ok(read));
        }
        if let Ok(read) = rows::read_chunk(&row) {
            prop_assert_eq!(rows::read_chunk(&rows::write_chunk(&read)), Ok(read));
        }
        if let Ok(read) = rows::read_sync(&row) {
            prop_assert_eq!(rows::read_sync(&rows::write_sync(&read)), Ok(read));
        }
        if let Ok(read) = rows::read_directory(&row) {
            let again = rows::write_directory(&read.0, &read.1);
            prop_assert_eq!(rows::read_directory(&again), Ok(read));
        }
    }
}
