//! One person's store and conversation in this tab: the host of `sync::device`.
//!
//! Carries out what the machine says, in its order, and reports what became of it. It decides nothing about sending.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use domain::directory::Directory;
use domain::entry::Draft;
use domain::id::PersonId;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::device::rows::{Store as Area, meta, read_directory};
use sync::device::{
    CALL_MILLIS_MAX, Device, Effect, Event, Failure, Moment, Response, Rows, Trigger, Write,
};
use sync::entry::{EntryId, Millis};
use sync::frame::{CONTENT_TYPE, Request};

use super::browser::{is_visible, listen, now, random};
use super::kept::{self, Kept};
use super::message::{message_of, write_of};
use super::net;
use super::show;
use super::store::{Outcome, Store};
use super::tabs::Tabs;
use crate::tablet::{Ask, KeptReport, Shown};

/// How long after the last letter a half-typed text is kept.
const TYPING_PAUSE: Duration = Duration::from_millis(400);
/// How often a page that is looked at sees whether the day has changed.
const DAY_CHECK: Duration = Duration::from_secs(30);

/// See the module.
pub struct Account {
    person: PersonId,
    shown: Shown,
    machine: RefCell<Device>,
    store: Store,
    tabs: RefCell<Option<Rc<Tabs>>>,
    timer: Cell<Option<TimeoutHandle>>,
    /// Taps before the first block of numbers has come: recorded as soon as it does.
    waiting: RefCell<Vec<Vec<Draft>>>,
    /// Texts that are being typed, since they were last kept.
    typing: RefCell<Vec<(String, String)>>,
    typing_timer: Cell<Option<TimeoutHandle>>,
    fetching_directory: Cell<bool>,
    /// Somebody else has the tablet now: what still comes back is for nobody.
    closed: Cell<bool>,
}

impl Account {
    /// Opens the store of `person` and shows what is in it.
    pub fn open(person: PersonId, shown: Shown, build: &str) -> Rc<Self> {
        let account = Rc::new(Self {
            person,
            shown,
            machine: RefCell::new(Device::new(build)),
            store: Store::of(person),
            tabs: RefCell::new(None),
            timer: Cell::new(None),
            waiting: RefCell::new(Vec::new()),
            typing: RefCell::new(Vec::new()),
            typing_timer: Cell::new(None),
            fetching_directory: Cell::new(false),
            closed: Cell::new(false),
        });
        account.listen();
        spawn_local(Rc::clone(&account).start());
        account
    }

    /// Whose it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Gives the drafts of one tap ids and stamps, shows them, and has them written.
    pub fn record(self: &Rc<Self>, drafts: Vec<Draft>) -> Vec<EntryId> {
        let wall = now();
        let mut entries = Vec::with_capacity(drafts.len());
        for draft in &drafts {
            let issued = self.machine.borrow_mut().issue(wall);
            let Some((id, stamp)) = issued else {
                self.waiting.borrow_mut().push(drafts);
                return Vec::new();
            };
            entries.push(draft.clone().into_entry(id, self.person, stamp));
        }
        let ids = entries.iter().map(sync::entry::Entry::id).collect();
        self.handle(Event::Saved(entries));
        ids
    }

    /// A reason to talk to the server.
    pub fn trigger(self: &Rc<Self>, trigger: Trigger) {
        self.handle(Event::Triggered(trigger));
    }

