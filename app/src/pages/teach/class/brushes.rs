//! In the thumb's reach: which muscle, and what was seen.

use domain::framework::Habit;
use domain::id::{MuscleId, Phase};
use leptos::prelude::*;

use super::super::record::Brush;
use super::lesson::Lesson;
use crate::components::{Glyph, habit_class};
use crate::text::t;

/// The chips of muscles and the six brushes.
#[component]
pub fn Brushes(lesson: Lesson) -> impl IntoView {
    let directory = lesson.directory();
    let muscles = directory.framework.muscles().iter();
    let chips = muscles.map(|m| chip(lesson, m.id.clone(), m.group, m.name.clone())).collect_view();
    let brushes = move || {
        let habit = lesson.muscle(|muscle| muscle.group);
        Phase::ALL.map(|phase| brush(lesson, phase, habit)).collect_view()
    };
    view! {
        <div class="chips muscles" role="group" aria-label=t().teach.muscles>{chips}</div>
        <div class="brushes" role="group" aria-label=t().teach.brushes>{brushes}</div>
    }
}

fn chip(lesson: Lesson, id: MuscleId, group: Habit, name: String) -> impl IntoView {
    let choice = id.clone();
    let is_on = move || lesson.state().setup.with(|setup| setup.muscle == id);
    view! {
        <button
            class=format!("chip {}", habit_class(group))
            type="button"
            aria-pressed=move || is_on().to_string()
            on:click=move |_| lesson.choose_muscle(choice.clone())
        >
            {name}
        </button>
    }
}

fn brush(lesson: Lesson, phase: Phase, habit: Habit) -> impl IntoView {
    let brush = Brush::Phase(phase);
    let label = lesson.directory().framework.phase_label(phase).to_owned();
    view! {
        <button
            class="brush"
            type="button"
            aria-pressed=move || (lesson.state().brush.get() == Some(brush)).to_string()
            on:click=move |_| lesson.pick(brush)
        >
            <Glyph phase=Some(phase) habit=habit />
            <span>{label}</span>
        </button>
    }
}
