//! What was just done, and the way to take it back: undo instead of "are you sure?".

use leptos::prelude::*;

use crate::text::t;

/// A toast: a few words, and perhaps an undo.
#[derive(Clone)]
pub struct Toast {
    /// What was done.
    pub words: String,
    /// Takes it back.
    pub undo: Option<Callback<()>>,
}

/// The one toast that is shown; a newer one replaces it.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Option<Toast>>);

/// The page's toasts.
///
/// # Panics
/// Outside [`crate::root::App`], which provides them.
#[must_use]
pub fn use_toasts() -> Toasts {
    expect_context::<Toasts>()
}

impl Toasts {
    /// No toast yet.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Says `words` for a few seconds, with an undo.
    pub fn offer_undo(&self, words: String, undo: impl Fn() + Send + Sync + 'static) {
        self.0.set(Some(Toast { words, undo: Some(Callback::new(move |()| undo())) }));
    }

    /// Says `words` for a few seconds.
    pub fn say(&self, words: String) {
        self.0.set(Some(Toast { words, undo: None }));
    }

    /// Puts the toast away.
    pub fn clear(&self) {
        self.0.set(None);
    }

    /// Where toasts appear: once per page, in the root.
    pub fn place(self) -> impl IntoView {
        let toast = move || {
            self.0.get().map(|toast| {
                let undo = toast.undo.map(|undo| {
                    let take_back = move |_| {
                        self.clear();
                        undo.run(());
                    };
                    view! { <button class="toast-undo" type="button" on:click=take_back>{t().common.undo}</button> }
                });
                view! { <p>{toast.words}</p> {undo} }
            })
        };
        view! { <div class="toast" role="status" aria-live="polite" hidden=move || self.0.get().is_none()>{toast}</div> }
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}
