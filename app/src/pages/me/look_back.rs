//! "How did it go?": the child's own sentence, and words if they like.

use domain::entry::{Choice, Draft, SelfView, tag};
use domain::framework::Framework;
use domain::id::Phase;
use domain::view::NextStep;
use leptos::prelude::*;

use super::choose::how;
use super::reader::Reader;
use crate::components::{ForWhom, FreeText, Glyph, GlyphSize, habit_class, use_toasts};
use crate::tablet::use_tablet;
use crate::text::t;

/// Asks once the day of a plan has come.
#[component]
pub fn LookBack(reader: Reader, step: NextStep) -> impl IntoView {
    let tablet = use_tablet();
    let toasts = use_toasts();
    let text = &t().me;
    let Choice { muscle, strategy, .. } = step.choice;
    let (name, habit) = reader.framework(|framework| {
        framework.muscle(&muscle).map(|muscle| (muscle.name.clone(), muscle.group))
    })?;
    let planned = (text.you_planned)(&name, &how(&strategy, reader));
    let fits = RwSignal::new(None::<Phase>);
    let words = tablet.kept_text(&format!("look-back:{}", reader.student));
    let keep = move |_| {
        let Some(phase) = fits.get_untracked() else { return };
        let typed = words.get_untracked();
        let own = SelfView {
            muscle: muscle.clone(),
            phase,
            words: Some(typed.trim().to_owned()).filter(|words| !words.is_empty()),
            framework: reader.framework(Framework::version),
        };
        tablet.record(vec![Draft::new(&own).link(tag::STUDENT, reader.student.0)]);
        words.set(String::new());
        toasts.say(text.thank_you.to_owned());
    };
    let sentences = Phase::ALL.map(|phase| {
        let sentence = reader.framework(|framework| reader.say(&framework.phase(phase).child));
        view! {
            <button
                class="pick"
                type="button"
                aria-pressed=move || (fits.get() == Some(phase)).to_string()
                on:click=move |_| fits.set(Some(phase))
            >
                <Glyph phase=Some(phase) habit=habit size=GlyphSize::Small />
                {(text.quote)(&sentence)}
            </button>
        }
    });
    let section = view! {
        <section class=format!("next {}", habit_class(habit)) aria-labelledby="next">
            <h2 id="next">{text.how_did_it_go}</h2>
            <p class="how">{planned}</p>
            <fieldset class="stack close">
                <legend>{text.which_fits}</legend>
                <div class="picks">{sentences.into_iter().collect_view()}</div>
            </fieldset>
            <div class="field">
                <label for="look-back">{text.tell}</label>
                <FreeText
                    id="look-back"
                    text=words
                    typed=Callback::new(move |typed| words.set(typed))
                    who=ForWhom::Student
                    example=text.tell_example
                />
            </div>
            <button class="btn wide" type="button" disabled=move || fits.get().is_none() on:click=keep>
                {text.thats_how}
            </button>
        </section>
    };
    Some(section.into_any())
}
