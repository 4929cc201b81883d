//! The field for a name, and whom it may mean.

use domain::id::PersonId;
use leptos::prelude::*;

use super::roll::{Known, Roll, Somebody, found};
use crate::components::{Problems, TextField};
use crate::reactive::memo;
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
    let found = memo(move || match roll.known.get() {
        Known::Everybody(everybody) => found(&everybody, &typed.get()),
        _ => Vec::new(),
    });
    let known = move || match roll.known.get() {
        Known::Unasked => ().into_any(),
        Known::Asking => view! { <p class="hint">{text.asking}</p> }.into_any(),
        Known::Not(trouble) => not_known(roll, trouble),
        Known::Everybody(_) => {
            let words = move || in_words(found.with(Vec::len), &typed.get());
            view! { <p class="hint">{words}</p> }.into_any()
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
            <ul class="list" hidden=move || found.with(Vec::is_empty)>
                {move || found.with(|found| rows(roll, href, found))}
            </ul>
        </div>
    }
}

fn not_known(roll: Roll, trouble: Trouble) -> AnyView {
    let words = match trouble {
        Trouble::SignedOut => t().served.signed_out,
        Trouble::Unreachable | Trouble::CutOff => t().people.unreachable,
        Trouble::NotYours | Trouble::Refused | Trouble::Server => t().served.trouble,
    };
    view! {
        <p>{words}</p>
        <button class="btn quiet" type="button" on:click=move |_| roll.look()>
            {t().common.again}
        </button>
    }
    .into_any()
}

/// What is read aloud as one types: never the names themselves, which would not end.
fn in_words(found: usize, typed: &str) -> Option<String> {
    let text = &t().people;
    match found {
        0 if typed.trim().is_empty() => None,
        0 => Some(text.nobody.to_owned()),
        1..=FOUND_MAX => Some((text.found)(found)),
        _ => Some((text.more)(FOUND_MAX, found)),
    }
}

fn rows(roll: Roll, href: fn(PersonId) -> String, found: &[Somebody]) -> AnyView {
    let row = |one: &Somebody| {
        let described = one.described(roll.today());
        view! {
            <li><a href=href(one.id)>{one.name.clone()} <span class="hint">{described}</span></a></li>
        }
    };
    found.iter().take(FOUND_MAX).map(row).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_are_found_in_words() {
        assert_eq!(in_words(0, "  "), None);
        let said = |found| in_words(found, "a").unwrap();
        assert_eq!(said(0), "Nobody here is called that.");
        assert_eq!(said(1), "1 person.");
        assert_eq!(said(20), "20 people.");
        assert_eq!(said(21), "20 of 21. Type more of the name.");
    }
}
