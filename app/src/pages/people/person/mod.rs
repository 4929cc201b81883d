//! One person, for administrators: what is held about them in counts, and what the law gives them.
//!
//! It needs the server: no tablet holds everything about anybody.

mod desk;
mod parts;

use domain::id::PersonId;
use domain::rights::Role;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::desk::{Desk, Holding, Known};
use self::parts::{copy, correct, erase, held, keep, looked, restrict};
use crate::components::{Header, Sheet, no_answer};
use crate::reactive::{effect, memo};
use crate::tablet::{Trouble, use_tablet};
use crate::text::t;

/// See the module.
#[component]
pub fn PersonPage() -> impl IntoView {
    let tablet = use_tablet();
    let looks_after =
        memo(move || tablet.directory().is_some_and(|all| all.is(Role::Administrator)));
    let params = use_params_map();
    let person = memo(move || params.read().get("id")?.parse::<PersonId>().ok());
    move || match (looks_after.get(), person.get()) {
        (true, Some(person)) => view! { <Person desk=Desk::new(tablet, person) /> }.into_any(),
        (true, None) => crate::pages::teach::no_class(t().common.not_found, t().person.missing),
        (false, _) => crate::pages::teach::no_class(t().common.not_found, t().people.not_yours),
    }
}

#[component]
fn Person(desk: Desk) -> impl IntoView {
    desk.look();
    let text = &t().person;
    let asked = RwSignal::new(false);
    let title = memo(move || match desk.known.get() {
        Known::Held(Holding { name, .. }) if name.is_empty() => text.nameless.to_owned(),
        Known::Held(Holding { name, .. }) => name,
        _ => text.window.to_owned(),
    });
    let known = move || match desk.known.get() {
        Known::Asking => view! { <p class="hint" role="status">{text.counting}</p> }.into_any(),
        Known::Not(trouble) => trouble_view(desk, trouble),
        Known::Held(holding) => everything(desk, asked, &holding),
    };
    view! {
        <Header title=title window=text.window back="/people" />
        <main class="page">
            <Said desk=desk />
            {known}
            <Sheet open=asked title=Signal::stored(text.restrict_sure.to_owned())>
                {move || sure(desk, asked)}
            </Sheet>
        </main>
    }
}

/// What was just done. The focus goes there: what it was done with is made anew.
#[component]
fn Said(desk: Desk) -> impl IntoView {
    let place = NodeRef::<html::P>::new();
    effect(move || {
        if desk.said.with(|said| !said.is_empty()) {
            request_animation_frame(move || {
                if let Some(place) = place.get_untracked() {
                    // Fails only for what cannot be focused.
                    drop(place.focus());
                }
            });
        }
    });
    view! {
        <p class="held-said" role="status" tabindex="-1" node_ref=place>{move || desk.said.get()}</p>
    }
}

fn everything(desk: Desk, asked: RwSignal<bool>, holding: &Holding) -> AnyView {
    let text = &t().person;
    let what = if holding.student { t().people.student } else { t().people.staff };
    let left = holding.left.map(|day| (t().people.left)(&desk.day(day)));
    let described = [what.to_owned()].into_iter().chain(left).collect::<Vec<_>>().join(" · ");
    let restricted = holding.restricted.map(|since| (text.restricted_since)(&desk.moment(since)));
    view! {
        <p class="hint">{described}</p>
        {restricted.map(|words| view! { <p class="held-refused">{words}</p> })}
        {held(holding)}
        {copy(desk)}
        {looked(desk)}
        {correct(holding)}
        {restrict(desk, asked, holding)}
        {erase(desk, holding)}
        {keep(desk, holding)}
    }
    .into_any()
}

/// What is asked before the use is stopped.
fn sure(desk: Desk, asked: RwSignal<bool>) -> AnyView {
    let text = &t().person;
    let stop = move |_| {
        asked.set(false);
        desk.restrict(true);
    };
    view! {
        <p>{text.restrict_means}</p>
        <button class="btn wide" type="button" on:click=stop>{text.restrict_now}</button>
    }
    .into_any()
}

fn trouble_view(desk: Desk, trouble: Trouble) -> AnyView {
    let (person, sheet) = (&t().person, &t().sheet);
    let words = match trouble {
        Trouble::Unreachable => (sheet.needs_server, person.unreachable),
        Trouble::CutOff => (sheet.needs_server, person.cut_off),
        Trouble::SignedOut => (sheet.needs_server, sheet.signed_out),
        Trouble::NotYours => (t().common.not_found, person.missing),
        Trouble::Refused | Trouble::Server => (sheet.needs_server, sheet.trouble),
    };
    let here = format!("/people/{}/data", desk.person);
    no_answer(trouble, words, &here, Box::new(move || desk.look()))
}
