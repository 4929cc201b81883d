//! Several tabs of one person: one of them talks to the server, all of them tell each other what changed.
//!
//! Correctness never rests on this: two tabs that both talk are harmless, and so is a message that is lost.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::id::PersonId;
use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::browser::{Listener, is_visible, listen, sleep};

/// How long a tab that is looked at waits for its turn before it talks all the same: whoever has the lock may be asleep.
const TURN_MILLIS_MAX: u32 = 10_000;

/// This tab among the others of the same person.
pub struct Tabs {
    name: String,
    /// `None` in browsers without it: then tabs find out when they are looked at again. Open until the last write has been
    /// told, also after this tab has left.
    channel: Option<BroadcastChannel>,
    /// Is told whether this tab may talk to the server.
    leads: Box<dyn Fn(bool)>,
    /// Lets the lock go; present while this tab has it.
    release: RefCell<Option<Function>>,
    /// Whether this tab has the lock or waits for it.
    queued: Cell<bool>,
    /// The queue cannot be left: a lock that comes later is let go at once.
    left: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
    locks: Option<Locks>,
}

impl Tabs {
    /// Joins the tabs of `person`. `heard` gets what another tab tells, from now on; `leads` is told whether this tab may
    /// talk to the server, from [`Tabs::take_turns`] on.
    pub fn join(
        person: PersonId,
        heard: impl Fn(JsValue) + 'static,
        leads: impl Fn(bool) + 'static,
    ) -> Rc<Self> {
        let name = format!("limber-{person}");
        let tabs = Self {
            channel: BroadcastChannel::new(&name).ok(),
            name,
            leads: Box::new(leads),
            release: RefCell::new(None),
            queued: Cell::new(false),
            left: Cell::new(false),
            listeners: RefCell::new(Vec::new()),
            locks: window().navigator().unchecked_into::<LockingNavigator>().locks(),
        };
        if let Some(channel) = &tabs.channel {
            let messages = listen(channel, "message", move |event: Event| {
                let message: MessageEvent = event.unchecked_into();
                heard(message.data());
            });
            tabs.listeners.borrow_mut().push(messages);
        }
        Rc::new(tabs)
    }

    /// Tells the other tabs.
    pub fn tell(&self, what: &JsValue) {
        if let Some(channel) = &self.channel {
            // Fails only once the channel is closed.
            drop(channel.post_message(what));
        }
    }

    /// Leaves: another tab may lead. What is told later is still heard by the others.
    pub fn leave(&self) {
        self.left.set(true);
        self.let_go();
        self.listeners.take();
    }

    /// Waits for its turn; hands it on when hidden or frozen, and waits again.
    pub fn take_turns(self: &Rc<Self>) {
        if self.left.get() {
            return;
        }
        self.queue_up();
        let on = |event, then: fn(&Rc<Self>)| {
            let tabs = Rc::downgrade(self);
            listen(&document(), event, move |_| {
                if let Some(tabs) = tabs.upgrade() {
                    then(&tabs);
                }
            })
        };
        self.listeners.borrow_mut().extend([
            on("visibilitychange", |tabs| {
                if is_visible() {
                    tabs.talk_after_all();
                } else {
                    tabs.stop_talking();
                    // Behind the others in the queue; first again if there are none.
                    tabs.queue_up();
                }
            }),
            on("freeze", |tabs| tabs.stop_talking()),
            on("resume", Self::queue_up),
        ]);
    }

    fn queue_up(self: &Rc<Self>) {
        let Some(locks) = &self.locks else { return (self.leads)(true) };
        if self.queued.replace(true) {
            return;
        }
        let tabs = Rc::downgrade(self);
        let granted = Closure::once_into_js(move |_lock: JsValue| match tabs.upgrade() {
            Some(tabs) if !tabs.left.get() => tabs.hold(),
            _ => Promise::resolve(&JsValue::UNDEFINED),
        });
        // Refused only in pages without an origin; then this tab leads nobody.
        drop(locks.request(&self.name, granted.unchecked_ref()));
        self.talk_after_all();
    }

    /// It is this tab's turn, until the promise is kept.
    fn hold(&self) -> Promise {
        let held = Promise::new(&mut |release, _| {
            self.release.replace(Some(release));
        });
        (self.leads)(true);
        held
    }

    /// Talks without a turn, if that does not come while somebody looks at this tab.
    fn talk_after_all(self: &Rc<Self>) {
        let tabs = Rc::downgrade(self);
        spawn_local(async move {
            sleep(TURN_MILLIS_MAX).await;
            let Some(tabs) = tabs.upgrade() else { return };
            if tabs.queued.get() && !tabs.left.get() && is_visible() {
                (tabs.leads)(true);
            }
        });
    }

    fn stop_talking(&self) {
        self.let_go();
        if self.locks.is_some() {
            (self.leads)(false);
        }
    }

    /// Lets the lock go, if this tab has it.
    fn let_go(&self) {
        if let Some(release) = self.release.take() {
            self.queued.set(false);
            // It cannot fail: keeping a promise twice does nothing.
            drop(release.call0(&JsValue::NULL));
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
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
