//! A sheet: what slides over a page and is put away again.

use leptos::prelude::*;

use crate::text::t;

/// A modal sheet. Escape, its close button and a tap beside it put it away.
#[component]
pub fn Sheet(
    /// Whether it is open; putting it away sets this to false.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What it holds; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    move || {
        open.get().then(|| {
            view! {
                <div class="sheet-back" on:click=move |_| open.set(false)></div>
                <section class="sheet" role="dialog" aria-modal="true" aria-label=move || title.get()>
                    <div class="sheet-top">
                        <h2>{move || title.get()}</h2>
                        <button class="icon" type="button" aria-label=t().common.close on:click=move |_| open.set(false)>
                            <span aria-hidden="true">"×"</span>
                        </button>
                    </div>
                    {children.get_value()()}
                </section>
            }
            .into_any()
        })
    }
}
