//! One person's store and conversation in this tab: the host of `sync::device`.
//!
//! Carries out what the machine says, in its order, and reports what became of it. It decides nothing about sending.
//!
//! Nothing that was tapped waits for the store, and nothing is dropped: where the store cannot be read or gives no numbers,
//! the tablet works from memory, says so, and tries until it is written; also after somebody else has taken the tablet.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use domain::directory::Directory;
use domain::entry::Draft;
use domain::id::PersonId;
use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::device::rows::{Store as Area, meta, read_directory};
use sync::device::{
    CALL_MILLIS_MAX, Changed, Device, Effect, Event, Failure, Lease, Moment, Response, Rows,
    Status, Trigger, Write,
};
use sync::entry::{EntryId, Millis, Stamp};
use sync::frame::Request;
use sync::frame::columns::CONTENT_TYPE;
use sync::seal::DataKey;
use web_sys::EventTarget;

use super::browser::{Listener, is_visible, listen, now, random, sleep};
use super::keeper::Keeper;
use super::kept::{self, Kept};
use super::message::{message_of, write_of};
use super::net;
use super::news::News;
use super::show;
use super::store::{Outcome, Store, StoreError};
use super::tabs::Tabs;
use crate::tablet::{Ask, KeptReport, Shown, unsent};

/// How long after the last letter a half-typed text is kept.
const TYPING_PAUSE: Duration = Duration::from_millis(400);
/// How often a page that is looked at sees whether the day has changed.
const DAY_CHECK: Duration = Duration::from_secs(30);
/// After so many failures to read the store people are told that nothing is saved.
const READ_FAILURES_MAX: u32 = 3;
/// First and longest wait before the store is tried again.
const RETRY_MILLIS_MIN: u32 = 200;
const RETRY_MILLIS_MAX: u32 = 5_000;
/// Everything is shown anew when the device's clock turns out to be wrong by so much more, or less, than was known.
const OFFSET_SHOWN_MILLIS: Millis = 60_000;

/// See the module.
pub struct Account {
    person: PersonId,
    shown: Shown,
    machine: RefCell<Device>,
    store: Store,
    tabs: RefCell<Option<Rc<Tabs>>>,
    timer: Cell<Option<TimeoutHandle>>,
    /// What others have sent is heard of at once, while this tab leads.
    news: RefCell<Option<News>>,
    /// The store cannot be read: as long as that lasts, nothing is certain to be saved.
    unreadable: Cell<bool>,
    /// What has been read and is not shown yet.
    read: RefCell<Option<Rc<show::Read>>>,
    /// Texts that are being typed, since they were last kept.
    typing: RefCell<Vec<(String, String)>>,
    typing_timer: Cell<Option<TimeoutHandle>>,
    fetching_directory: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
    day_check: Cell<Option<IntervalHandle>>,
    /// Asks before the page is left while something is not written: as long as this exists.
    leaving: RefCell<Option<Listener>>,
    /// Somebody else has the tablet now: what is tapped is still written, and nothing else is done.
    closed: Cell<bool>,
}

impl Account {
    /// Opens the store of `person`, with its key if that is known, and shows what is in it.
    pub fn open(person: PersonId, key: Option<DataKey>, shown: Shown, build: &str) -> Rc<Self> {
        let account = Rc::new(Self {
            person,
            shown,
            machine: RefCell::new(Device::new(build).of(person.0)),
            store: Store::of(person, key),
            tabs: RefCell::new(None),
            timer: Cell::new(None),
            news: RefCell::new(None),
            unreadable: Cell::new(false),
            read: RefCell::new(None),
            typing: RefCell::new(Vec::new()),
            typing_timer: Cell::new(None),
            fetching_directory: Cell::new(false),
            listeners: RefCell::new(Vec::new()),
            day_check: Cell::new(None),
            leaving: RefCell::new(None),
            closed: Cell::new(false),
        });
        account.listen();
        spawn_local(Rc::clone(&account).start());
        account
    }

