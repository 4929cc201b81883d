//! A disk that is full, or fails, while tablets send: nothing is acknowledged
//! that is not there afterwards, tablets are told that their work is safe, and
//! the server goes on as soon as the disk does.

use sync::entry::{Entry, EntryId};
use sync::frame::{Outcome, PushAnswer};

use crate::device::{Device, sighting};
use crate::school::TestSchool;
use crate::strace::{self, Watched};

/// Pushes in each case.
const PUSHES: usize = 12;
/// Entries in one push.
const BATCH: usize = 5;

/// A fault of the disk, for a while.
struct Fault {
    /// The file that it is about.
    file: &'static str,
    /// What fails, how, and which times; as strace has it.
    inject: &'static str,
    /// Whether pushes are refused meanwhile.
    refuses: bool,
}

const FAULTS: [Fault; 6] = [
    // The log, in the middle of a transaction.
    Fault { file: "limber.db-wal", inject: "pwrite64:error=ENOSPC:when=30..60", refuses: true },
    Fault { file: "limber.db-wal", inject: "pwrite64:error=EIO:when=30..60", refuses: true },
    // From the first of them.
    Fault { file: "limber.db-wal", inject: "pwrite64:error=ENOSPC:when=1..3", refuses: true },
    Fault { file: "limber.db-wal", inject: "fsync,fdatasync:error=EIO:when=3..8", refuses: true },
    // The database itself: what is in the log stays there.
    Fault { file: "limber.db", inject: "pwrite64:error=EIO:when=1+", refuses: false },
    // The mark beside it, which says only where the database was.
    Fault { file: "high-water", inject: "pwrite64:error=ENOSPC:when=1+", refuses: false },
];

#[test]
fn a_failing_disk_loses_nothing_that_was_acknowledged() {
    if strace::is_missing() {
        return;
    }
    for fault in &FAULTS {
        for kill in [false, true] {
            push_through(fault, kill);
        }
    }
}

/// Sends each batch until it is stored; then another program looks.
fn push_through(fault: &Fault, kill: bool) {
    let mut school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let (class, student) = (school.class, school.person("Amara"));
    let mut make = || device.make(&school, sighting(class, student, 3));
    let batches: Vec<Vec<_>> = (0..PUSHES).map(|_| (0..BATCH).map(|_| make()).collect()).collect();
    let mut refused = 0;
    school.while_stopped(|folder| {
        let (file, inject) = (folder.join(fault.file), format!("inject={}", fault.inject));
        let program = Watched::serve(&["-P", file.to_str().unwrap(), "-e", &inject], folder);
        let mut there = device.at(program.address);
        let mut stored = 0;
        for batch in &batches {
            let mut answer = there.try_push(batch);
            while answer.status != 200 {
                refused += 1;
                answer.assert_error(503, "not-stored");
                assert!(answer.text().contains("What you recorded is safe on this device"));
                // Whoever only reads is still answered, and sees nothing of it.
                assert_eq!(there.pull().len(), stored);
                answer = there.try_push(batch);
            }
            let is_new = |outcome: &Outcome| matches!(outcome, Outcome::Stored { .. });
            let answer: PushAnswer = answer.frame();
            assert!(answer.verdicts.iter().all(|verdict| is_new(&verdict.outcome)));
            stored += batch.len();
        }
        let seen = if kill { program.kill() } else { program.stop() };
        let happened = seen.contains("(INJECTED)");
        // Without a stop, nothing need be moved into the database.
        assert!(happened || kill, "{}: {}", fault.file, fault.inject);
    });
    assert_eq!(refused > 0, fault.refuses, "{}: {}", fault.file, fault.inject);
    let mut sent: Vec<EntryId> = batches.iter().flatten().map(Entry::id).collect();
    sent.sort_unstable();
    assert_eq!(Device::of(&school, "teacher").pulled_ids(), sent, "each once");
    school.assert_sound();
}
