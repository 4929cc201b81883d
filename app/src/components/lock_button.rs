//! On a tablet that others use too: puts it down safely.

use leptos::prelude::*;

use crate::tablet::use_tablet;
use crate::text::t;

/// The button; nothing on a device of one's own.
#[component]
pub fn LockButton() -> impl IntoView {
    let tablet = use_tablet();
    let is_shared = Memo::new(move |_| tablet.locking().shared);
    let button = move || {
        view! {
            <button
                type="button"
                class="lock-button"
                aria-label=t().lock.lock
                title=t().lock.lock
                on:click=move |_| tablet.lock()
            >
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M5 11h14v10H5Z"></path>
                    <path d="M8 11V7a4 4 0 0 1 8 0v4"></path>
                </svg>
            </button>
        }
    };
    move || is_shared.get().then(button)
}
