//! What the page knows, and what it asks of the server.

use leptos::prelude::*;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};

use super::answering::Answers;
use crate::components::Qr;
use crate::tablet::{Answer, Ask, Served, Tablet, Trouble, Unreachable, done, judge};
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
    /// What there is, the newest first.
    pub served: Served<Vec<Pulse>>,
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
            served: Served::new(tablet, "/api/pulses"),
            problem: RwSignal::new(String::new()),
            link: RwSignal::new(None),
        }
    }

    /// Sends somebody's answers.
    pub fn answer(self, pulse: Uid, answers: Answers) {
        let path = self.served.path(&format!("/{pulse}/answers"));
        self.send(Ask::post(path, &Given { answers }), counted, t().pulse.thanks);
    }

    /// Asks the staff.
    pub fn make(self, pulse: &NewPulse) {
        self.send(Ask::post(self.served.path(""), pulse), made, t().pulse.made);
    }

    /// Makes a link for people who do not sign in.
    pub fn make_link(self, pulse: Uid, people: &'static str) {
        let path = self.served.path(&format!("/{pulse}/links"));
        self.problem.set(String::new());
        let ask = Ask::post(path, &ForPeople { people });
        self.served.attempt(ask, judge::<Link>, move |made| match made {
            // The page may be gone by now.
            Ok(link) => drop(self.link.try_set(Some((pulse, people, link)))),
            Err(trouble) => self.fail(trouble),
        });
    }

    /// Sends something. What was filled in stays where the server does not take it.
    fn send(
        self,
        ask: Ask,
        read: fn(Result<Answer, Unreachable>) -> Result<(), Trouble>,
        said: &'static str,
    ) {
        self.problem.set(String::new());
        self.served.attempt(ask, read, move |answer| match answer {
            Ok(()) => self.served.done(said),
            Err(trouble) => self.fail(trouble),
        });
    }

    fn fail(self, trouble: Trouble) {
        let _ = self.problem.try_set(words(self.served.told(trouble)).to_owned());
    }
}

/// What to do about it; whatever it was, what was filled in is still there.
#[must_use]
pub fn words(trouble: Trouble) -> &'static str {
    let text = &t().pulse;
    match trouble {
        Trouble::Unreachable => text.served.unreachable,
        Trouble::CutOff => text.served.cut_off,
        Trouble::SignedOut => t().served.signed_out,
        Trouble::NotYours => text.closed,
        Trouble::Refused | Trouble::Server => t().served.trouble,
    }
}

/// Whether somebody's answers were counted. Whoever has answered before, and hears so, has: the answer to their first try
/// was lost.
pub fn counted(answer: Result<Answer, Unreachable>) -> Result<(), Trouble> {
    match answer {
        Ok(answer) if answer.status == 409 && answer.json::<IgnoredAny>().is_some() => Ok(()),
        answer => done(answer),
    }
}

fn made(answer: Result<Answer, Unreachable>) -> Result<(), Trouble> {
    judge::<IgnoredAny>(answer).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_takes_answers() {
        let answer = |status, content_type: &str| {
            counted(Ok(Answer {
                status,
                content_type: content_type.to_owned(),
                etag: None,
                retry_after_seconds: None,
                body: b"{}".to_vec(),
            }))
        };
        assert_eq!(answer(204, ""), Ok(()));
        assert_eq!(answer(409, "application/json"), Ok(()));
        assert_eq!(answer(409, "text/html"), Err(Trouble::Server));
        assert_eq!(answer(200, "text/html"), Err(Trouble::Server));
        assert_eq!(answer(404, "application/json"), Err(Trouble::NotYours));
        assert_eq!(counted(Err(Unreachable)), Err(Trouble::Unreachable));
    }
}
