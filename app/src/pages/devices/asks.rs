//! What is asked before it is done: another name, and whether a tablet is really to be shut out.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::desk::{Change, Desk, Device, NAME_CHARS_MAX};
use crate::components::{Problem, ProblemSummary, Problems, Sheet, TextField};
use crate::reactive::effect;
use crate::text::t;

/// What is asked, of which device.
#[derive(Clone, PartialEq, Eq)]
pub enum Asked {
    /// What it is to be called.
    Name(Device),
    /// Whether it is really to be shut out.
    Revoke(Device),
}

/// The sheet that asks.
#[component]
pub fn Asks(desk: Desk, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let text = &t().devices;
    let open = RwSignal::new(false);
    effect(move || {
        if asked.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = Signal::derive(move || match asked.get() {
        Some(Asked::Name(device)) => (text.rename_what)(&device.called()),
        Some(Asked::Revoke(device)) => (text.revoke_what)(&device.called()),
        None => String::new(),
    });
    view! {
        <Sheet open=open title=title>
            {move || match asked.get_untracked() {
                Some(Asked::Name(device)) => rename(desk, open, device),
                Some(Asked::Revoke(device)) => revoke(desk, open, device),
                None => ().into_any(),
            }}
        </Sheet>
    }
}

fn rename(desk: Desk, open: RwSignal<bool>, device: Device) -> AnyView {
    let text = &t().devices;
    let name = RwSignal::new(device.name.clone().unwrap_or_default());
    let problems = Problems::none();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get().trim().to_owned();
        let bad = bad_name("tablet-name", &name);
        if bad.is_none() {
            open.set(false);
            let words = (text.renamed)(&name);
            desk.change(&device, &Change::Name(name), words);
        }
        problems.say(bad.into_iter().collect());
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=problems />
            <TextField
                id="tablet-name"
                label=text.name
                hint=text.name_hint
                value=name
                problems=problems
                capitals="words"
            />
            <button class="btn wide" type="submit">{text.save}</button>
        </form>
    }
    .into_any()
}

/// What is wrong with a tablet's name, if anything is.
pub fn bad_name(field: &'static str, name: &str) -> Option<Problem> {
    let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    let words = || (t().devices.name_bad)(NAME_CHARS_MAX);
    (!fits).then(|| Problem { field, words: words() })
}

fn revoke(desk: Desk, open: RwSignal<bool>, device: Device) -> AnyView {
    let text = &t().devices;
    let unsent = (text.revoke_unsent)(device.unsent);
    let revoke = move |_| {
        open.set(false);
        desk.change(&device, &Change::Revoke(true), (text.revoked)(&device.called()));
    };
    view! {
        <p>{text.revoke_means}</p>
        <p>{unsent}</p>
        <button class="btn wide" type="button" on:click=revoke>{text.revoke_now}</button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tablets() {
        for (name, fits) in
            [("Blue 3", true), ("", false), (&"é".repeat(40), true), (&"é".repeat(41), false)]
        {
            assert_eq!(bad_name("x", name).is_none(), fits, "{name}");
        }
    }
}
