//! What every way of signing in does: asks the server, and says why it did not work.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::components::{Problem, Problems};
use crate::tablet::{Answer, Ask, Session, Tablet, Unreachable};
use crate::text::t;

/// How long "too many tries" lasts where the server does not say.
const WAIT_SECONDS_DEFAULT: u32 = 60;

/// One attempt after the other to get in.
#[derive(Clone, Copy)]
pub struct WayIn {
    tablet: Tablet,
    /// What is wrong with the form.
    pub problems: Problems,
    /// The server is being asked.
    pub busy: RwSignal<bool>,
}

/// Why the server let nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// What was typed does not belong together.
    Wrong,
    /// A one-time link that is spent or mistyped.
    LinkUsed,
    /// A password that others would try first.
    WeakPassword,
    /// Too many tries: wait so many seconds.
    SlowDown(u32),
    /// No network.
    Unreachable,
    /// Something else: the server's fault, or a captive portal's.
    Trouble,
}

/// The one form of errors (`docs/API.md`); the message is the server's, the words here are `text`'s.
#[derive(Deserialize)]
struct ApiError {
    error: String,
}

impl WayIn {
    /// Nobody has tried yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self { tablet, problems: Problems::none(), busy: RwSignal::new(false) }
    }

    /// Tries, unless something is `missing`. `wrong` says what is wrong when the server refuses.
    pub fn attempt(self, missing: Vec<Problem>, ask: Ask, wrong: fn(Refused) -> String) {
        if self.busy.get_untracked() {
            return;
        }
        let complete = missing.is_empty();
        self.problems.say(missing);
        if !complete {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let outcome = judge(self.tablet.ask(ask).await);
            self.busy.set(false);
            match outcome {
                Ok(session) => self.tablet.signed_in(session),
                Err(refused) => {
                    let field = if refused == Refused::WeakPassword { "password" } else { "" };
                    self.problems.say(vec![Problem { field, words: wrong(refused) }]);
                }
            }
        });
    }
}

/// What an answer means. Only JSON of the expected shape lets anybody in.
fn judge(answer: Result<Answer, Unreachable>) -> Result<Session, Refused> {
    let answer = answer.map_err(|Unreachable| Refused::Unreachable)?;
    if answer.status == 200 {
        return answer.json().ok_or(Refused::Trouble);
    }
    let Some(ApiError { error }) = answer.json() else { return Err(Refused::Trouble) };
    Err(match error.as_str() {
        "wrong-credentials" => Refused::Wrong,
        "link-used" => Refused::LinkUsed,
        "weak-password" => Refused::WeakPassword,
        "slow-down" => {
            Refused::SlowDown(answer.retry_after_seconds.unwrap_or(WAIT_SECONDS_DEFAULT))
        }
        _ => Refused::Trouble,
    })
}

impl Refused {
    /// In words, but for what is wrong with a name and a secret, which every way in says in its own.
    #[must_use]
    pub fn words(self, wrong: &str) -> String {
        let text = &t().sign_in;
        match self {
            Self::Wrong => wrong.to_owned(),
            Self::LinkUsed => text.link_used_remedy.to_owned(),
            Self::WeakPassword => text.password_weak.to_owned(),
            Self::SlowDown(seconds) => (text.slow_down)(seconds),
            Self::Unreachable => text.unreachable.to_owned(),
            Self::Trouble => text.server_trouble.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, content_type: &str, body: &str) -> Answer {
        Answer {
            status,
            content_type: content_type.to_owned(),
            etag: None,
            retry_after_seconds: Some(7),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn only_the_server_lets_anybody_in() {
        let session =
            r#"{"person":"00000000000000000000000000000001","school":"S","roles":["teacher"]}"#;
        let json = "application/json; charset=utf-8";
        assert!(judge(Ok(answer(200, json, session))).is_ok());
        let cases = [
            (answer(200, "text/html", "<h1>Airport Wi-Fi</h1>"), Refused::Trouble),
            (answer(200, json, "{}"), Refused::Trouble),
            (answer(401, json, r#"{"error":"wrong-credentials","message":""}"#), Refused::Wrong),
            (answer(404, json, r#"{"error":"link-used","message":""}"#), Refused::LinkUsed),
            (answer(422, json, r#"{"error":"weak-password","message":""}"#), Refused::WeakPassword),
            (answer(429, json, r#"{"error":"slow-down","message":""}"#), Refused::SlowDown(7)),
            (answer(502, "text/html", "Bad gateway"), Refused::Trouble),
        ];
        for (answer, refused) in cases {
            assert_eq!(judge(Ok(answer)), Err(refused));
        }
        assert_eq!(judge(Err(Unreachable)), Err(Refused::Unreachable));
    }
}
