//! Memos, effects, keyed lists and the focus, of which the app has one copy.
//!
//! leptos compiles its own for each closure that it is given, a kilobyte or
//! more every time. These box the closure first.

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A value that is computed anew when what it reads changes, and is news only
/// when it is another.
#[track_caller]
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    boxed_memo(Box::new(value))
}

#[track_caller]
fn boxed_memo<T: PartialEq + Send + Sync + 'static>(
    value: Box<dyn Fn() -> T + Send + Sync>,
) -> Memo<T> {
    Memo::new(move |_| value())
}

/// Runs in the browser, and again whenever what it reads changes.
pub fn effect(run: impl FnMut() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// A row of a [`keyed`] list.
pub struct Row {
    key: String,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// A row; its view is made once for each key.
    pub fn new<V: IntoView + 'static>(
        key: String,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self { key, view: Box::new(move || view().into_any()) }
    }
}

/// A list whose rows stay on the page while their keys do: the focus, and what
/// is half typed in them, is not lost when other rows come and go.
pub fn keyed(rows: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    boxed_keyed(Box::new(rows))
}

fn boxed_keyed(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|row| row.key.clone() children=|row: Row| (row.view)() /> }
        .into_any()
}

/// Puts the focus on something, once what was just changed stands on the page.
pub fn focus<E>(place: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    focus_soon(Box::new(move || place.get_untracked()?.dyn_into().ok()));
}

/// The same, where it is known by its id only.
pub fn focus_on(id: &'static str) {
    focus_soon(Box::new(move || document().get_element_by_id(id)?.dyn_into().ok()));
}

fn focus_soon(place: Box<dyn FnOnce() -> Option<HtmlElement>>) {
    request_animation_frame(move || {
        if let Some(place) = place() {
            // Fails only for what cannot be focused.
            drop(place.focus());
        }
    });
}
