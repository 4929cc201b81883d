//! How far things have been sent, in one line; a tap opens the sync sheet.

use leptos::prelude::*;

use crate::reactive::memo;
use crate::tablet::{self, Tablet, use_tablet};
use crate::text::t;

/// The sync line; grey when offline, which is normal. What has changed is read aloud, without figures and times that change
/// all the while.
#[component]
pub fn SyncLine(
    /// Silent unless there is trouble.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let tablet = use_tablet();
    let line = memo(move || tablet.sync_line());
    let silent = move || tablet.directory().is_none() || (quiet && state(line.get()) != TROUBLE);
    let spoken = memo(move || if silent() { "" } else { spoken(line.get()) });
    view! {
        <a class="sync" href="/sync" data-state=move || state(line.get()) hidden=silent>
            {move || words(tablet, line.get())}
        </a>
        <span class="vh" aria-live="polite">{move || spoken.get()}</span>
    }
}

const TROUBLE: &str = "trouble";

/// What the style sheet and tests know the line by.
fn state(line: tablet::SyncLine) -> &'static str {
    use tablet::SyncLine as Line;
    match line {
        Line::UpToDate(_) => "sent",
        Line::Saved(_) | Line::Sending(_) => "here",
        Line::NotSaved | Line::SignInAgain | Line::Update | Line::NeedsAttention(_) => TROUBLE,
    }
}

/// The line in words: what is certain, then how much is still on its way.
fn words(tablet: Tablet, line: tablet::SyncLine) -> AnyView {
    use tablet::SyncLine as Line;
    let text = &t().sync;
    match line {
        Line::NotSaved => text.not_saved.into_any(),
        Line::SignInAgain => (text.sign_in_again)(tablet.sync_state().unsent).into_any(),
        Line::Update => text.update.into_any(),
        Line::NeedsAttention(n) => (text.held)(n).into_any(),
        Line::Saved(0) => text.saved.into_any(),
        Line::Saved(n) | Line::Sending(n) => {
            view! { <span>{text.saved}" · "<b>{(text.to_send)(n)}</b></span> }.into_any()
        }
        Line::UpToDate(at) => (text.up_to_date)(&tablet.clock(at)).into_any(),
    }
}

fn spoken(line: tablet::SyncLine) -> &'static str {
    use tablet::SyncLine as Line;
    let text = &t().sync;
    match line {
        Line::NotSaved => text.not_saved,
        Line::SignInAgain => text.sign_in_to_send,
        Line::Update => text.update,
        Line::NeedsAttention(_) => text.attention,
        Line::Saved(0) => "",
        Line::Saved(_) | Line::Sending(_) => text.saved,
        Line::UpToDate(_) => text.sign_out_sent,
    }
}
