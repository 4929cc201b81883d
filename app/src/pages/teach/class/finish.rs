//! The last row: everyone else, who is away, and, kept apart, undo.

use leptos::prelude::*;

use super::super::record::Brush;
use super::lesson::Lesson;
use crate::text::t;

/// See the module.
#[component]
pub fn Finish(lesson: Lesson) -> impl IntoView {
    let text = &t().teach;
    let everyone =
        move || if lesson.everyone_is_done() { text.everyone_done } else { text.everyone };
    let undoable = move || lesson.state().now.with(|now| now.undoable);
    // No phase word: the class may be looking.
    let undo = move || match undoable() {
        Some(newest) => match newest.student {
            Some(student) => (text.undo)(&lesson.name(student)),
            None => text.undo_everyone.to_owned(),
        },
        None => t().common.undo.to_owned(),
    };
    view! {
        <div class="acts">
            <button class="btn quiet everyone" type="button" on:click=move |_| lesson.everyone_else()>{everyone}</button>
            <button
                class="btn quiet away-brush"
                type="button"
                aria-pressed=move || (lesson.state().brush.get() == Some(Brush::Away)).to_string()
                on:click=move |_| lesson.pick(Brush::Away)
            >
                {text.away_brush}
            </button>
            <span class="gap"></span>
            <button
                class="btn quiet undo"
                type="button"
                disabled=move || undoable().is_none()
                on:click=move |_| lesson.undo()
            >
                {undo}
            </button>
        </div>
    }
}
