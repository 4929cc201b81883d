//! The world: tablets, a server, a network that loses and doubles, and people.

use std::collections::{BTreeMap, BTreeSet};

use sync::device::{CALL_MILLIS_MAX, Event, Failure, Moment, POLL_MILLIS, Response, Trigger};
use sync::entry::{Entry, EntryHash, EntryId, Millis, Uid};
use sync::frame::{Epoch, Lenient, Pull, PullAnswer, Request, columns};
use sync::scope::Scope;
use sync::server::{self, MemoryLog};

use crate::chance::Chance;
use crate::school::{self, CLASSES, Doing, Rules, class_scope, person_scope, student_scope};
use crate::tablet::{Disk, Outcome, Tab, Tablet};

/// 2026-09-01, a Tuesday.
const BEGIN: Millis = 1_788_220_800_000;
const YEAR: Millis = 365 * 24 * 60 * 60 * 1_000;
/// More tablets than this are not copied.
const TABLETS_MAX: usize = 5;

/// Everything.
pub struct World {
    /// Chance.
    pub chance: Chance,
    /// The true time.
    pub time: Millis,
    /// The server.
    pub log: MemoryLog,
    /// A copy that was put aside.
    pub backup: MemoryLog,
    /// What each person may read.
    pub granted: BTreeMap<Uid, BTreeSet<Scope>>,
    /// The tablets.
    pub tablets: Vec<Tablet>,
    /// Answers on their way.
    answers: Vec<Answer>,
    /// Everything that a tablet ever had on its disk as its own.
    pub made: BTreeSet<(EntryId, EntryHash)>,
    /// Erased by law: also where a restore brings it back.
    pub erased: BTreeMap<EntryId, Scope>,
    /// Looked at while it was held, and discarded: somebody's decision.
    pub discarded: BTreeSet<(EntryId, EntryHash)>,
    /// Something that a tablet had pulled was spoilt on its disk.
    spoilt: bool,
    /// Things go wrong.
    pub faults: bool,
    /// Text for people who read a failing seed.
    pub story: Vec<String>,
}

struct Answer {
    tablet: usize,
    tab: usize,
    /// To this one only.
    life: u64,
    event: Event,
}

