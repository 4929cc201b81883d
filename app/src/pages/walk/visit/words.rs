//! A free text of the visit: kept as it is typed, recorded when the writer pauses, leaves it, or parks the visit.

use std::time::Duration;

use domain::entry::VisitSet;
use domain::entry::visit::Words;
use domain::id::RecordId;
use leptos::prelude::*;
use sync::entry::EntryId;

use super::super::entries;
use super::room::Room;
use super::said;
use crate::components::FreeText;
use crate::reactive::effect;
use crate::tablet::Tablet;
use crate::text::t;

/// How long nothing is typed before the text is recorded.
const PAUSE_MILLIS: u64 = 2_500;

/// Under which a text is kept while it is being typed.
fn kept_as(visit: RecordId, words: Words) -> String {
    format!("visit:{visit}:{}", words.name())
}

/// Whether words of a visit were typed and are not recorded yet: the tab died in between. Tracked.
#[must_use]
pub fn is_half_typed(tablet: Tablet, visit: RecordId) -> bool {
    let is_typed =
        |words: &Words| tablet.kept_text(&kept_as(visit, *words)).with(|text| !text.is_empty());
    said::TEXTS.iter().any(is_typed)
}

/// One free text with its heading and the safeguarding line.
#[component]
pub fn WordsField(
    /// The visit.
    room: Room,
    /// Which text.
    words: Words,
    /// The first thing on the page: larger, and ready to be typed into.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let typing = Typing::new(room, words);
    // A draft that says nothing yet: writing is what comes next.
    let focused = first && typing.text.with_untracked(String::is_empty);
    let id = format!("words-{}", words.name());
    view! {
        <div class="field words" class:words-first=first>
            <label for=id.clone()>{(t().visit.words)(words)}</label>
            <FreeText
                id=id
                text=typing.text
                typed=Callback::new(move |text| typing.input(text))
                left=Callback::new(move |()| typing.leave())
                rows=if first { 4 } else { 2 }
                example=(t().visit.words_example)(words)
                focused=focused
            />
        </div>
    }
}

/// A text while it is being typed.
#[derive(Clone, Copy)]
struct Typing {
    room: Room,
    words: Words,
    /// What the field shows.
    text: RwSignal<String>,
    /// The same, as long as it is not recorded; survives the tab.
    kept: RwSignal<String>,
    /// The heads that the writer saw when they began, as text; kept with it. What arrives meanwhile was not seen, so it is
    /// not replaced.
    seen: RwSignal<String>,
    /// Whether the field holds something that is not recorded.
    is_open: RwSignal<bool>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Typing {
    fn new(room: Room, words: Words) -> Self {
        let key = kept_as(room.id, words);
        let kept = room.tablet.kept_text(&key);
        let seen = room.tablet.kept_text(&format!("{key}:seen"));
        let left_over = kept.get_untracked();
        let is_open = !left_over.is_empty();
        let text = if is_open { left_over } else { room.now_of(|v| v.words(words).to_owned()) };
        let typing = Self {
            room,
            words,
            text: RwSignal::new(text),
            kept,
            seen,
            is_open: RwSignal::new(is_open),
            pause: StoredValue::new(None),
        };
        typing.follow();
        if is_open {
            typing.wait();
        }
        room.when_flushed(words.name(), Callback::new(move |()| typing.save()));
        on_cleanup(move || typing.leave());
        typing
    }

    /// What others record shows up while nothing is being typed here.
    fn follow(self) {
        effect(move || {
            let recorded = self.room.of(|visit| visit.words(self.words).to_owned());
            if !self.is_open.get() && self.text.with_untracked(|text| *text != recorded) {
                self.text.set(recorded);
            }
        });
    }

    fn input(self, text: String) {
        if !self.is_open.get_untracked() {
            self.is_open.set(true);
            let seen = self.room.now_of(|visit| visit.superseded_by(self.words.name()));
            self.seen.set(join(&seen));
        }
        self.kept.set(text.clone());
        self.text.set(text);
        self.wait();
    }

    /// Records after a pause.
    fn wait(self) {
        self.stop_waiting();
        let pause =
            set_timeout_with_handle(move || self.save(), Duration::from_millis(PAUSE_MILLIS));
        self.pause.set_value(pause.ok());
    }

    fn stop_waiting(self) {
        if let Some(pause) = self.pause.try_update_value(Option::take).flatten() {
            pause.clear();
        }
    }

    /// Records what was typed, if it differs. The writer may go on: what comes next replaces only this.
    fn save(self) {
        self.stop_waiting();
        if !self.is_open.get_untracked() {
            return;
        }
        let text = self.text.with_untracked(|text| text.trim().to_owned());
        let draft = self.room.visit.with_untracked(|visit| {
            let visit = visit.as_ref().filter(|v| v.words(self.words) != text)?;
            let value = VisitSet::Words(self.words, text);
            Some(entries::set(visit, &value, split(&self.seen.get_untracked())))
        });
        if let Some(draft) = draft {
            let recorded = self.room.record(vec![draft]);
            self.seen.set(join(&recorded));
        }
        self.kept.set(String::new());
    }

    /// Records, and follows again what others record.
    fn leave(self) {
        self.save();
        self.is_open.set(false);
        self.seen.set(String::new());
    }
}

fn join(ids: &[EntryId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn split(ids: &str) -> Vec<EntryId> {
    ids.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}
