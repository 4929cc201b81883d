//! What the student chose to stretch next, and what they said of themselves.

use domain::directory::Directory;
use domain::entry::Strategy;
use domain::framework::ReadingLevel;
use domain::view::{NextStep, Said};
use leptos::prelude::*;

use super::Subject;
use crate::components::{Glyph, GlyphSize, habit_class};
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module; nothing where the student has not chosen.
#[component]
pub fn Next(subject: Subject) -> impl IntoView {
    let tablet = use_tablet();
    move || {
        let today = tablet.today();
        let next = subject.directory(|directory| {
            tablet.view(|view| view.next_step(subject.student, &directory.calendar, today))
        })?;
        let said = tablet.view(|view| {
            let said = view.self_views_of(subject.student).into_iter().next();
            said.filter(|said| said.day >= next.chosen)
        });
        Some(subject.directory(|directory| {
            let look_back = t().dates.day(next.choice.look_back, today);
            card(&next, said.as_ref(), directory, &look_back)
        }))
    }
}

fn card(
    step: &NextStep,
    said: Option<&Said>,
    directory: &Directory,
    look_back: &str,
) -> Option<AnyView> {
    let text = &t().teach.student;
    let framework = &directory.framework;
    let muscle = framework.muscle(&step.choice.muscle)?;
    let how = match &step.choice.strategy {
        Strategy::Own(words) => format!("“{words}”"),
        Strategy::Offered(id) => framework
            .strategy(id)
            .map(|(_, strategy)| strategy.say.at(ReadingLevel::Fluent).to_owned())
            .unwrap_or_default(),
    };
    let with = step.choice.chosen_with.then(|| format!(" · {}", text.chosen_with));
    let said = said.and_then(|said| {
        let muscle = framework.muscle(&said.muscle)?;
        let sentence = framework.phase(said.phase).child.at(ReadingLevel::Fluent).to_owned();
        let words = said
            .words
            .clone()
            .map(|words| view! { <p class="own-words">{format!("“{words}”")}</p> });
        Some(view! {
            <div class="row said">
                <Glyph phase=Some(said.phase) habit=muscle.group size=GlyphSize::Small />
                <p>{(text.said)(&sentence, &muscle.name)}</p>
                {words}
            </div>
        })
    });
    let card = view! {
        <section class=format!("card next-step {}", habit_class(muscle.group)) aria-labelledby="next-step">
            <h2 id="next-step">{text.next} ": " <span class="of-habit">{muscle.name.clone()}</span></h2>
            <p>{how}</p>
            <p class="hint">{(text.look_back)(look_back)} {with}</p>
            {said}
        </section>
    };
    Some(card.into_any())
}
