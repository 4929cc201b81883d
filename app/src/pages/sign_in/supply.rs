//! Somebody on supply comes in with a pass, under the name that they give.
//!
//! The pass stands behind the `#` of the address: so it reaches neither a server's log nor another site.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use serde::Serialize;

use super::card::{InUse, brought_along};
use super::{Brand, Go, WayIn};
use crate::components::{Problem, ProblemSummary, TextField};
use crate::tablet::{Ask, Opening, use_tablet};
use crate::text::t;

#[derive(Serialize)]
struct Supply {
    pass: String,
    name: String,
}

/// See the module.
#[component]
pub fn SupplyPage() -> impl IntoView {
    let tablet = use_tablet();
    let way_in = WayIn::new(tablet);
    let pass = StoredValue::new(brought_along("/supply"));
    let tried = RwSignal::new(false);
    let opening = Memo::new(move |_| tablet.opening());
    let body = move || match opening.get() {
        Opening::Reading => ().into_any(),
        opening if opening.is_somebodys() && tried.get() => {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            view! { <Redirect path="/" options=options /> }.into_any()
        }
        opening if opening.is_somebodys() => view! { <InUse /> }.into_any(),
        _ => view! { <Form way_in=way_in pass=pass tried=tried /> }.into_any(),
    };
    view! {
        <Title text=t().sign_in.supply />
        <main class="page way-in">
            <Brand />
            <div class="card way-in-card">{body}</div>
        </main>
    }
}

#[component]
fn Form(way_in: WayIn, pass: StoredValue<String>, tried: RwSignal<bool>) -> impl IntoView {
    let text = &t().sign_in;
    let name = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let supply = Supply { pass: pass.get_value(), name: name.get().trim().to_owned() };
        let ask = Ask::post("/api/sign-in/supply", &supply);
        way_in.attempt(missing(&supply), ask, |refused| match refused {
            super::Refused::LinkUsed => t().sign_in.wrong_pass.to_owned(),
            refused => refused.words(t().sign_in.wrong_pass),
        });
    };
    view! {
        <h1 tabindex="-1">{text.supply}</h1>
        <p>{text.supply_means}</p>
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=way_in.problems />
            <TextField
                id="supply-name"
                label=text.supply_name
                hint=text.supply_name_hint
                value=name
                problems=way_in.problems
                capitals="words"
            />
            <Go way_in=way_in />
        </form>
    }
}

fn missing(supply: &Supply) -> Vec<Problem> {
    let words = || t().sign_in.name_missing.to_owned();
    let problem = || Problem { field: "supply-name", words: words() };
    supply.name.is_empty().then(problem).into_iter().collect()
}
