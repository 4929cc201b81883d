//! Above the grid: today's plan, and "Uncover". Below it: what leads elsewhere.

use leptos::prelude::*;

use super::cover::Uncover;
use super::lesson::Lesson;
use crate::text::t;

/// The plan and "Uncover".
#[component]
pub fn Bar(lesson: Lesson) -> impl IntoView {
    let text = &t().teach;
    let state = lesson.state();
    let in_focus = move || {
        let count = state.plan.with(|plan| plan.focus.len());
        let learners = lesson.class(|class| class.learners);
        (count > 0)
            .then(|| view! { <span class="in-focus">{(text.in_focus)(count, learners)}</span> })
    };
    let to_see = move || {
        let (count, to_see) = state.plan.with(|plan| (plan.focus.len(), plan.to_see));
        match (count, to_see) {
            (0, _) => String::new(),
            (_, 0) => text.all_seen.to_owned(),
            (_, to_see) => (text.to_see)(to_see),
        }
    };
    view! {
        <div class="lesson-bar">
            <p class="hint plan">{in_focus} " " <span>{to_see}</span></p>
            <Uncover lesson=lesson />
        </div>
    }
}

/// The ways to "Our choices", to the report, and to the sheet of sign-in pictures.
#[component]
pub fn Elsewhere(lesson: Lesson) -> impl IntoView {
    let id = lesson.class(|class| class.id);
    view! {
        <nav class="elsewhere" aria-label=t().teach.more>
            <a class="btn plain" href=format!("/class/{id}/choices")>{t().teach.our_choices}</a>
            <a class="btn plain" href=format!("/reports/class/{id}")>{t().teach.report}</a>
            <a class="btn plain" href=format!("/class/{id}/sheet")>{t().sheet.link}</a>
        </nav>
    }
}
