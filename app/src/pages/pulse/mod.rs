//! Pulses: short surveys that staff answer anonymously, and what they came to; leaders ask.
//!
//! It needs the server: an answer waits on no tablet, where it would be somebody's.

mod answering;
mod asking;
mod by_link;
mod desk;
mod results;

use domain::rights::Role;
use leptos::prelude::*;

use self::answering::Answering;
use self::asking::AskStaff;
pub use self::by_link::AnswerPage;
use self::desk::{Desk, Pulse};
use self::results::results;
use crate::components::{Header, Said, only_for, served, ways};
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module.
#[component]
pub fn PulsesPage() -> impl IntoView {
    only_for(
        |all| all.roles.iter().any(|role| role.is_staff()),
        t().pulse.served.not_yours,
        || view! { <Pulses /> }.into_any(),
    )
}

/// The way to the page, from the home page of staff.
#[component]
pub fn ToPulses() -> impl IntoView {
    ways("to-pulses", t().pulse.title, [("/pulses", t().pulse.link)])
}

#[component]
fn Pulses() -> impl IntoView {
    let tablet = use_tablet();
    let desk = Desk::new(tablet);
    desk.served.look();
    let leads = memo(move || tablet.directory().is_some_and(|all| all.is(Role::Leader)));
    let again = move || desk.served.look();
    let show = move |pulses: Vec<Pulse>| {
        let leads = leads.get();
        let empty = pulses.is_empty().then(|| view! { <p class="card">{t().pulse.none}</p> });
        let cards = pulses.into_iter().map(|pulse| card(desk, pulse, leads)).collect_view();
        view! {
            {empty}
            {cards}
            {leads.then(|| view! { <AskStaff desk=desk /> })}
        }
        .into_any()
    };
    let pulses = served(desk.served.known, t().pulse.served, "/pulses", again, show);
    view! {
        <Header title=Signal::stored(t().pulse.title.to_owned()) back="/" />
        <main class="page">
            <Said said=desk.served.said />
            {pulses}
        </main>
    }
}

/// One pulse: to be answered, answered, or closed.
fn card(desk: Desk, pulse: Pulse, leads: bool) -> AnyView {
    let text = &t().pulse;
    let heading = format!("pulse-{}", pulse.id);
    let closes = desk.served.moment(pulse.closes);
    let (id, is_open) = (pulse.id, pulse.is_open);
    let title = pulse.title.clone();
    let body = if !is_open {
        results(&pulse)
    } else if pulse.answered {
        view! { <p>{(text.answered)(&closes)}</p> }.into_any()
    } else {
        let send = Callback::new(move |answers| desk.answer(id, answers));
        view! {
            <p class="hint">{(text.promise)(&closes)}</p>
            <Answering items=pulse.items name=heading.clone() busy=desk.served.busy problem=desk.problem send=send />
        }
        .into_any()
    };
    let links = (is_open && leads).then(|| asking::links(desk, id));
    view! {
        <section class="card stack close pulse" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{title}</h2>
            {body}
            {links}
        </section>
    }
    .into_any()
}
