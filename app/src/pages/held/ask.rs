//! What is asked before it is done: in which class, and whether it is really to be discarded.

use domain::id::ClassId;
use leptos::prelude::*;

use super::desk::{DISCARD, Desk, Wish};
use super::groups::Group;
use crate::components::Sheet;
use crate::reactive::effect;
use crate::text::t;

/// What is asked, of which group.
#[derive(Clone, PartialEq, Eq)]
pub enum Asked {
    /// In which class it is to be kept.
    Class(Group),
    /// Whether it is really to be discarded.
    Discard(Group),
}

/// The sheet that asks.
#[component]
pub fn Asks(desk: Desk, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let text = &t().held;
    let open = RwSignal::new(false);
    effect(move || {
        if asked.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = Signal::derive(move || match asked.get() {
        Some(Asked::Discard(group)) => (text.discard_what)(&group.things()),
        _ => text.keep_elsewhere.to_owned(),
    });
    view! {
        <Sheet open=open title=title>
            {move || match asked.get_untracked() {
                Some(Asked::Discard(group)) => discard(desk, open, group),
                Some(Asked::Class(group)) => class(desk, open, group),
                None => ().into_any(),
            }}
        </Sheet>
    }
}

fn discard(desk: Desk, open: RwSignal<bool>, group: Group) -> AnyView {
    let text = &t().held;
    let discard = move |_| {
        open.set(false);
        desk.decide(group.hashes.clone(), DISCARD);
    };
    view! {
        <p>{text.discard_means}</p>
        <button class="btn wide" type="button" on:click=discard>{text.discard}</button>
    }
    .into_any()
}

fn class(desk: Desk, open: RwSignal<bool>, group: Group) -> AnyView {
    let text = &t().held;
    let chosen = RwSignal::new(None::<ClassId>);
    let here = group.class.map(|(class, _)| class);
    let others = desk.classes().into_iter().filter(|(class, _)| Some(*class) != here);
    let options = others
        .map(|(class, name)| view! { <option value=class.to_string()>{name}</option> })
        .collect_view();
    let keep = move |_| {
        let Some(class) = chosen.get_untracked() else { return };
        open.set(false);
        desk.decide(group.hashes.clone(), Wish::keep_in(class));
    };
    view! {
        <p>{text.keep_elsewhere_means}</p>
        <div class="field">
            <label for="held-class">{text.class}</label>
            <select
                id="held-class"
                on:change=move |event| chosen.set(event_target_value(&event).parse().ok())
            >
                <option value="">{text.choose_class}</option>
                {options}
            </select>
        </div>
        <button
            class="btn wide"
            type="button"
            aria-disabled=move || chosen.get().is_none().to_string()
            on:click=keep
        >
            {text.keep_there}
        </button>
    }
    .into_any()
}
