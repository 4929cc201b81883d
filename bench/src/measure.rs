//! How fast the engine takes in and hands out.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use server::clock::{Clock, SystemClock};
use sync::entry::{Entry, Millis};
use sync::limits::BATCH_ENTRIES_MAX;
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::program::Program;
use crate::school::{self, Room};
use crate::tablet::{Address, Events, Tablet};
use crate::{Figures, entries, floor, median, percentile};

/// A class's whole year, about.
pub const ENTRIES: usize = 10_000;
/// Runs of which the middle one counts.
const RUNS: usize = 5;
/// One after the other, from one tablet to another.
const SINGLE_OPS: usize = 300;
/// Tablets that push at the same time.
const CLIENTS: usize = 64;
/// Pushes of one entry by each.
const SINGLES_EACH: usize = 200;
/// Pushes of [`SMALL_BATCH`] by each.
const BATCHES_EACH: usize = 40;
const SMALL_BATCH: usize = 20;
/// Tablets that come back from a day without a network at the same time, and
/// what each has made meanwhile.
const RECONNECTING: usize = 300;
const UNSENT: usize = 300;

/// A school and where it is made.
pub struct Ground {
    limber: PathBuf,
    /// The data folder that runs begin with.
    made: TempDir,
    rooms: Vec<Room>,
    now: Millis,
}

/// Everything, in its order.
pub async fn all(ground: &Ground) -> Result<Figures> {
    let mut figures = Figures::new();
    one_tablet(ground, &mut figures).await?;
    one_after_the_other(ground, &mut figures).await?;
    many_tablets(ground, &mut figures).await?;
    everybody_comes_back(ground, &mut figures).await?;
    Ok(figures)
}

/// A server on a copy of the school, and its folder.
struct Run {
    program: Program,
    folder: TempDir,
}

impl Ground {
    /// Makes a school for the program `limber`. This thread waits: not for
    /// asynchronous callers.
    pub fn make(limber: PathBuf) -> Result<Self> {
        let made = tempfile::tempdir()?;
        let rooms = school::found(made.path(), school::BUSY)?;
        Ok(Self { limber, made, rooms, now: SystemClock.now() })
    }

    fn run(&self) -> Result<Run> {
        let folder = tempfile::tempdir()?;
        for file in std::fs::read_dir(self.made.path())? {
            let file = file?;
            if file.file_type()?.is_file() {
                std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
            }
        }
        Ok(Run { program: Program::start(&self.limber, folder.path())?, folder })
    }

    fn entries(&self, room: usize, tablet: u64, count: usize) -> Vec<Entry> {
        let room = &self.rooms[room % self.rooms.len()];
        entries::of_class(room, 0xbe0c_0000 + tablet, count, self.now, tablet)
    }

    fn teacher(&self, run: &Run, room: usize) -> Address {
        let cookie = self.rooms[room % self.rooms.len()].teacher.cookie.clone();
        Address { server: run.program.address, cookie }
    }

    fn assistant(&self, run: &Run) -> Address {
        Address { server: run.program.address, cookie: self.rooms[0].assistant.cookie.clone() }
    }
}

fn say(what: &str) {
    eprintln!("· {what}");
}

/// One tablet sends a year, another fetches it: time, bytes, and what SQLite
/// alone takes for the same.
async fn one_tablet(ground: &Ground, figures: &mut Figures) -> Result<()> {
    say("one tablet sends 10,000 entries, another fetches them");
    let entries = ground.entries(0, 1, ENTRIES);
    let (mut pushed, mut pulled, mut of_floor) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let run = ground.run()?;
        let mut teacher = Tablet::open(&ground.teacher(&run, 0), 1).await?;
        let (before, begun) = (teacher.client.traffic.bytes(), Instant::now());
        for batch in entries.chunks(BATCH_ENTRIES_MAX) {
            teacher.push(batch).await?;
        }
        pushed.push(begun.elapsed().as_secs_f64());
        let up = teacher.client.traffic.bytes().0 - before.0;
        figures.insert("sync.bytes_up_per_entry".into(), up as f64 / ENTRIES as f64);

        let begun = Instant::now();
        let mut assistant = Tablet::open(&ground.assistant(&run), 2).await?;
        let got = assistant.pull().await?;
        pulled.push(begun.elapsed().as_secs_f64());
        ensure!(got.len() == ENTRIES, "{} of {ENTRIES} arrived", got.len());
        let down = assistant.client.traffic.bytes().1;
        figures.insert("sync.bytes_down_per_entry".into(), down as f64 / ENTRIES as f64);

        let before = assistant.client.traffic.bytes();
        assistant.poll().await?;
        let after = assistant.client.traffic.bytes();
        let bytes = (after.0 - before.0) + (after.1 - before.1);
        figures.insert("sync.noop_bytes".into(), bytes as f64);
        let memory = run.program.memory_mib()?;
        figures.insert("sync.rss_one_tablet_mb".into(), memory);
        let database = run.folder.path().join("limber.db");
        of_floor.push(floor::entries_per_second(&database)?);
    }
    let (pushed, of_floor) = (median(pushed), median(of_floor));
    figures.insert("sync.push_10k_s".into(), pushed);
    figures.insert("sync.pull_10k_s".into(), median(pulled));
    figures.insert("sync.sqlite_entries_per_s".into(), of_floor);
    figures.insert("sync.vs_sqlite_limit".into(), ENTRIES as f64 / pushed / of_floor);
    Ok(())
}

