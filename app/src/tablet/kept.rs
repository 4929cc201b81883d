//! What is half typed, and the last copies of reports.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use super::Tablet;

/// The last copy of a report of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReport {
    /// When the server made it.
    pub as_of: Millis,
    /// The report, as the server sent it.
    pub json: String,
}

impl Tablet {
    /// A text that is being typed, kept until it is emptied: it comes back after the screen locks, the tab dies or the
    /// battery runs out. `key` names the field and what it belongs to ("note:<class>:<student>").
    #[must_use]
    pub fn kept_text(&self, key: &str) -> RwSignal<String> {
        if let Some(text) = self.shown.texts.with_value(|texts| texts.get(key).copied()) {
            return text;
        }
        let text = RwSignal::new(String::new());
        self.shown.texts.update_value(|texts| {
            texts.insert(key.to_owned(), text);
        });
        text
    }

    /// The last copy of the server's report `key` on this tablet. Tracked.
    #[must_use]
    pub fn last_report(&self, key: &str) -> Option<KeptReport> {
        self.shown.reports.with(|reports| reports.get(key).cloned())
    }

    /// Keeps a report of the server for when it cannot be reached.
    pub fn keep_report(&self, key: &str, report: KeptReport) {
        if let Some(host) = self.host() {
            host.keep_report(key, &report);
        }
        self.shown.reports.update(|reports| {
            reports.insert(key.to_owned(), report);
        });
    }
}
