//! A sheet: what slides over a page and is put away again.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::reactive::effect;
use crate::text::t;

/// A modal sheet, on the browser's own dialog: it keeps the focus inside and gives it back, and Escape puts it away. So do
/// its close button and a tap beside it.
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
    let place = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = place.get() else { return };
        match (open.get(), dialog.open()) {
            // Fails only where the dialog is no longer on the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // A tap on the dialog itself is one beside its content: the content fills it.
    let beside = move |event: web_sys::MouseEvent| {
        let on_itself =
            event.target().is_some_and(|target| target.has_type::<web_sys::HtmlDialogElement>());
        if on_itself {
            open.set(false);
        }
    };
    view! {
        <dialog
            class="sheet"
            aria-label=move || title.get()
            node_ref=place
            on:close=move |_| open.set(false)
            on:click=beside
        >
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <div class="sheet-in">
                                <div class="sheet-top">
                                    <h2>{move || title.get()}</h2>
                                    <button
                                        class="icon"
                                        type="button"
                                        aria-label=t().common.close
                                        on:click=move |_| open.set(false)
                                    >
                                        <span aria-hidden="true">"×"</span>
                                    </button>
                                </div>
                                {children()}
                            </div>
                        }
                            .into_any()
                    })
            }}
        </dialog>
    }
}
