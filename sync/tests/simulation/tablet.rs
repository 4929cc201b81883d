//! A tablet: a disk, and tabs that run the device's state machine over it.

use std::collections::{BTreeMap, VecDeque};

use sync::device::rows::{self, Chunk, Row, SentRow, Store};
use sync::device::{Changed, Device, Effect, Event, Glance, Moment, Rows, Shown, Write, lease};
use sync::entry::{Entry, EntryId, Millis, Uid};
use sync::frame::{Listed, Request};

use crate::chance::Chance;

/// Small, so that there are many chunks.
const CHUNK_ENTRIES: usize = 4;

/// What survives a crash.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    rows: BTreeMap<(Store, u64), Vec<u8>>,
    /// The rows that also survive when the power fails: those of the last
    /// write that was forced to the disk, and of all before it.
    forced: BTreeMap<(Store, u64), Vec<u8>>,
}

/// A tablet of one person.
#[derive(Debug)]
pub struct Tablet {
    /// Whose.
    pub person: Uid,
    /// What survives.
    pub disk: Disk,
    /// Its clock less the true time.
    pub skew: Millis,
    /// Its browser has no locks: all its tabs lead.
    pub lawless: bool,
    /// At least one.
    pub tabs: Vec<Tab>,
}

/// One tab: what a crash takes.
#[derive(Debug)]
pub struct Tab {
    /// Tells it from the tab that was there before a crash: that one's calls
    /// died with it.
    pub life: u64,
    /// The state machine.
    pub device: Device,
    /// What it asked of its disk, in order.
    pub todo: VecDeque<Todo>,
    /// Writes of other tabs that it has not heard of yet.
    pub heard: VecDeque<Write>,
    /// Calls that it made.
    pub calls: Vec<(u64, Request)>,
    /// In how many milliseconds its timer fires.
    pub timer: Option<Millis>,
    /// What a person sees: folded from effects alone.
    pub view: BTreeMap<EntryId, Shown>,
    refold: bool,
}

/// What a tab asks of its disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Todo {
    /// See [`Effect::Write`].
    Write(Write),
    /// See [`Effect::Lease`].
    Lease(bool),
    /// See [`Effect::Reload`].
    Reload,
}

impl Disk {
    /// All rows.
    pub fn rows(&self) -> Rows {
        let of = |store| -> Vec<Row> {
            self.store(store).map(|(key, row)| (key, row.to_vec())).collect()
        };
        Rows {
            outbox: of(Store::Outbox),
            sent: of(Store::Sent),
            base: of(Store::Base).into_iter().map(Chunk::read).collect(),
            meta: of(Store::Meta),
        }
    }

    fn store(&self, store: Store) -> impl Iterator<Item = (u64, &[u8])> {
        let rows = self.rows.range((store, 0)..=(store, u64::MAX));
        rows.map(|((_, key), row)| (*key, row.as_slice()))
    }

    /// Own entries: those that wait, and those that were acknowledged.
    pub fn own(&self) -> Vec<Entry> {
        let outbox = self.store(Store::Outbox);
        let outbox = outbox.map(|(_, row)| rows::read_outbox(row).map(|row| row.entry));
        let sent = self.sent().map(|row| Ok(row.entry));
        outbox.chain(sent).collect::<Result<_, _>>().expect("the tablet wrote these rows")
    }

    /// What was acknowledged.
    pub fn sent(&self) -> impl Iterator<Item = SentRow> {
        let rows = self.store(Store::Sent);
        rows.map(|(_, row)| rows::read_sent(row).expect("the tablet wrote this row"))
    }

    /// What was pulled.
    pub fn base(&self) -> Vec<Listed> {
        let chunks = self.store(Store::Base);
        chunks
            .flat_map(|(_, row)| rows::read_chunk(row).expect("the tablet wrote this row"))
            .collect()
    }

    /// Whether the row that the write depends on is as it believes.
    fn allows(&self, write: &Write) -> bool {
        write
            .guard
            .as_ref()
            .is_none_or(|guard| self.rows.get(&(Store::Meta, guard.key)) == guard.row.as_ref())
    }

    fn commit(&mut self, write: &Write) {
        for (store, (key, row)) in &write.puts {
            self.rows.insert((*store, *key), row.clone());
        }
        for (store, key) in &write.deletes {
            self.rows.remove(&(*store, *key));
        }
        if !write.is_at_server() {
            self.forced = self.rows.clone();
        }
    }

    fn lose_power(&mut self) {
        self.rows = self.forced.clone();
    }

    /// Something of what was pulled is not there any more, or is what it should
    /// not be, as after a mistake of ours: no error, no trace. Whether there was
    /// anything to spoil.
    fn spoil(&mut self, chance: &mut Chance) -> bool {
        let keys: Vec<_> = self.store(Store::Base).map(|(key, _)| (Store::Base, key)).collect();
        if keys.is_empty() {
            return false;
        }
        let key = chance.pick(&keys);
        let mut chunk = rows::read_chunk(&self.rows[&key]).expect("the tablet wrote this row");
        let which = chance.below(chunk.len());
        if chance.percent(50) {
            chunk.remove(which);
        } else {
            let listings = &mut chunk[which].listings;
            let place = chance.below(listings.len());
            listings[place].scope.id.0[0] ^= 1;
        }
        for rows in [&mut self.rows, &mut self.forced] {
            if chunk.is_empty() {
                rows.remove(&key);
            } else {
                rows.insert(key, rows::write_chunk(&chunk));
            }
        }
        true
    }
}

