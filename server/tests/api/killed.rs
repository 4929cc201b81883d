//! The real program, killed while tablets write to it: what it acknowledged is
//! there, whole and once.

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::mpsc;
use std::thread;

use domain::id::{ClassId, PersonId};
use sync::entry::{Entry, EntryId, Stamp};
use sync::frame::{Format, Outcome, PushAnswer};

use crate::client::Client;
use crate::device::{Device, sighting};
use crate::program::{limber, serve, teacher_at};
use crate::school::{MONDAY_TEN, TestSchool};

/// How often the program is killed; `ROUNDS` says otherwise in a soak.
const ROUNDS: usize = 10;
/// Tablets that write at the same time.
const TABLETS: usize = 4;
/// Entries in one push.
const BATCH: usize = 20;
/// The program dies once so many pushes are acknowledged: others are under way.
const ACKNOWLEDGED: usize = 12;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let mut school = TestSchool::open();
    let who = Who {
        teacher: school.person("teacher"),
        class: school.class,
        student: school.person("Amara"),
    };
    let mut written = Written::default();
    let rounds = std::env::var("ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    school.while_stopped(|folder| {
        let mut client: Option<Client> = None;
        for _ in 0..rounds {
            let (program, address) = serve(limber(&[]), folder);
            let signed_in = match &client {
                Some(client) => client.at(address),
                None => teacher_at(address),
            };
            written.push_again(&signed_in, who);
            written.until_killed(program, &signed_in, who);
            client = Some(signed_in);
        }
        let (mut program, address) = serve(limber(&[]), folder);
        let signed_in = client.map(|client| client.at(address)).unwrap();
        written.push_again(&signed_in, who);
        program.kill().unwrap();
        program.wait().unwrap();
    });

    assert!(written.acknowledged.len() >= rounds * ACKNOWLEDGED * BATCH);
    let there = Device::of(&school, "teacher").pull();
    let found: BTreeMap<EntryId, Entry> =
        there.iter().map(|listed| (listed.entry.id(), listed.entry.clone())).collect();
    assert_eq!(found.len(), there.len(), "each is there once");
    assert_eq!(found, written.acknowledged);
    school.assert_sound();
}

/// Who writes of whom.
#[derive(Clone, Copy)]
struct Who {
    teacher: PersonId,
    class: ClassId,
    student: PersonId,
}

/// What the tablets have written.
#[derive(Default)]
struct Written {
    acknowledged: BTreeMap<EntryId, Entry>,
    /// Sent, and never answered: they stay in a tablet's outbox.
    unanswered: Vec<Entry>,
}

impl Written {
    /// Tablets write until the program is killed in the middle of it.
    fn until_killed(&mut self, mut program: Child, client: &Client, who: Who) {
        let (tell, told) = mpsc::channel();
        let tablets: Vec<_> = (0..TABLETS)
            .map(|_| {
                let (device, tell) = (Device::with(client.clone(), who.teacher), tell.clone());
                thread::spawn(move || write(device, who, &tell))
            })
            .collect();
        for _ in 0..ACKNOWLEDGED {
            self.take(told.recv().unwrap());
        }
        // SIGKILL: nothing of the program runs after this.
        program.kill().unwrap();
        program.wait().unwrap();
        drop(tell);
        for entries in told {
            self.take(entries);
        }
        for tablet in tablets {
            self.unanswered.extend(tablet.join().unwrap());
        }
    }

    fn take(&mut self, entries: Vec<Entry>) {
        self.acknowledged.extend(entries.into_iter().map(|entry| (entry.id(), entry)));
    }

    /// What was never answered may have been stored or not; now it is.
    fn push_again(&mut self, client: &Client, who: Who) {
        let device = Device::with(client.clone(), who.teacher);
        for batch in std::mem::take(&mut self.unanswered).chunks(BATCH) {
            let is_there = |outcome: &Outcome| {
                matches!(outcome, Outcome::Stored { .. } | Outcome::Duplicate { .. })
            };
            assert!(device.push(batch).iter().all(is_there));
            self.take(batch.to_vec());
        }
    }
}

/// Pushes batch after batch, and tells of each that is acknowledged; returns the
/// one that was not.
fn write(mut device: Device, who: Who, tell: &mpsc::Sender<Vec<Entry>>) -> Vec<Entry> {
    loop {
        let batch: Vec<_> = (0..BATCH).map(|_| make(&mut device, who)).collect();
        let frame = Format::Columns.encode(&device.push_frame(&batch));
        let columns = Some(Format::Columns.content_type());
        let Ok(answer) = device.client.try_send("POST", "/api/sync/push", columns, &frame) else {
            return batch;
        };
        let answer: PushAnswer = answer.frame();
        let is_stored = |outcome: &Outcome| matches!(outcome, Outcome::Stored { .. });
        assert!(answer.verdicts.iter().all(|verdict| is_stored(&verdict.outcome)));
        tell.send(batch).unwrap();
    }
}

fn make(device: &mut Device, who: Who) -> Entry {
    device.number += 1;
    let id = EntryId { incarnation: device.incarnation, number: device.number };
    sighting(who.class, who.student, 3).into_entry(id, who.teacher, Stamp::new(MONDAY_TEN, 0))
}
