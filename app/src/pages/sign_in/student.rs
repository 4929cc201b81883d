//! Students: class code, name, four pictures in their order.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Serialize;

use super::WayIn;
use super::names::NameField;
use super::pictures::{PIN_PICTURES, Picture};
use super::staff::Go;
use crate::components::{Problem, ProblemSummary, Problems, TextField};
use crate::tablet::{Ask, use_tablet};
use crate::text::t;

#[derive(Serialize)]
struct Credentials {
    class_code: String,
    name: String,
    pictures: Vec<u8>,
}

/// The form. The class code is remembered on the tablet: thirty children use it one after the other.
#[component]
pub fn StudentForm(way_in: WayIn) -> impl IntoView {
    let class_code = use_tablet().preferences().class_code;
    let name = RwSignal::new(String::new());
    let pictures = RwSignal::new(Vec::<u8>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let credentials = Credentials {
            class_code: class_code.get().trim().to_owned(),
            name: name.get().trim().to_owned(),
            pictures: pictures.get(),
        };
        let missing = missing(&credentials);
        way_in.attempt(missing, Ask::post("/api/sign-in/student", &credentials), |refused| {
            refused.words(t().sign_in.wrong_student)
        });
        // Another try starts with the first picture.
        if pictures.with(|tapped| tapped.len() == PIN_PICTURES) {
            pictures.set(Vec::new());
        }
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=way_in.problems />
            <TextField
                id="class-code"
                label=t().sign_in.class_code
                hint=t().sign_in.class_code_hint
                value=class_code
                problems=way_in.problems
                capitals="characters"
            />
            <NameField name=name class_code=class_code problems=way_in.problems />
            <PictureField tapped=pictures problems=way_in.problems />
            <Go way_in=way_in />
        </form>
    }
}

fn missing(credentials: &Credentials) -> Vec<Problem> {
    let text = &t().sign_in;
    [
        ("class-code", credentials.class_code.is_empty(), text.class_code_missing),
        ("first-name", credentials.name.is_empty(), text.first_name_missing),
        ("pictures", credentials.pictures.len() < PIN_PICTURES, text.pictures_missing),
    ]
    .into_iter()
    .filter(|(_, missing, _)| *missing)
    .map(|(field, _, words)| Problem { field, words: words.to_owned() })
    .collect()
}

/// Twelve pictures to tap. Which ones were tapped is never shown, only how many: others can see the tablet.
#[component]
fn PictureField(tapped: RwSignal<Vec<u8>>, problems: Problems) -> impl IntoView {
    let text = &t().sign_in;
    let tap = move |picture: u8| {
        tapped.update(|tapped| {
            if tapped.len() < PIN_PICTURES && !tapped.contains(&picture) {
                tapped.push(picture);
            }
        });
    };
    let pictures = (0..)
        .zip(text.picture_names)
        .map(|(number, name)| {
            view! {
                <button class="picture" type="button" on:click=move |_| tap(number)>
                    <Picture number=number />
                    <span>{name}</span>
                </button>
            }
        })
        .collect_view();
    let dots = (0..PIN_PICTURES)
        .map(|n| view! { <i data-on=move || tapped.with(|t| n < t.len()).to_string()></i> })
        .collect_view();
    let count = move || tapped.with(Vec::len);
    view! {
        <div class="field" id="pictures" tabindex="-1" role="group" aria-labelledby="pictures-label">
            <p class="label" id="pictures-label">{text.pictures}</p>
            <p class="hint">{text.pictures_hint}</p>
            {move || problems.of("pictures").map(|words| view! { <p class="error">{words}</p> })}
            <div class="pictures">{pictures}</div>
            <div class="row tapped">
                <span class="dots" aria-hidden="true">{dots}</span>
                <span class="vh" aria-live="polite">{move || (text.tapped)(count())}</span>
                <button
                    class="btn plain"
                    type="button"
                    disabled=move || count() == 0
                    on:click=move |_| tapped.update(|tapped| tapped.truncate(tapped.len().saturating_sub(1)))
                >
                    {text.untap}
                </button>
            </div>
        </div>
    }
}
