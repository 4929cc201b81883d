//! The page on which a tablet becomes the school's: a code, which the address may have brought along, and a name.
//!
//! The code stands behind the `#` of the address: so it reaches neither a server's log nor another site.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::devices::bad_name;
use super::sign_in::Brand;
use crate::components::{Problem, ProblemSummary, Problems, TextField};
use crate::tablet::{Answer, Ask, Unreachable, use_tablet};
use crate::text::t;

/// Characters of a code.
pub const CODE_CHARS: usize = 8;
/// How long "too many tries" lasts where the server does not say.
const WAIT_SECONDS_DEFAULT: u32 = 60;

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Enrolment {
    code: String,
    name: String,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Enrolled {
    name: String,
}

/// The one form of errors.
#[derive(Deserialize)]
struct ApiError {
    error: String,
}

/// Why a tablet was not enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// The code is used, too old, or mistyped.
    Code,
    /// Too many tries: wait so many seconds.
    SlowDown(u32),
    /// No network.
    Unreachable,
    /// Something else: the server's fault, or a captive portal's.
    Trouble,
}

/// See the module.
#[component]
pub fn EnrolPage() -> impl IntoView {
    let enrolled = RwSignal::new(None::<String>);
    let body = move || match enrolled.get() {
        Some(name) => view! { <Done name=name /> }.into_any(),
        None => view! { <Form enrolled=enrolled /> }.into_any(),
    };
    view! {
        <Title text=t().devices.enrol_this />
        <main class="page way-in">
            <Brand />
            <div class="card way-in-card">{body}</div>
        </main>
    }
}

#[component]
fn Done(name: String) -> impl IntoView {
    let text = &t().devices;
    view! {
        <h1 tabindex="-1">{(text.enrolled)(&name)}</h1>
        <p role="status">{text.enrolled_means}</p>
        <a class="btn" href="/sign-in">{t().sign_in.to_sign_in}</a>
    }
}

#[component]
fn Form(enrolled: RwSignal<Option<String>>) -> impl IntoView {
    let text = &t().devices;
    let tablet = use_tablet();
    let (code, name) = (RwSignal::new(brought_along()), RwSignal::new(String::new()));
    let problems = Problems::none();
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let enrolment = Enrolment { code: folded(&code.get()), name: name.get().trim().to_owned() };
        let wrong = wrong(&enrolment);
        let is_complete = wrong.is_empty();
        problems.say(wrong);
        if !is_complete {
            return;
        }
        busy.set(true);
        let asking = tablet.ask(Ask::post("/api/devices/enrol", &enrolment));
        spawn_local(async move {
            let answer = judge(asking.await);
            busy.set(false);
            match answer {
                Ok(Enrolled { name }) => enrolled.set(Some(name)),
                Err(refused) => {
                    let field = if refused == Refused::Code { "code" } else { "" };
                    problems.say(vec![Problem { field, words: refused.words() }]);
                }
            }
        });
    };
    let label = move || if busy.get() { text.enrolling } else { text.enrol_go };
    view! {
        <h1 tabindex="-1">{text.enrol_this}</h1>
        <p>{text.enrol_this_means}</p>
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=problems />
            <TextField
                id="code"
                label=text.code
                hint=text.code_hint
                value=code
                problems=problems
                capitals="characters"
            />
            <TextField
                id="tablet-name"
                label=text.name
                hint=text.name_hint
                value=name
                problems=problems
                capitals="words"
            />
            <button class="btn wide" type="submit" aria-disabled=move || busy.get().to_string()>
                {label}
            </button>
        </form>
    }
}

/// The code behind the `#`. It leaves the address at once: nobody needs it in the history.
fn brought_along() -> String {
    let hash = window().location().hash().unwrap_or_default();
    let code = folded(&hash);
    if !code.is_empty() {
        // Where it stays, it is good once all the same.
        let history = window().history();
        drop(history.map(|all| all.replace_state_with_url(&JsValue::NULL, "", Some("/enrol"))));
    }
    code
}

/// Letters and digits, as codes are written.
fn folded(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn wrong(enrolment: &Enrolment) -> Vec<Problem> {
    let words = || (t().devices.code_bad)(CODE_CHARS);
    let code =
        (enrolment.code.len() != CODE_CHARS).then(|| Problem { field: "code", words: words() });
    code.into_iter().chain(bad_name("tablet-name", &enrolment.name)).collect()
}

fn judge(answer: Result<Answer, Unreachable>) -> Result<Enrolled, Refused> {
    let answer = answer.map_err(|Unreachable| Refused::Unreachable)?;
    if answer.status == 200 {
        return answer.json().ok_or(Refused::Trouble);
    }
    let Some(ApiError { error }) = answer.json() else { return Err(Refused::Trouble) };
    Err(match error.as_str() {
        "code-used" => Refused::Code,
        "slow-down" => {
            Refused::SlowDown(answer.retry_after_seconds.unwrap_or(WAIT_SECONDS_DEFAULT))
        }
        _ => Refused::Trouble,
    })
}

impl Refused {
    fn words(self) -> String {
        let (devices, sign_in) = (&t().devices, &t().sign_in);
        match self {
            Self::Code => devices.code_used.to_owned(),
            Self::SlowDown(seconds) => (sign_in.slow_down)(seconds),
            Self::Unreachable => devices.enrol_unreachable.to_owned(),
            Self::Trouble => sign_in.server_trouble.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_however_they_are_typed() {
        for typed in ["acde fghj", "#ACDEFGHJ", " ACDE-FGHJ"] {
            assert_eq!(folded(typed), "ACDEFGHJ");
        }
        let fields = |code: &str, name: &str| {
            let enrolment = Enrolment { code: folded(code), name: name.to_owned() };
            wrong(&enrolment).into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(fields("acde fghj", "Blue 3"), Vec::<&str>::new());
        assert_eq!(fields("acde", ""), ["code", "tablet-name"]);
        assert_eq!(fields("acde fghj", &"x".repeat(200)), ["tablet-name"]);
    }

    #[test]
    fn only_the_server_refuses() {
        let answer = |status, content_type: &str, body: &str| {
            judge(Ok(Answer {
                status,
                content_type: content_type.to_owned(),
                etag: None,
                retry_after_seconds: Some(7),
                body: body.as_bytes().to_vec(),
            }))
        };
        let json = "application/json";
        let name = "Blue 3".to_owned();
        assert_eq!(answer(200, json, r#"{"name":"Blue 3"}"#), Ok(Enrolled { name }));
        assert_eq!(answer(404, json, r#"{"error":"code-used"}"#), Err(Refused::Code));
        assert_eq!(answer(429, json, r#"{"error":"slow-down"}"#), Err(Refused::SlowDown(7)));
        assert_eq!(answer(200, "text/html", "<h1>Wi-Fi</h1>"), Err(Refused::Trouble));
        assert_eq!(judge(Err(Unreachable)), Err(Refused::Unreachable));
    }
}
