//! A draft, as its walkers write it. Every change is recorded at once; there is nothing to save.

use domain::entry::VisitSet;
use domain::entry::visit::Words;
use domain::view::VisitView;
use leptos::prelude::*;

use super::asked::Asked;
use super::board::Board;
use super::conflicts::Conflicts;
use super::foot::Foot;
use super::room::Room;
use super::steering::WhoSteers;
use super::teaching::Teaching;
use super::top::{WalkLine, walk_of};
use super::words::WordsField;
use crate::components::Header;
use crate::reactive::memo;
use crate::text::t;

/// The page.
#[component]
pub fn WritingPage(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let walk = memo(move || walk_of(room));
    let habit = Signal::derive(move || walk.with(|walk| walk.as_ref().and_then(|w| w.habit)));
    let muscles = Signal::derive(move || {
        walk.with(|walk| walk.as_ref().map(|w| w.muscles.clone()).unwrap_or_default())
    });
    view! {
        <Header title=Signal::derive(move || room.class_title()) back="/" />
        <main class="page wide visit">
            <div class="visit-head">
                <WalkLine room=room walk=walk />
                <Conflicts room=room />
            </div>
            <div class="visit-first">
                <WordsField room=room words=Words::Noticed first=true />
            </div>
            <div class="visit-marks">
                <Board room=room habit=habit />
                <Asked room=room expected=muscles />
                <WhoSteers room=room />
                <Teaching room=room id="teaching" />
                <FollowUp room=room />
            </div>
            <div class="visit-words">
                <WordsField room=room words=Words::Heard />
                <WordsField room=room words=Words::Wonder />
                <MoreWords room=room />
            </div>
        </main>
        <Foot room=room />
    }
}

/// The texts that are written less often: open where they hold something.
#[component]
fn MoreWords(room: Room) -> impl IntoView {
    let more = [Words::Environment, Words::Said];
    let is_written = more.iter().any(|words| room.now_of(|visit| !visit.words(*words).is_empty()));
    view! {
        <details class="more" open=is_written>
            <summary class="chip dashed">{t().visit.more_words}</summary>
            <div class="stack">
                {more.iter().map(|words| view! { <WordsField room=room words=*words /> }).collect_view()}
            </div>
        </details>
    }
}

#[component]
fn FollowUp(room: Room) -> impl IntoView {
    let wanted = memo(move || room.of(VisitView::follow_up));
    view! {
        <div class="row">
            <button
                class="chip"
                type="button"
                aria-pressed=move || wanted.get().to_string()
                on:click=move |_| room.choose(&VisitSet::FollowUp(!wanted.get_untracked()))
            >
                {t().visit.follow_up}
            </button>
        </div>
    }
}
