//! Who has pictures, and what can be made: said before it happens.

use domain::id::PersonId;
use leptos::prelude::*;

use super::desk::{Desk, ForWhom, OnRoll, Roll};
use crate::components::Sheet;
use crate::text::t;

/// In whose pictures' place new ones are to come: one student's, with their name, or the whole class's.
type Renewal = Option<(PersonId, String)>;

/// See the module.
#[component]
pub fn RollView(desk: Desk, roll: Roll) -> impl IntoView {
    if roll.students.is_empty() {
        return view! { <p class="no-print">{t().teach.no_students}</p> }.into_any();
    }
    let (have, all) = (roll.have(), roll.students.len());
    let any = 0 < have;
    let renewal = RwSignal::new(Renewal::None);
    let asks = RwSignal::new(false);
    let ask = Callback::new(move |whose: Renewal| {
        renewal.set(whose);
        asks.set(true);
    });
    view! {
        <Missing desk=desk have=have all=all />
        <OneByOne desk=desk students=roll.students any=any ask=ask />
        <Renew desk=desk open=asks renewal=renewal />
    }
    .into_any()
}

/// How many have pictures; and pictures for those who have none.
#[component]
fn Missing(desk: Desk, have: usize, all: usize) -> impl IntoView {
    let text = &t().sheet;
    let missing = all - have;
    let make = (0 < missing).then(|| {
        view! {
            <p>{(text.will_get)(have, missing)}</p>
            <p class="hint">{text.ready}</p>
            <div class="row">
                <button
                    class="btn"
                    type="button"
                    aria-disabled=move || desk.served.busy.get().to_string()
                    on:click=move |_| desk.make(ForWhom::Missing)
                >
                    {(text.make_missing)(have, missing)}
                </button>
            </div>
        }
    });
    view! {
        <section class="card no-print" aria-labelledby="who-has-pictures">
            <h2 id="who-has-pictures">{text.who}</h2>
            <p>{(text.have)(have, all)}</p>
            {make}
            <p class="hint" role="status">{move || desk.served.busy.get().then_some(text.making)}</p>
        </section>
    }
}

/// Everyone, each with new pictures to be had.
#[component]
fn OneByOne(
    desk: Desk,
    students: Vec<OnRoll>,
    /// Whether anyone has pictures whose place new ones can take.
    any: bool,
    ask: Callback<Renewal>,
) -> impl IntoView {
    let text = &t().sheet;
    let rows = students.into_iter().map(|student| row(desk, student, ask)).collect_view();
    let everyone = any.then(|| {
        view! {
            <div class="row">
                <button class="btn quiet" type="button" on:click=move |_| ask.run(None)>{text.renew_all}</button>
            </div>
        }
    });
    view! {
        <section class="stack no-print" aria-labelledby="one-by-one">
            <div class="stack close">
                <h2 id="one-by-one">{text.lost}</h2>
                <p class="hint">{text.lost_hint}</p>
            </div>
            <ul class="pin-roll">{rows}</ul>
            {everyone}
        </section>
    }
}

fn row(desk: Desk, student: OnRoll, ask: Callback<Renewal>) -> AnyView {
    let text = &t().sheet;
    let OnRoll { student, name, has_pictures } = student;
    let (state, label, spoken) = if has_pictures {
        (text.has_pictures, text.renew, (text.renew_for)(&name))
    } else {
        (text.has_none, text.make, (text.make_for)(&name))
    };
    let called = name.clone();
    let act = move |_| {
        if has_pictures {
            ask.run(Some((student, called.clone())));
        } else {
            // Nothing ends by it.
            desk.make(ForWhom::One(student));
        }
    };
    view! {
        <li>
            <span class="pin-name">{name}</span>
            " "
            <span class="hint">{state}</span>
            " "
            <button
                class="btn plain"
                type="button"
                aria-label=spoken
                aria-disabled=move || desk.served.busy.get().to_string()
                on:click=act
            >
                {label}
            </button>
        </li>
    }
    .into_any()
}

/// What new pictures end; and the button that makes them. It cannot be undone, so it is said before.
#[component]
fn Renew(desk: Desk, open: RwSignal<bool>, renewal: RwSignal<Renewal>) -> impl IntoView {
    let text = &t().sheet;
    let title = Signal::derive(move || match renewal.get() {
        Some((_, name)) => (text.renew_for)(&name),
        None => text.renew_all.to_owned(),
    });
    let means = move || match renewal.get() {
        Some((_, name)) => (text.renew_means)(&name),
        None => text.renew_all_means.to_owned(),
    };
    let make = move |_| {
        open.set(false);
        let one = renewal.get_untracked().map(|(student, _)| student);
        desk.make(one.map_or(ForWhom::Everyone, ForWhom::One));
    };
    view! {
        <Sheet open=open title=title>
            <p>{means}</p>
            <p class="hint">{text.ready}</p>
            <button class="btn wide" type="button" on:click=make>{text.renew_now}</button>
        </Sheet>
    }
}