    /// An id and a stamp, also while the store gives no numbers: a tap waits for nothing.
    fn issue(self: &Rc<Self>, wall: Millis) -> (EntryId, Stamp) {
        loop {
            let issued = self.machine.borrow_mut().issue(wall);
            if let Some(issued) = issued {
                return issued;
            }
            self.handle(Event::Leased(Lease::drawn(random())));
        }
    }

    async fn start(self: Rc<Self>) {
        // It listens first and reads then, and so misses nothing in between.
        let (heard, leads) = (Rc::downgrade(&self), Rc::downgrade(&self));
        let tabs = Tabs::join(
            self.person,
            move |message| {
                if let (Some(account), Some(write)) = (heard.upgrade(), write_of(&message)) {
                    account.hear(write);
                }
            },
            move |leading| {
                if let Some(account) = leads.upgrade() {
                    account.lead(leading);
                }
            },
        );
        self.tabs.replace(Some(Rc::clone(&tabs)));
        self.load().await;
        self.seal_plain_rows();
        tabs.take_turns();
        self.trigger(Trigger::Start);
        self.fetch_first_directory();
    }

    /// Seals what an older app has left plain.
    fn seal_plain_rows(&self) {
        if self.store.seal().is_wanted() {
            let store = self.store.clone();
            // What fails now is sealed at the next start.
            spawn_local(async move { drop(store.seal_plain_rows().await) });
        }
    }

    /// Reads everything that is stored, and shows it.
    async fn load(self: &Rc<Self>) {
        let Some(rows) = self.read_rows().await else { return };
        let directory = rows.meta.iter().find(|(key, _)| *key == meta::DIRECTORY);
        let directory = directory.and_then(|(_, row)| read_directory(row).ok());
        let directory = directory.and_then(|(_, document)| self.own_directory(&document));
        for kept in kept::read(&rows.meta) {
            match kept {
                Kept::Text { name, text } => self.shown.restore_text(name, text),
                Kept::Report { name, report } => self.shown.restore_report(name, report),
            }
        }
        self.handle(Event::Loaded(rows));
        self.show_read(directory).await;
    }

    /// Shows what has been read, and what has changed meanwhile, unless something newer is being read.
    async fn show_read(self: &Rc<Self>, directory: Option<Arc<Directory>>) {
        let read = self.read.borrow().clone();
        let Some(read) = read else { return self.shown.open() };
        if let Some(directory) = directory {
            read.by(directory);
        }
        let offset = self.machine.borrow().offset();
        let view = read.fold(self.shown, offset).await;
        if self.read.borrow_mut().take_if(|now| Rc::ptr_eq(now, &read)).is_some() {
            read.show(view, self.shown, &self.machine.borrow());
            show::today(self.shown, self.now());
            self.shown.open();
        }
    }

    /// This tab talks to the server from now on, or leaves that to another.
    fn lead(self: &Rc<Self>, leading: bool) {
        self.news.replace(leading.then(|| self.listen_for_news()).flatten());
        self.handle(Event::Lead(leading));
    }

    fn listen_for_news(self: &Rc<Self>) -> Option<News> {
        let account = Rc::downgrade(self);
        News::listen(move |position| {
            if let Some(account) = account.upgrade() {
                account.handle(Event::News(position));
            }
        })
    }

    /// A stream that the server ended for good is opened again at the next poll.
    fn listen_again(self: &Rc<Self>) {
        let is_over = self.news.borrow().as_ref().is_some_and(News::is_over);
        if is_over {
            self.news.replace(self.listen_for_news());
        }
    }

    fn show_changed(&self, changed: Changed) {
        if changed.reset {
            self.read.replace(Some(Rc::new(show::Read::new(changed))));
        } else if let Some(read) = &*self.read.borrow() {
            read.then(changed);
        } else {
            show::changed(self.shown, &changed, &self.machine.borrow());
        }
    }

    /// Shows everything anew: times count in another way than was known.
    fn show_anew(&self) {
        match &*self.read.borrow() {
            Some(read) => read.outdate(),
            None => show::all(self.shown, &self.machine.borrow()),
        }
    }

