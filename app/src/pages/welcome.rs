//! A one-time link: the first administrator's, or an invitation's. Whoever opens it chooses a password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::sign_in::{Brand, Go, Step, WayIn, second_step};
use crate::components::{Problem, ProblemSummary, TextField};
use crate::reactive::effect;
use crate::tablet::{Ask, Tablet, use_tablet};
use crate::text::t;

/// Shortest password that the server accepts, in characters.
pub const PASSWORD_CHARS_MIN: usize = 8;

/// What the server says of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Not known yet, or the server cannot be reached: the form stands open.
    Unknown,
    /// Good; with whether a sign-in name has to be chosen too.
    Good { needs_name: bool },
    /// Spent or mistyped.
    Used,
}

#[derive(Deserialize)]
struct Asks {
    needs_name: bool,
}

#[derive(Serialize)]
struct Choice {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    password: String,
}

/// The page.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let tablet = use_tablet();
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let path = format!("/api/welcome/{token}");
    let link = RwSignal::new(Link::Unknown);
    let look_at = path.clone();
    effect(move || look(tablet, look_at.clone(), link));
    let path = StoredValue::new(path);
    let way_in = WayIn::new(tablet);
    let first = move || match link.get() {
        Link::Used => view! { <Used /> }.into_any(),
        known => {
            let needs_name = known == Link::Good { needs_name: true };
            view! { <ChooseForm way_in=way_in path=path.get_value() needs_name=needs_name /> }
                .into_any()
        }
    };
    let body = move || second_step(way_in).unwrap_or_else(first);
    Effect::new(move |before: Option<Step>| {
        // Whoever comes back from the second step has spent the link: their password is set.
        let step = way_in.step.get();
        if step == Step::Secret && before.is_some_and(|before| before != step) {
            link.set(Link::Used);
        }
        step
    });
    let has_come_in = move || tablet.opening().is_somebodys();
    let signed_in = RwSignal::new(false);
    Effect::new(move |before: Option<bool>| {
        // Only who comes in through this link goes on; somebody else may have been signed in before.
        let now = has_come_in();
        if before == Some(false) && now {
            signed_in.set(true);
        }
        now
    });
    view! {
        <Title text=t().sign_in.welcome />
        <main class="page way-in">
            <Brand />
            {move || signed_in.get().then(|| view! { <Redirect path="/" /> })}
            <div class="card way-in-card">{body}</div>
        </main>
    }
}

/// Asks whether the link is good. Without an answer the form stays as it is: the server judges again when it is sent.
fn look(tablet: Tablet, path: String, link: RwSignal<Link>) {
    spawn_local(async move {
        let Ok(answer) = tablet.ask(Ask::get(path)).await else { return };
        match answer.status {
            200 => {
                if let Some(Asks { needs_name }) = answer.json() {
                    link.set(Link::Good { needs_name });
                }
            }
            404 if answer.json::<IgnoredAny>().is_some() => link.set(Link::Used),
            _ => {}
        }
    });
}

#[component]
fn Used() -> impl IntoView {
    view! {
        <h1>{t().sign_in.link_used}</h1>
        <p>{t().sign_in.link_used_remedy}</p>
        <a class="btn" href="/sign-in">{t().sign_in.to_sign_in}</a>
    }
}

#[component]
fn ChooseForm(way_in: WayIn, path: String, needs_name: bool) -> impl IntoView {
    let text = &t().sign_in;
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = needs_name.then(|| name.get().trim().to_owned());
        let choice = Choice { name, password: password.get() };
        let missing = missing(&choice);
        way_in.attempt(missing, Ask::post(path.clone(), &choice), |refused| {
            refused.words(t().sign_in.server_trouble)
        });
    };
    let name_field = needs_name.then(|| {
        view! {
            <TextField id="name" label=text.choose_name value=name problems=way_in.problems autocomplete="username" />
        }
    });
    view! {
        <h1>{text.welcome}</h1>
        <p>{text.welcome_hint}</p>
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=way_in.problems />
            {name_field}
            <TextField
                id="password"
                label=text.choose_password
                hint=(text.password_hint)(PASSWORD_CHARS_MIN)
                value=password
                problems=way_in.problems
                autocomplete="new-password"
                kind=Signal::stored("password")
            />
            <Go way_in=way_in label=text.set_password />
        </form>
    }
}

fn missing(choice: &Choice) -> Vec<Problem> {
    let text = &t().sign_in;
    let no_name = choice.name.as_deref() == Some("");
    let short = choice.password.chars().count() < PASSWORD_CHARS_MIN;
    let no_name = no_name.then(|| Problem { field: "name", words: text.name_missing.to_owned() });
    let short = short
        .then(|| Problem { field: "password", words: (text.password_short)(PASSWORD_CHARS_MIN) });
    no_name.into_iter().chain(short).collect()
}
