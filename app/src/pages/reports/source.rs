//! Where a report comes from: the server, the tablet's own entries, or the last copy.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::entry::Millis;
use sync::json;

use crate::reactive::effect;
use crate::server_data::{Legend, Made, Refused};
use crate::tablet::{Answer, Ask, KeptReport, Opening, Tablet};
use crate::text::t;

/// Where a report comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The server made it.
    Server,
    /// This tablet made it from its own entries.
    Tablet,
    /// It is the last copy of the server's.
    Copy,
}

/// What a report's page shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown<D> {
    /// A report.
    Report(D, Source),
    /// It is not for this person.
    Refused(Refused),
    /// The server has been asked.
    Waiting,
    /// The server cannot be reached, and no copy is here.
    None,
}

/// What the server has said of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard<D> {
    /// Nothing yet.
    Nothing,
    /// It could not be reached, or said nothing of use.
    Silence,
    /// A report.
    Report(D),
    /// No.
    Refused(Refused),
}

/// Asks the server for a report, once the tablet knows whose it is; keeps the last copy.
pub fn follow<R, D>(
    tablet: Tablet,
    heard: RwSignal<Heard<D>>,
    key: String,
    complete: impl Fn(Tablet, Made<R>) -> Option<D> + Copy + 'static,
    made_at: impl Fn(&D) -> Millis + Copy + 'static,
) where
    R: DeserializeOwned,
    D: Serialize + Clone + Send + Sync + 'static,
{
    let path = format!("/api/reports/{key}");
    let asked = StoredValue::new(false);
    effect(move || {
        let is_open = tablet.opening() == Opening::Open && tablet.directory().is_some();
        let is_news = heard.with_untracked(|heard| matches!(heard, Heard::Nothing));
        if !is_open || !is_news || asked.get_value() {
            return;
        }
        asked.set_value(true);
        let asking = tablet.ask(Ask::get(path.clone()));
        leptos::task::spawn_local(async move {
            let answer = asking.await.ok();
            // The page may be gone by now.
            let _ = heard.try_set(hear(answer, |made| complete(tablet, made)));
        });
    });
    effect(move || {
        if tablet.opening() != Opening::Open {
            return;
        }
        let copy = heard.with(|heard| match heard {
            Heard::Report(data) => {
                Some(KeptReport { as_of: made_at(data), json: serde_json::to_string(data).ok()? })
            }
            _ => None,
        });
        if let Some(copy) = copy {
            tablet.keep_report(&key, copy);
        }
    });
}

/// What an answer says. What a captive portal or a proxy says is silence.
fn hear<R: DeserializeOwned, D>(
    answer: Option<Answer>,
    complete: impl Fn(Made<R>) -> Option<D>,
) -> Heard<D> {
    let Some(answer) = answer else { return Heard::Silence };
    match answer.status {
        200 => answer.json().and_then(complete).map_or(Heard::Silence, Heard::Report),
        403 => Heard::Refused(Refused::NotYours),
        404 => Heard::Refused(Refused::NoSuchClass),
        _ => Heard::Silence,
    }
}

/// The last copy on this tablet, if it is one of this version.
pub fn last_copy<D: DeserializeOwned>(tablet: Tablet, key: &str) -> Option<D> {
    json::read(&tablet.last_report(key)?.json).ok()
}

/// As of when a report is true, in words.
#[must_use]
pub fn as_of(tablet: Tablet, source: Source, at: Millis, legend: &Legend) -> String {
    let made_on = legend.day(at);
    // Before the tablet knows the day, as on the server, it is the day of the report.
    let today = if tablet.opening() == Opening::Open { tablet.today() } else { made_on };
    let when = if made_on == today {
        (t().reports.today_at)(&t().dates.clock(at, &legend.zone))
    } else {
        t().dates.at(at, &legend.zone, today)
    };
    match source {
        Source::Server => (t().reports.as_of)(&when),
        Source::Tablet => (t().reports.from_tablet)(&when),
        Source::Copy => (t().reports.last_copy)(&when),
    }
}

/// A page without a report: why, and what to do.
#[component]
pub fn NoReport(
    /// What stands in its place.
    why: Why,
) -> impl IntoView {
    let words = &t().reports;
    match why {
        Why::Waiting => view! { <p role="status">{words.waiting}</p> }.into_any(),
        Why::NoCopy => view! {
            <h2>{words.none}</h2>
            <p>{words.none_remedy}</p>
        }
        .into_any(),
        Why::Said(line) => view! { <p>{line}</p> }.into_any(),
        Why::SignIn => view! {
            <p>{words.sign_in}</p>
            <p><a class="btn" href="/sign-in">{words.sign_in_link}</a></p>
        }
        .into_any(),
    }
}

/// Why there is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is on its way.
    Waiting,
    /// Neither server nor copy.
    NoCopy,
    /// For a reason in these words.
    Said(&'static str),
    /// Nobody is signed in.
    SignIn,
}
