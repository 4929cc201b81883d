//! A power cut at any moment, whatever the disk then holds of what was not
//! synced: all that was acknowledged is there, once.
//!
//! The real program works while strace takes down what it asks of the disk and
//! what it tells tablets. From that, [`Disk`] makes what may be in the data
//! folder after a cut, and the school is opened from it.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use fastrand::Rng;
use rusqlite::Connection;
use server::log::check::check;
use server::tenants::Tenant;
use sync::entry::{Entry, EntryHash, EntryId};
use sync::frame::{Format, Lenient, Outcome, Push, PushAnswer};
use sync::scope::Position;
use tempfile::TempDir;

use crate::device::{Device, sighting};
use crate::disk::{Disk, Moment, Write};
use crate::school::TestSchool;
use crate::strace::{self, Call, Watched};

/// Moments at which the power is cut; `CUTS` says otherwise in a soak.
const CUTS: u64 = 40;
/// Tablets that write at the same time.
const TABLETS: usize = 3;
/// Pushes by each: enough for the log to be moved into the database, and begun
/// again, while the program runs.
const PUSHES: usize = 130;
/// Entries in one push.
const BATCH: usize = 10;
/// More than all of them.
const ENTRIES_MAX: usize = 10 * TABLETS * PUSHES * BATCH;
/// Lives of the program in one recording.
const LIVES_MAX: usize = 2;
/// The program is killed once so many pushes are acknowledged.
const BEFORE_KILL: usize = 30;
/// The whole of what goes to the disk, and of what goes in and out.
const EVERYTHING: [&str; 5] = ["-xx", "-s", "1000000", "-e", CALLS];
const CALLS: &str = "trace=openat,unlink,rename,pwrite64,ftruncate,fsync,fdatasync,\
                     read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";
/// Files of a data folder. Not the index of the log, which SQLite makes again.
const FILES: [&str; 4] = ["limber.db", "limber.db-wal", "limber.db-journal", "high-water"];

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    if strace::is_missing() {
        return;
    }
    let mut recording = Recording::kept().unwrap_or_else(record_two_lives);
    let events = recording.events();
    let moments = moments(&events);
    let cut = |seed| {
        let mut rng = Rng::with_seed(seed);
        let all = &moments[3];
        let kind = rng.choice(&moments).filter(|kind| !kind.is_empty()).unwrap_or(all);
        Cut { after: *rng.choice(kind).unwrap(), seed, rng }
    };
    recording.cut(events, seeds(CUTS).map(cut).collect());
    assert!(moments.iter().all(|kind| !kind.is_empty()), "something never happened");
}

/// A transaction whose sync failed may stand in the log all the same. Who sends
/// an entry of it again, to a program that found it there, is told that it is
/// here: then it has to be.
#[test]
fn what_a_killed_program_left_is_on_the_disk_before_it_is_acknowledged() {
    if strace::is_missing() {
        return;
    }
    let mut recording = Recording::kept().unwrap_or_else(record_a_failed_sync);
    let events = recording.events();
    let told = |event: &Event| matches!(event, Event::Told(_));
    let after = events.iter().rposition(told).unwrap();
    let cut = |seed| Cut { after, seed, rng: Rng::with_seed(seed) };
    recording.cut(events, seeds(10).map(cut).collect());
}

/// So many, or what `CUTS` says, or the one of `SEED`.
fn seeds(count: u64) -> Range<u64> {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("CUTS").unwrap_or(count),
    }
}

/// Tablets write; now and then a sync fails; the program is killed, and another
/// goes on until all is stored.
fn record_two_lives() -> Recording {
    let mut school = TestSchool::open();
    let mut tablets: Vec<_> = (0..TABLETS).map(|_| Tablet::new(&school, PUSHES)).collect();
    let mut recording = Recording::new();
    school.while_stopped(|data| {
        recording.begin(data);
        let failing = ["-e", "inject=fsync,fdatasync:error=EIO:when=4+3"];
        let program = Watched::serve(&[&EVERYTHING[..], &failing].concat(), data);
        recording.add(&push(&mut tablets, program, BEFORE_KILL));
        let program = Watched::serve(&EVERYTHING, data);
        recording.add(&push(&mut tablets, program, usize::MAX));
    });
    school.assert_sound();
    recording
}

