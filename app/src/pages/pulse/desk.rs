//! What the page knows, and what it asks of the server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};

use super::answering::Answers;
use crate::components::Qr;
use crate::tablet::{Answer, Ask, Tablet, Trouble, Unreachable, judge};
use crate::text::t;

/// Answers go from 1, "not at all", to this, "very much"; the server has the same.
pub const ANSWER_MAX: u8 = 5;
/// Most items, as the server has it.
pub const ITEMS_MAX: usize = 12;
/// Most characters of a title, as the server has it.
pub const TITLE_CHARS_MAX: usize = 80;
/// Most characters of an item, as the server has it.
pub const ITEM_CHARS_MAX: usize = 200;

/// How often each answer was given, from 1 up.
pub type Counts = [u32; ANSWER_MAX as usize];

/// A pulse, as the server tells staff of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pulse {
    /// Which.
    pub id: Uid,
    /// What it is about.
    pub title: String,
    /// The statements.
    pub items: Vec<String>,
    /// Until when it can be answered.
    pub closes: Millis,
    /// Whether it can be now.
    pub is_open: bool,
    /// Whether whoever is signed in has.
    pub answered: bool,
    /// Once it has closed.
    pub results: Option<Vec<Results>>,
}

/// What some people answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Results {
    /// Who, by the server's name for them.
    pub people: String,
    /// To each item; `None` where too few did.
    pub items: Vec<Option<Counts>>,
}

/// A link for people who do not sign in, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// Its address.
    pub address: String,
    /// The same for a camera.
    pub qr: Qr,
}

/// What is known of the pulses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The server is being asked.
    Asking,
    /// All of them, the newest first.
    Pulses(Vec<Pulse>),
    /// Nothing, and why.
    Not(Trouble),
}

/// A new pulse, as the server is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewPulse {
    /// What it is about.
    pub title: String,
    /// The statements.
    pub items: Vec<String>,
    /// For how long it is open.
    pub days: u16,
}

#[derive(Serialize)]
struct Given {
    answers: Answers,
}

#[derive(Serialize)]
struct ForPeople {
    people: &'static str,
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    tablet: Tablet,
    /// What there is.
    pub known: RwSignal<Known>,
    /// Something is being sent.
    pub busy: RwSignal<bool>,
    /// What was just done, in words.
    pub said: RwSignal<String>,
    /// Why it could not be done: what was filled in stays.
    pub problem: RwSignal<String>,
    /// The link that was just made, of which pulse, and for whom.
    pub link: RwSignal<Option<(Uid, &'static str, Link)>>,
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self {
            tablet,
            known: RwSignal::new(Known::Asking),
            busy: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            problem: RwSignal::new(String::new()),
            link: RwSignal::new(None),
        }
    }

    /// Asks what there is.
    pub fn look(self) {
        let asking = self.tablet.ask(Ask::get("/api/pulses"));
        spawn_local(async move {
            let known = match judge::<Vec<Pulse>>(asking.await) {
                Ok(pulses) => Known::Pulses(pulses),
                Err(trouble) => Known::Not(self.told(trouble)),
            };
            // The page may be gone by now.
            let _ = self.known.try_set(known);
        });
    }

    /// Sends somebody's answers.
    pub fn answer(self, pulse: Uid, answers: Answers) {
        let ask = Ask::post(format!("/api/pulses/{pulse}/answers"), &Given { answers });
        self.send(ask, &[204, 409], t().pulse.thanks);
    }

    /// Asks the staff.
    pub fn make(self, pulse: &NewPulse) {
        self.send(Ask::post("/api/pulses", pulse), &[200], t().pulse.made);
    }

    /// Makes a link for people who do not sign in.
    pub fn make_link(self, pulse: Uid, people: &'static str) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let ask = Ask::post(format!("/api/pulses/{pulse}/links"), &ForPeople { people });
        let asking = self.tablet.ask(ask);
        spawn_local(async move {
            let made = judge::<Link>(asking.await);
            let _ = self.busy.try_set(false);
            let _ = match made {
                Ok(link) => {
                    self.problem.try_set(String::new());
                    self.link.try_set(Some((pulse, people, link))).map(|_| String::new())
                }
                Err(trouble) => self.problem.try_set(words(self.told(trouble)).to_owned()),
            };
        });
    }

    /// A moment in words. Tracked.
    #[must_use]
    pub fn moment(self, at: Millis) -> String {
        self.tablet.moment(at)
    }

    /// Sends something, once at a time. What was filled in stays where the server does not take it.
    fn send(self, ask: Ask, done: &'static [u16], said: &'static str) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(String::new());
        let asking = self.tablet.ask(ask);
        spawn_local(async move {
            let outcome = outcome(asking.await, done);
            let _ = self.busy.try_set(false);
            match outcome {
                Ok(()) => {
                    let _ = self.said.try_set(said.to_owned());
                    self.look();
                }
                Err(trouble) => {
                    let _ = self.problem.try_set(words(self.told(trouble)).to_owned());
                }
            }
        });
    }

    /// The tablet hears that a session has ended.
    fn told(self, trouble: Trouble) -> Trouble {
        if trouble == Trouble::SignedOut {
            // So that the sign-in page knows it too, and does not lead straight back here.
            self.tablet.sync_now();
        }
        trouble
    }
}

/// What to do about it; whatever it was, what was filled in is still there.
#[must_use]
pub fn words(trouble: Trouble) -> &'static str {
    let text = &t().pulse;
    match trouble {
        Trouble::Unreachable => text.unreachable,
        Trouble::CutOff => text.cut_off,
        Trouble::SignedOut => t().sheet.signed_out,
        Trouble::NotYours => text.closed,
        Trouble::Refused | Trouble::Server => t().sheet.trouble,
    }
}

/// Whether it was done. Whoever has answered before, and hears so, has: the answer to their first try was lost.
pub fn outcome(answer: Result<Answer, Unreachable>, done: &[u16]) -> Result<(), Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    let is_ours = answer.status == 204 || answer.json::<IgnoredAny>().is_some();
    if is_ours && done.contains(&answer.status) { Ok(()) } else { Err(answer.trouble()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_takes_answers() {
        let answer = |status, content_type: &str| {
            outcome(
                Ok(Answer {
                    status,
                    content_type: content_type.to_owned(),
                    etag: None,
                    retry_after_seconds: None,
                    body: b"{}".to_vec(),
                }),
                &[204, 409],
            )
        };
        assert_eq!(answer(204, ""), Ok(()));
        assert_eq!(answer(409, "application/json"), Ok(()));
        assert_eq!(answer(409, "text/html"), Err(Trouble::Server));
        assert_eq!(answer(200, "text/html"), Err(Trouble::Server));
        assert_eq!(answer(404, "application/json"), Err(Trouble::NotYours));
        assert_eq!(outcome(Err(Unreachable), &[204]), Err(Trouble::Unreachable));
    }
}
