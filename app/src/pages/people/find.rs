//! The field for a name, and whom it may mean.

use domain::id::PersonId;
use leptos::prelude::*;

use super::roll::{Known, Roll, Somebody, found};
use crate::components::{Problems, TextField};
use crate::tablet::Trouble;
use crate::text::t;

/// Most people who are listed: more are not read, but narrowed down.
const FOUND_MAX: usize = 20;

/// See the module; each of those found leads on.
#[component]
pub fn Find(
    roll: Roll,
    /// Where somebody leads.
    href: fn(PersonId) -> String,
) -> impl IntoView {
    let text = &t().people;
    let typed = RwSignal::new(String::new());
    let known = move || match roll.known.get() {
        Known::Unasked => ().into_any(),
        Known::Asking => view! { <p class="hint">{text.asking}</p> }.into_any(),
        Known::Not(trouble) => not_known(roll, trouble),
        Known::Everybody(everybody) => {
            view! { {move || matches(roll, href, &everybody, &typed.get())} }.into_any()
        }
    };
    view! {
        <div class="stack close">
            <TextField
                id="find-person"
                label=text.find
                hint=text.find_hint
                value=typed
                problems=Problems::none()
                capitals="words"
            />
            <div role="status">{known}</div>
        </div>
    }
}

fn not_known(roll: Roll, trouble: Trouble) -> AnyView {
    let words = match trouble {
        Trouble::SignedOut => t().sheet.signed_out,
        Trouble::Unreachable | Trouble::CutOff => t().people.unreachable,
        Trouble::NotYours | Trouble::Refused | Trouble::Server => t().sheet.trouble,
    };
    view! {
        <p>{words}</p>
        <button class="btn quiet" type="button" on:click=move |_| roll.look()>
            {t().common.again}
        </button>
    }
    .into_any()
}

fn matches(roll: Roll, href: fn(PersonId) -> String, all: &[Somebody], typed: &str) -> AnyView {
    let text = &t().people;
    let found = found(all, typed);
    if found.is_empty() {
        let words = (!typed.trim().is_empty()).then_some(text.nobody);
        return view! { <p class="hint">{words}</p> }.into_any();
    }
    let is_cut = found.len() > FOUND_MAX;
    let more = is_cut.then(|| (text.more)(FOUND_MAX, found.len()));
    let row = |one: &Somebody| {
        let described = one.described(roll.today());
        view! {
            <li><a href=href(one.id)>{one.name.clone()} <span class="hint">{described}</span></a></li>
        }
    };
    let rows = found.iter().take(FOUND_MAX).map(row).collect_view();
    view! {
        <ul class="list">{rows}</ul>
        {more.map(|words| view! { <p class="hint">{words}</p> })}
    }
    .into_any()
}
