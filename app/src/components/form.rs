//! Forms: fields, and what is wrong with them, said above the form and beside the field in the same words.

use leptos::html;
use leptos::prelude::*;

use crate::reactive::effect;
use crate::text::t;

/// One thing that is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field; empty for the form as a whole.
    pub field: &'static str,
    /// What to do.
    pub words: String,
}

/// What is wrong with a form at present.
#[derive(Clone, Copy)]
pub struct Problems(RwSignal<Vec<Problem>>);

impl Problems {
    /// Nothing is.
    #[must_use]
    pub fn none() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Says what is wrong; the summary takes the focus. Nothing, where the list is empty.
    pub fn say(&self, problems: Vec<Problem>) {
        self.0.set(problems);
    }

    /// What is wrong with a field. Tracked.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<String> {
        self.0.with(|all| all.iter().find(|p| p.field == field).map(|p| p.words.clone()))
    }
}

/// The summary of what is wrong: links to the fields, focused when it appears.
#[component]
pub fn ProblemSummary(
    /// What is.
    problems: Problems,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    effect(move || {
        if problems.0.with(|all| !all.is_empty())
            && let Some(place) = place.get()
        {
            // Fails only for what cannot be focused.
            drop(place.focus());
        }
    });
    let lines = move || {
        let all = problems.0.get();
        all.into_iter()
            .map(|Problem { field, words }| match field {
                "" => view! { <li>{words}</li> }.into_any(),
                _ => view! { <li><a href=format!("#{field}") on:click=move |event| go_to(&event, field)>{words}</a></li> }
                    .into_any(),
            })
            .collect_view()
    };
    view! {
        <div
            class="summary"
            role="alert"
            tabindex="-1"
            node_ref=place
            hidden=move || problems.0.with(Vec::is_empty)
        >
            <h2>{t().common.problem}</h2>
            <ul>{lines}</ul>
        </div>
    }
}

/// Puts the focus into the field; the router would take the link for another page.
fn go_to(event: &web_sys::MouseEvent, field: &str) {
    use wasm_bindgen::JsCast;

    event.prevent_default();
    let field = document().get_element_by_id(field);
    if let Some(field) = field.and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(field.focus());
    }
}

/// A line of text to fill in.
#[component]
pub fn TextField(
    /// The id of the input.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with the form.
    problems: Problems,
    /// A line below the label.
    #[prop(optional, into)]
    hint: String,
    /// What browsers and password managers fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// "text" or "password". Tracked.
    #[prop(optional, into)]
    kind: Signal<&'static str>,
    /// Which keys a tablet shows: "numeric" for digits.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Capital letters as one types: "none", "words", "characters".
    #[prop(default = "none")]
    capitals: &'static str,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = {
        let (hint_id, error_id) = ((!hint.is_empty()).then(|| hint_id.clone()), error_id.clone());
        move || {
            let error = problems.of(id).map(|_| error_id.clone());
            let ids: Vec<_> = hint_id.clone().into_iter().chain(error).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    let error = move || {
        problems.of(id).map(|words| view! { <p class="error" id=error_id.clone()>{words}</p> })
    };
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> });
    let kind = move || if kind.get().is_empty() { "text" } else { kind.get() };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {hint}
            {error}
            <input
                id=id
                type=kind
                inputmode=inputmode
                autocomplete=autocomplete
                autocapitalize=capitals
                spellcheck="false"
                aria-describedby=described_by
                aria-invalid=move || problems.of(id).map(|_| "true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}