/// From the tap on one tablet to another that can read it.
async fn one_after_the_other(ground: &Ground, figures: &mut Figures) -> Result<()> {
    say("one entry at a time, until another process can read it");
    let run = ground.run()?;
    let mut teacher = Tablet::open(&ground.teacher(&run, 0), 1).await?;
    let mut listener = Listener::start(&ground.assistant(&run))?;
    let mut millis = Vec::with_capacity(SINGLE_OPS);
    for entry in ground.entries(0, 1, SINGLE_OPS) {
        let begun = Instant::now();
        teacher.push(std::slice::from_ref(&entry)).await?;
        let read = listener.line()?;
        millis.push(begun.elapsed().as_secs_f64() * 1_000.0);
        ensure!(read == entry.id().to_string(), "another entry came: {read}");
    }
    figures.insert("sync.one_op_p50_ms".into(), percentile(millis.clone(), 50));
    figures.insert("sync.one_op_p99_ms".into(), percentile(millis, 99));
    Ok(())
}

/// The other process.
struct Listener {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Listener {
    /// Starts it; it listens when this returns.
    fn start(Address { server, cookie }: &Address) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["listen", "--server", &server.to_string(), "--cookie", cookie])
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(child.stdout.take().context("it has no output")?);
        let mut listener = Self { child, lines };
        ensure!(listener.line()? == LISTENING, "the listener says something else");
        Ok(listener)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.lines.read_line(&mut line)? > 0, "the listener has ended");
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Fails only where it has ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a listener writes first.
const LISTENING: &str = "listening";

/// The part of the other process: a line for each entry, as soon as it is read.
pub async fn listen(address: &Address) -> Result<()> {
    let mut tablet = Tablet::open(address, 2).await?;
    let mut events = Events::open(address).await?;
    // The first says where the school stands.
    events.next().await?;
    tablet.pull().await?;
    let mut out = std::io::stdout();
    writeln!(out, "{LISTENING}")?;
    out.flush()?;
    loop {
        events.next().await?;
        for listed in tablet.pull().await? {
            writeln!(out, "{}", listed.entry.id())?;
        }
        out.flush()?;
    }
}

/// Sixty-four at the same time.
async fn many_tablets(ground: &Ground, figures: &mut Figures) -> Result<()> {
    for (name, what, size, each) in [
        ("sync.clients64_single_ops_per_s", "64 tablets, an entry at a time", 1, SINGLES_EACH),
        ("sync.clients64_ops_per_s", "64 tablets, 20 entries at a time", SMALL_BATCH, BATCHES_EACH),
    ] {
        say(what);
        let mut rates = Vec::new();
        for _ in 0..RUNS {
            let run = ground.run()?;
            let (seconds, _) = push_all(ground, &run, CLIENTS, size * each, size).await?;
            rates.push((CLIENTS * size * each) as f64 / seconds);
            stored(&run, CLIENTS * size * each)?;
        }
        figures.insert(name.into(), median(rates));
    }
    Ok(())
}

/// The network is back, for all of them at once.
async fn everybody_comes_back(ground: &Ground, figures: &mut Figures) -> Result<()> {
    say("300 tablets come back with 300 unsent entries each");
    let run = ground.run()?;
    let (seconds, millis) = push_all(ground, &run, RECONNECTING, UNSENT, UNSENT).await?;
    stored(&run, RECONNECTING * UNSENT)?;
    figures.insert("sync.reconnect_300_p99_ms".into(), percentile(millis, 99));
    figures.insert("sync.reconnect_300_s".into(), seconds);
    figures.insert("server.rss_mb".into(), run.program.memory_mib()?);
    Ok(())
}

/// So many tablets push `count` entries each, `size` at a time. How long all
/// of it took, in seconds, and each push, in milliseconds.
async fn push_all(
    ground: &Ground,
    run: &Run,
    tablets: usize,
    count: usize,
    size: usize,
) -> Result<(f64, Vec<f64>)> {
    let mut ready = Vec::new();
    for at in 0..tablets {
        let number = at as u64 + 1;
        let tablet = Tablet::open(&ground.teacher(run, at), number).await?;
        ready.push((tablet, ground.entries(at, number, count)));
    }
    let begun = Instant::now();
    let mut pushing = JoinSet::new();
    for (mut tablet, entries) in ready {
        pushing.spawn(async move {
            let mut millis = Vec::new();
            for batch in entries.chunks(size) {
                let begun = Instant::now();
                tablet.push(batch).await?;
                millis.push(begun.elapsed().as_secs_f64() * 1_000.0);
            }
            Ok::<_, anyhow::Error>(millis)
        });
    }
    let mut all = Vec::new();
    for millis in pushing.join_all().await {
        all.extend(millis?);
    }
    Ok((begun.elapsed().as_secs_f64(), all))
}

/// Nothing that was acknowledged is missing.
fn stored(run: &Run, expected: usize) -> Result<()> {
    let database = rusqlite::Connection::open(run.folder.path().join("limber.db"))?;
    let stored: i64 = database.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
    ensure!(usize::try_from(stored)? == expected, "{stored} of {expected} are stored");
    Ok(())
}
