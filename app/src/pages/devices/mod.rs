//! The school's tablets, for administrators: which there are, what is unsent on them, how another one is enrolled.
//!
//! It needs the server: no tablet knows of the others.

mod asks;
mod desk;
mod enrolling;

use domain::rights::Role;
use leptos::html;
use leptos::prelude::*;
use sync::entry::Millis;

pub use self::asks::bad_name;
use self::asks::{Asked, Asks};
use self::desk::{Desk, Device, Known};
use self::enrolling::Enrolling;
use crate::components::{Header, no_answer};
use crate::reactive::{effect, memo};
use crate::tablet::{Trouble, use_tablet};
use crate::text::t;

/// A tablet that nobody has heard of for so long may need fetching.
const SILENT_MILLIS_MAX: Millis = 7 * 24 * 60 * 60 * 1_000;

/// See the module.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let tablet = use_tablet();
    let looks_after =
        memo(move || tablet.directory().is_some_and(|all| all.is(Role::Administrator)));
    move || {
        if looks_after.get() {
            view! { <Tablets /> }.into_any()
        } else {
            super::teach::no_class(t().common.not_found, t().devices.not_yours)
        }
    }
}

/// The way to the page, from an administrator's home page.
#[component]
pub fn ToTablets() -> impl IntoView {
    let text = &t().devices;
    view! {
        <section class="stack close" aria-labelledby="to-tablets">
            <h2 id="to-tablets">{text.title}</h2>
            <ul class="list">
                <li><a href="/tablets">{text.link}</a></li>
            </ul>
        </section>
    }
}

#[component]
fn Tablets() -> impl IntoView {
    let desk = Desk::new(use_tablet());
    desk.look();
    let asked = RwSignal::new(None);
    let known = move || match desk.known.get() {
        Known::Asking => {
            view! { <p class="hint" role="status">{t().devices.asking}</p> }.into_any()
        }
        Known::Not(trouble) => trouble_view(desk, trouble),
        Known::Devices(devices) => {
            view! { <Enrolling desk=desk /> {lists(desk, asked, devices)} }.into_any()
        }
    };
    view! {
        <Header title=Signal::stored(t().devices.title.to_owned()) back="/" />
        <main class="page">
            <Said desk=desk />
            {known}
            <Asks desk=desk asked=asked />
        </main>
    }
}

/// What was just done. The focus goes there: the card that it was done on is made anew.
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
    let (devices, sheet) = (&t().devices, &t().sheet);
    let words = match trouble {
        Trouble::Unreachable => (sheet.needs_server, devices.unreachable),
        Trouble::CutOff => (sheet.needs_server, devices.cut_off),
        Trouble::SignedOut => (sheet.needs_server, sheet.signed_out),
        Trouble::NotYours => (t().common.not_found, devices.not_yours),
        Trouble::Refused | Trouble::Server => (sheet.needs_server, sheet.trouble),
    };
    no_answer(trouble, words, "/tablets", Box::new(move || desk.look()))
}

/// The school's own, then people's own and those that are shut out, folded away.
fn lists(desk: Desk, asked: RwSignal<Option<Asked>>, devices: Vec<Device>) -> AnyView {
    let text = &t().devices;
    let (gone, here): (Vec<_>, Vec<_>) =
        devices.into_iter().partition(|device| device.revoked.is_some());
    let (shared, own): (Vec<_>, Vec<_>) = here.into_iter().partition(|device| device.shared);
    let cards = |devices: Vec<Device>| {
        devices.iter().map(|device| card(desk, asked, device)).collect_view()
    };
    let none = shared.is_empty().then(|| view! { <p class="hint">{text.none_shared}</p> });
    let own = (!own.is_empty()).then(|| {
        view! {
            <details class="stack">
                <summary>{(text.own)(own.len())}</summary>
                <p class="hint">{text.own_means}</p>
                {cards(own)}
            </details>
        }
    });
    let gone = (!gone.is_empty()).then(|| {
        view! {
            <details class="stack">
                <summary>{(text.shut_out)(gone.len())}</summary>
                {cards(gone)}
            </details>
        }
    });
    view! {
        <section class="stack" aria-labelledby="shared-tablets">
            <h2 id="shared-tablets">{text.shared}</h2>
            {none}
            {cards(shared)}
        </section>
        {own}
        {gone}
    }
    .into_any()
}

/// One device: when it was heard of, what is unsent on it, and what can be done with it.
fn card(desk: Desk, asked: RwSignal<Option<Asked>>, device: &Device) -> AnyView {
    let text = &t().devices;
    let age = device.oldest.map(|oldest| t().dates.lasting(desk.age(oldest)));
    let unsent = (text.unsent)(device.unsent, age.as_deref());
    let seen = (text.last_contact)(&desk.moment(device.seen));
    let people = (text.people)(device.people);
    let revoked = device.revoked.map(|at| (text.revoked_at)(&desk.moment(at)));
    let is_silent = revoked.is_none() && desk.age(device.seen) > SILENT_MILLIS_MAX;
    let silent = is_silent.then(|| view! { <p class="held-refused">{text.silent}</p> });
    let acts = revoked.is_none().then(|| acts(desk, asked, device));
    view! {
        <article class="card stack close" data-unsent=device.unsent.to_string()>
            <h3>{device.called()}</h3>
            <p>{unsent}</p>
            <p class="hint">{seen} " · " {people}</p>
            {revoked.map(|words| view! { <p>{words}</p> })}
            {silent}
            {acts}
        </article>
    }
    .into_any()
}

/// What can be done with it; another name only to the school's own.
fn acts(desk: Desk, asked: RwSignal<Option<Asked>>, device: &Device) -> AnyView {
    let text = &t().devices;
    let name = device.called();
    let ask = |label, aloud: String, asks: fn(Device) -> Asked| {
        let device = device.clone();
        view! {
            <button
                class="btn quiet"
                type="button"
                aria-label=aloud
                aria-disabled=move || desk.busy.get().to_string()
                on:click=move |_| asked.set(Some(asks(device.clone())))
            >
                {label}
            </button>
        }
    };
    let rename = device.shared.then(|| ask(text.rename, (text.rename_what)(&name), Asked::Name));
    let revoke = ask(text.revoke, (text.revoke_what)(&name), Asked::Revoke);
    view! { <div class="row">{rename}{revoke}</div> }.into_any()
}