    /// Reads all rows, however often that takes: a store that cannot be read is not an empty one. `None` once this is closed.
    async fn read_rows(self: &Rc<Self>) -> Option<Rows> {
        let mut failures = 0;
        loop {
            let rows = self.store.read_all().await;
            if self.closed.get() {
                return None;
            }
            if let Ok(rows) = rows {
                self.set_unreadable(false);
                return Some(rows);
            }
            failures += 1;
            if failures == READ_FAILURES_MAX {
                // A private window, or a full disk: the tablet works from memory.
                self.set_unreadable(true);
                self.shown.open();
                self.fetch_first_directory();
            }
            sleep(wait_after(failures)).await;
        }
    }

    fn set_unreadable(&self, unreadable: bool) {
        self.unreadable.set(unreadable);
        self.show_status(self.machine.borrow().status());
    }

    fn show_status(&self, status: Status) {
        let not_saved = status.not_saved || self.unreadable.get();
        let status = show::status(status, self.machine.borrow().offset());
        self.shown.sync.set(Status { not_saved, ..status });
    }

    /// Another tab has committed something.
    fn hear(self: &Rc<Self>, write: Write) {
        if self.closed.get() {
            return;
        }
        let is_directory =
            |(area, (key, _)): &&(Area, _)| (*area, *key) == (Area::Meta, meta::DIRECTORY);
        let directory = write.puts.iter().find(is_directory);
        let directory = directory.and_then(|(_, (_, row))| read_directory(row).ok());
        self.handle(Event::Heard(write));
        if let Some((_, document)) = directory {
            self.take_directory(&document);
        }
    }

    /// Hands an event to the machine and carries out what it says.
    fn handle(self: &Rc<Self>, event: Event) {
        if self.closed.get() {
            return self.finish(event);
        }
        let moment = Moment { wall: now(), random: random() };
        let before = self.machine.borrow().offset();
        let effects = self.machine.borrow_mut().handle(moment, event);
        for effect in effects {
            self.carry_out(effect);
        }
        if self.machine.borrow().offset().abs_diff(before) >= OFFSET_SHOWN_MILLIS.unsigned_abs() {
            self.show_anew();
        }
        show::today(self.shown, self.now());
    }

    /// Somebody else has the tablet now: what is open is written, however often that takes, and nothing else is done.
    fn finish(self: &Rc<Self>, event: Event) {
        if !matches!(event, Event::Committed(_) | Event::WriteFailed(_) | Event::Conflicted(_)) {
            return;
        }
        let moment = Moment { wall: now(), random: random() };
        let effects = self.machine.borrow_mut().handle(moment, event);
        for effect in effects {
            if let Effect::Write(write) = effect {
                self.write(write);
            }
        }
        self.close_store_once_written();
    }

