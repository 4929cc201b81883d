//! One student in the grid.

use domain::id::PersonId;
use leptos::prelude::*;

use super::super::standings::{glyph_label, phase_of};
use super::lesson::Lesson;
use crate::components::{Glyph, GlyphSize, habit_class};
use crate::reactive::memo;
use crate::text::t;

/// What a covered tile shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Seen today, with the chosen muscle.
    Seen,
    /// Away today.
    Away,
    /// In today's plan.
    Focus,
    /// Practised with everyone else.
    Practised,
    /// Nothing yet.
    Plain,
}

/// A student. One tap records what the brush says; without a brush it opens the student.
#[component]
pub fn Tile(
    lesson: Lesson,
    /// Who.
    student: PersonId,
    /// What they are called.
    name: String,
    /// Where they are in the order of the class.
    place: usize,
    /// Where they are in the grid.
    position: usize,
    /// The position that Tab leads to; arrows lead on from there.
    active: RwSignal<usize>,
) -> impl IntoView {
    let state = memo(move || state(lesson, student));
    let pulse = memo(move || {
        let (tapped, count) = lesson.state().tapped.get()?;
        (tapped == student).then_some(count % 2)
    });
    let label = {
        let name = name.clone();
        move || {
            let standing =
                lesson.state().uncovered.get().then(|| uncovered_label(lesson, place)).flatten();
            let chose = lesson.state().uncovered.get().then(|| chosen(lesson, student)).flatten();
            let chose = chose.map(|(muscle, _)| (t().teach.chose)(&muscle));
            let parts = [Some(name.clone()), state.get().words(), standing, chose];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
    };
    view! {
        <button
            id=format!("tile-{position}")
            class="tile"
            type="button"
            data-state=move || state.get().name()
            data-tapped=move || pulse.get()
            tabindex=move || if active.get() == position { "0" } else { "-1" }
            aria-label=label
            on:focus=move |_| active.set(position)
            on:click=move |_| lesson.tap(student)
        >
            {move || lesson.state().uncovered.get().then(|| under_cover(lesson, student, place))}
            <span class="tile-name">{name}</span>
            " "
            <span class="tile-mark" aria-hidden="true">{move || mark(state.get())}</span>
        </button>
    }
}

fn state(lesson: Lesson, student: PersonId) -> State {
    let muscle = lesson.state().setup.with(|setup| setup.muscle.clone());
    let of_day = lesson.state().day.with(|day| {
        if day.away.contains_key(&student) {
            return Some(State::Away);
        }
        day.seen.get(&muscle).is_some_and(|seen| seen.contains(&student)).then_some(State::Seen)
    });
    of_day.unwrap_or_else(|| {
        let is_focus = lesson.state().plan.with(|plan| plan.has(student));
        let practised = || {
            lesson.state().day.with(|day| {
                day.practised.iter().any(|(of, except)| *of == muscle && !except.contains(&student))
            })
        };
        match is_focus {
            true => State::Focus,
            false if practised() => State::Practised,
            false => State::Plain,
        }
    })
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Away => "away",
            Self::Focus => "focus",
            Self::Practised => "practised",
            Self::Plain => "plain",
        }
    }

    fn words(self) -> Option<String> {
        let text = &t().teach;
        let words = match self {
            Self::Seen => text.seen_today,
            Self::Away => text.away,
            Self::Focus => text.focus_today,
            Self::Practised => text.practised_today,
            Self::Plain => return None,
        };
        Some(words.to_owned())
    }
}

/// The mark in a tile's corner.
fn mark(state: State) -> &'static str {
    match state {
        State::Seen => "✓",
        State::Away => t().teach.away,
        State::Focus | State::Practised | State::Plain => "",
    }
}

/// What is seen while uncovered: the glyph, and what the student chose to stretch next.
fn under_cover(lesson: Lesson, student: PersonId, place: usize) -> impl IntoView {
    let standing = lesson.state().standings.with(|standings| standings.get(place).copied());
    let glyph = standing.map(|standing| {
        let habit = lesson.muscle(|muscle| muscle.group);
        view! { <Glyph phase=phase_of(standing) habit=habit size=GlyphSize::Medium /> }
    });
    let next = chosen(lesson, student)
        .map(|(_, colour)| view! { <span class=format!("tile-next {colour}")></span> });
    view! {
        {glyph}
        {next}
    }
}

fn uncovered_label(lesson: Lesson, place: usize) -> Option<String> {
    let standing = lesson.state().standings.with(|standings| standings.get(place).copied())?;
    Some(lesson.muscle(|muscle| glyph_label(&muscle.name, standing, &lesson.directory())))
}

/// The muscle that the student chose to stretch next, with the class of its colour.
fn chosen(lesson: Lesson, student: PersonId) -> Option<(String, &'static str)> {
    let chosen = lesson.chosen_next(student)?;
    let directory = lesson.directory();
    let muscle = directory.framework.muscle(&chosen)?;
    Some((muscle.name.clone(), habit_class(muscle.group)))
}
