//! What only the server has: a page asks for it, has it changed there, and says what became of that.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use sync::entry::Millis;

use super::{Answer, Ask, Tablet, Trouble, Unreachable, judge};

/// What is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known<T> {
    /// The server is being asked.
    Asking,
    /// It.
    Is(T),
    /// Nothing, and why.
    Not(Trouble),
}

/// See the module: a handle, cheap to copy into closures. Of a page that has gone, nothing is said any more.
pub struct Served<T: Send + Sync + 'static> {
    tablet: Tablet,
    path: StoredValue<String>,
    /// What is known of it.
    pub known: RwSignal<Known<T>>,
    /// Something is being done with it: one thing at a time.
    pub busy: RwSignal<bool>,
    /// What was just done, or could not be, in words.
    pub said: RwSignal<String>,
}

impl<T: Send + Sync + 'static> Clone for Served<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Served<T> {}

impl<T: Send + Sync + 'static> Served<T> {
    /// What the server has at this path, from `/api/…` on. Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet, path: impl Into<String>) -> Self {
        Self {
            tablet,
            path: StoredValue::new(path.into()),
            known: RwSignal::new(Known::Asking),
            busy: RwSignal::new(false),
            said: RwSignal::new(String::new()),
        }
    }

    /// The tablet that asks.
    #[must_use]
    pub fn tablet(self) -> Tablet {
        self.tablet
    }

    /// A path under its own.
    #[must_use]
    pub fn path(self, under: &str) -> String {
        self.path.with_value(|path| format!("{path}{under}"))
    }

    /// A moment in words. Tracked.
    #[must_use]
    pub fn moment(self, at: Millis) -> String {
        self.tablet.moment(at)
    }

    /// It is this.
    pub fn know(self, known: Known<T>) {
        let _ = self.known.try_set(known);
    }

    /// Nothing is known, and why; the tablet hears that a session has ended.
    pub fn fail(self, trouble: Trouble) {
        self.know(Known::Not(self.told(trouble)));
    }

    /// Says what was done, or could not be.
    pub fn say(self, words: impl Into<String>) {
        let _ = self.said.try_set(words.into());
    }

    /// Has the tablet hear that a session has ended, so that the sign-in page knows it too, and does not lead straight back.
    #[must_use]
    pub fn told(self, trouble: Trouble) -> Trouble {
        if trouble == Trouble::SignedOut {
            self.tablet.sync_now();
        }
        trouble
    }

    /// Asks, once at a time, and has `done` deal with what comes; not at all while something else is being done.
    pub fn attempt<A: 'static>(
        self,
        ask: Ask,
        read: fn(Result<Answer, Unreachable>) -> Result<A, Trouble>,
        done: impl FnOnce(Result<A, Trouble>) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.said.set(String::new());
        let asking = self.tablet.ask(ask);
        spawn_local(async move {
            let answer = read(asking.await);
            let _ = self.busy.try_set(false);
            done(match answer {
                // It may have been done.
                Err(Trouble::Unreachable) => Err(Trouble::CutOff),
                answer => answer,
            });
        });
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> Served<T> {
    /// Asks for it anew: what was known of it, and said, is no longer shown.
    pub fn look(self) {
        self.know(Known::Asking);
        self.said.set(String::new());
        self.look_again();
    }

    /// Asks for it; until an answer comes, what is known stays.
    pub fn look_again(self) {
        let asking = self.tablet.ask(Ask::get(self.path("")));
        spawn_local(async move {
            match judge::<T>(asking.await) {
                Ok(it) => self.know(Known::Is(it)),
                Err(trouble) => self.fail(trouble),
            }
        });
    }

    /// Something is done: says so, and asks how it stands now.
    pub fn done(self, words: impl Into<String>) {
        self.say(words);
        self.look_again();
    }

    /// Has it changed; `words` say that it was done.
    pub fn change(self, ask: Ask, words: impl Into<String> + 'static) {
        self.attempt(ask, done, move |answer| match answer {
            Ok(()) => self.done(words),
            Err(trouble) => self.fail(trouble),
        });
    }
}

/// Whether it was done, where nothing more is to be said.
pub fn done(answer: Result<Answer, Unreachable>) -> Result<(), Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    if answer.status == 204 { Ok(()) } else { Err(answer.trouble()) }
}
