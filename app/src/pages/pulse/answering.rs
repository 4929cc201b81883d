//! The form of a pulse: one answer to each statement, or none.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::desk::ANSWER_MAX;
use crate::text::t;

/// One answer to each statement, in their order.
pub type Answers = Vec<Option<u8>>;

/// See the module.
#[component]
pub fn Answering(
    /// The statements.
    items: Vec<String>,
    /// Tells this form's fields from those of others on the page.
    name: String,
    /// They are being sent.
    busy: RwSignal<bool>,
    /// Why they could not be.
    problem: RwSignal<String>,
    /// Sends them.
    send: Callback<Answers>,
) -> impl IntoView {
    let text = &t().pulse;
    let answers = RwSignal::new(vec![None; items.len()]);
    let any = Memo::new(move |_| answers.with(|all| all.iter().any(Option::is_some)));
    let fields = items
        .into_iter()
        .enumerate()
        .map(move |(at, item)| field(item, (&name, at), answers))
        .collect_view();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if any.get_untracked() && !busy.get_untracked() {
            send.run(answers.get_untracked());
        }
    };
    let label = move || if busy.get() { text.sending } else { text.send };
    view! {
        <form class="stack" on:submit=submit>
            {fields}
            <p class="hint">{text.leave_out}</p>
            <p class="refused" role="alert">{move || problem.get()}</p>
            <button
                class="btn wide"
                type="submit"
                aria-disabled=move || (busy.get() || !any.get()).to_string()
            >
                {label}
            </button>
        </form>
    }
}

fn field(item: String, (form, at): (&str, usize), answers: RwSignal<Answers>) -> AnyView {
    let name = format!("{form}-{at}");
    let given = move || answers.with(|all| all.get(at).copied().flatten());
    let choices = (1..=ANSWER_MAX)
        .zip(t().pulse.scale)
        .map(|(value, words)| {
            let on = move || given() == Some(value);
            let choose = move |_| {
                answers.update(|all| {
                    if let Some(answer) = all.get_mut(at) {
                        *answer = Some(value);
                    }
                });
            };
            view! {
                <label data-on=move || on().to_string()>
                    <input type="radio" name=name.clone() prop:checked=on on:change=choose />
                    {words}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="pulse-item">
            <legend>{item}</legend>
            <div class="seg pulse-scale">{choices}</div>
        </fieldset>
    }
    .into_any()
}
