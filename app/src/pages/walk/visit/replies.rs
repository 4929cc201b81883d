//! What stands beside a visit: corrections by the visited adult, replies, and then walkers' answers.

use domain::id::PersonId;
use domain::view::{Answer, Answered, VisitView};
use leptos::html;
use leptos::prelude::*;
use sync::entry::EntryId;

use super::super::entries;
use super::room::Room;
use crate::components::FreeText;
use crate::reactive::{Row, effect, keyed, memo};
use crate::text::t;

/// The corrections of one field, oldest first.
#[component]
pub fn Beside(
    /// The visit.
    room: Room,
    /// The field's stored name.
    field: String,
) -> impl IntoView {
    let corrections = memo(move || {
        room.of(|visit| {
            let of_field = visit.answers.iter().filter_map(|answered| match &answered.what {
                Answer::Correction { field: of, text } if *of == field => {
                    Some(Note::of(answered, text))
                }
                _ => None,
            });
            of_field.collect::<Vec<_>>()
        })
    });
    let row = move |note: Note| {
        Row::new(note.id.to_string(), move || {
            view! {
                <div class="beside">
                    <p class="read-words">{note.text}</p>
                    <p class="hint">{move || (t().visit.reading.correction_by)(&room.name_of(note.author), &room.when(note.at))}</p>
                </div>
            }
        })
    };
    keyed(move || corrections.get().into_iter().map(row).collect())
}

/// Words by somebody at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    id: EntryId,
    author: PersonId,
    at: sync::entry::Millis,
    text: String,
}

impl Note {
    fn of(answered: &Answered, text: &str) -> Self {
        Self { id: answered.id, author: answered.author, at: answered.at, text: text.to_owned() }
    }
}

/// For the visited adult: opens a box in which the field's correction is written.
#[component]
pub fn CorrectButton(
    /// The visit.
    room: Room,
    /// The field's stored name.
    field: String,
    /// The button's accessible name.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let is_mine = memo(move || room.of(|visit| visit.visited) == Some(room.me()));
    let key = format!("correct:{}:{field}", room.id);
    let is_open =
        RwSignal::new(room.tablet.kept_text(&key).with_untracked(|text| !text.is_empty()));
    // Opened and closed by hand, the focus goes along; a box that was open from the start leaves it where it is.
    let by_hand = StoredValue::new(false);
    let turn = Callback::new(move |to: bool| {
        by_hand.set_value(true);
        is_open.set(to);
    });
    let button = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(button) = button.get().filter(|_| by_hand.get_value()) {
            // Fails only for what cannot be focused.
            drop(button.focus());
        }
    });
    let send = Callback::new(move |text: String| {
        let draft = room
            .visit
            .with_untracked(|visit| visit.as_ref().map(|v| entries::correct(v, &field, &text)));
        room.record(draft.into_iter().collect());
        turn.run(false);
    });
    let close = Callback::new(move |()| turn.run(false));
    move || {
        if !is_mine.get() {
            return ().into_any();
        }
        if is_open.get() {
            let words = &t().visit.reading;
            return view! {
                <NoteBox
                    room=room
                    key=key.clone()
                    label=words.should_say
                    send_label=words.put_beside
                    send=send
                    close=close
                    focused=by_hand.get_value()
                />
            }
            .into_any();
        }
        view! {
            <button
                class="btn plain correct"
                type="button"
                aria-label=label
                node_ref=button
                on:click=move |_| turn.run(true)
            >
                {t().visit.reading.correct}
            </button>
        }
        .into_any()
    }
}

/// Replies to the whole visit, and the box for one's own.
#[component]
pub fn Replies(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let words = &t().visit.reading;
    let replies = memo(move || {
        room.of(|visit| {
            let replies = visit.answers.iter().filter_map(|answered| match &answered.what {
                Answer::Reply(text) => Some(Note::of(answered, text)),
                Answer::Correction { .. } => None,
            });
            replies.collect::<Vec<_>>()
        })
    });
    let voice = memo(move || room.of(|visit| voice(visit, room.me())));
    let send = Callback::new(move |text: String| {
        let draft =
            room.visit.with_untracked(|visit| visit.as_ref().map(|v| entries::reply(v, &text)));
        room.record(draft.into_iter().collect());
    });
    let key = format!("reply:{}", room.id);
    let write = move || {
        let label = match voice.get()? {
            Voice::Visited => words.reply_label,
            Voice::Walker => words.answer_label,
        };
        Some(
            view! { <NoteBox room=room key=key.clone() label=label send_label=words.send send=send /> },
        )
    };
    let row = move |note: Note| {
        Row::new(note.id.to_string(), move || {
            view! {
                <li class="quote reply">
                    <p class="read-words">{note.text}</p>
                    <p class="hint">{move || (t().visit.heads.by)(&room.name_of(note.author), &room.when(note.at))}</p>
                </li>
            }
        })
    };
    view! {
        <section class="stack" aria-labelledby="replies-title">
            <h2 id="replies-title">{words.replies}</h2>
            <Show when=move || replies.with(Vec::is_empty) && voice.get().is_none()>
                <p class="hint">{words.no_reply}</p>
            </Show>
            <ol class="stack close">
                {keyed(move || replies.get().into_iter().map(row).collect())}
            </ol>
            {write}
        </section>
    }
}

/// As whom this person may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Visited,
    Walker,
}

/// The visited adult may always reply; walkers once that adult has replied or corrected.
fn voice(visit: &VisitView, me: PersonId) -> Option<Voice> {
    let is_answered = visit.answers.iter().any(|answered| Some(answered.author) == visit.visited);
    match visit.visited {
        Some(visited) if visited == me => Some(Voice::Visited),
        _ if is_answered && visit.walkers.contains(&me) => Some(Voice::Walker),
        _ => None,
    }
}

/// A box for a few words that are sent with a button; what is half typed is kept.
#[component]
fn NoteBox(
    room: Room,
    /// Under which it is kept.
    key: String,
    label: &'static str,
    send_label: &'static str,
    send: Callback<String>,
    /// Puts the box away; what is typed stays for the next time.
    #[prop(optional)]
    close: Option<Callback<()>>,
    /// It has just been opened: writing is what comes next.
    #[prop(optional)]
    focused: bool,
) -> impl IntoView {
    let close = close.map(|close| {
        let words = &t().visit.reading;
        view! { <button class="btn quiet" type="button" on:click=move |_| close.run(())>{words.close}</button> }
    });
    let text = room.tablet.kept_text(&key);
    let is_empty = move || text.with(|text| text.trim().is_empty());
    let send = move |_| {
        let words = text.with_untracked(|text| text.trim().to_owned());
        text.set(String::new());
        send.run(words);
    };
    view! {
        <div class="field">
            <label for=key.clone()>{label}</label>
            <FreeText id=key text=text typed=Callback::new(move |typed| text.set(typed)) rows=3 focused=focused />
            <div class="row">
                <button class="btn" type="button" disabled=is_empty on:click=send>{send_label}</button>
                {close}
            </div>
        </div>
    }
}