/// The sync of a push fails, the program is killed, and the next one gets the
/// push again.
fn record_a_failed_sync() -> Recording {
    let mut school = TestSchool::open();
    let tablet = Tablet::new(&school, 1);
    let batch = &tablet.left[0];
    let mut recording = Recording::new();
    school.while_stopped(|data| {
        recording.begin(data);
        // A new log: its head and its name are synced, then what hello writes.
        let failing = ["-e", "inject=fsync,fdatasync:error=EIO:when=4+"];
        let program = Watched::serve(&[&EVERYTHING[..], &failing].concat(), data);
        let mut there = tablet.device.at(program.address);
        there.say_hello();
        there.try_push(batch).assert_error(503, "not-stored");
        recording.add(&program.kill());
        let program = Watched::serve(&EVERYTHING, data);
        let outcomes = tablet.device.at(program.address).push(batch);
        let is_there = |outcome: &Outcome| matches!(outcome, Outcome::Duplicate { .. });
        assert!(outcomes.iter().all(is_there), "the log had it: {outcomes:?}");
        recording.add(&program.kill());
    });
    recording
}

/// A tablet, and what it has not sent yet.
struct Tablet {
    device: Device,
    left: VecDeque<Vec<Entry>>,
}

impl Tablet {
    fn new(school: &TestSchool, pushes: usize) -> Self {
        let mut device = Device::of(school, "teacher");
        let students = ["Amara", "Ben"].map(|name| school.person(name));
        let mut make = |n: usize| {
            let phase = i64::try_from(n % 4).unwrap() + 1;
            device.make(school, sighting(school.class, students[n % 2], phase))
        };
        let left = (0..pushes).map(|_| (0..BATCH).map(&mut make).collect()).collect();
        Self { device, left }
    }

    /// Sends everything, each batch until it is stored; ends when the program
    /// does.
    fn push(&mut self, program: SocketAddr, tell: &mpsc::Sender<()>) {
        let device = self.device.at(program);
        while let Some(batch) = self.left.front() {
            let frame = Format::Columns.encode(&device.push_frame(batch));
            let columns = Some(Format::Columns.content_type());
            let answer = device.client.try_send("POST", "/api/sync/push", columns, &frame);
            let Ok(answer) = answer else { return };
            if answer.status != 200 {
                answer.assert_error(503, "not-stored");
                continue;
            }
            self.left.pop_front();
            // Nobody listens any more once the program is to be killed.
            let _ = tell.send(());
        }
    }
}

/// Has the tablets send what they have left, and ends the program: in the middle
/// of it after so many pushes, or when all is stored. What was seen of it.
fn push(tablets: &mut [Tablet], program: Watched, before_kill: usize) -> String {
    let (tell, told) = mpsc::channel();
    let address = program.address;
    thread::scope(|scope| {
        for tablet in tablets {
            let tell = tell.clone();
            scope.spawn(move || tablet.push(address, &tell));
        }
        drop(tell);
        if told.iter().take(before_kill).count() == before_kill {
            program.kill()
        } else {
            program.stop()
        }
    })
}

/// What happened to a program, in a folder of its own: the data folder as it
/// was before, and the trace of each life of it.
struct Recording {
    folder: PathBuf,
    lives: usize,
    /// Removes the folder, unless something was lost.
    removes: Option<TempDir>,
}

