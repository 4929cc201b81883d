//! What is half typed, and the last copies of reports.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use super::{Shown, Tablet};

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
    /// battery runs out. `key` names the field and what it belongs to (`note:<class>:<student>`). Pages that ask for the
    /// same key share the text.
    #[must_use]
    pub fn kept_text(&self, key: &str) -> RwSignal<String> {
        let known = self.shown().texts.with_value(|texts| texts.get(key).cloned());
        let text = known.unwrap_or_else(|| self.new_text(key));
        RwSignal::from(text)
    }

    /// The last copy of the server's report `key` on this tablet. Tracked.
    #[must_use]
    pub fn last_report(&self, key: &str) -> Option<KeptReport> {
        self.shown().reports.with(|reports| reports.get(key).cloned())
    }

    /// Keeps a report of the server for when it cannot be reached.
    pub fn keep_report(&self, key: &str, report: KeptReport) {
        if let Some(host) = self.host() {
            host.keep_report(key, &report);
        }
        self.shown().restore_report(key.to_owned(), report);
    }

    /// Lives as long as the tablet, not only as long as the page that asked first; so does what keeps it.
    fn new_text(&self, key: &str) -> ArcRwSignal<String> {
        let shown = self.shown();
        let stored = shown.restored_texts.with_value(|texts| texts.get(key).cloned());
        let stored = stored.unwrap_or_default();
        let text = ArcRwSignal::new(stored.clone());
        shown.texts.update_value(|texts| {
            texts.insert(key.to_owned(), text.clone());
        });
        let (tablet, key, typed) = (*self, key.to_owned(), text.clone());
        let keep = move |before: Option<String>| {
            let text = typed.get();
            // The first run comes after the first letter where that is typed at once.
            let is_new = before.as_ref().unwrap_or(&stored) != &text;
            if let (true, Some(host)) = (is_new, tablet.host()) {
                host.keep_text(&key, &text);
            }
            text
        };
        if let Some(owner) = shown.owner.get_value() {
            owner.with(|| Effect::new(keep));
        }
        text
    }
}

impl Shown {
    /// Brings a half-typed text back from the store, before any page has asked for it.
    pub fn restore_text(&self, key: String, text: String) {
        self.restored_texts.update_value(|texts| {
            texts.insert(key, text);
        });
    }

    /// Brings a report back from the store.
    pub fn restore_report(&self, key: String, report: KeptReport) {
        self.reports.update(|reports| {
            reports.insert(key, report);
        });
    }
}
