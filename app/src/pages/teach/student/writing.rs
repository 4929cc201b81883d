//! Words about a student: for the student too, or for the adults of the class only.

use domain::id::{ClassId, PersonId};
use leptos::prelude::*;

use super::super::record;
use super::Subject;
use crate::components::{FreeText, use_toasts};
use crate::tablet::use_tablet;
use crate::text::t;

/// Who reads the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The student and the adults of the class.
    Noticed,
    /// The adults of the class.
    Note,
}

impl Kind {
    /// Of words that are for the student too, or not.
    pub(super) fn of(for_student: bool) -> Self {
        if for_student { Self::Noticed } else { Self::Note }
    }

    /// The key of the text that is being typed.
    pub(super) fn key(self, class: ClassId, student: PersonId) -> String {
        match self {
            Self::Noticed => format!("noticed:{class}:{student}"),
            Self::Note => format!("note:{class}:{student}"),
        }
    }
}

/// See the module. Half-typed words stay on the tablet, each kind its own.
#[component]
pub fn Writing(subject: Subject) -> impl IntoView {
    let tablet = use_tablet();
    let toasts = use_toasts();
    let text = &t().teach.student;
    let class = subject.class(|class| class.id);
    let student = subject.student;
    let [noticed, note] =
        [Kind::Noticed, Kind::Note].map(|kind| tablet.kept_text(&kind.key(class, student)));
    let kind = RwSignal::new(Kind::Noticed);
    let words = move || match kind.get() {
        Kind::Noticed => noticed,
        Kind::Note => note,
    };
    let keep = move |_| {
        let (kind, typed) = (kind.get_untracked(), untrack(words));
        let before = typed.get_untracked();
        let draft = match kind {
            Kind::Noticed => record::noticed(class, student, &before),
            Kind::Note => record::note(class, student, &before),
        };
        let made = tablet.record(vec![draft]);
        typed.set(String::new());
        toasts.offer_undo(text.kept.to_owned(), move || {
            tablet.record(made.iter().map(|id| record::retraction(*id)).collect());
            // Asked for again: the page with its text may have been left.
            tablet.kept_text(&kind.key(class, student)).set(before.clone());
        });
    };
    let hint = move || match kind.get() {
        Kind::Noticed => (text.noticed_hint)(&subject.name()),
        Kind::Note => text.note_hint.to_owned(),
    };
    let name = move || match kind.get() {
        Kind::Noticed => text.noticed,
        Kind::Note => text.note,
    };
    let example = move || match kind.get() {
        Kind::Noticed => text.noticed_example,
        Kind::Note => text.note_example,
    };
    let choice = move |this: Kind, label: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (kind.get() == this).to_string() on:click=move |_| kind.set(this)>
                {label}
            </button>
        }
    };
    view! {
        <section class="card writing" aria-labelledby="writing">
            <h2 id="writing">{text.write}</h2>
            <div class="seg" role="group" aria-labelledby="writing">
                {choice(Kind::Noticed, text.noticed)}
                {choice(Kind::Note, text.note)}
            </div>
            <p class="hint" id="writing-hint">{hint}</p>
            <FreeText
                id="written"
                text=Signal::derive(move || words().get())
                typed=Callback::new(move |typed| untrack(words).set(typed))
                rows=3
                name=Signal::derive(name)
                example=Signal::derive(example)
                hint="writing-hint"
            />
            <button
                class="btn"
                type="button"
                disabled=move || words().with(|words| words.trim().is_empty())
                on:click=keep
            >
                {text.keep}
            </button>
        </section>
    }
}
