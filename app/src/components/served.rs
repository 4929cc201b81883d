//! What only the server has, on its page; and what is there in its place.

use leptos::html;
use leptos::prelude::*;

use super::no_answer;
use crate::reactive::{effect, focus};
use crate::tablet::{Known, Trouble};
use crate::text::served::PageServed;
use crate::text::t;

/// What is known of it, as `show` draws it; that the server is asked, or why it is not there and what to do: come back
/// `here`, or ask `again`.
pub fn served<T: Clone + Send + Sync + 'static>(
    known: RwSignal<Known<T>>,
    words: PageServed,
    here: impl Into<String>,
    again: impl Fn() + Copy + Send + 'static,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> impl Fn() -> AnyView + Send + 'static {
    let here = here.into();
    move || match known.get() {
        Known::Asking => view! { <p class="hint" role="status">{words.asking}</p> }.into_any(),
        Known::Not(trouble) => {
            no_answer(trouble, trouble_in_words(trouble, words), &here, Box::new(again))
        }
        Known::Is(it) => show(it),
    }
}

/// A heading, and what to do.
fn trouble_in_words(trouble: Trouble, words: PageServed) -> (&'static str, &'static str) {
    let text = &t().served;
    match trouble {
        Trouble::Unreachable => (text.needs_server, words.unreachable),
        Trouble::CutOff => (text.needs_server, words.cut_off),
        Trouble::SignedOut => (text.needs_server, text.signed_out),
        Trouble::NotYours => (t().common.not_found, words.not_yours),
        Trouble::Refused | Trouble::Server => (text.needs_server, text.trouble),
    }
}

/// What was just done. The focus goes there: what it was done on is made anew, or gone.
#[component]
pub fn Said(said: RwSignal<String>) -> impl IntoView {
    let place = NodeRef::<html::P>::new();
    effect(move || {
        if said.with(|said| !said.is_empty()) {
            focus(place);
        }
    });
    view! { <p class="said" role="status" tabindex="-1" node_ref=place>{move || said.get()}</p> }
}