impl World {
    /// A few people with a tablet each.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let log = MemoryLog::new(Epoch(chance.bits()));
        let mut world = Self {
            chance,
            time: BEGIN,
            backup: log.clone(),
            log,
            granted: BTreeMap::new(),
            tablets: Vec::new(),
            answers: Vec::new(),
            made: BTreeSet::new(),
            erased: BTreeMap::new(),
            discarded: BTreeSet::new(),
            spoilt: false,
            faults: true,
            story: Vec::new(),
        };
        for number in 0..2 + world.chance.below(2) {
            // Two of them may be the same person.
            let person = Uid::from_u128(100 + number.min(2) as u128);
            world.granted.entry(person).or_insert_with(|| BTreeSet::from([person_scope(person)]));
            world.move_class(person);
            let skew = world.skew();
            let now = world.moment(skew);
            let mut tablet = Tablet::new(person, Disk::default(), skew, now);
            if world.chance.percent(50) {
                tablet.lawless = world.chance.percent(60);
                tablet.open(now);
            }
            world.tablets.push(tablet);
        }
        world
    }

    fn skew(&mut self) -> Millis {
        let small = Millis::try_from(self.chance.below(60_000)).expect("small") - 30_000;
        self.chance.pick(&[0, 0, small, small, YEAR, -YEAR])
    }

    fn moment(&mut self, skew: Millis) -> Moment {
        Moment { wall: self.time + skew, random: self.chance.bits() }
    }

    fn now(&mut self, tablet: usize) -> Moment {
        let skew = self.tablets[tablet].skew;
        self.moment(skew)
    }

    /// One thing happens.
    pub fn step(&mut self) {
        let tablet = self.chance.below(self.tablets.len());
        let tab = self.chance.below(self.tablets[tablet].tabs.len());
        match self.chance.below(100) {
            0..10 => self.tap(tablet, tab),
            10..40 => self.disk(tablet, tab),
            40..60 => self.call(tablet, tab),
            60..80 => self.answer(),
            80..84 => self.pass(),
            84..94 => self.hear(tablet, tab),
            94..96 => self.trigger(tablet, tab),
            _ if self.faults => self.misfortune(tablet, tab),
            _ => {}
        }
    }

    /// All goes well for a while, so that the next misfortune meets tablets
    /// that have something to lose.
    pub fn interlude(&mut self) {
        self.faults = false;
        for _ in 0..2 {
            while self.work_off() {}
            self.pass_by(POLL_MILLIS);
        }
        self.faults = true;
    }

    /// Somebody does something.
    fn tap(&mut self, tablet: usize, tab: usize) {
        let now = self.now(tablet);
        let mut entries = Vec::new();
        for _ in 0..=self.chance.below(3) {
            let Some(issued) = self.tablets[tablet].tabs[tab].device.issue(now.wall) else { break };
            let doing = self.chance.pick(&Doing::ALL);
            let class = self.chance.below(CLASSES as usize) as u128;
            let length = self.chance.pick(&[3, 3, 3, 40, 40, 900]);
            let text = "x".repeat(length);
            let author = self.tablets[tablet].person;
            let supersedes =
                if doing == Doing::Release { self.own_ids(tablet) } else { Vec::new() };
            entries.push(school::entry(issued, author, doing, class, supersedes, text));
        }
        if !entries.is_empty() {
            self.tablets[tablet].tabs[tab].tell(now, Event::Saved(entries));
        }
    }

    fn own_ids(&mut self, tablet: usize) -> Vec<EntryId> {
        let own = self.tablets[tablet].disk.own();
        let mut ids: Vec<_> = own.iter().map(Entry::id).collect();
        ids.sort_unstable();
        ids.dedup();
        let from = self.chance.below(ids.len() + 1);
        ids.split_off(from).into_iter().take(5).collect()
    }

    /// The disk does what it was asked to.
    fn disk(&mut self, tablet: usize, tab: usize) {
        let outcome = match self.chance.below(100) {
            0..8 if self.faults => Outcome::Fails,
            8..11 if self.faults => Outcome::CommitsAndDies,
            _ => Outcome::Commits,
        };
        let now = self.now(tablet);
        for entry in self.tablets[tablet].work(tab, now, outcome) {
            self.made.insert((entry.id(), entry.hash()));
        }
    }

    /// A call arrives at the server, or doesn't.
    fn call(&mut self, tablet: usize, tab: usize) {
        let Tab { calls, life, .. } = &mut self.tablets[tablet].tabs[tab];
        if calls.is_empty() {
            return;
        }
        let life = *life;
        let (call, request) = calls.remove(0);
        let event = match self.chance.below(100) {
            0..4 if self.faults => return,
            4..8 if self.faults => Event::Failed { call, failure: Failure::Transport },
            8..12 if self.faults => {
                let response = self.stranger();
                Event::Answered { call, response }
            }
            12..20 if self.faults => {
                // It arrives; the answer does not.
                self.serve(tablet, &request);
                return;
            }
            20..25 if self.faults => {
                // It arrives twice; the first answer is lost.
                self.serve(tablet, &request);
                Event::Answered { call, response: self.serve(tablet, &request) }
            }
            _ => Event::Answered { call, response: self.serve(tablet, &request) },
        };
        self.answers.push(Answer { tablet, tab, life, event });
    }

    /// Somebody else answers.
    fn stranger(&mut self) -> Response {
        let (status, content_type, body) = self.chance.pick(&[
            (200, "text/html", "<html>"),
            (502, "text/html", "<html>"),
            (404, "application/json", "{}"),
            (413, "text/html", "<html>"),
            (401, "application/json", r#"{"error":"not-signed-in"}"#),
            (401, "text/html", "<html>"),
            (400, "application/json", r#"{"error":"bad-request"}"#),
            (500, "application/json", r#"{"error":"internal"}"#),
        ]);
        let body = body.as_bytes().to_vec();
        Response { status, content_type: content_type.to_owned(), body }
    }

    /// The server, frames and all.
    fn serve(&mut self, tablet: usize, request: &Request) -> Response {
        let person = self.tablets[tablet].person;
        let granted: Vec<Scope> = self.granted[&person].iter().copied().collect();
        let bytes = request.encode();
        let body = match request {
            Request::Hello(_) => columns::decode(&bytes).map(|hello| {
                let Ok(answer) = server::hello(&self.log, &granted, "v1", &hello, self.time);
                let is_right = hello.sums.is_none() || answer.sums.is_none() || self.spoilt;
                assert!(is_right, "S4: {:?}, and nobody spoilt anything", answer.sums);
                columns::encode(&answer)
            }),
            Request::Push(_) => columns::decode(&bytes).map(|push| {
                let Ok(answer) = server::push(&mut self.log, &mut Rules, person, &push, self.time);
                columns::encode(&answer)
            }),
            Request::Pull(_) => columns::decode(&bytes).map(|mut pull: Pull| {
                // Small pages, so that there are many.
                pull.bytes_max = pull.bytes_max.min(3_000);
                let Ok(answer) = server::pull(&self.log, &granted, &pull);
                assert_permitted(&answer, &granted);
                columns::encode(&answer)
            }),
        };
        match body {
            Ok(body) => {
                Response { status: 200, content_type: columns::CONTENT_TYPE.to_owned(), body }
            }
            Err(error) => {
                let content_type = "application/json".to_owned();
                let body = format!("{{\"error\":\"{error}\"}}").into_bytes();
                Response { status: error.status(), content_type, body }
            }
        }
    }

    /// Some answer arrives: not the first one, necessarily.
    fn answer(&mut self) {
        if self.answers.is_empty() {
            return;
        }
        let which = if self.faults { self.chance.below(self.answers.len()) } else { 0 };
        let Answer { tablet, tab, life, event } = self.answers.remove(which);
        let now = self.now(tablet);
        if self.faults && self.chance.percent(5) {
            // And once more, later.
            self.answers.push(Answer { tablet, tab, life, event: event.clone() });
        }
        let tab = self.tablets[tablet].tabs.get_mut(tab);
        if let Some(tab) = tab.filter(|tab| tab.life == life) {
            tab.tell(now, event);
        }
    }

    /// Time passes, and timers fire.
    fn pass(&mut self) {
        let span = Millis::try_from(self.chance.below(20_000)).expect("small");
        self.pass_by(span);
    }

    /// So much time passes.
    pub fn pass_by(&mut self, span: Millis) {
        self.time += span;
        for tablet in 0..self.tablets.len() {
            for tab in 0..self.tablets[tablet].tabs.len() {
                let now = self.now(tablet);
                let tab = &mut self.tablets[tablet].tabs[tab];
                let Some(timer) = tab.timer.take() else { continue };
                if timer <= span {
                    tab.tell(now, Event::Triggered(Trigger::Timer));
                } else {
                    tab.timer = Some(timer - span);
                }
            }
        }
    }

    fn hear(&mut self, tablet: usize, tab: usize) {
        let now = self.now(tablet);
        let is_lost = self.faults && self.chance.percent(40);
        let tab = &mut self.tablets[tablet].tabs[tab];
        if let Some(write) = tab.heard.pop_front().filter(|_| !is_lost) {
            tab.tell(now, Event::Heard(write));
        }
    }

    fn trigger(&mut self, tablet: usize, tab: usize) {
        let trigger = self.chance.pick(&[Trigger::Online, Trigger::Visible, Trigger::Button]);
        let now = self.now(tablet);
        if trigger == Trigger::Visible {
            self.tablets[tablet].glance(tab, now);
        }
        self.tablets[tablet].tabs[tab].tell(now, Event::Triggered(trigger));
    }

    /// Something that nobody wants.
    fn misfortune(&mut self, tablet: usize, tab: usize) {
        let now = self.now(tablet);
        let person = self.tablets[tablet].person;
        match self.chance.below(23) {
            0..4 => self.tablets[tablet].crash(tab, now),
            22.. => {
                self.spoilt |= self.tablets[tablet].spoil(&mut self.chance, now);
                self.story.push(format!("tablet {tablet} spoilt"));
            }
            20.. => {
                self.tablets[tablet].lose_power(now);
                self.story.push(format!("tablet {tablet} lost power"));
            }
            4 => self.tablets[tablet].skew = self.skew(),
            // Two tabs that believe that they lead, or none.
            5..8 => {
                let leads = self.chance.percent(80);
                self.tablets[tablet].tabs[tab].tell(now, Event::Lead(leads));
            }
            8 => self.move_class(person),
            9..14 => self.change_one_scope(person),
            14 => {
                self.log.backed_up();
                self.backup = self.log.clone();
                self.story.push("backup".to_owned());
            }
            15 => self.restore(),
            16..18 => self.erase(),
            18 => self.look_at_held(),
            _ => self.copy(tablet),
        }
    }

    /// Somebody joins some classes, and leaves others.
    fn move_class(&mut self, person: Uid) {
        for _ in 0..CLASSES {
            self.change_one_scope(person);
        }
    }

    /// Granted if it was not, and lost if it was.
    fn change_one_scope(&mut self, person: Uid) {
        let which = self.chance.below(CLASSES as usize) as u128;
        let scope = self.chance.pick(&[class_scope(which), student_scope(which)]);
        let granted = self.granted.get_mut(&person).expect("everybody is granted something");
        if !granted.remove(&scope) {
            granted.insert(scope);
        }
    }

    fn restore(&mut self) {
        self.log = self.backup.clone();
        self.log.put_back(Epoch(self.chance.bits()));
        // The ledger of what was erased is applied again.
        for (id, author) in &self.erased {
            self.log.erase(*id, *author);
        }
        self.story.push("restore".to_owned());
    }

    fn erase(&mut self) {
        let ids: Vec<_> = self
            .log
            .entries()
            .map(|stored| (stored.entry.id(), person_scope(stored.entry.envelope.author)))
            .collect();
        if !ids.is_empty() {
            let (id, author) = self.chance.pick(&ids);
            self.log.erase(id, author);
            self.erased.insert(id, author);
            self.story.push(format!("erased {id:?}"));
        }
    }

    /// Somebody discards something that is held.
    fn look_at_held(&mut self) {
        let held: Vec<_> = self.log.held().iter().filter_map(|h| h.what.as_ref().ok()).collect();
        if let Some(entry) = held.first() {
            let (id, hash) = (entry.id(), entry.hash());
            self.log.discard(id, hash);
            self.discarded.insert((id, hash));
        }
    }

    /// A tablet's disk is copied to another tablet.
    fn copy(&mut self, tablet: usize) {
        if self.tablets.len() < TABLETS_MAX {
            let (person, disk) = (self.tablets[tablet].person, self.tablets[tablet].disk.clone());
            let skew = self.skew();
            let now = self.moment(skew);
            self.tablets.push(Tablet::new(person, disk, skew, now));
            self.story.push(format!("tablet {tablet} copied"));
        }
    }

    /// Everything goes well from now on, for as long as it takes: the first
    /// tab of each tablet leads.
    pub fn calm_down(&mut self) {
        self.faults = false;
        self.answers.clear();
        for tablet in 0..self.tablets.len() {
            self.tablets[tablet].tabs.truncate(1);
            let now = self.now(tablet);
            let tab = &mut self.tablets[tablet].tabs[0];
            tab.heard.clear();
            tab.tell(now, Event::Lead(true));
            // A tab that comes back to life reads its rows.
            let rows = self.tablets[tablet].disk.rows();
            self.tablets[tablet].tabs[0].tell(now, Event::Loaded(rows));
            self.tablets[tablet].tabs[0].tell(now, Event::Triggered(Trigger::Online));
        }
    }

    /// Runs everything that is ready, in order, until nothing is; then lets
    /// the timers fire. So often.
    pub fn settle(&mut self, rounds: usize) {
        for _ in 0..rounds {
            while self.work_off() {}
            self.pass_by(CALL_MILLIS_MAX);
        }
        while self.work_off() {}
    }

    fn work_off(&mut self) -> bool {
        let mut worked = false;
        for tablet in 0..self.tablets.len() {
            for tab in 0..self.tablets[tablet].tabs.len() {
                worked |= self.work_off_tab(tablet, tab);
            }
        }
        while !self.answers.is_empty() {
            self.answer();
            worked = true;
        }
        worked
    }

    fn work_off_tab(&mut self, tablet: usize, tab: usize) -> bool {
        let Tab { todo, heard, calls, .. } = &self.tablets[tablet].tabs[tab];
        match (heard.is_empty(), todo.is_empty(), calls.is_empty()) {
            (true, true, true) => return false,
            (false, ..) => self.hear(tablet, tab),
            (_, false, _) => self.disk(tablet, tab),
            (.., false) => self.call(tablet, tab),
        }
        true
    }
}

/// No leak, in any page.
fn assert_permitted(answer: &PullAnswer, granted: &[Scope]) {
    for listed in &answer.listed {
        let Lenient::Read(listed) = listed else { panic!("the server sends what can be read") };
        assert!(!listed.listings.is_empty(), "a page lists what is listed");
        let permitted = listed.listings.iter().all(|place| granted.contains(&place.scope));
        assert!(permitted, "a page holds only what is permitted");
    }
}
