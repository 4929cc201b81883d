//! Signing in with an account elsewhere, at the issuer that the school has chosen: the browser goes there and comes back to
//! this page, which then asks the server what came of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::way_in::{Refused, WayIn};
use crate::reactive::effect;
use crate::tablet::Ask;
use crate::text::t;

/// Ways in that not every school has.
#[derive(Deserialize)]
struct Ways {
    oidc: Option<Way>,
}

#[derive(Deserialize)]
struct Way {
    name: String,
}

#[derive(Serialize)]
struct Nothing {}

/// The way to the issuer, where the school has one and the server can be asked.
#[component]
pub fn ByIssuer(way_in: WayIn) -> impl IntoView {
    let name = RwSignal::new(None::<String>);
    let query = use_query_map();
    // Offline there is no way there either. What the server renders has none: it follows once the page is taken over.
    effect(move || {
        spawn_local(async move {
            let Ok(answer) = way_in.tablet().ask(Ask::get("/api/sign-in/ways")).await else {
                return;
            };
            let ways = answer.json::<Ways>().filter(|_| answer.status == 200);
            // The page may be gone by now.
            let _ = name.try_set(ways.and_then(|ways| ways.oidc).map(|way| way.name));
        });
    });
    let address = move || {
        let next = query.with(|query| query.get("next")).unwrap_or_default();
        format!("/sign-in/oidc?next={}", js_sys::encode_uri_component(&next))
    };
    // The server answers there, and leads away: no page of the app.
    move || {
        name.get().map(|name| {
            view! {
                <a class="btn plain" href=address rel="external">{(t().sign_in.by_issuer)(&name)}</a>
            }
        })
    }
}

/// Asks what came of it, where the browser has just come back. Whoever used the tablet before is not led on meanwhile: it
/// may be somebody else who comes.
pub fn come_back(way_in: WayIn) {
    if use_query_map().with_untracked(|query| query.get("oidc").is_none()) {
        return;
    }
    way_in.held.set(true);
    effect(move || way_in.attempt(Vec::new(), Ask::post("/api/sign-in/oidc", &Nothing {}), words));
}

fn words(refused: Refused) -> String {
    match refused {
        // Nothing of it is known here: it took too long, or was begun in another browser, or the page was loaded again.
        Refused::Expired => t().sign_in.not_finished.to_owned(),
        refused => refused.words(t().sign_in.server_trouble),
    }
}
