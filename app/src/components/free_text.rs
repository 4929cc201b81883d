//! A text in a person's own words, and below it the line that stands beside each (rule 8 of the product).

use domain::entry::fields::TEXT_CHARS_MAX;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::safeguarding::{ForWhom, Safeguarding};
use crate::reactive::effect;

/// The one place where the app makes a `<textarea>`, so that none is without the line for safeguarding.
#[component]
pub fn FreeText(
    /// The id of the box, for its label.
    #[prop(into)]
    id: String,
    /// What it shows.
    #[prop(into)]
    text: Signal<String>,
    /// What to do with what is typed, whole.
    typed: Callback<String>,
    /// What to do when the writer leaves it.
    #[prop(optional)]
    left: Option<Callback<()>>,
    /// Who types.
    #[prop(default = ForWhom::Adult)]
    who: ForWhom,
    /// Its height when it is empty, in lines.
    #[prop(default = 2)]
    rows: u8,
    /// What it is called where no label says so.
    #[prop(optional, into)]
    name: Signal<&'static str>,
    /// Shown while it is empty.
    #[prop(optional, into)]
    example: Signal<&'static str>,
    /// The id of a line above that says more.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Writing is what comes next: it has the focus as soon as it is there.
    #[prop(optional)]
    focused: bool,
) -> impl IntoView {
    let area = NodeRef::<Textarea>::new();
    if focused {
        effect(move || {
            if let Some(area) = area.get() {
                // Fails only for what cannot be focused.
                drop(area.focus());
            }
        });
    }
    let some = |words: Signal<&'static str>| move || Some(words.get()).filter(|w| !w.is_empty());
    let safe = format!("{id}-safe");
    let described_by = hint.map_or_else(|| safe.clone(), |hint| format!("{hint} {safe}"));
    view! {
        <textarea
            class="input"
            id=id
            node_ref=area
            rows=rows
            maxlength=TEXT_CHARS_MAX.to_string()
            aria-label=some(name)
            aria-describedby=described_by
            placeholder=some(example)
            prop:value=move || text.get()
            on:input=move |event| typed.run(event_target_value(&event))
            on:blur=move |_| if let Some(left) = left { left.run(()) }
        ></textarea>
        <Safeguarding who=who id=Some(safe) />
    }
}
