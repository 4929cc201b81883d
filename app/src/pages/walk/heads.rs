//! Fields that were written on two tablets at the same time: everything is kept and shown, and someone chooses.

use leptos::prelude::*;

use crate::text::t;

/// A field with several heads.
pub struct Contested {
    /// What it is called.
    pub heading: String,
    /// Its heads, the one that is shown first first.
    pub heads: Vec<Choice>,
    /// Joins them into one, where that makes sense: texts.
    pub join: Option<Callback<()>>,
}

/// One head.
pub struct Choice {
    /// What it says; empty where it was cleared.
    pub said: String,
    /// Who wrote it, and when.
    pub by: String,
    /// Lets it stand, in place of all.
    pub keep: Callback<()>,
}

/// All contested fields; nothing where there are none.
#[must_use]
pub fn heads_panel(fields: Vec<Contested>) -> Option<AnyView> {
    if fields.is_empty() {
        return None;
    }
    let fields = fields.into_iter().map(field_view).collect_view();
    let panel = view! {
        <section class="heads" aria-labelledby="heads-title">
            <h2 id="heads-title">{t().visit.heads.what}</h2>
            {fields}
        </section>
    };
    Some(panel.into_any())
}

fn field_view(field: Contested) -> AnyView {
    let Contested { heading, heads, join } = field;
    let words = &t().visit.heads;
    let label = heading.clone();
    let what_to_do = if join.is_some() { words.choose_text } else { words.choose };
    let join = join.map(|join| {
        view! { <button class="btn quiet" type="button" on:click=move |_| join.run(())>{words.join}</button> }
    });
    view! {
        <div class="heads-field" role="group" aria-label=label>
            <h3>{heading}</h3>
            <p class="hint">{what_to_do}</p>
            <ul class="heads-list">{heads.into_iter().map(choice_view).collect_view()}</ul>
            {join}
        </div>
    }
    .into_any()
}

fn choice_view(choice: Choice) -> AnyView {
    let Choice { said, by, keep } = choice;
    let words = &t().visit.heads;
    let said = if said.is_empty() { words.cleared.to_owned() } else { said };
    view! {
        <li class="head">
            <p class="head-said">{said}</p>
            <p class="hint">{by}</p>
            <button class="btn quiet" type="button" on:click=move |_| keep.run(())>{words.keep}</button>
        </li>
    }
    .into_any()
}
