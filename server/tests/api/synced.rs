//! Nobody is told that an entry is stored before the disk has been told to
//! keep it: looked at from outside, in what the program asks of the system.

use std::collections::BTreeMap;
use std::thread;

use sync::frame::{Outcome, PushAnswer};

use crate::device::{Device, sighting};
use crate::program::teacher_at;
use crate::school::TestSchool;
use crate::strace::{self, Watched};

/// Tablets that write at the same time.
const TABLETS: usize = 3;
/// Pushes by each.
const PUSHES: usize = 15;
/// What to look at: the disk, and what goes in and out.
const CALLS: &str = "trace=fsync,fdatasync,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";

#[test]
fn every_answer_to_a_push_waits_for_the_disk() {
    if strace::is_missing() {
        return;
    }
    let mut school = TestSchool::open();
    let (teacher, class, student) =
        (school.person("teacher"), school.class, school.person("Amara"));
    let entries = |device: &mut Device| device.make(&school, sighting(class, student, 3));
    let mut batches: Vec<_> = (0..TABLETS)
        .map(|_| {
            let mut device = Device::of(&school, "teacher");
            let entries: Vec<_> = (0..PUSHES).map(|_| entries(&mut device)).collect();
            (device, entries)
        })
        .collect();
    let mut seen = Seen::default();
    school.while_stopped(|folder| {
        let watched = Watched::serve(&["-s", "40", "-e", CALLS], folder);
        let client = teacher_at(watched.address);
        thread::scope(|scope| {
            for (device, entries) in &mut batches {
                let mut there = Device::with(client.clone(), teacher);
                there.incarnation = device.incarnation;
                scope.spawn(move || {
                    for entry in entries {
                        let answer: PushAnswer =
                            there.try_push(std::slice::from_ref(entry)).frame();
                        let outcome = &answer.verdicts[0].outcome;
                        assert!(matches!(outcome, Outcome::Stored { .. }), "{outcome:?}");
                    }
                });
            }
        });
        seen = Seen::of(&watched.stop());
    });
    assert_eq!(seen.answered, TABLETS * PUSHES, "each push was seen");
    assert_eq!(seen.too_early, 0, "answers before the log was on the disk");
}

/// What a trace shows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Pushes that were answered with 200.
    answered: usize,
    /// Those of them for which the log was not synced since they came.
    too_early: usize,
}

impl Seen {
    fn of(trace: &str) -> Self {
        let mut seen = Self::default();
        // The line on which the last sync began of those that are done, and
        // the one on which each push was there.
        let mut synced = 0;
        let mut pushed: BTreeMap<String, usize> = BTreeMap::new();
        for call in strace::calls(trace) {
            if call.name().contains("sync") && call.on().ends_with("limber.db-wal") {
                synced = synced.max(if call.worked() { call.begun } else { 0 });
            } else if call.text.contains("\"POST /api/sync/push") {
                pushed.insert(call.on(), call.done);
            } else if call.text.contains("\"HTTP/1.1 200")
                && let Some(came) = pushed.remove(&call.on())
            {
                seen.answered += 1;
                seen.too_early += usize::from(synced < came);
            }
        }
        seen
    }
}

#[test]
fn a_trace_tells_early_answers_from_late_ones() {
    let push =
        r#"7 recvfrom(9<TCP:[a]>, "POST /api/sync/push HTTP/1.1"..., 8192, 0, NULL, NULL) = 400"#;
    let sync = "8 fdatasync(5</data/limber.db-wal>) = 0";
    let begun = "8 fdatasync(5</data/limber.db-wal> <unfinished ...>";
    let done = "8 <... fdatasync resumed>)         = 0";
    let failed = "8 fdatasync(5</data/limber.db-wal>) = -1 EIO (Input/output error)";
    let asked = "7 recvfrom(9<TCP:[a]>,  <unfinished ...>";
    let there =
        r#"7 <... recvfrom resumed>"POST /api/sync/push HTTP/1.1"..., 8192, 0, NULL, NULL) = 400"#;
    let answer = r#"7 writev(9<TCP:[a]>, [{iov_base="HTTP/1.1 200 OK"..., iov_len=99}], 1) = 99"#;
    let cases: [(&[&str], usize); 8] = [
        (&[push, sync, answer], 0),
        (&[push, begun, done, answer], 0),
        (&[asked, there, sync, answer], 0),
        (&[asked, sync, there, answer], 1),
        (&[push, failed, answer], 1),
        (&[push, answer, sync], 1),
        (&[sync, push, answer], 1),
        // It began before the push came, and cannot have had it.
        (&[begun, push, done, answer], 1),
    ];
    for (lines, too_early) in cases {
        assert_eq!(Seen::of(&lines.join("\n")), Seen { answered: 1, too_early }, "{lines:?}");
    }
}
