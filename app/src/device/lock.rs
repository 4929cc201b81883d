//! A tablet that several people use in turn: how its stores' keys come and go.
//!
//! Whoever signs in gets the key of their store from the server. On a tablet that the school has enrolled it is locked away
//! when they tap "Lock" or leave the tablet alone, and their PIN brings it back without a network; a device of one's own is
//! locked by itself, and only signing out takes the key away.

use std::rc::Rc;
use std::time::Duration;

use domain::id::PersonId;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::device::Trigger;
use sync::entry::Millis;
use sync::seal::DataKey;

use super::browser::{is_visible, listen, now, sleep};
use super::host::Browser;
use super::keys::{self, Known, NoKey, Tried};
use super::local;
use super::parcel::{self, Heard};
use super::store::Store;
use crate::reactive::effect;
use crate::tablet::{Locking, Opening, Session, Unlocked};

/// A shared tablet that staff leave alone is locked after so long.
const STAFF_IDLE_MILLIS_MAX: Millis = 10 * 60 * 1_000;
/// A child's page on a shared tablet goes after so long.
const STUDENT_IDLE_MILLIS_MAX: Millis = 60 * 1_000;
/// How often it is looked at whether somebody has left.
const IDLE_CHECK: Duration = Duration::from_secs(5);
/// When what others have left unsent is first looked at, once a page has opened …
const PARCELS_FIRST: Duration = Duration::from_secs(2);
/// … and how often then.
const PARCELS_EVERY: Duration = Duration::from_mins(1);
/// When the tablet was last touched, for when the page is opened again.
const TOUCHED: &str = "limber.touched";
/// First and longest wait before the server is asked for a key again.
const ASK_MILLIS_MIN: u32 = 500;
const ASK_MILLIS_MAX: u32 = 60_000;

/// What leads into somebody's store.
pub enum Way {
    /// It opens: with its key, or without one where an older app has left it plain and the server cannot be asked.
    In(Option<DataKey>),
    /// It is locked.
    Locked,
    /// Only signing in leads there.
    SignIn,
    /// Somebody else has come meanwhile.
    Elsewhere,
}

impl Browser {
    /// The way into the store of whoever `session` is of.
    pub(super) async fn way_in(self: &Rc<Self>, session: &Session) -> Way {
        let person = session.person;
        match keys::recall(person).await {
            Some(Known { key: None, .. }) => return Way::Locked,
            Some(known) if known.shared && idle_millis() > idle_max(session) => return Way::Locked,
            Some(known) => return self.know(known),
            None => {}
        }
        let mut failures = 0;
        loop {
            match keys::fetch(session).await {
                Ok(known) => return self.know(known),
                Err(_) if is_plain(person).await => {
                    self.fetch_key_later(session.clone());
                    return Way::In(None);
                }
                Err(NoKey::ShutOut) => {
                    self.shut_out().await;
                    return Way::SignIn;
                }
                Err(NoKey::NotAllowed) => return Way::SignIn,
                Err(NoKey::NotNow) => {}
            }
            self.shown.opening.set(Opening::FirstVisit);
            failures += 1;
            sleep(wait_after(failures)).await;
            if self.person.get() != Some(person) {
                return Way::Elsewhere;
            }
        }
    }

    fn know(&self, known: Known) -> Way {
        let Known { key, shared, has_pin } = known;
        self.shown.locking.set(Locking { shared, has_pin, put_off: false });
        Way::In(key)
    }

    /// For a store that was opened plain.
    fn fetch_key_later(self: &Rc<Self>, session: Session) {
        let host = Rc::clone(self);
        spawn_local(async move {
            let mut failures = 0;
            while host.person.get() == Some(session.person) {
                if let Ok(known) = keys::fetch(&session).await {
                    if let Way::In(Some(key)) = host.know(known) {
                        host.have(move |account| account.take_key(key));
                    }
                    return;
                }
                failures += 1;
                sleep(wait_after(failures)).await;
            }
        });
    }

    /// Shows who can come back, or that nobody has signed in.
    pub(super) fn show_residents(self: &Rc<Self>) {
        let host = Rc::clone(self);
        spawn_local(async move {
            let residents = keys::residents().await;
            if host.person.get().is_some() {
                return;
            }
            let opening = if residents.is_empty() { Opening::NoOne } else { Opening::Locked };
            host.shown.residents.set(residents);
            host.shown.opening.set(opening);
            if opening == Opening::Locked {
                away_from_pages_of_the_server();
            }
        });
    }

    /// Nothing of this person is shown from now on.
    pub(super) fn lock_up(self: &Rc<Self>) {
        let Some(person) = self.person.get() else { return };
        let path = window().location().pathname().unwrap_or_else(|_| "/".to_owned());
        self.leave();
        local::lock();
        let host = Rc::clone(self);
        spawn_local(async move {
            if !keys::lock(person, &path).await {
                keys::forget(person).await;
                local::sign_out();
                spawn_local(super::host::finish_signing_out());
            }
            host.show_residents();
        });
    }

    /// Lets `person` back in, if this is their PIN.
    pub(super) async fn let_back(self: Rc<Self>, person: PersonId, pin: String) -> Unlocked {
        let (session, key, path) = match keys::unlock(person, &pin).await {
            Tried::Right(session, key, path) => (*session, key, path),
            Tried::Wait(millis) => return Unlocked::Wait(seconds(millis)),
            Tried::Gone => {
                self.show_residents();
                return Unlocked::Gone;
            }
        };
        touch();
        local::set_session(&session);
        self.let_in(session);
        self.resume(person, key);
        Unlocked::In(path)
    }

