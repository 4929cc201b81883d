//! The browser as the host of a tablet: who uses it, and the account of that person.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::entry::Draft;
use domain::id::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use sync::device::Trigger;
use sync::entry::{EntryId, Millis};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, StorageEvent};

use super::browser::{is_visible, listen, now, random};
use super::keeper::{self, Keeper};
use super::lock::{self, Way};
use super::{crash, keys, local, net, parcel, passkey};
use crate::tablet::{
    Ask, Asking, CrashNote, Host, KeptReport, Opening, PasskeyAsk, Reading, Session, Shown, Soon,
    Tablet, Unlocked,
};

/// What the loader (`public/loader.js`) says, and is told.
const UPDATE_READY: &str = "limber:update-ready";
const UPDATE_NOW: &str = "limber:update-now";
const UPDATE_ATTRIBUTE: &str = "data-update";

/// The tablet of this page, of the person who used it last.
pub fn open(build: &str) -> Tablet {
    let shown = Shown::new();
    let host = Rc::new(Browser {
        shown,
        build: build.to_owned(),
        person: Cell::new(None),
        account: RefCell::new(None),
        waiting: RefCell::new(Vec::new()),
    });
    host.watch_for_updates();
    host.watch_other_tabs();
    host.watch_for_idleness();
    host.resume_by_itself();
    host.keep_name();
    host.send_parcels();
    watch_for_unfinished_sign_outs();
    if let Some(session) = local::session() {
        host.let_in(session);
        spawn_local(ask_to_persist());
    } else {
        shown.opening.set(Opening::NoOne);
        host.show_residents();
        spawn_local(Rc::clone(&host).ask_who());
    }
    Tablet::new(shown, local::preferences(), Rc::new(host))
}

/// Something that an account is to do.
type Errand = Box<dyn FnOnce(&dyn Keeper)>;

pub(super) struct Browser {
    pub(super) shown: Shown,
    build: String,
    /// Who uses the tablet.
    pub(super) person: Cell<Option<PersonId>>,
    /// Theirs, once it can be opened.
    account: RefCell<Option<Rc<dyn Keeper>>>,
    /// What their account is to do once it is there.
    waiting: RefCell<Vec<Errand>>,
}

impl Browser {
    fn account(&self) -> Option<Rc<dyn Keeper>> {
        self.account.borrow().clone()
    }

    /// Has the account do something, now or once it is there.
    pub(super) fn have(&self, errand: impl FnOnce(&dyn Keeper) + 'static) {
        match self.account() {
            Some(account) => errand(&*account),
            None => self.waiting.borrow_mut().push(Box::new(errand)),
        }
    }

    /// Opens the account of whoever this session is of.
    pub(super) fn let_in(self: &Rc<Self>, session: Session) {
        let person = Some(session.person);
        if self.person.get() == person {
            // The same person again, after the session had ended.
            self.shown.session.set(Some(session));
            return self.have(|account| account.trigger(Trigger::SignedIn));
        }
        self.leave();
        self.person.set(person);
        self.shown.session.set(Some(session.clone()));
        spawn_local(Rc::clone(self).open_account(session));
    }

    async fn open_account(self: Rc<Self>, session: Session) {
        let key = match self.way_in(&session).await {
            Way::In(key) => key,
            Way::Locked => return self.lock_up(),
            Way::SignIn => return self.show_no_one(),
            Way::Elsewhere => return,
        };
        let open = keeper::loaded().await;
        // Meanwhile somebody else may have come, or the same person twice.
        let is_theirs = self.person.get() == Some(session.person) && self.account().is_none();
        if !is_theirs {
            return;
        }
        let Ok(open) = open else { return self.shown.opening.set(Opening::NotLoaded) };
        parcel::note(session.person);
        let account = open(session.person, key, self.shown, &self.build);
        self.account.replace(Some(Rc::clone(&account)));
        for errand in self.waiting.take() {
            errand(&*account);
        }
    }

    /// Closes the account, and shows nothing of it any more.
    pub(super) fn leave(&self) {
        if let Some(account) = self.account.take() {
            account.close();
        }
        self.person.set(None);
        self.waiting.take();
        self.shown.clear();
    }

    /// The server may know whose cookie this is, where the tablet has forgotten; or must still hear of a sign-out.
    async fn ask_who(self: Rc<Self>) {
        if local::is_signed_out() {
            return finish_signing_out().await;
        }
        let Ok(answer) = net::fetch(Ask::get("/api/session")).await else { return };
        let session = (answer.status == 200).then(|| answer.json::<Session>()).flatten();
        if let Some(session) = session.filter(|_| self.person.get().is_none()) {
            self.signed_in(session);
        }
    }

    fn watch_for_updates(&self) {
        let shown = self.shown;
        let waits =
            document().document_element().is_some_and(|root| root.has_attribute(UPDATE_ATTRIBUTE));
        if waits {
            // After a page of the server has been taken over as it was sent: it knew of no new version.
            spawn_local(async move { shown.update_ready.set(true) });
        }
        listen(&window(), UPDATE_READY, move |_| shown.update_ready.set(true)).for_ever();
    }
}