    fn close_store_once_written(&self) {
        if !self.machine.borrow().is_writing() {
            self.store.close();
            self.leaving.take();
        }
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Write(write) => self.write(write),
            Effect::Lease { fresh } => self.lease(fresh),
            Effect::Reload => {
                let account = Rc::clone(self);
                spawn_local(async move { account.load().await });
            }
            Effect::Send { call, request } => self.send(call, &request),
            Effect::Wake { after } => self.wake(after),
            Effect::Changed(changed) => self.show_changed(changed),
            Effect::Status(status) => self.show_status(status),
            Effect::DirectoryStale { version } => self.fetch_directory(Some(version)),
        }
    }

    fn write(self: &Rc<Self>, write: Write) {
        let outcome = self.store.write(write.clone());
        let account = Rc::clone(self);
        spawn_local(async move {
            let event = match outcome.await {
                Ok(Outcome::Committed) => {
                    account.tell_others(&write);
                    Event::Committed(write.id)
                }
                Ok(Outcome::Conflicted) => Event::Conflicted(write.id),
                Err(_) => Event::WriteFailed(write.id),
            };
            account.handle(event);
        });
    }

    fn lease(self: &Rc<Self>, fresh: bool) {
        let account = Rc::clone(self);
        spawn_local(async move {
            let mut failures = 0;
            let lease = loop {
                match account.store.lease(fresh, random()).await {
                    _ if account.closed.get() => return,
                    Ok((lease, row)) => {
                        let puts = vec![(Area::Meta, row)];
                        account.tell_others(&Write { puts, ..Write::default() });
                        break lease;
                    }
                    // The row is a newer app's: it stays as it is.
                    Err(StoreError::Newer(_)) => break Lease::drawn(random()),
                    // Who taps in the meantime gets a drawn one.
                    Err(_) => {
                        failures += 1;
                        sleep(wait_after(failures)).await;
                    }
                }
            };
            account.handle(Event::Leased(lease));
        });
    }

    fn send(self: &Rc<Self>, call: u64, request: &Request) {
        let ask = Ask {
            method: "POST",
            path: format!("/api/sync/{}", request.path()),
            body: Some((CONTENT_TYPE, request.encode())),
            if_none_match: None,
            timeout_millis: u32::try_from(CALL_MILLIS_MAX).unwrap_or(u32::MAX),
        };
        let account = Rc::clone(self);
        spawn_local(async move {
            let event = match net::fetch(ask).await {
                Ok(answer) => Event::Answered {
                    call,
                    response: Response {
                        status: answer.status,
                        content_type: answer.content_type,
                        body: answer.body,
                    },
                },
                Err(_) => Event::Failed { call, failure: Failure::Transport },
            };
            account.handle(event);
        });
    }

    fn wake(self: &Rc<Self>, after: Millis) {
        let account = Rc::downgrade(self);
        let ring = move || {
            let Some(account) = account.upgrade() else { return };
            // A page that nobody looks at has nothing to ask; it asks when it is looked at again.
            if is_visible() || account.machine.borrow().status().unsent > 0 {
                account.listen_again();
                account.trigger(Trigger::Timer);
            }
        };
        let after = Duration::from_millis(u64::try_from(after).unwrap_or(0));
        clear(self.timer.replace(set_timeout_with_handle(ring, after).ok()));
    }

    fn fetch_first_directory(self: &Rc<Self>) {
        if !self.closed.get() && self.shown.directory.with_untracked(Option::is_none) {
            self.fetch_directory(None);
        }
    }

    /// Fetches the directory: of this `version`, or the first one.
    fn fetch_directory(self: &Rc<Self>, version: Option<String>) {
        if self.fetching_directory.replace(true) {
            return;
        }
        let account = Rc::clone(self);
        spawn_local(async move {
            let answer = net::fetch(Ask::get("/api/directory")).await;
            account.fetching_directory.set(false);
            let Ok(answer) = answer else { return };
            let version = answer.etag.as_deref().map(version_of).or(version);
            let Some(version) = version.filter(|_| answer.status == 200) else { return };
            if !account.closed.get() && account.take_directory(&answer.body) {
                account.handle(Event::Directory { version, document: answer.body });
            }
        });
    }

    /// Shows a directory, and everything by its clock; false where this is none, or somebody else's.
    fn take_directory(&self, document: &[u8]) -> bool {
        let Some(directory) = self.own_directory(document) else { return false };
        if let Some(read) = &*self.read.borrow() {
            read.by(directory);
            read.outdate();
            return true;
        }
        self.shown.directory.set(Some(directory));
        show::all(self.shown, &self.machine.borrow());
        self.shown.open();
        true
    }

    /// A directory, if it is this person's.
    fn own_directory(&self, document: &[u8]) -> Option<Arc<Directory>> {
        let directory = serde_json::from_slice::<Directory>(document).ok();
        directory.filter(|directory| directory.me.id == self.person).map(Arc::new)
    }

    fn keep_typing(&self) {
        clear(self.typing_timer.take());
        let typed = self.typing.take();
        if !typed.is_empty() {
            self.write_own(kept::write_texts(typed));
        }
    }

    /// A row of the host: tried twice, since it is also in memory and written again with the next letter.
    fn write_own(&self, write: Write) {
        let first = self.store.write(write.clone());
        let store = self.store.clone();
        spawn_local(async move {
            if first.await.is_err() {
                drop(store.write(write).await);
            }
        });
    }

    fn tell_others(&self, write: &Write) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell(&message_of(write));
        }
    }

    fn listen(self: &Rc<Self>) {
        let on = |target: &EventTarget, event, then: fn(&Rc<Self>)| {
            let account = Rc::downgrade(self);
            listen(target, event, move |_| {
                if let Some(account) = account.upgrade() {
                    then(&account);
                }
            })
        };
        self.listeners.replace(vec![
            on(&window(), "online", |account| account.trigger(Trigger::Online)),
            on(&document(), "visibilitychange", |account| {
                if is_visible() {
                    spawn_local(Rc::clone(account).glance());
                    account.trigger(Trigger::Visible);
                } else {
                    account.keep_typing();
                }
            }),
            on(&window(), "pagehide", |account| account.keep_typing()),
        ]);
        let account = Rc::downgrade(self);
        let leaving = listen(&window(), "beforeunload", move |event| {
            if account.upgrade().is_some_and(|account| account.machine.borrow().is_writing()) {
                event.prevent_default();
            }
        });
        self.leaving.replace(Some(leaving));
        let account = Rc::downgrade(self);
        let check = move || {
            if let Some(account) = account.upgrade() {
                show::today(account.shown, account.now());
            }
        };
        self.day_check.set(set_interval_with_handle(check, DAY_CHECK).ok());
    }

    /// Looks whether something was missed while nobody looked.
    async fn glance(self: Rc<Self>) {
        // A connection that no longer works has been dropped by that: the next write opens another.
        if let Ok(glance) = self.store.glance().await {
            self.handle(Event::Glanced(glance));
        }
    }
}

