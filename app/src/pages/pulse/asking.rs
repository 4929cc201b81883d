//! Leaders ask: a new pulse, and links to it for people who do not sign in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sync::entry::Uid;

use super::desk::{Desk, ITEM_CHARS_MAX, ITEMS_MAX, Link, NewPulse, TITLE_CHARS_MAX};
use crate::components::{Problem, ProblemSummary, Problems, QrCode, TextField};
use crate::text::t;

/// For how long a pulse may be open, in days.
const DAYS: [u16; 3] = [7, 14, 28];
/// The fields of own statements.
const OWN: [&str; 3] = ["pulse-own", "pulse-own-2", "pulse-own-3"];

/// The form of a new pulse: statements to choose from, and own ones.
#[component]
pub fn AskStaff(desk: Desk) -> impl IntoView {
    let text = &t().pulse;
    let title = RwSignal::new(String::new());
    let own = OWN.map(|_| RwSignal::new(String::new()));
    let chosen = RwSignal::new(vec![true; text.suggested.len()]);
    let days = RwSignal::new(DAYS[1]);
    let problems = Problems::none();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let pulse = NewPulse {
            title: title.get().trim().to_owned(),
            items: items(&chosen.get(), &own.map(|own| own.get())),
            days: days.get(),
        };
        let wrong = wrong(&pulse);
        let is_complete = wrong.is_empty();
        problems.say(wrong);
        if is_complete {
            desk.make(&pulse);
        }
    };
    view! {
        <section class="card stack" aria-labelledby="ask-staff">
            <h2 id="ask-staff">{text.ask}</h2>
            <p class="hint">{text.ask_means}</p>
            <form class="stack" on:submit=submit novalidate>
                <ProblemSummary problems=problems />
                <TextField
                    id="pulse-title"
                    label=text.about
                    value=title
                    problems=problems
                    capitals="words"
                />
                {suggestions(chosen)}
                {own_statements(own, problems)}
                {open_for(days)}
                <p class="refused" role="alert">{move || desk.problem.get()}</p>
                <button class="btn" type="submit" aria-disabled=move || desk.served.busy.get().to_string()>
                    {text.ask_now}
                </button>
            </form>
        </section>
    }
}

fn suggestions(chosen: RwSignal<Vec<bool>>) -> AnyView {
    let ticks = t().pulse.suggested.into_iter().enumerate().map(|(at, item)| {
        let on = move || chosen.with(|all| all.get(at).copied().unwrap_or_default());
        let change = move |_| {
            chosen.update(|all| {
                if let Some(on) = all.get_mut(at) {
                    *on = !*on;
                }
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=on on:change=change />
                {item}
            </label>
        }
    });
    view! {
        <fieldset class="stack close">
            <legend>{t().pulse.statements}</legend>
            {ticks.collect_view()}
        </fieldset>
    }
    .into_any()
}

fn own_statements(own: [RwSignal<String>; OWN.len()], problems: Problems) -> AnyView {
    let text = &t().pulse;
    let fields = OWN.into_iter().zip(text.own).zip(own).map(|((id, label), value)| {
        let hint = if id == OWN[0] { text.own_hint } else { "" };
        view! { <TextField id=id label=label hint=hint value=value problems=problems capitals="sentences" /> }
    });
    fields.collect_view().into_any()
}

fn open_for(days: RwSignal<u16>) -> AnyView {
    let choices = DAYS.map(|n| {
        let on = move || days.get() == n;
        view! {
            <label data-on=move || on().to_string()>
                <input type="radio" name="pulse-days" prop:checked=on on:change=move |_| days.set(n) />
                {(t().pulse.days)(n)}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{t().pulse.open_for}</legend>
            <div class="seg">{choices.into_iter().collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// What was ticked, and each that was written.
fn items(chosen: &[bool], own: &[String]) -> Vec<String> {
    let ticked = t().pulse.suggested.into_iter().zip(chosen).filter(|(_, on)| **on);
    let ticked = ticked.map(|(item, _)| item.to_owned());
    let own = own.iter().map(|own| own.trim()).filter(|own| !own.is_empty()).map(str::to_owned);
    ticked.chain(own).collect()
}

fn wrong(pulse: &NewPulse) -> Vec<Problem> {
    let text = &t().pulse;
    let title = (pulse.title.is_empty() || pulse.title.chars().count() > TITLE_CHARS_MAX)
        .then(|| Problem { field: "pulse-title", words: (text.title_wrong)(TITLE_CHARS_MAX) });
    let fits = (1..=ITEMS_MAX).contains(&pulse.items.len())
        && pulse.items.iter().all(|item| item.chars().count() <= ITEM_CHARS_MAX);
    let items = (!fits)
        .then(|| Problem { field: OWN[0], words: (text.items_wrong)(ITEMS_MAX, ITEM_CHARS_MAX) });
    title.into_iter().chain(items).collect()
}

/// Links to an open pulse, one for each kind of people who do not sign in.
pub fn links(desk: Desk, pulse: Uid) -> AnyView {
    let text = &t().pulse;
    let buttons = text.with_link.into_iter().map(move |people| {
        view! {
            <button
                class="btn quiet"
                type="button"
                aria-disabled=move || desk.served.busy.get().to_string()
                on:click=move |_| desk.make_link(pulse, people)
            >
                {(text.people)(people)}
            </button>
        }
    });
    let made = move || {
        let link = desk.link.get().filter(|(of, ..)| *of == pulse);
        link.map(|(_, people, link)| shown(people, link))
    };
    view! {
        <details>
            <summary>{text.links}</summary>
            <div class="stack close">
                <p class="hint">{text.links_mean}</p>
                <div class="row">{buttons.collect_view()}</div>
                <div role="status">{made}</div>
            </div>
        </details>
    }
    .into_any()
}

fn shown(people: &str, link: Link) -> AnyView {
    let text = &t().pulse;
    let Link { address, qr } = link;
    let label = (text.link_for)(people);
    view! {
        <div class="stack close">
            <h3>{label.clone()}</h3>
            <QrCode qr=qr label=label />
            <p class="pulse-address" translate="no">{address}</p>
            <p class="hint">{text.link_once}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked() {
        let mut chosen = vec![false; t().pulse.suggested.len()];
        chosen[1] = true;
        let own = [" I know whom to ask. ", "", "Lunch is long enough."].map(str::to_owned);
        let asked = [t().pulse.suggested[1], "I know whom to ask.", "Lunch is long enough."];
        assert_eq!(items(&chosen, &own), asked);
    }

    #[test]
    fn what_is_no_pulse() {
        let wrong = |title: &str, items: &[&str]| {
            let items = items.iter().map(|item| (*item).to_owned()).collect();
            let pulse = NewPulse { title: title.to_owned(), items, days: 7 };
            wrong(&pulse).into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong("Our vision", &["It is clear."]), Vec::<&str>::new());
        assert_eq!(wrong("", &[]), ["pulse-title", "pulse-own"]);
        assert_eq!(wrong(&"x".repeat(81), &[&"x".repeat(201)]), ["pulse-title", "pulse-own"]);
        assert_eq!(wrong("a", &["a"; 13]), ["pulse-own"]);
    }
}