impl Browser {
    /// In another tab somebody signed out, or somebody else signed in: the tablet is one person's at a time.
    fn watch_other_tabs(self: &Rc<Self>) {
        let host = Rc::downgrade(self);
        let on_storage = move |event: Event| {
            let changed = event.unchecked_into::<StorageEvent>().key();
            let Some(host) = host.upgrade().filter(|_| changed.as_deref() == Some(local::SESSION))
            else {
                return;
            };
            match local::session() {
                Some(session) => host.let_in(session),
                None => host.show_no_one(),
            }
        };
        listen(&window(), "storage", on_storage).for_ever();
    }

    pub(super) fn show_no_one(self: &Rc<Self>) {
        self.leave();
        self.shown.opening.set(Opening::NoOne);
        self.show_residents();
    }
}

impl Host for Rc<Browser> {
    fn now(&self) -> Millis {
        self.account().map_or_else(now, |account| account.now())
    }

    fn random(&self) -> u64 {
        random()
    }

    fn record(&self, drafts: Vec<Draft>) -> Vec<EntryId> {
        // No page that records opens before the account does.
        self.account().map_or_else(Vec::new, |account| account.record(drafts))
    }

    fn ask(&self, ask: Ask) -> Asking {
        Box::pin(net::fetch(ask))
    }

    fn passkey(&self, ask: PasskeyAsk) -> Soon<Option<String>> {
        Box::pin(passkey::ask(ask))
    }

    fn sync_now(&self) {
        self.have(|account| account.trigger(Trigger::Button));
    }

    fn keep_text(&self, key: &str, text: &str) {
        let (key, text) = (key.to_owned(), text.to_owned());
        self.have(move |account| account.keep_text(&key, &text));
    }

    fn keep_report(&self, key: &str, report: &KeptReport) {
        let (key, report) = (key.to_owned(), report.clone());
        self.have(move |account| account.keep_report(&key, &report));
    }

    fn export(&self) -> String {
        self.account().map_or_else(String::new, |account| account.export())
    }

    fn read(&self, file: Blob) -> Reading {
        Box::pin(async move { JsFuture::from(file.text()).await.ok()?.as_string() })
    }

    fn sign_out(&self) {
        let person = self.person.get();
        local::sign_out();
        self.leave();
        self.shown.opening.set(Opening::NoOne);
        let host = Rc::clone(self);
        spawn_local(async move {
            if let Some(person) = person {
                keys::forget(person).await;
            }
            host.show_residents();
            finish_signing_out().await;
        });
    }

    fn lock(&self) {
        self.lock_up();
    }

    fn unlock(&self, person: PersonId, pin: &str) -> Soon<Unlocked> {
        Box::pin(Rc::clone(self).let_back(person, pin.to_owned()))
    }

    fn choose_pin(&self, pin: Option<&str>) -> Soon<bool> {
        let (locking, person) = (self.shown.locking, self.person.get());
        let pin = pin.map(str::to_owned);
        Box::pin(async move {
            let (Some(person), Some(pin)) = (person, pin) else {
                locking.update(|locking| locking.put_off = true);
                return true;
            };
            let has_pin = keys::choose_pin(person, &pin).await;
            locking.update(|locking| locking.has_pin = has_pin);
            has_pin
        })
    }

    fn signed_in(&self, session: Session) {
        lock::touch();
        local::set_session(&session);
        self.let_in(session);
        spawn_local(ask_to_persist());
    }

    fn take_update(&self) {
        if let Ok(event) = Event::new(UPDATE_NOW) {
            // Fails only for events that are under way already.
            drop(window().dispatch_event(&event));
        }
    }

    fn last_crash(&self) -> Option<CrashNote> {
        crash::last()
    }
}

/// Ends a session on the server that has ended here. Offline this is made up for when there is a network, or at the next
/// start. Only the server's own word counts: that it has ended, or that it knows of none.
pub(super) async fn finish_signing_out() {
    if !local::is_signed_out() {
        return;
    }
    let Ok(answer) = net::fetch(Ask::post("/api/sign-out", &())).await else { return };
    let knows_of_none = answer.status == 401 && answer.json::<ErrorAnswer>().is_some();
    if answer.status == 204 || knows_of_none {
        local::server_signed_out();
    }
}

/// An error in the server's one form.
#[derive(Deserialize)]
struct ErrorAnswer {
    #[serde(rename = "error")]
    _code: String,
}

/// The server may still have to hear of a sign-out.
fn watch_for_unfinished_sign_outs() {
    let again = |_| spawn_local(finish_signing_out());
    listen(&window(), "online", again).for_ever();
    let when_seen = move |event| {
        if is_visible() {
            again(event);
        }
    };
    listen(&document(), "visibilitychange", when_seen).for_ever();
}

/// Asks the browser not to clear this store when space runs out, unless it has promised. It may refuse, or not know the
/// question.
async fn ask_to_persist() {
    let storage = window().navigator().storage();
    let promised = match storage.persisted() {
        Ok(promised) => JsFuture::from(promised).await.is_ok_and(|promised| promised.is_truthy()),
        Err(_) => false,
    };
    if !promised && let Ok(asked) = storage.persist() {
        drop(JsFuture::from(asked).await);
    }
}
