//! What every way of signing in does: asks the server, and says why it did not work.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde::de::DeserializeOwned;

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
    /// How far it has come.
    pub step: RwSignal<Step>,
    /// Nobody is led on before somebody has come in by this.
    pub held: RwSignal<bool>,
}

/// A step of signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A name and a secret.
    Secret,
    /// A code of an authenticator app.
    Code,
    /// Setting such an app up.
    SetUp,
}

/// Why the server let nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// What was typed does not belong together.
    Wrong,
    /// The password is right; a code has to follow.
    SecondFactor,
    /// The password is right; a second factor has to be set up.
    SetUp,
    /// A code that is not right, or was used.
    WrongCode,
    /// It took too long.
    Expired,
    /// A passkey that opens nothing.
    WrongPasskey,
    /// None was shown: the browser has none, or its holder did not want to.
    NoPasskey,
    /// An account elsewhere that opens nothing here.
    UnknownAccount,
    /// The issuer of accounts does not vouch for anybody.
    IssuerRefused,
    /// It cannot be reached.
    IssuerAway,
    /// Somebody's session has ended.
    SignedOut,
    /// Not on this device.
    NotHere,
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
        let (busy, step) = (RwSignal::new(false), RwSignal::new(Step::Secret));
        let held = RwSignal::new(false);
        Self { tablet, problems: Problems::none(), busy, step, held }
    }

    /// Whose sign-in it is.
    #[must_use]
    pub fn tablet(self) -> Tablet {
        self.tablet
    }

    /// Says what is wrong with the form as a whole.
    pub fn say(self, words: String) {
        self.problems.say(vec![Problem { field: "", words }]);
    }

    /// Tries, unless something is `missing`. `wrong` says what is wrong when the server refuses.
    pub fn attempt(self, missing: Vec<Problem>, ask: Ask, wrong: fn(Refused) -> String) {
        self.attempt_for(missing, ask, wrong, move |session| self.come_in(session));
    }

    /// Somebody has come in.
    pub fn come_in(self, session: Session) {
        self.tablet.signed_in(session);
        let _ = self.held.try_set(false);
    }

    /// As [`attempt`](Self::attempt), where something else than a session comes back.
    pub fn attempt_for<T: DeserializeOwned + 'static>(
        self,
        missing: Vec<Problem>,
        ask: Ask,
        wrong: fn(Refused) -> String,
        then: impl FnOnce(T) + 'static,
    ) {
        let read = |answer: &Answer| (answer.status == 200).then(|| answer.json()).flatten();
        self.attempt_to(missing, ask, wrong, read, then);
    }

    /// As [`attempt`](Self::attempt), where nothing comes back but that it is done.
    pub fn attempt_done(
        self,
        missing: Vec<Problem>,
        ask: Ask,
        wrong: fn(Refused) -> String,
        then: impl FnOnce() + 'static,
    ) {
        let read = |answer: &Answer| (answer.status == 204).then_some(());
        self.attempt_to(missing, ask, wrong, read, move |()| then());
    }

    fn attempt_to<T: 'static>(
        self,
        missing: Vec<Problem>,
        ask: Ask,
        wrong: fn(Refused) -> String,
        read: fn(&Answer) -> Option<T>,
        then: impl FnOnce(T) + 'static,
    ) {
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
            let outcome = judge(self.tablet.ask(ask).await, read);
            // The page may be gone by now.
            let _ = self.busy.try_set(false);
            match outcome {
                Ok(answer) => then(answer),
                Err(refused) => self.refuse(refused, wrong),
            }
        });
    }

    /// Goes on with the next step, or says what is wrong.
    fn refuse(self, refused: Refused, wrong: fn(Refused) -> String) {
        let step = match refused {
            Refused::SecondFactor => Some(Step::Code),
            Refused::SetUp => Some(Step::SetUp),
            Refused::Expired => Some(Step::Secret),
            _ => None,
        };
        if let Some(step) = step {
            let _ = self.step.try_set(step);
        }
        if refused == Refused::Expired {
            // Nobody is on the way any more: whoever is signed in already may go on.
            let _ = self.held.try_set(false);
        }
        if !matches!(refused, Refused::SecondFactor | Refused::SetUp) {
            let field = if refused == Refused::WeakPassword { "password" } else { "" };
            self.problems.say(vec![Problem { field, words: wrong(refused) }]);
        }
    }
}

/// What an answer means. Only JSON of the expected shape lets anybody in.
fn judge<T>(
    answer: Result<Answer, Unreachable>,
    read: fn(&Answer) -> Option<T>,
) -> Result<T, Refused> {
    let answer = answer.map_err(|Unreachable| Refused::Unreachable)?;
    if answer.status < 300 {
        return read(&answer).ok_or(Refused::Trouble);
    }
    let Some(ApiError { error }) = answer.json() else { return Err(Refused::Trouble) };
    Err(match error.as_str() {
        "wrong-credentials" => Refused::Wrong,
        "second-factor" => Refused::SecondFactor,
        "set-up-second-factor" => Refused::SetUp,
        "wrong-code" => Refused::WrongCode,
        "wrong-passkey" => Refused::WrongPasskey,
        "unknown-account" => Refused::UnknownAccount,
        "issuer-refused" => Refused::IssuerRefused,
        "issuer-away" => Refused::IssuerAway,
        "sign-in-expired" => Refused::Expired,
        "not-signed-in" => Refused::SignedOut,
        "not-allowed" => Refused::NotHere,
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
            Self::WrongCode => t().account.code_wrong.to_owned(),
            Self::WrongPasskey => t().account.wrong_passkey.to_owned(),
            Self::NoPasskey => t().account.no_passkey.to_owned(),
            Self::UnknownAccount => text.unknown_account.to_owned(),
            Self::IssuerRefused => text.not_finished.to_owned(),
            Self::IssuerAway => text.issuer_away.to_owned(),
            Self::Expired => t().account.expired.to_owned(),
            Self::SignedOut => t().served.signed_out.to_owned(),
            Self::NotHere => text.not_here.to_owned(),
            Self::LinkUsed => text.link_used_remedy.to_owned(),
            Self::WeakPassword => text.password_weak.to_owned(),
            Self::SlowDown(seconds) => (text.slow_down)(seconds),
            Self::Unreachable => text.unreachable.to_owned(),
            // The page that shows these goes on to another form.
            Self::SecondFactor | Self::SetUp => t().account.step.to_owned(),
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
        let judge = |answer| super::judge::<Session>(answer, Answer::json);
        assert!(judge(Ok(answer(200, json, session))).is_ok());
        let cases = [
            (answer(200, "text/html", "<h1>Airport Wi-Fi</h1>"), Refused::Trouble),
            (answer(200, json, "{}"), Refused::Trouble),
            (answer(401, json, r#"{"error":"wrong-credentials","message":""}"#), Refused::Wrong),
            (answer(401, json, r#"{"error":"second-factor","message":""}"#), Refused::SecondFactor),
            (answer(401, json, r#"{"error":"set-up-second-factor","message":""}"#), Refused::SetUp),
            (answer(401, json, r#"{"error":"wrong-code","message":""}"#), Refused::WrongCode),
            (answer(401, json, r#"{"error":"sign-in-expired","message":""}"#), Refused::Expired),
            (
                answer(401, json, r#"{"error":"unknown-account","message":""}"#),
                Refused::UnknownAccount,
            ),
            (answer(503, json, r#"{"error":"issuer-away","message":""}"#), Refused::IssuerAway),
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