impl Recording {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder: folder.path().to_owned(), lives: 0, removes: Some(folder) }
    }

    /// The one that `RECORDING` names: it was kept when something was lost.
    fn kept() -> Option<Self> {
        let folder = PathBuf::from(std::env::var_os("RECORDING")?);
        let is_there = |life: &usize| folder.join(format!("life-{life}")).exists();
        let lives = (1..=LIVES_MAX).take_while(is_there).count();
        Some(Self { folder, lives, removes: None })
    }

    fn start(&self) -> PathBuf {
        self.folder.join("start")
    }

    fn begin(&self, data: &Path) {
        fs::create_dir(self.start()).unwrap();
        for name in FILES.iter().filter(|name| data.join(name).exists()) {
            fs::copy(data.join(name), self.start().join(name)).unwrap();
        }
    }

    fn add(&mut self, trace: &str) {
        self.lives += 1;
        fs::write(self.folder.join(format!("life-{}", self.lives)), trace).unwrap();
    }

    /// All of it, in order.
    fn events(&self) -> Vec<Event> {
        let life = |life| fs::read_to_string(self.folder.join(format!("life-{life}"))).unwrap();
        (1..=self.lives).flat_map(|n| events(n, &life(n))).collect()
    }

    /// Looks at every cut.
    fn cut(&mut self, events: Vec<Event>, mut cuts: Vec<Cut>) {
        cuts.sort_by_key(|cut| cut.after);
        let mut cuts = cuts.into_iter().peekable();
        let (mut disk, mut told) = (Disk::of(&self.start()), Told::new());
        for (at, event) in events.into_iter().enumerate() {
            event.happen(&mut disk, &mut told);
            while let Some(mut cut) = cuts.next_if(|cut| cut.after == at) {
                let data = tempfile::tempdir().unwrap();
                disk.cut(data.path(), &mut cut.rng);
                if let Err(fault) = holds(data.path(), &told) {
                    self.keep(&fault, &cut);
                }
            }
        }
    }

    /// Says what was lost, and how to see it again.
    fn keep(&mut self, fault: &str, Cut { after, seed, .. }: &Cut) -> ! {
        self.removes.take().map(TempDir::keep);
        let (folder, thread) = (self.folder.display(), thread::current());
        let test = thread.name().unwrap_or_default();
        panic!(
            "{fault}\nafter event {after}; again: RECORDING={folder} SEED={seed} \
             cargo test --package server --test api {test}"
        );
    }
}

/// A power cut.
struct Cut {
    /// The last event before it.
    after: usize,
    seed: u64,
    rng: Rng,
}

/// What was acknowledged.
type Told = BTreeMap<EntryId, (EntryHash, Position)>;

/// Something that happened to the disk, or that a tablet was told.
enum Event {
    Create(String),
    Remove(String),
    Write(String, Write, Moment),
    Sync { name: String, begun: Moment, worked: bool },
    SyncNames,
    Told(Told),
}

impl Event {
    fn happen(self, disk: &mut Disk, told: &mut Told) {
        match self {
            Self::Create(name) => disk.create(&name),
            Self::Remove(name) => disk.remove(&name),
            Self::Write(name, what, done) => disk.write(&name, what, done),
            Self::Sync { name, begun, worked } => disk.sync(&name, begun, worked),
            Self::SyncNames => disk.sync_names(),
            Self::Told(more) => told.extend(more),
        }
    }
}

/// What a trace shows. What is asked of the disk counts from when it was asked;
/// what a sync is for, when it is done; what is told, when that begins.
fn events(life: usize, trace: &str) -> Vec<Event> {
    let mut events = Vec::new();
    // What came in on each connection since it was answered.
    let mut asked: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for call in strace::calls(trace) {
        let at = call.begun;
        if call.on().starts_with("TCP") {
            let said = asked.entry(call.on()).or_default();
            if call.name().starts_with("re") {
                said.extend(call.bytes());
            } else {
                let told = told(&std::mem::take(said), &call.bytes());
                events.extend(told.map(|told| (at, Event::Told(told))));
            }
        } else if let Some(event) = on_disk(life, &call) {
            let at = if matches!(event, Event::Sync { .. }) { call.done } else { at };
            events.push((at, event));
        }
    }
    events.sort_by_key(|(at, _)| *at);
    events.into_iter().map(|(_, event)| event).collect()
}

