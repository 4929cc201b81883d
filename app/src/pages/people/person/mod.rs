//! One person, for administrators: what is held about them in counts, and what the law gives them.
//!
//! It needs the server: no tablet holds everything about anybody.

mod desk;
mod parts;

use domain::id::PersonId;
use domain::rights::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::desk::{Desk, Holding};
use self::parts::{copy, correct, erase, held, keep, looked, restrict};
use crate::components::{Header, Said, Sheet, no_page, served};
use crate::reactive::memo;
use crate::tablet::{Known, use_tablet};
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
        (true, None) => no_page(t().common.not_found, t().person.served.not_yours),
        (false, _) => no_page(t().common.not_found, t().people.not_yours),
    }
}

#[component]
fn Person(desk: Desk) -> impl IntoView {
    desk.served.look();
    let text = &t().person;
    let asked = RwSignal::new(false);
    let title = memo(move || match desk.served.known.get() {
        Known::Is(Holding { name, .. }) if name.is_empty() => text.nameless.to_owned(),
        Known::Is(Holding { name, .. }) => name,
        _ => text.window.to_owned(),
    });
    let again = move || desk.served.look();
    let here = format!("/people/{}/data", desk.person);
    let holding = served(desk.served.known, text.served, here, again, move |holding| {
        everything(desk, asked, &holding)
    });
    view! {
        <Header title=title window=text.window back="/people" />
        <main class="page">
            <Said said=desk.served.said />
            {holding}
            <Sheet open=asked title=Signal::stored(text.restrict_sure.to_owned())>
                {move || sure(desk, asked)}
            </Sheet>
        </main>
    }
}

fn everything(desk: Desk, asked: RwSignal<bool>, holding: &Holding) -> AnyView {
    let text = &t().person;
    let what = if holding.student { t().people.student } else { t().people.staff };
    let left = holding.left.map(|day| (t().people.left)(&desk.day(day)));
    let described = [what.to_owned()].into_iter().chain(left).collect::<Vec<_>>().join(" · ");
    let restricted =
        holding.restricted.map(|since| (text.restricted_since)(&desk.served.moment(since)));
    view! {
        <p class="hint">{described}</p>
        {restricted.map(|words| view! { <p class="refused">{words}</p> })}
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
