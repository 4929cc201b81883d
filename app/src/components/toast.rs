//! What was just done, and the way to take it back: undo instead of "are you sure?".

use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::text::t;

/// How long a toast stays: long enough to read it, and to reach for the undo without haste.
const TOAST_STAYS: Duration = Duration::from_secs(10);

/// A toast: a few words, and perhaps an undo.
#[derive(Clone)]
struct Toast {
    words: String,
    /// Outlives the page on which the toast was made: so no [`Callback`], which goes with its page.
    undo: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// The one toast that is shown; a newer one replaces it.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Option<Toast>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

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
        Self { shown: RwSignal::new(None), timer: StoredValue::new(None) }
    }

    /// Says `words` for a while, with an undo.
    pub fn offer_undo(&self, words: String, undo: impl Fn() + Send + Sync + 'static) {
        self.show(Toast { words, undo: Some(Arc::new(undo)) });
    }

    /// Says `words` for a while.
    pub fn say(&self, words: String) {
        self.show(Toast { words, undo: None });
    }

    /// Puts the toast away.
    pub fn clear(&self) {
        self.stop_timer();
        self.shown.set(None);
    }

    fn show(&self, toast: Toast) {
        self.stop_timer();
        self.shown.set(Some(toast));
        let shown = self.shown;
        self.timer.set_value(set_timeout_with_handle(move || shown.set(None), TOAST_STAYS).ok());
    }

    fn stop_timer(&self) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
    }

    /// Where toasts appear: once, in the root.
    pub fn place(self) -> impl IntoView {
        let toast = move || {
            self.shown.get().map(|toast| {
                let undo = toast.undo.map(|undo| {
                    let take_back = move |_| {
                        self.clear();
                        undo();
                    };
                    view! { <button class="toast-undo" type="button" on:click=take_back>{t().common.undo}</button> }
                });
                view! { <div class="toast"><p>{toast.words}</p> {undo}</div> }
            })
        };
        // The region is there before its content, so that it is read aloud.
        view! { <div role="status" aria-live="polite">{toast}</div> }
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}
