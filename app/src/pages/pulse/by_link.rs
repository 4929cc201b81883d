//! A pulse is answered by a link, without signing in.
//!
//! The secret stands behind the `#` of the address: so it reaches neither a server's log nor another site.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::answering::{Answering, Answers};
use super::desk::words;
use crate::components::no_answer;
use crate::pages::sign_in::Brand;
use crate::tablet::{Ask, Tablet, Trouble, done, judge, use_tablet};
use crate::text::t;

#[derive(Serialize)]
struct Look {
    link: String,
}

#[derive(Serialize)]
struct Given {
    link: String,
    answers: Answers,
}

/// What is asked behind a link.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Asked {
    title: String,
    items: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Asking,
    Asked(Asked),
    Not(Trouble),
    Thanks,
}

/// See the module.
#[component]
pub fn AnswerPage() -> impl IntoView {
    let tablet = use_tablet();
    let link = StoredValue::new(brought_along());
    let stage = RwSignal::new(Stage::Asking);
    look(tablet, link.get_value(), stage);
    let body = move || {
        match stage.get() {
        Stage::Asking => view! { <p class="hint" role="status">{t().pulse.served.asking}</p> }.into_any(),
        Stage::Asked(asked) => form(tablet, link, stage, asked),
        Stage::Not(Trouble::NotYours) => {
            view! { <h1 tabindex="-1">{t().pulse.link_closed}</h1><p>{t().pulse.link_closed_means}</p> }
                .into_any()
        }
        Stage::Not(trouble) => {
            let told = (t().served.needs_server, words(trouble));
            let again = move || look(tablet, link.get_value(), stage);
            no_answer(trouble, told, "/answer", Box::new(again))
        }
        Stage::Thanks => {
            view! { <h1 tabindex="-1">{t().pulse.thanks}</h1><p role="status">{t().pulse.thanks_means}</p> }
                .into_any()
        }
    }
    };
    view! {
        <Title text=t().pulse.title />
        <main class="page">
            <Brand />
            <div class="card stack">{body}</div>
        </main>
    }
}

fn form(
    tablet: Tablet,
    link: StoredValue<String>,
    stage: RwSignal<Stage>,
    asked: Asked,
) -> AnyView {
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(String::new());
    let send = Callback::new(move |answers| {
        busy.set(true);
        problem.set(String::new());
        let given = Given { link: link.get_value(), answers };
        let asking = tablet.ask(Ask::post("/api/answers", &given));
        spawn_local(async move {
            let outcome = done(asking.await);
            // The page may be gone by now.
            let _ = busy.try_set(false);
            let _ = match outcome {
                Ok(()) => stage.try_set(Stage::Thanks).map(|_| String::new()),
                Err(trouble) => problem.try_set(words(trouble).to_owned()),
            };
        });
    });
    view! {
        <h1 tabindex="-1">{asked.title}</h1>
        <p class="hint">{t().pulse.link_promise}</p>
        <Answering items=asked.items name="answer".to_owned() busy=busy problem=problem send=send />
    }
    .into_any()
}

fn look(tablet: Tablet, link: String, stage: RwSignal<Stage>) {
    stage.set(Stage::Asking);
    let asking = tablet.ask(Ask::post("/api/answers/look", &Look { link }));
    spawn_local(async move {
        let found = judge::<Asked>(asking.await).map_or_else(Stage::Not, Stage::Asked);
        // The page may be gone by now.
        let _ = stage.try_set(found);
    });
}

/// The secret behind the `#`. It stays there, for whoever loads the page again: it is a whole group's.
fn brought_along() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}