impl Keeper for Rc<Account> {
    fn now(&self) -> Millis {
        now().saturating_add(self.machine.borrow().offset())
    }

    fn record(&self, drafts: Vec<Draft>) -> Vec<EntryId> {
        let wall = now();
        let entry = |draft: Draft| {
            let (id, stamp) = self.issue(wall);
            draft.into_entry(id, self.person, stamp)
        };
        let entries: Vec<_> = drafts.into_iter().map(entry).collect();
        let ids = entries.iter().map(sync::entry::Entry::id).collect();
        self.handle(Event::Saved(entries));
        ids
    }

    fn trigger(&self, trigger: Trigger) {
        self.handle(Event::Triggered(trigger));
    }

    fn keep_text(&self, name: &str, text: &str) {
        let mut typing = self.typing.borrow_mut();
        typing.retain(|(other, _)| other != name);
        typing.push((name.to_owned(), text.to_owned()));
        let account = Rc::downgrade(self);
        let keep = move || {
            if let Some(account) = account.upgrade() {
                account.keep_typing();
            }
        };
        let timer = set_timeout_with_handle(keep, TYPING_PAUSE).ok();
        clear(self.typing_timer.replace(timer));
    }

    fn keep_report(&self, name: &str, report: &KeptReport) {
        self.write_own(kept::write_report(name, report));
    }

    fn take_key(&self, key: DataKey) {
        self.store.seal().set_key(key);
        self.seal_plain_rows();
    }

    fn export(&self) -> String {
        let machine = self.machine.borrow();
        unsent::file(machine.offset(), machine.unsent())
    }

    fn close(&self) {
        self.keep_typing();
        self.lead(false);
        self.closed.set(true);
        self.read.take();
        clear(self.timer.take());
        self.listeners.take();
        if let Some(check) = self.day_check.take() {
            check.clear();
        }
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.leave();
        }
        self.close_store_once_written();
    }
}

/// How long to wait after so many failures: doubled each time.
fn wait_after(failures: u32) -> u32 {
    (RETRY_MILLIS_MIN << failures.min(10)).min(RETRY_MILLIS_MAX)
}

/// The version that an `ETag` names; compression on the way makes it weak, of the same document.
fn version_of(etag: &str) -> String {
    etag.trim_start_matches("W/").trim_matches('"').to_owned()
}

fn clear(timer: Option<TimeoutHandle>) {
    if let Some(timer) = timer {
        timer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        assert_eq!([0, 1, 4, 5, 99].map(wait_after), [200, 400, 3_200, 5_000, 5_000]);
    }

    #[test]
    fn a_weak_tag_names_the_same_document() {
        for tag in ["\"abc\"", "W/\"abc\"", "abc"] {
            assert_eq!(version_of(tag), "abc");
        }
    }
}
