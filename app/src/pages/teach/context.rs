//! Where and how: one tap each, set once per lesson.

use domain::entry::{Context, Grouping, LessonPart, Place, Steer};
use leptos::prelude::*;

use crate::components::Sheet;
use crate::tablet::use_tablet;
use crate::text::t;

/// The chip that says the context, and the sheet that sets it.
#[component]
pub fn ContextChip(
    /// The context of this lesson.
    #[prop(into)]
    context: Signal<Context>,
    /// Sets another.
    set: Callback<Context>,
    /// The class's own subject: not repeated on the chip; without one, subjects are offered.
    subject: Option<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let own = StoredValue::new(subject);
    let words = move || {
        let said = own.with_value(|own| summary(&context.get(), own.as_deref()));
        said.unwrap_or_else(|| t().teach.set_context.to_owned())
    };
    view! {
        <button class="chip dashed" type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            {words}
            <span aria-hidden="true">"▾"</span>
        </button>
        <Sheet open=open title=t().teach.context.to_owned()>
            <ContextChoices context=context set=set subject=own.get_value() />
            <button class="btn wide" type="button" on:click=move |_| open.set(false)>{t().teach.done}</button>
        </Sheet>
    }
}

#[component]
fn ContextChoices(
    context: Signal<Context>,
    set: Callback<Context>,
    subject: Option<String>,
) -> impl IntoView {
    let text = &t().teach;
    let subjects = subjects(subject);
    let subject_row = (subjects.len() > 1).then(|| {
        let options = subjects.into_iter().map(|subject| (subject.clone(), subject)).collect();
        row(text.subject, options, context, set, |c| &mut c.subject)
    });
    view! {
        <div class="stack context-rows">
            <p class="hint">{text.context_hint}</p>
            {subject_row}
            {row(text.part, words(LessonPart::ALL, text.parts), context, set, |c| &mut c.part)}
            {row(text.grouping, words(Grouping::ALL, text.groupings), context, set, |c| &mut c.grouping)}
            {row(text.steer, words(Steer::ALL, text.steers), context, set, |c| &mut c.steer)}
            {row(text.place, words(Place::ALL, text.places), context, set, |c| &mut c.place)}
        </div>
    }
}

/// A class of one subject has that one; another the subjects of this person's classes, or the usual ones.
fn subjects(own: Option<String>) -> Vec<String> {
    if let Some(own) = own {
        return vec![own];
    }
    let usual = t().teach.subjects.iter().map(|&subject| subject.to_owned());
    let directory = use_tablet().directory();
    let classes = directory.iter().flat_map(|directory| &directory.classes);
    let mut taught: Vec<String> =
        classes.filter(|c| c.mine).filter_map(|c| c.subject.clone()).collect();
    taught.extend(usual);
    let mut seen = Vec::new();
    taught.retain(|subject| {
        let new = !seen.contains(subject);
        seen.push(subject.clone());
        new
    });
    taught
}

fn words<T: Copy>(all: &[T], say: fn(T) -> &'static str) -> Vec<(T, String)> {
    all.iter().map(|one| (*one, say(*one).to_owned())).collect()
}

/// One question with its chips; a second tap clears it.
fn row<T: Clone + PartialEq + Send + Sync + 'static>(
    title: &'static str,
    options: Vec<(T, String)>,
    context: Signal<Context>,
    set: Callback<Context>,
    part: fn(&mut Context) -> &mut Option<T>,
) -> AnyView {
    let chips = options.into_iter().map(|(value, words)| {
        let is_on = {
            let value = value.clone();
            move || part(&mut context.get()).as_ref() == Some(&value)
        };
        let toggle = move |_| {
            let mut context = context.get_untracked();
            let chosen = part(&mut context);
            *chosen = (chosen.as_ref() != Some(&value)).then(|| value.clone());
            set.run(context);
        };
        view! {
            <button class="chip" type="button" aria-pressed=move || is_on().to_string() on:click=toggle>{words}</button>
        }
    });
    view! {
        <fieldset class="stack close">
            <legend>{title}</legend>
            <div class="chips">{chips.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// The context in a few words, "Practical, in pairs"; `None` where there is nothing to say beyond the class's own subject.
pub fn summary(context: &Context, own_subject: Option<&str>) -> Option<String> {
    let text = &t().teach;
    let subject = context.subject.as_deref().filter(|subject| Some(*subject) != own_subject);
    let parts = [
        subject,
        context.part.map(text.parts),
        context.grouping.map(text.groupings),
        context.steer.map(text.steers),
        context.place.map(text.places),
    ];
    let mut said = String::new();
    for part in parts.into_iter().flatten() {
        if said.is_empty() {
            said.push_str(part);
        } else {
            said.push_str(", ");
            said.push_str(&lower_first(part));
        }
    }
    (!said.is_empty()).then_some(said)
}

/// "In pairs" in the middle of a sentence.
fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_in_a_few_words() {
        let science = || Some("Science".to_owned());
        let practical = Context {
            subject: science(),
            part: Some(LessonPart::Practical),
            grouping: Some(Grouping::Pair),
            ..Context::default()
        };
        let outdoors = Context { place: Some(Place::Outdoors), ..Context::default() };
        let cases = [
            (&practical, Some("Science"), Some("Practical, in pairs")),
            (&practical, None, Some("Science, practical, in pairs")),
            (&outdoors, Some("Science"), Some("Outdoors")),
            (&Context::default(), None, None),
        ];
        for (context, own, said) in cases {
            assert_eq!(summary(context, own).as_deref(), said);
        }
        let only_subject = Context { subject: science(), ..Context::default() };
        assert_eq!(summary(&only_subject, Some("Science")), None);
    }
}