    /// Has the server begin a session for whoever has shown a key, as soon as it can be reached.
    fn resume(self: &Rc<Self>, person: PersonId, key: DataKey) {
        let host = Rc::clone(self);
        spawn_local(async move {
            let session = keys::resume(person, &key).await;
            if let Some(session) = session.filter(|_| host.person.get() == Some(person)) {
                local::set_session(&session);
                host.shown.session.set(Some(session));
                host.have(|account| account.trigger(Trigger::SignedIn));
            }
        });
    }

    /// A session that the server knows no more is begun again with the key, before anybody is asked to sign in.
    pub(super) fn resume_by_itself(self: &Rc<Self>) {
        let host = Rc::downgrade(self);
        let shown = self.shown;
        let is_asked = Memo::new(move |_| shown.sync.with(|sync| sync.sign_in_again));
        effect(move || {
            let Some(host) = host.upgrade().filter(|_| is_asked.get()) else { return };
            let Some(person) = host.person.get() else { return };
            spawn_local(async move {
                let known = keys::recall(person).await;
                if let Some(key) = known.and_then(|known| known.key) {
                    host.resume(person, key);
                }
            });
        });
    }

    /// What the lock screen calls whoever uses the tablet: as staff know them.
    pub(super) fn keep_name(self: &Rc<Self>) {
        let shown = self.shown;
        effect(move || {
            let me = shown.directory.with(|directory| Some(directory.as_ref()?.me.clone()));
            if let Some(me) = me {
                spawn_local(async move { keys::call(me.id, &me.name).await });
            }
        });
    }

    /// Locks a shared tablet that was left alone.
    pub(super) fn watch_for_idleness(self: &Rc<Self>) {
        for event in ["pointerdown", "keydown"] {
            listen(&window(), event, |_| touch()).for_ever();
        }
        let host = Rc::downgrade(self);
        let check = move || {
            let Some(host) =
                host.upgrade().filter(|host| host.shown.locking.get_untracked().shared)
            else {
                return;
            };
            let max = host.shown.session.with_untracked(|session| session.as_ref().map(idle_max));
            if max.is_some_and(|max| idle_millis() > max) {
                host.lock_up();
            }
        };
        // A tablet that was asleep shows nothing before this has been looked at.
        let on_look = check.clone();
        listen(&document(), "visibilitychange", move |_| on_look()).for_ever();
        // Without a timer nothing is locked by itself; the button is there.
        drop(set_interval_with_handle(check, IDLE_CHECK));
    }
}

impl Browser {
    /// The school has shut this device out: all keys go, and only their owner's password opens these stores, elsewhere. What
    /// is unsent goes up sealed.
    async fn shut_out(self: &Rc<Self>) {
        keys::forget_all().await;
        local::sign_out();
        self.shown.shut_out.set(true);
    }

    /// Sends what others have left on this tablet, now and then, and when there is a network again.
    pub(super) fn send_parcels(self: &Rc<Self>) {
        let host = Rc::downgrade(self);
        let send = move || {
            let Some(host) = host.upgrade().filter(|_| is_visible()) else { return };
            let (unsent, oldest) =
                host.shown.sync.with_untracked(|sync| (sync.unsent, sync.oldest_unsent));
            spawn_local(async move {
                if parcel::send_all(host.person.get(), unsent, oldest).await == Heard::ShutOut {
                    host.shut_out().await;
                    host.show_no_one();
                }
            });
        };
        let when_online = send.clone();
        listen(&window(), "online", move |_| when_online()).for_ever();
        drop(set_timeout_with_handle(send.clone(), PARCELS_FIRST));
        // Without a timer they go up when the page is opened.
        drop(set_interval_with_handle(send, PARCELS_EVERY));
    }
}

/// Somebody uses the tablet.
pub fn touch() {
    drop(LocalStorage::set(TOUCHED, now()));
}

/// For how long nobody has. A clock that was put back says nothing.
fn idle_millis() -> Millis {
    local::get::<Millis>(TOUCHED).map_or(0, |touched| now() - touched)
}

fn idle_max(session: &Session) -> Millis {
    if session.roles.iter().any(|role| role.is_staff()) {
        STAFF_IDLE_MILLIS_MAX
    } else {
        STUDENT_IDLE_MILLIS_MAX
    }
}

/// Whether an older app has left a plain store.
async fn is_plain(person: PersonId) -> bool {
    let store = Store::of(person, None);
    let plain = store.has_plain_rows().await.unwrap_or(false);
    store.close();
    plain
}

fn wait_after(failures: u32) -> u32 {
    (ASK_MILLIS_MIN << failures.min(10)).min(ASK_MILLIS_MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few minutes")]
fn seconds(millis: f64) -> u32 {
    (millis / 1_000.0).ceil() as u32
}

/// What the server rendered is somebody's: the app's own pages show who can come back.
fn away_from_pages_of_the_server() {
    #[cfg(feature = "hydrate")]
    {
        let path = window().location().pathname().unwrap_or_default();
        if path.starts_with("/reports/") {
            // It can only fail where the page is going away by itself.
            drop(window().location().replace("/"));
        }
    }
}
