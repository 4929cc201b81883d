//! Who is steering just now?

use domain::entry::VisitSet;
use domain::entry::visit::Steering;
use domain::view::VisitView;
use leptos::prelude::*;

use super::room::Room;
use crate::reactive::memo;
use crate::text::t;

/// Three answers of which one counts; a second tap on it clears it.
#[component]
pub fn WhoSteers(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let now = memo(move || room.of(VisitView::steering));
    let answers = Steering::ALL.iter().map(|answer| {
        let answer = *answer;
        let is_on = move || now.get() == Some(answer);
        let tap = move |_| {
            let next = if now.get_untracked() == Some(answer) { None } else { Some(answer) };
            room.choose(&VisitSet::Steering(next));
        };
        view! {
            <button type="button" aria-pressed=move || is_on().to_string() on:click=tap>{(t().visit.steers)(answer)}</button>
        }
    });
    view! {
        <section class="stack close" aria-labelledby="steering-title">
            <h2 id="steering-title">{t().visit.steering}</h2>
            <div class="seg" role="group" aria-labelledby="steering-title">{answers.collect_view()}</div>
        </section>
    }
}