fn on_disk(life: usize, call: &Call) -> Option<Event> {
    let ours = |path: &str| {
        let (_, name) = path.rsplit_once('/')?;
        FILES.contains(&name).then(|| name.to_owned())
    };
    let done = (life, call.done);
    Some(match call.name() {
        "openat" if call.text.contains("O_CREAT") => Event::Create(ours(&call.path())?),
        "unlink" if call.worked() => Event::Remove(ours(&call.path())?),
        "rename" => panic!("a file of the database gets another name"),
        "pwrite64" if call.result() != Some(-1) => {
            let mut bytes = call.bytes();
            bytes.truncate(
                call.result().map_or(usize::MAX, |count| usize::try_from(count).unwrap()),
            );
            Event::Write(ours(&call.on())?, Write::Bytes(call.last_number(), bytes), done)
        }
        "ftruncate" if call.worked() => {
            Event::Write(ours(&call.on())?, Write::End(call.last_number()), done)
        }
        "fsync" | "fdatasync" => match ours(&call.on()) {
            Some(name) => Event::Sync { name, begun: (life, call.begun), worked: call.worked() },
            None if call.worked() => Event::SyncNames,
            None => return None,
        },
        _ => return None,
    })
}

/// What an answer to a push acknowledges.
fn told(request: &[u8], answer: &[u8]) -> Option<Told> {
    let body = |http: &[u8]| {
        let head = http.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        http[head + 4..].to_vec()
    };
    if !request.starts_with(b"POST /api/sync/push") || !answer.starts_with(b"HTTP/1.1 200") {
        return None;
    }
    let push: Push = Format::Columns.decode(&body(request)).unwrap();
    let answer: PushAnswer = Format::Columns.decode(&body(answer)).unwrap();
    assert_eq!(push.entries.len(), answer.verdicts.len());
    let verdicts = push.entries.iter().zip(&answer.verdicts);
    let told = verdicts.map(|(entry, verdict)| {
        let Lenient::Read(pushed) = entry else { panic!("it was made here") };
        match verdict.outcome {
            Outcome::Stored { position, .. } | Outcome::Duplicate { position, .. } => {
                (pushed.entry.id(), (pushed.entry.hash(), position))
            }
            ref outcome => panic!("{outcome:?}"),
        }
    });
    Some(told.collect())
}

/// Events after which a cut is looked at, by their kind: something was
/// acknowledged, the log is being moved into the database, a sync has failed,
/// and whatever else.
fn moments(events: &[Event]) -> [Vec<usize>; 4] {
    let kinds: [fn(&Event) -> bool; 4] = [
        |event| matches!(event, Event::Told(_)),
        |event| matches!(event, Event::Write(name, ..) if name == "limber.db"),
        |event| matches!(event, Event::Sync { worked: false, .. }),
        |_| true,
    ];
    let those = |is: fn(&Event) -> bool| {
        let numbered = events.iter().enumerate();
        numbered.filter(|(_, event)| is(event)).map(|(at, _)| at).collect()
    };
    kinds.map(those)
}

/// Whether a school, opened from this folder, holds what was acknowledged, each
/// entry once and where it was said to be, and is sound.
fn holds(data: &Path, told: &Told) -> Result<(), String> {
    let (mark, before) = (data.join("high-water"), "the database cannot be opened");
    let mark = fs::read(mark).map_err(|error| error.to_string())?;
    let tenant = Tenant::open(data).map_err(|error| format!("{before}: {error}"))?;
    let ask = tenant.database.read_now(|rows| {
        Ok((check(rows)?, rows.entries_after(0, ENTRIES_MAX)?, rows.log_head()?.epoch))
    });
    let (findings, rows, epoch) = ask.map_err(|error| error.to_string())?;
    if !findings.is_sound() {
        return Err(format!("{findings:?}"));
    }
    if mark[..8] != epoch.0.to_be_bytes() {
        return Err("the database is taken for an older one".to_owned());
    }
    let there: Told =
        rows.iter().map(|row| (row.entry.id(), (row.entry.hash(), row.position))).collect();
    if there.len() != rows.len() {
        return Err("an entry is there twice".to_owned());
    }
    let lost = told.iter().filter(|(id, what)| there.get(id) != Some(what)).count();
    if lost > 0 {
        return Err(format!("{lost} of {} acknowledged entries are lost", told.len()));
    }
    drop(tenant);
    let database = Connection::open(data.join("limber.db")).unwrap();
    let answer = database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    let answer = answer.map_err(|error| error.to_string())?;
    if answer == "ok" { Ok(()) } else { Err(answer) }
}