    /// Keeps a half-typed text, once nobody types for a moment.
    pub fn keep_text(self: &Rc<Self>, name: &str, text: &str) {
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

    /// Keeps the last copy of a report.
    pub fn keep_report(&self, name: &str, report: &KeptReport) {
        self.write_own(kept::write_report(name, report));
    }

    /// What is unsent, as a file.
    pub fn export(&self) -> String {
        let machine = self.machine.borrow();
        let entries: Vec<_> = machine.unsent().collect();
        serde_json::to_string_pretty(&entries).expect("entries are always JSON")
    }

    /// Lets go of the store and of the other tabs.
    pub fn close(&self) {
        self.keep_typing();
        self.closed.set(true);
        clear(self.timer.take());
        if let Some(tabs) = self.tabs.take() {
            tabs.leave();
        }
        self.store.close();
    }

    async fn start(self: Rc<Self>) {
        self.load().await;
        if self.closed.get() {
            return;
        }
        let (heard, leads) = (Rc::downgrade(&self), Rc::downgrade(&self));
        let tabs = Tabs::join(
            self.person,
            move |message| tell(&heard, write_of(&message).map(Event::Heard)),
            move |leading| tell(&leads, Some(Event::Lead(leading))),
        );
        self.tabs.replace(Some(tabs));
        self.trigger(Trigger::Start);
        if self.shown.directory.with_untracked(Option::is_none) {
            self.fetch_directory(None);
        }
    }

    /// Reads everything that is stored, and shows it.
    async fn load(self: &Rc<Self>) {
        let rows = self.store.read_all().await.unwrap_or_else(|_| {
            // A private window, or a full disk: the tablet works from memory, and says so.
            self.shown.sync.update(|sync| sync.not_saved = true);
            Rows::default()
        });
        if self.closed.get() {
            return;
        }
        let directory = rows.meta.iter().find(|(key, _)| *key == meta::DIRECTORY);
        if let Some((_, document)) = directory.and_then(|(_, row)| read_directory(row).ok()) {
            self.show_directory(&document);
        }
        for kept in kept::read(&rows.meta) {
            match kept {
                Kept::Text { name, text } => self.shown.restore_text(name, text),
                Kept::Report { name, report } => self.shown.restore_report(name, report),
            }
        }
        self.handle(Event::Loaded(rows));
        self.shown.open();
    }

    /// Hands an event to the machine and carries out what it says.
    fn handle(self: &Rc<Self>, event: Event) {
        if self.closed.get() {
            return;
        }
        let moment = Moment { wall: now(), random: random() };
        let effects = self.machine.borrow_mut().handle(moment, event);
        for effect in effects {
            self.carry_out(effect);
        }
        show::today(self.shown, moment.wall);
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
            Effect::Changed(changed) => show::changed(self.shown, &changed, &self.machine.borrow()),
            Effect::Status(status) => self.shown.sync.set(status),
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
            // Without a block nothing can be recorded: this is tried until it works.
            let mut tries = 0;
            let (lease, row) = loop {
                match account.store.lease(fresh, random()).await {
                    Ok(leased) => break leased,
                    Err(_) if account.closed.get() => return,
                    Err(_) => {
                        tries = (tries + 1).min(5);
                        super::browser::sleep(100 << tries).await;
                    }
                }
            };
            account.tell_others(&Write { puts: vec![(Area::Meta, row)], ..Write::default() });
            account.handle(Event::Leased(lease));
            let waiting = account.waiting.take();
            for drafts in waiting {
                account.record(drafts);
            }
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
                account.trigger(Trigger::Timer);
            }
        };
        let after = Duration::from_millis(u64::try_from(after).unwrap_or(0));
        clear(self.timer.replace(set_timeout_with_handle(ring, after).ok()));
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
            if account.closed.get() || !account.show_directory(&answer.body) {
                return;
            }
            account.handle(Event::Directory { version, document: answer.body });
            show::all(account.shown, &account.machine.borrow());
            account.shown.open();
        });
    }

    /// Shows a directory; false where this is none, or somebody else's.
    fn show_directory(&self, document: &[u8]) -> bool {
        let directory = serde_json::from_slice::<Directory>(document).ok();
        let directory = directory.filter(|directory| directory.me.id == self.person);
        let is_one = directory.is_some();
        if let Some(directory) = directory {
            self.shown.directory.set(Some(directory.into()));
        }
        is_one
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
        let account = Rc::downgrade(self);
        listen(&window(), "online", move |_| {
            tell(&account, Some(Event::Triggered(Trigger::Online)));
        });
        let account = Rc::downgrade(self);
        listen(&document(), "visibilitychange", move |_| {
            let Some(account) = account.upgrade().filter(|account| !account.closed.get()) else {
                return;
            };
            if is_visible() {
                let probing = Rc::clone(&account);
                spawn_local(async move { probing.store.probe().await });
                account.trigger(Trigger::Visible);
            } else {
                account.keep_typing();
            }
        });
        let account = Rc::downgrade(self);
        listen(&window(), "pagehide", move |_| {
            if let Some(account) = account.upgrade() {
                account.keep_typing();
            }
        });
        let shown = self.shown;
        let account = Rc::downgrade(self);
        let check = move || {
            if account.upgrade().is_some_and(|account| !account.closed.get()) {
                show::today(shown, now());
            }
        };
        set_interval(check, DAY_CHECK);
    }
}

fn tell(account: &Weak<Account>, event: Option<Event>) {
    if let (Some(account), Some(event)) = (account.upgrade(), event) {
        account.handle(event);
    }
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
    fn a_weak_tag_names_the_same_document() {
        for tag in ["\"abc\"", "W/\"abc\"", "abc"] {
            assert_eq!(version_of(tag), "abc");
        }
    }
}
