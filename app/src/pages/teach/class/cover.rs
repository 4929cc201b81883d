//! "Uncover": glyphs show while it is held. Leaving covers them again.

use leptos::ev;
use leptos::prelude::*;

use super::lesson::Lesson;
use crate::reactive::effect;
use crate::text::t;

/// The button that uncovers while it is held; from the keyboard, or by a click that no finger made (a switch, a screen
/// reader), it is a switch.
#[component]
pub fn Uncover(lesson: Lesson) -> impl IntoView {
    let uncovered = lesson.state().uncovered;
    let switched = RwSignal::new(false);
    let cover = move || {
        switched.set(false);
        uncovered.set(false);
    };
    let toggle = move || {
        switched.update(|on| *on = !*on);
        uncovered.set(switched.get_untracked());
    };
    effect(move || {
        let blur = window_event_listener(ev::blur, move |_| cover());
        let hidden = window_event_listener(ev::visibilitychange, move |_| {
            cover();
            lesson.lift();
        });
        on_cleanup(move || {
            blur.remove();
            hidden.remove();
        });
    });
    let key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default(); // or a click follows
            if !event.repeat() {
                toggle();
            }
        }
    };
    let click = move |event: ev::MouseEvent| {
        if event.detail() == 0 {
            toggle();
        }
    };
    let label = move || {
        if switched.get() { t().teach.cover_again } else { t().teach.hold_to_uncover }
    };
    view! {
        <button
            class="btn quiet uncover"
            type="button"
            aria-pressed=move || uncovered.get().to_string()
            on:pointerdown=move |_| uncovered.set(true)
            on:pointerup=move |_| cover()
            on:pointercancel=move |_| cover()
            on:pointerleave=move |event| if event.buttons() != 0 { cover() }
            on:contextmenu=move |event| event.prevent_default()
            on:keydown=key
            on:click=click
            on:blur=move |_| cover()
        >
            <span class="eye" aria-hidden="true"></span>
            {label}
        </button>
    }
}