impl Tablet {
    /// A new one, opened.
    pub fn new(person: Uid, disk: Disk, skew: Millis, now: Moment) -> Self {
        let mut tablet = Self { person, disk, skew, lawless: false, tabs: Vec::new() };
        tablet.open(now);
        tablet
    }

    /// Opens one more tab.
    pub fn open(&mut self, now: Moment) {
        let mut tab = Tab::new(now.random);
        tab.tell(now, Event::Loaded(self.disk.rows()));
        tab.tell(now, Event::Lead(self.lawless || self.tabs.is_empty()));
        self.tabs.push(tab);
    }

    /// A tab is looked at: it sees whether it has missed something.
    pub fn glance(&mut self, tab: usize, now: Moment) {
        let outbox = self.disk.store(Store::Outbox).map(|(key, _)| key).collect();
        let sync = self.disk.rows.get(&(Store::Meta, rows::meta::SYNC)).cloned();
        self.tabs[tab].tell(now, Event::Glanced(Glance { sync, outbox }));
    }

    /// A tab dies, and is opened again.
    pub fn crash(&mut self, tab: usize, now: Moment) {
        let mut fresh = Tab::new(now.random);
        fresh.tell(now, Event::Loaded(self.disk.rows()));
        fresh.tell(now, Event::Lead(self.lawless || tab == 0));
        self.tabs[tab] = fresh;
    }

    /// The power fails: what was not forced to the disk is lost, although it
    /// was called committed.
    pub fn lose_power(&mut self, now: Moment) {
        self.disk.lose_power();
        for tab in 0..self.tabs.len() {
            self.crash(tab, now);
        }
    }

    /// See [`Disk::spoil`]; nobody looked while it happened.
    pub fn spoil(&mut self, chance: &mut Chance, now: Moment) -> bool {
        let spoilt = self.disk.spoil(chance);
        for tab in 0..self.tabs.len() {
            self.crash(tab, now);
        }
        spoilt
    }

    /// Does the next thing that a tab asked of the disk. The ids that are on
    /// the disk now for the first time come back.
    pub fn work(&mut self, tab: usize, now: Moment, outcome: Outcome) -> Vec<Entry> {
        let Some(todo) = self.tabs[tab].todo.pop_front() else { return Vec::new() };
        match todo {
            Todo::Reload => {
                let rows = self.disk.rows();
                self.tabs[tab].tell(now, Event::Loaded(rows));
                Vec::new()
            }
            Todo::Lease(fresh) => {
                let key = rows::meta::LEASE;
                let row = self.disk.rows.get(&(Store::Meta, key)).map(Vec::as_slice);
                let (lease, row) =
                    lease(row, fresh, now.random).expect("no newer program was here");
                let write = Write { puts: vec![(Store::Meta, (key, row))], ..Write::default() };
                self.disk.commit(&write);
                self.broadcast(tab, &write);
                self.tabs[tab].tell(now, Event::Leased(lease));
                Vec::new()
            }
            Todo::Write(write) => self.write(tab, now, &write, outcome),
        }
    }

    fn write(&mut self, tab: usize, now: Moment, write: &Write, outcome: Outcome) -> Vec<Entry> {
        if outcome == Outcome::Fails {
            self.tabs[tab].tell(now, Event::WriteFailed(write.id));
            return Vec::new();
        }
        if !self.disk.allows(write) {
            self.tabs[tab].tell(now, Event::Conflicted(write.id));
            return Vec::new();
        }
        self.disk.commit(write);
        self.broadcast(tab, write);
        if outcome == Outcome::CommitsAndDies {
            self.crash(tab, now);
        } else {
            self.tabs[tab].tell(now, Event::Committed(write.id));
        }
        let outbox = write.puts.iter().filter(|(store, _)| *store == Store::Outbox);
        outbox
            .map(|(_, (_, row))| rows::read_outbox(row).expect("the tablet wrote this row").entry)
            .collect()
    }

    fn broadcast(&mut self, from: usize, write: &Write) {
        for (number, tab) in self.tabs.iter_mut().enumerate() {
            if number != from {
                tab.heard.push_back(write.clone());
            }
        }
    }
}

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is on the disk.
    Commits,
    /// It is not.
    Fails,
    /// It is, and the tab never hears of it.
    CommitsAndDies,
}

impl Tab {
    fn new(life: u64) -> Self {
        Self {
            life,
            device: Device::new("simulated").with_chunks_of(CHUNK_ENTRIES),
            todo: VecDeque::new(),
            heard: VecDeque::new(),
            calls: Vec::new(),
            timer: None,
            view: BTreeMap::new(),
            refold: false,
        }
    }

    /// Hands an event in, and takes note of the effects.
    pub fn tell(&mut self, now: Moment, event: Event) {
        for effect in self.device.handle(now, event) {
            match effect {
                Effect::Write(write) => self.todo.push_back(Todo::Write(write)),
                Effect::Lease { fresh } => self.todo.push_back(Todo::Lease(fresh)),
                Effect::Reload => self.todo.push_back(Todo::Reload),
                Effect::Send { call, request } => self.calls.push((call, request)),
                // The skew of the wall clock does not touch timers.
                Effect::Wake { after } => self.timer = Some(after),
                Effect::Changed(changed) => self.show(changed),
                Effect::Status(_) | Effect::DirectoryStale { .. } => {}
            }
        }
        if std::mem::take(&mut self.refold) {
            self.view = self.device.shown().map(|shown| (shown.entry.id(), shown)).collect();
        }
    }

    fn show(&mut self, changed: Changed) {
        if changed.reset {
            self.view.clear();
        }
        for shown in changed.entries {
            self.view.insert(shown.entry.id(), shown);
        }
        self.refold = !changed.removed.is_empty();
    }
}
