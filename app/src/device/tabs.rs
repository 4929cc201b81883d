//! Several tabs of one person: one of them talks to the server, all of them tell each other what changed.
//!
//! Correctness never rests on this: two tabs that both talk are harmless, and so is a message that is lost.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::id::PersonId;
use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::browser::{is_visible, listen};

/// This tab among the others of the same person.
pub struct Tabs {
    name: String,
    /// `None` in browsers without it: then tabs find out when they are looked at again.
    channel: Option<BroadcastChannel>,
    /// Lets the lock go; present while this tab has it.
    release: RefCell<Option<Function>>,
    /// Whether this tab has the lock or waits for it.
    queued: Cell<bool>,
    locks: Option<Locks>,
}

impl Tabs {
    /// Joins the tabs of `person`. `heard` gets what another tab tells; `leads` is told whether this tab may talk to the
    /// server.
    pub fn join(
        person: PersonId,
        heard: impl Fn(JsValue) + 'static,
        leads: impl Fn(bool) + 'static,
    ) -> Rc<Self> {
        let name = format!("limber-{person}");
        let tabs = Rc::new(Self {
            channel: BroadcastChannel::new(&name).ok(),
            name,
            release: RefCell::new(None),
            queued: Cell::new(false),
            locks: window().navigator().unchecked_into::<LockingNavigator>().locks(),
        });
        if let Some(channel) = &tabs.channel {
            listen(channel, "message", move |event: Event| {
                let message: MessageEvent = event.unchecked_into();
                heard(message.data());
            });
        }
        tabs.take_turns(Rc::new(leads));
        tabs
    }

    /// Tells the other tabs.
    pub fn tell(&self, what: &JsValue) {
        if let Some(channel) = &self.channel {
            // Fails only once the channel is closed.
            drop(channel.post_message(what));
        }
    }

    /// Leaves: another tab may lead.
    pub fn leave(&self) {
        self.let_go();
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }

    /// Waits for its turn; hands it on when hidden or frozen, and waits again.
    fn take_turns(self: &Rc<Self>, leads: Rc<dyn Fn(bool)>) {
        self.queue_up(&leads);
        let (tabs, again) = (Rc::downgrade(self), Rc::clone(&leads));
        listen(&document(), "visibilitychange", move |_| {
            if let Some(tabs) = tabs.upgrade().filter(|tabs| !is_visible() && tabs.let_go()) {
                again(false);
                // Behind the others in the queue; first again if there are none.
                tabs.queue_up(&again);
            }
        });
        let (tabs, frozen) = (Rc::downgrade(self), Rc::clone(&leads));
        listen(&document(), "freeze", move |_| {
            if tabs.upgrade().is_some_and(|tabs| tabs.let_go()) {
                frozen(false);
            }
        });
        let tabs = Rc::downgrade(self);
        listen(&document(), "resume", move |_| {
            if let Some(tabs) = tabs.upgrade() {
                tabs.queue_up(&leads);
            }
        });
    }

    fn queue_up(self: &Rc<Self>, leads: &Rc<dyn Fn(bool)>) {
        let Some(locks) = &self.locks else { return leads(true) };
        if self.queued.replace(true) {
            return;
        }
        let (tabs, leads) = (Rc::clone(self), Rc::clone(leads));
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            let held = Promise::new(&mut |release, _| {
                tabs.release.replace(Some(release));
            });
            leads(true);
            held
        });
        // Refused only in pages without an origin; then this tab leads nobody.
        drop(locks.request(&self.name, granted.unchecked_ref()));
    }

    /// Lets the lock go; whether it had it.
    fn let_go(&self) -> bool {
        let Some(release) = self.release.take() else { return false };
        self.queued.set(false);
        release.call0(&JsValue::NULL).is_ok()
    }
}

#[wasm_bindgen]
extern "C" {
    /// Web Locks, which `web-sys` counts as unstable.
    type LockingNavigator;

    #[wasm_bindgen(method, getter)]
    fn locks(this: &LockingNavigator) -> Option<Locks>;

    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, granted: &Function) -> Result<Promise, JsValue>;
}
