//! Nobody is told that an entry is stored before the disk has been told to
//! keep it: looked at from outside, in what the program asks of the system.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use sync::frame::{Outcome, PushAnswer};

use crate::device::{Device, sighting};
use crate::program::{limber, serve, teacher_at};
use crate::school::TestSchool;

/// Tablets that write at the same time.
const TABLETS: usize = 3;
/// Pushes by each.
const PUSHES: usize = 15;
/// What to look at: the disk, and what goes in and out.
const CALLS: &str = "trace=fsync,fdatasync,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";

#[test]
fn every_answer_to_a_push_waits_for_the_disk() {
    if Command::new("strace").arg("--version").output().is_err() {
        // `cargo xtask test` installs it where it can.
        assert!(std::env::var_os("CI").is_none(), "strace is not installed");
        eprintln!("strace is not installed: nothing was looked at");
        return;
    }
    let mut school = TestSchool::open();
    // Looks on from a process of its own, so that the program is ours to stop.
    let looking_on =
        ["strace", "-D", "-f", "-q", "-yy", "-s", "40", "-e", CALLS, "-o", "/dev/stderr"];
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
        let mut watched = limber(&looking_on);
        watched.stderr(Stdio::piped()).env("LIMBER_LOG", "off");
        let (mut program, address) = serve(watched, folder);
        let mut output = program.stderr.take().unwrap();
        // Ends when the program has, and whoever looked on.
        let trace = thread::spawn(move || {
            let mut text = Vec::new();
            output.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned())
        });
        let client = teacher_at(address);
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
        let asked = Command::new("kill").arg(program.id().to_string()).status().unwrap();
        assert!(asked.success());
        assert!(program.wait().unwrap().success());
        seen = Seen::of(&trace.join().unwrap().unwrap());
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
        // Calls that are under way, by process: the line on which each began,
        // and what it says so far.
        let mut open: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        // The line on which the last sync began of those that are done, and
        // the one on which each push was there.
        let mut synced = 0;
        let mut pushed: BTreeMap<String, usize> = BTreeMap::new();
        for (at, line) in trace.lines().enumerate().map(|(at, line)| (at + 1, line)) {
            let Some((process, call)) = line.split_once(char::is_whitespace) else { continue };
            let call = call.trim_start();
            if let Some((so_far, _)) = call.split_once(" <unfinished ...>") {
                open.insert(process, (at, so_far));
                continue;
            }
            let (since, call) = match call.split_once(" resumed>") {
                Some((_, rest)) => {
                    let (since, so_far) = open.remove(process).unwrap_or((at, ""));
                    (since, format!("{so_far}{rest}"))
                }
                None => (at, call.to_owned()),
            };
            if call.contains("sync(") && call.contains("limber.db-wal") && call.ends_with("= 0") {
                synced = synced.max(since);
            } else if call.contains("\"POST /api/sync/push") {
                pushed.insert(connection(&call).to_owned(), at);
            } else if call.contains("\"HTTP/1.1 200")
                && let Some(came) = pushed.remove(connection(&call))
            {
                seen.answered += 1;
                seen.too_early += usize::from(synced < came);
            }
        }
        seen
    }
}

/// `recvfrom(12<TCP:[…]>, …` → what is between the brackets: the number before
/// them may be used again.
fn connection(call: &str) -> &str {
    call.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(name, _)| name)
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
