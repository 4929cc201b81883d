//! A student's card was scanned: it signs them in by itself.
//!
//! Its secret stands behind the `#` of the address: so it reaches neither a server's log nor another site.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::{Brand, Go, WayIn};
use crate::components::{Problem, ProblemSummary};
use crate::reactive::effect;
use crate::tablet::{Ask, Opening, use_tablet};
use crate::text::t;

#[derive(Serialize)]
struct Card {
    secret: String,
}

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It is not known yet whether anybody is signed in.
    Reading,
    /// Somebody was before the card came: their work is not put away by a card.
    InUse,
    /// The card is being used, or was not good enough.
    Trying,
    /// The card has let its owner in.
    In,
}

/// See the module.
#[component]
pub fn CardPage() -> impl IntoView {
    let tablet = use_tablet();
    let way_in = WayIn::new(tablet);
    let secret = StoredValue::new(brought_along("/card"));
    let tried = RwSignal::new(false);
    let go = move || {
        tried.set(true);
        let card = Card { secret: secret.get_value() };
        way_in.attempt(missing(&card.secret), Ask::post("/api/sign-in/card", &card), |refused| {
            refused.words(t().sign_in.wrong_card)
        });
    };
    let opening = Memo::new(move |_| tablet.opening());
    // By itself only where nobody had to be signed out first: ending that session takes a moment.
    let was_in_use = RwSignal::new(false);
    effect(move || match opening.get() {
        Opening::Reading => {}
        opening if opening.is_somebodys() => was_in_use.set(true),
        _ if was_in_use.get_untracked() || tried.get_untracked() => {}
        _ => go(),
    });
    let stage = Memo::new(move |_| stage(opening.get(), tried.get()));
    let body = move || match stage.get() {
        Stage::Reading => ().into_any(),
        Stage::InUse => view! { <InUse /> }.into_any(),
        Stage::Trying => {
            view! { <Trying way_in=way_in go=Callback::new(move |()| go()) /> }.into_any()
        }
        Stage::In => {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            view! { <Redirect path="/" options=options /> }.into_any()
        }
    };
    view! {
        <Title text=t().sign_in.card />
        <main class="page way-in">
            <Brand />
            <div class="card way-in-card">{body}</div>
        </main>
    }
}

fn stage(opening: Opening, tried: bool) -> Stage {
    match opening {
        Opening::Reading => Stage::Reading,
        opening if opening.is_somebodys() && tried => Stage::In,
        opening if opening.is_somebodys() => Stage::InUse,
        _ => Stage::Trying,
    }
}

#[component]
fn Trying(way_in: WayIn, go: Callback<()>) -> impl IntoView {
    let text = &t().sign_in;
    view! {
        <h1 tabindex="-1">{text.card}</h1>
        <ProblemSummary problems=way_in.problems />
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                go.run(());
            }
        >
            <Go way_in=way_in />
        </form>
        <a class="btn quiet" href="/sign-in">{text.without_card}</a>
    }
}

/// Somebody else's work is open on this tablet.
#[component]
pub fn InUse() -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().sign_in;
    let can_lock = Memo::new(move |_| tablet.locking().shared && tablet.locking().has_pin);
    let put_away = move |_| if can_lock.get() { tablet.lock() } else { tablet.sign_out() };
    let label = move || if can_lock.get() { t().lock.lock } else { t().sync.sign_out };
    view! {
        <h1 tabindex="-1">{text.card_in_use}</h1>
        <p role="status">{text.card_in_use_means}</p>
        <button class="btn wide" type="button" on:click=put_away>{label}</button>
        <a class="btn quiet" href="/">{text.carry_on}</a>
    }
}

/// The secret behind the `#` of this page. It leaves the address at once: whoever comes next would find it in the history.
pub fn brought_along(page: &str) -> String {
    let hash = window().location().hash().unwrap_or_default();
    let secret = hash.trim_start_matches('#').to_owned();
    if !secret.is_empty() {
        let history = window().history();
        // A browser that refuses shows the card's page again, and whoever has the tablet has the card.
        drop(history.map(|all| all.replace_state_with_url(&JsValue::NULL, "", Some(page))));
    }
    secret
}

fn missing(secret: &str) -> Vec<Problem> {
    let problem = || Problem { field: "", words: t().sign_in.card_missing.to_owned() };
    secret.is_empty().then(problem).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_lets_in_only_where_nobody_was() {
        for (opening, tried, expected) in [
            (Opening::Reading, false, Stage::Reading),
            (Opening::Open, false, Stage::InUse),
            (Opening::NoOne, false, Stage::Trying),
            (Opening::Locked, true, Stage::Trying),
            (Opening::FirstVisit, true, Stage::In),
            (Opening::Open, true, Stage::In),
        ] {
            assert_eq!(stage(opening, tried), expected, "{opening:?}, tried: {tried}");
        }
    }
}
