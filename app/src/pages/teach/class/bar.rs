//! Above the grid: today's plan, and what leads elsewhere.

use leptos::prelude::*;

use super::cover::Uncover;
use super::lesson::Lesson;
use crate::text::t;

/// The plan, the ways to the report and to "Our choices", and "Uncover".
#[component]
pub fn Bar(lesson: Lesson) -> impl IntoView {
    let text = &t().teach;
    let plan = move || {
        let (focus, to_see) = lesson.state().plan.with(|plan| (plan.focus.len(), plan.to_see));
        let learners = lesson.class(|class| class.learners);
        match (focus, to_see) {
            (0, _) => String::new(),
            (_, 0) => text.all_seen.to_owned(),
            (_, to_see) => {
                format!("{} · {}", (text.in_focus)(focus, learners), (text.to_see)(to_see))
            }
        }
    };
    let id = lesson.class(|class| class.id);
    view! {
        <div class="lesson-bar">
            <p class="hint plan">{plan}</p>
            <nav class="row" aria-label=text.more>
                <a class="btn plain" href=format!("/class/{id}/choices")>{text.our_choices}</a>
                <a class="btn plain" href=format!("/reports/class/{id}")>{text.report}</a>
            </nav>
            <Uncover lesson=lesson />
        </div>
    }
}
