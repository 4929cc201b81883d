//! A class, mid-lesson: the screen that a teacher carries around the room.
//!
//! It opens covered: names, today's ticks, focus dots, who is away; no glyph and no phase word but on the brushes, which
//! are the adult's (rule 2 of the product).

mod bar;
mod brushes;
mod cover;
mod finish;
mod grid;
mod lesson;
mod tile;

use leptos::prelude::*;

use self::bar::{Bar, Elsewhere};
use self::brushes::Brushes;
use self::finish::Finish;
use self::grid::Grid;
use self::lesson::Lesson;
use super::context::ContextChip;
use crate::components::{Header, habit_class, no_page};
use crate::reactive::effect;
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module.
#[component]
pub fn ClassPage() -> impl IntoView {
    let tablet = use_tablet();
    let class = super::class_of_address();
    move || {
        // Only a change of the class itself begins the page anew: the adult may be in the middle of a tap.
        let directory = untrack(|| tablet.directory());
        let lesson = class.get().zip(directory).and_then(|(class, directory)| {
            let lesson = untrack(|| Lesson::new(class, directory))?;
            provide_context(lesson);
            Some(lesson)
        });
        match lesson {
            Some(lesson) => view! { <InLesson lesson=lesson /> }.into_any(),
            None => no_page(t().teach.no_class, t().teach.no_class_remedy),
        }
    }
}

#[component]
fn InLesson(lesson: Lesson) -> impl IntoView {
    on_cleanup(move || lesson.leave());
    effect(move || lesson.watch_the_clock());
    let name = lesson.class(|class| class.name.clone());
    let subject = lesson.class(|class| class.subject.clone());
    let context = Signal::derive(move || lesson.state().setup.with(|setup| setup.context.clone()));
    let set = Callback::new(move |context| lesson.set_context(context));
    let habit = move || lesson.muscle(|muscle| habit_class(muscle.group));
    view! {
        <div class=move || format!("lesson {}", habit())>
            <Header title=name back="/">
                <ContextChip context=context set=set subject=subject />
            </Header>
            <Bar lesson=lesson />
            <main class="lesson-main">
                <Grid lesson=lesson />
                <Elsewhere lesson=lesson />
            </main>
            <div class="thumb lesson-thumb">
                <Brushes lesson=lesson />
                <Finish lesson=lesson />
            </div>
            <p class="vh" role="status" aria-live="polite">{move || lesson.state().said.get()}</p>
        </div>
    }
}
