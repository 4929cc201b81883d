//! News and trouble that concern every page, across its top.

use leptos::prelude::*;

use crate::tablet::use_tablet;
use crate::text::t;

/// A version that waits, taken only when a person agrees; and a store that cannot be written, during which none is offered:
/// it loads the page again. And a device that was shut out.
#[component]
pub fn Banners() -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().sync;
    view! {
        <div class="banner" hidden=move || !tablet.update_ready() || tablet.sync_state().not_saved>
            <p>{text.new_version}</p>
            <button class="btn quiet" type="button" on:click=move |_| tablet.take_update()>
                {text.take_it}
            </button>
        </div>
        <div class="banner bad" role="alert" hidden=move || !tablet.shut_out()>
            <p>{t().lock.shut_out}</p>
        </div>
        <div class="banner bad" role="alert" hidden=move || !tablet.sync_state().not_saved>
            <p>{text.not_saved_remedy}</p>
        </div>
    }
}
