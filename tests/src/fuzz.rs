//! What must hold for any bytes from outside: the targets of `cargo xtask fuzz`, which a plain test run feeds with what was found
//! before (`fuzz/corpus`).

use std::fmt::Debug;
use std::fs;

use domain::roster::{Current, Source, diff};
use domain::time::Day;
use server::http::frame::inflate;
use server::roster::{Options, read};
use sync::device::rows;
use sync::entry::Uid;
use sync::frame::{Format, Hello, HelloAnswer, Message, Pull, PullAnswer, Push, PushAnswer};
use sync::limits::FRAME_BYTES_MAX;

/// Before each file of a roster in one input: its name follows on the line.
const FILE_MARK: &str = "=== ";
const TODAY: Day = Day(20_780);

/// Bytes as a frame of each kind and version, and as a row of a device: read or refused, and what is read is written so that it
/// reads the same.
pub fn frames(bytes: &[u8]) {
    for format in [Format::Json, Format::Columns] {
        as_message::<Hello>(format, bytes);
        as_message::<HelloAnswer>(format, bytes);
        as_message::<Push>(format, bytes);
        as_message::<PushAnswer>(format, bytes);
        as_message::<Pull>(format, bytes);
        as_message::<PullAnswer>(format, bytes);
    }
    if let Ok(row) = rows::read_outbox(bytes) {
        assert_eq!(rows::read_outbox(&rows::write_outbox(&row)), Ok(row));
    }
    if let Ok(row) = rows::read_sent(bytes) {
        assert_eq!(rows::read_sent(&rows::write_sent(&row)), Ok(row));
    }
    if let Ok(row) = rows::read_sync(bytes) {
        assert_eq!(rows::read_sync(&rows::write_sync(&row)), Ok(row));
    }
    if let Ok(chunk) = rows::read_chunk(bytes) {
        assert_eq!(rows::read_chunk(&rows::write_chunk(&chunk)), Ok(chunk));
    }
}

fn as_message<M: Message + PartialEq + Debug>(format: Format, bytes: &[u8]) {
    let Ok(message) = format.decode::<M>(bytes) else { return };
    let again = format.encode(&message);
    // What only just fitted may grow by being written our way.
    if again.len() <= FRAME_BYTES_MAX {
        assert_eq!(format.decode::<M>(&again).as_ref(), Ok(&message));
    }
}

/// Bytes as a gzip body: never more than the limit comes out.
pub fn compressed(bytes: &[u8]) {
    if let Ok(inflated) = inflate(bytes) {
        assert!(inflated.len() <= FRAME_BYTES_MAX);
    }
}

/// Bytes as the files of a roster, each after a line with its name; or, where they have no such line, as a zip: understood, or
/// refused with at least one reason. What is understood can be compared with an empty school.
///
/// # Panics
/// Where one of these does not hold, or no folder can be made.
pub fn oneroster(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("there is room for a few files");
    let roster = folder.path().join("roster");
    let text = String::from_utf8_lossy(bytes);
    if text.starts_with(FILE_MARK) {
        fs::create_dir(&roster).expect("it is new");
        for part in text.split(FILE_MARK).skip(1) {
            let (name, content) = part.split_once('\n').unwrap_or((part, ""));
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
            if !name.is_empty() && name.len() < 40 && name.chars().all(is_plain) {
                // `.` and `..` are no files: nothing is written then.
                drop(fs::write(roster.join(name), content));
            }
        }
    } else {
        fs::write(&roster, bytes).expect("it is new");
    }
    let source = Source("fuzz".to_owned());
    let options = Options { source, grades: None, calendar: None, today: TODAY };
    match read(&roster, &options) {
        Ok(reading) => {
            let mut ids = 0;
            let new_id = || {
                ids += 1;
                Uid::from_u128(ids)
            };
            diff(&Current::default(), &reading.incoming, TODAY, new_id)
                .expect("what is understood refers to nothing that is not there");
        }
        Err(rejected) => assert!(!rejected.faults.is_empty()),
    }
}
