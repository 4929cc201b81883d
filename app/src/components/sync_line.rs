//! How far things have been sent, in one line; a tap opens the sync sheet.

use leptos::prelude::*;

use crate::tablet::{self, use_tablet};

/// The sync line. Polite for screen readers; grey when offline, which is normal.
#[component]
pub fn SyncLine(
    /// Silent unless there is trouble.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let tablet = use_tablet();
    let silent = move || quiet && !matches!(tablet.sync_line(), tablet::SyncLine::Trouble(..));
    view! { <a class="sync" href="/sync" aria-live="polite" hidden=silent>{move || format!("{:?}", tablet.sync_line())}</a> }
}
