//! The sheet in which a visit is shared: who will read it and when, said before it is done, since there is no way back.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::super::entries::{self, NotYet};
use super::room::Room;
use super::teaching::Teaching;
use crate::components::{Sheet, use_toasts};
use crate::reactive::memo;
use crate::text::t;

/// The sheet.
#[component]
pub fn ShareSheet(
    /// The visit.
    room: Room,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let title = Signal::derive(move || share_label(room));
    view! {
        <Sheet open=open title=title>
            <ShareForm room=room open=open />
        </Sheet>
    }
}

/// "Share with Ms Rowe", as far as it is clear whom with.
#[must_use]
pub fn share_label(room: Room) -> String {
    match first_reader(room) {
        Ok(Some(name)) => (t().visit.share_with)(&name),
        _ => t().visit.share.to_owned(),
    }
}

/// The name of who will read it first; `None` with cover.
fn first_reader(room: Room) -> Result<Option<String>, NotYet> {
    let directory = room.directory().ok_or(NotYet::Empty)?;
    let reader = room.visit.with(|visit| match visit {
        Some(visit) => entries::first_reader(visit, &directory),
        None => Err(NotYet::Empty),
    })?;
    Ok(reader.map(|person| room.name_of(person)))
}

#[component]
fn ShareForm(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let says_something = memo(move || room.of(entries::says_something));
    let is_ready = move || says_something.get() && first_reader(room).is_ok();
    view! {
        <div class="stack">
            <Teaching room=room id="sheet-teaching" />
            <div class="share-facts">{move || facts(room, says_something.get())}</div>
            <div class="acts">
                <button class="btn quiet" type="button" on:click=move |_| open.set(false)>{t().visit.sharing.not_yet}</button>
                <ShareButton room=room open=open is_ready=Signal::derive(is_ready) />
            </div>
        </div>
    }
}

/// Who reads it when, or what is missing.
fn facts(room: Room, says_something: bool) -> impl IntoView {
    let words = &t().visit.sharing;
    if !says_something {
        return view! { <p>{words.empty}</p> }.into_any();
    }
    let (class, day) = (room.class_name(), room.release_day());
    match first_reader(room) {
        Err(NotYet::Contested) => view! { <p>{words.contested}</p> }.into_any(),
        Err(NotYet::WhichPartner) => view! { <p>{words.which_partner}</p> }.into_any(),
        Err(NotYet::WalkerVisited) => view! { <p>{words.walker_visited}</p> }.into_any(),
        Err(_) => view! { <p>{words.no_usual}</p> }.into_any(),
        Ok(None) => view! {
            <p>{(words.cover)(&day)}</p>
            <p>{words.no_way_back}</p>
        }
        .into_any(),
        Ok(Some(name)) => {
            let enough = room.has_enough();
            view! {
                <p><strong>{(words.first)(&name)}</strong></p>
                <p>{(words.then)(&name, &class, &day)}</p>
                {enough.then(|| view! { <p>{(words.enough)(&name)}</p> })}
                <p>{words.no_way_back}</p>
            }
            .into_any()
        }
    }
}

#[component]
fn ShareButton(room: Room, open: RwSignal<bool>, is_ready: Signal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let share = move |_| {
        room.flush();
        let reader = untrack(|| first_reader(room));
        let Some(directory) = untrack(|| room.directory()) else { return };
        let draft =
            room.visit.with_untracked(|visit| entries::share(visit.as_ref()?, &directory).ok());
        let (Some(draft), Ok(reader)) = (draft, reader) else { return };
        room.record(vec![draft]);
        open.set(false);
        toasts.say(match reader {
            Some(name) => (t().visit.sharing.done)(&name),
            None => t().visit.sharing.done_cover.to_owned(),
        });
        navigate("/", leptos_router::NavigateOptions::default());
    };
    view! {
        <button class="btn" type="button" disabled=move || !is_ready.get() on:click=share>
            {t().visit.sharing.confirm}
        </button>
    }
}
