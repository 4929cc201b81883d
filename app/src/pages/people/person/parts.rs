//! The parts of the page: each of them one right, what it means here, and how it is done.

use leptos::prelude::*;

use super::desk::{Desk, Holding};
use crate::text::t;

/// What is held, in counts.
pub fn held(holding: &Holding) -> AnyView {
    let text = &t().person;
    let kinds = holding.entries.iter().map(|one| (t().held.things)(Some(&one.what), one.count));
    let others = holding.others.iter().map(|one| (text.other)(&one.what, one.count));
    let lines: Vec<_> = kinds.chain(others).collect();
    let none = lines.is_empty().then(|| view! { <p>{text.nothing_held}</p> });
    let lines = lines.into_iter().map(|words| view! { <li>{capital(&words)}</li> }).collect_view();
    part(
        "data-held",
        text.held,
        view! { <p class="hint">{text.held_means}</p> {none} <ul>{lines}</ul> }.into_any(),
    )
}

/// A copy of all of it.
pub fn copy(desk: Desk) -> AnyView {
    let text = &t().person;
    let label = move || if desk.served.busy.get() { text.copying } else { text.copy_now };
    let what = view! {
        <p>{text.copy_means}</p>
        <div class="row">
            <button
                class="btn"
                type="button"
                aria-disabled=move || desk.served.busy.get().to_string()
                on:click=move |_| desk.copy()
            >
                {label}
            </button>
        </div>
    };
    part("data-copy", text.copy, what.into_any())
}

/// Who received or looked at it.
pub fn looked(desk: Desk) -> AnyView {
    let text = &t().person;
    let there = format!("/record?person={}", desk.person);
    let what = view! { <ul class="list"><li><a href=there>{text.looked_link}</a></li></ul> };
    part("data-looked", text.looked, what.into_any())
}

/// Who puts right what.
pub fn correct(holding: &Holding) -> AnyView {
    let text = &t().person;
    let rows = (text.corrections)(holding.student).iter();
    let rows = rows.map(|(what, how)| view! { <dt>{*what}</dt><dd>{*how}</dd> }).collect_view();
    part("data-correct", text.correct, view! { <dl class="data-how">{rows}</dl> }.into_any())
}

/// A stop to the use, of a student's; adults are told what there is instead.
pub fn restrict(desk: Desk, asked: RwSignal<bool>, holding: &Holding) -> AnyView {
    let text = &t().person;
    let is_on = holding.restricted.is_some();
    let (means, label) = match (holding.student, is_on) {
        (false, _) => (text.restrict_adult, None),
        (true, true) => (text.lift_means, Some(text.lift_now)),
        (true, false) => (text.restrict_means, Some(text.restrict_now)),
    };
    let act = move |_| if is_on { desk.restrict(false) } else { asked.set(true) };
    let button = label.map(|label| {
        view! {
            <div class="row">
                <button
                    class="btn quiet"
                    type="button"
                    aria-disabled=move || desk.served.busy.get().to_string()
                    on:click=act
                >
                    {label}
                </button>
            </div>
        }
    });
    part("data-restrict", text.restrict, view! { <p>{means}</p> {button} }.into_any())
}

/// What erasing means, and the command that does it.
pub fn erase(desk: Desk, holding: &Holding) -> AnyView {
    let text = &t().person;
    let command = (text.erase_command)(holding.student, &desk.person.to_string());
    let is_here = !holding.student && holding.left.is_none();
    let not_yet = is_here.then(|| view! { <p class="hint">{text.erase_not_left}</p> });
    let what = view! {
        <p>{(text.erase_means)(holding.student)}</p>
        <p><code class="data-command" translate="no">{command}</code></p>
        <p class="hint">{text.erase_how}</p>
        {not_yet}
    };
    part("data-erase", text.erase, what.into_any())
}

/// How long it is kept.
pub fn keep(desk: Desk, holding: &Holding) -> AnyView {
    let text = &t().person;
    let words = match holding.goes {
        Some(day) => (text.keep_until)(&desk.day(day)),
        None if holding.student => text.keep_student.to_owned(),
        None => text.keep_adult.to_owned(),
    };
    part("data-keep", text.keep, view! { <p>{words}</p> }.into_any())
}

fn part(id: &'static str, title: &'static str, what: AnyView) -> AnyView {
    view! {
        <section class="card stack close" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {what}
        </section>
    }
    .into_any()
}

/// "a note" begins a line as "A note".
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
