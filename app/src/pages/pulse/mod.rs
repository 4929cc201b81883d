//! Pulses: short surveys that staff answer anonymously, and what they came to; leaders ask.
//!
//! It needs the server: an answer waits on no tablet, where it would be somebody's.

mod answering;
mod asking;
mod by_link;
mod desk;
mod results;

use domain::rights::Role;
use leptos::html;
use leptos::prelude::*;

use self::answering::Answering;
use self::asking::AskStaff;
pub use self::by_link::AnswerPage;
use self::desk::{Desk, Known, Pulse};
use self::results::results;
use crate::components::{Header, no_answer};
use crate::reactive::{effect, memo};
use crate::tablet::{Trouble, use_tablet};
use crate::text::t;

/// See the module.
#[component]
pub fn PulsesPage() -> impl IntoView {
    let tablet = use_tablet();
    let is_staff = memo(move || {
        tablet.directory().is_some_and(|all| all.roles.iter().any(|role| role.is_staff()))
    });
    move || {
        if is_staff.get() {
            view! { <Pulses /> }.into_any()
        } else {
            super::teach::no_class(t().common.not_found, t().pulse.not_yours)
        }
    }
}

/// The way to the page, from the home page of staff.
#[component]
pub fn ToPulses() -> impl IntoView {
    let text = &t().pulse;
    view! {
        <section class="stack close" aria-labelledby="to-pulses">
            <h2 id="to-pulses">{text.title}</h2>
            <ul class="list">
                <li><a href="/pulses">{text.link}</a></li>
            </ul>
        </section>
    }
}

#[component]
fn Pulses() -> impl IntoView {
    let tablet = use_tablet();
    let desk = Desk::new(tablet);
    desk.look();
    let leads = memo(move || tablet.directory().is_some_and(|all| all.is(Role::Leader)));
    let known = move || match desk.known.get() {
        Known::Asking => view! { <p class="hint" role="status">{t().pulse.asking}</p> }.into_any(),
        Known::Not(trouble) => trouble_view(desk, trouble),
        Known::Pulses(pulses) => {
            let leads = leads.get();
            let empty = pulses.is_empty().then(|| view! { <p class="card">{t().pulse.none}</p> });
            let cards = pulses.into_iter().map(|pulse| card(desk, pulse, leads)).collect_view();
            view! {
                {empty}
                {cards}
                {leads.then(|| view! { <AskStaff desk=desk /> })}
            }
            .into_any()
        }
    };
    view! {
        <Header title=Signal::stored(t().pulse.title.to_owned()) back="/" />
        <main class="page">
            <Said desk=desk />
            {known}
        </main>
    }
}

/// What was just done. The focus goes there: what it was done on is no longer on the page.
#[component]
fn Said(desk: Desk) -> impl IntoView {
    let place = NodeRef::<html::P>::new();
    effect(move || {
        if desk.said.with(|said| !said.is_empty()) {
            request_animation_frame(move || {
                if let Some(place) = place.get_untracked() {
                    // Fails only for what cannot be focused.
                    drop(place.focus());
                }
            });
        }
    });
    view! {
        <p class="held-said" role="status" tabindex="-1" node_ref=place>{move || desk.said.get()}</p>
    }
}

fn trouble_view(desk: Desk, trouble: Trouble) -> AnyView {
    let (pulse, sheet) = (&t().pulse, &t().sheet);
    let words = match trouble {
        Trouble::Unreachable => (sheet.needs_server, pulse.unreachable),
        Trouble::CutOff => (sheet.needs_server, pulse.cut_off),
        Trouble::SignedOut => (sheet.needs_server, sheet.signed_out),
        Trouble::NotYours => (t().common.not_found, pulse.not_yours),
        Trouble::Refused | Trouble::Server => (sheet.needs_server, sheet.trouble),
    };
    no_answer(trouble, words, "/pulses", Box::new(move || desk.look()))
}

/// One pulse: to be answered, answered, or closed.
fn card(desk: Desk, pulse: Pulse, leads: bool) -> AnyView {
    let text = &t().pulse;
    let heading = format!("pulse-{}", pulse.id);
    let closes = desk.moment(pulse.closes);
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
            <Answering items=pulse.items name=heading.clone() busy=desk.busy problem=desk.problem send=send />
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
