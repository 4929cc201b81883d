//! A student's name: on a tablet of the school one of the names of their class is tapped, elsewhere it is typed.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::components::{Problems, TextField};
use crate::reactive::effect;
use crate::tablet::{Ask, use_tablet};
use crate::text::t;

/// How long nobody has typed before the names are asked for.
const TYPING_PAUSE: Duration = Duration::from_millis(400);

#[derive(Serialize)]
struct Class {
    class_code: String,
}

#[derive(Deserialize)]
struct Names {
    names: Vec<String>,
}

/// See the module.
#[component]
pub fn NameField(
    name: RwSignal<String>,
    class_code: RwSignal<String>,
    problems: Problems,
) -> impl IntoView {
    let text = &t().sign_in;
    let names = names_of(class_code);
    let typing = RwSignal::new(false);
    let any = Memo::new(move |_| names.with(|names| !names.is_empty()));
    // Whoever has begun to type goes on.
    effect(move || {
        if any.get() && name.with_untracked(|name| !name.is_empty()) {
            typing.set(true);
        }
    });
    let back = move || {
        any.get().then(|| {
            view! {
                <button class="btn plain" type="button" on:click=move |_| typing.set(false)>
                    {text.name_listed}
                </button>
            }
        })
    };
    move || {
        if any.get() && !typing.get() {
            let type_it = Callback::new(move |()| typing.set(true));
            view! { <Listed name=name names=names problems=problems type_it=type_it /> }.into_any()
        } else {
            view! {
                <TextField
                    id="first-name"
                    label=text.first_name
                    hint=text.first_name_hint
                    value=name
                    problems=problems
                    capitals="words"
                />
                {back}
            }
            .into_any()
        }
    }
}

/// The names to tap.
#[component]
fn Listed(
    name: RwSignal<String>,
    names: RwSignal<Vec<String>>,
    problems: Problems,
    type_it: Callback<()>,
) -> impl IntoView {
    let text = &t().sign_in;
    let button = move |listed: String| {
        let (own, tapped) = (listed.clone(), listed.clone());
        let pressed = move || (name.get() == own).to_string();
        view! {
            <button
                class="name-tile"
                type="button"
                aria-pressed=pressed
                on:click=move |_| name.set(tapped.clone())
            >
                {listed}
            </button>
        }
    };
    let error =
        move || problems.of("first-name").map(|words| view! { <p class="error">{words}</p> });
    view! {
        <div class="field" id="first-name" tabindex="-1" role="group" aria-labelledby="first-name-label">
            <p class="label" id="first-name-label">{text.first_name}</p>
            {error}
            <div class="name-tiles">
                {move || names.get().into_iter().map(button).collect_view()}
            </div>
            <button class="btn plain" type="button" on:click=move |_| type_it.run(())>
                {text.name_not_listed}
            </button>
        </div>
    }
}

/// The names that the server offers for this class on this device, as the code is typed.
fn names_of(class_code: RwSignal<String>) -> RwSignal<Vec<String>> {
    let tablet = use_tablet();
    let names = RwSignal::new(Vec::new());
    let mut look = debounce(TYPING_PAUSE, move |code: String| {
        let asking =
            tablet.ask(Ask::post("/api/sign-in/names", &Class { class_code: code.clone() }));
        spawn_local(async move {
            // Without an answer the name is typed.
            let found = asking.await.ok().filter(|answer| answer.status == 200);
            let found = found.and_then(|answer| answer.json::<Names>());
            // The form may be gone by now, or another code be there.
            if class_code.try_get_untracked().is_some_and(|now| now.trim() == code) {
                let _ = names.try_set(found.map_or_else(Vec::new, |found| found.names));
            }
        });
    });
    effect(move || {
        let code = class_code.get().trim().to_owned();
        if code.is_empty() {
            names.set(Vec::new());
        } else {
            look(code);
        }
    });
    names
}
