//! The school's tablets, for administrators: which there are, what is unsent on them, how another one is enrolled.
//!
//! It needs the server: no tablet knows of the others.

mod asks;
mod desk;
mod enrolling;

use domain::rights::Role;
use leptos::prelude::*;
use sync::entry::Millis;

pub use self::asks::bad_name;
use self::asks::{Asked, Asks};
use self::desk::{Desk, Device};
use self::enrolling::Enrolling;
use crate::components::{Header, Said, only_for, served, ways};
use crate::tablet::use_tablet;
use crate::text::t;

/// A tablet that nobody has heard of for so long may need fetching.
const SILENT_MILLIS_MAX: Millis = 7 * 24 * 60 * 60 * 1_000;

/// See the module.
#[component]
pub fn DevicesPage() -> impl IntoView {
    only_for(
        |all| all.is(Role::Administrator),
        t().devices.served.not_yours,
        || view! { <Tablets /> }.into_any(),
    )
}

/// The way to the page, from an administrator's home page.
#[component]
pub fn ToTablets() -> impl IntoView {
    ways("to-tablets", t().devices.title, [("/tablets", t().devices.link)])
}

#[component]
fn Tablets() -> impl IntoView {
    let desk = Desk::new(use_tablet());
    desk.served.look();
    let asked = RwSignal::new(None);
    let again = move || desk.served.look();
    let devices = served(desk.served.known, t().devices.served, "/tablets", again, move |all| {
        view! { <Enrolling desk=desk /> {lists(desk, asked, all)} }.into_any()
    });
    view! {
        <Header title=Signal::stored(t().devices.title.to_owned()) back="/" />
        <main class="page">
            <Said said=desk.served.said />
            {devices}
            <Asks desk=desk asked=asked />
        </main>
    }
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
    let seen = (text.last_contact)(&desk.served.moment(device.seen));
    let people = (text.people)(device.people);
    let revoked = device.revoked.map(|at| (text.revoked_at)(&desk.served.moment(at)));
    let is_silent = revoked.is_none() && desk.age(device.seen) > SILENT_MILLIS_MAX;
    let silent = is_silent.then(|| view! { <p class="refused">{text.silent}</p> });
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
                aria-disabled=move || desk.served.busy.get().to_string()
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
