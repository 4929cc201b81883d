//! A copy made while tablets write, and put back: nothing that a tablet kept
//! is lost.

use std::fs;

use server::store::StoreError;
use server::store::sqlite::{back_up, restore};
use sync::frame::{HelloAnswer, Order, Outcome, PushAnswer};

use crate::device::{Device, sighting};
use crate::school::TestSchool;

#[test]
fn what_a_copy_lacks_is_sent_again() {
    let mut school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let before = teacher.record(&school, sighting(class, amara, 3));
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("monday.db");

    // The server runs, and takes in entries before and after.
    let copied = back_up(school.folder(), &file).unwrap();
    assert_eq!(copied.position, 1);
    school.change(move |rows| rows.note_backup(copied.epoch, copied.position));
    let after = teacher.record(&school, sighting(class, amara, 4));
    let hello: HelloAnswer =
        teacher.client.call("/api/sync/hello", &teacher.hello_frame(2)).frame();
    assert_eq!(hello.backup, 1, "devices may let go of what the copy holds");

    school.while_stopped(|folder| {
        assert!(matches!(restore(&file, folder, false), Err(StoreError::Occupied)));
        restore(&file, folder, true).unwrap();
    });
    let client = school.sign_in("teacher");
    let answer: HelloAnswer = client.call("/api/sync/hello", &teacher.hello_frame(2)).frame();
    assert_ne!(answer.epoch, copied.epoch);
    assert_eq!(answer.order, Some(Order::PushAgain { after: 1 }));
    assert_eq!(answer.backup, 1, "the copy that was put back is one");
    let mut again = Device { client, hello: answer, ..teacher };
    let outcomes = again.push(&[before.clone(), after.clone()]);
    assert!(
        matches!(outcomes[..], [Outcome::Duplicate { .. }, Outcome::Stored { .. }]),
        "{outcomes:?}"
    );
    let mut expected = vec![before.id(), after.id()];
    expected.sort_unstable();
    assert_eq!(again.pulled_ids(), expected);
    school.assert_sound();
}

/// Somebody copies and restores a week later, on another machine: what was
/// acknowledged in an epoch that is gone goes up again, too.
#[test]
fn a_copy_begins_a_school_elsewhere() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy.db");
    back_up(school.folder(), &file).unwrap();
    let new = elsewhere.path().join("data");
    fs::create_dir(&new).unwrap();
    // Somebody was interrupted at it before.
    for left_over in ["limber.db.unfinished", "limber.db.unfinished-wal"] {
        fs::write(new.join(left_over), "half a database").unwrap();
    }
    let first = restore(&file, &new, false).unwrap();
    let second = restore(&file, &new, true).unwrap();
    assert_ne!(first.epoch, second.epoch, "each time is another");
    let names: Vec<_> =
        fs::read_dir(&new).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the database and its mark: {names:?}");
}

#[test]
fn a_school_that_is_open_is_left_alone() {
    let school = TestSchool::open();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy.db");
    back_up(school.folder(), &file).unwrap();
    assert!(matches!(restore(&file, school.folder(), true), Err(StoreError::InUse)));
    school.assert_sound();
}

#[test]
fn only_whole_copies_of_schools_are_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let file = folder.path().join("copy.db");
    // No database at all; a database of something else; a school cut short.
    fs::write(&file, "Dear all, the database is attached.").unwrap();
    assert!(matches!(restore(&file, &data, false), Err(StoreError::Engine(_))));
    fs::remove_file(&file).unwrap();
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(restore(&file, &data, false), Err(StoreError::Engine(_))));
    fs::remove_file(&file).unwrap();
    let school = TestSchool::open();
    back_up(school.folder(), &file).unwrap();
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(restore(&file, &data, false).is_err());
    assert!(!data.join("limber.db").exists());
    // And none is written over.
    assert!(matches!(back_up(school.folder(), &file), Err(StoreError::Io(_))));
    assert_eq!(fs::read(&file).unwrap().len(), whole.len() / 2);
}

/// Tablets push while the copy is made: it is of one moment, and sound.
#[test]
fn a_copy_is_of_one_moment() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let entries: Vec<_> =
        (0..400).map(|_| teacher.make(&school, sighting(class, amara, 3))).collect();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = |n: usize| elsewhere.path().join(format!("{n}.db"));
    std::thread::scope(|scope| {
        let pushing = scope.spawn(|| {
            for batch in entries.chunks(20) {
                let answer: PushAnswer = teacher.try_push(batch).frame();
                assert_eq!(answer.verdicts.len(), batch.len());
            }
        });
        for n in 0..3 {
            back_up(school.folder(), &file(n)).unwrap();
        }
        pushing.join().unwrap();
    });
    for n in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let head = restore(&file(n), folder.path(), false).unwrap();
        let tenant = server::tenants::Tenant::open(folder.path()).unwrap();
        let findings = tenant.database.read_now(server::log::check::check).unwrap();
        assert!(findings.is_sound(), "{findings:?}");
        assert_eq!(findings.entries as u64, head.position);
        assert_eq!(findings.entries % 20, 0, "batches are whole");
    }
}
