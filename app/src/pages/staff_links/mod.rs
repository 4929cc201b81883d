//! Staff, for administrators: who has come in yet, and a one-time link for whoever has not, or has forgotten their password.
//!
//! It needs the server: links are made there, and shown once.

mod desk;

use domain::rights::Role;
use leptos::html;
use leptos::prelude::*;

use self::desk::{Desk, Link, Member};
use crate::components::{Header, Problems, QrCode, Said, TextField, only_for, served, ways};
use crate::reactive::{effect, focus};
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module.
#[component]
pub fn StaffLinksPage() -> impl IntoView {
    only_for(
        |all| all.is(Role::Administrator),
        t().staff_links.served.not_yours,
        || view! { <Staff /> }.into_any(),
    )
}

/// The way to the page, from an administrator's home page.
#[component]
pub fn ToStaff() -> impl IntoView {
    ways("to-staff", t().staff_links.title, [("/staff", t().staff_links.link)])
}

#[component]
fn Staff() -> impl IntoView {
    let desk = Desk::new(use_tablet());
    desk.served.look();
    let again = move || desk.served.look();
    let staff = served(desk.served.known, t().staff_links.served, "/staff", again, move |staff| {
        view! { <Found desk=desk staff=staff /> }.into_any()
    });
    view! {
        <Header title=Signal::stored(t().staff_links.title.to_owned()) back="/" />
        <main class="page">
            <Said said=desk.served.said />
            <Made desk=desk />
            {staff}
        </main>
    }
}

/// The link that was just made. The focus goes there.
#[component]
fn Made(desk: Desk) -> impl IntoView {
    let place = NodeRef::<html::H2>::new();
    effect(move || {
        if desk.made.with(Option::is_some) {
            focus(place);
        }
    });
    move || {
        desk.made.get().map(|(name, link)| {
            let text = &t().staff_links;
            let Link { address, qr, expires } = link;
            view! {
                <section class="card stack close" aria-labelledby="made-link">
                    <h2 id="made-link" tabindex="-1" node_ref=place>{(text.made_for)(&name)}</h2>
                    <p>{text.made_means}</p>
                    <QrCode qr=qr label=text.qr />
                    <p class="secret-letters" translate="no">{address}</p>
                    <p class="hint">{move || (text.good_until)(&desk.served.moment(expires))}</p>
                </section>
            }
        })
    }
}

/// Everybody whose name holds what is typed.
#[component]
fn Found(desk: Desk, staff: Vec<Member>) -> impl IntoView {
    let text = &t().staff_links;
    let search = RwSignal::new(String::new());
    let staff = StoredValue::new(staff);
    let own = desk.own();
    let found = move || {
        let search = search.get();
        let found = staff.with_value(|all| {
            let found = all.iter().filter(|member| member.is_found(&search));
            found.map(|member| card(desk, member, own == Some(member.id))).collect::<Vec<_>>()
        });
        if found.is_empty() {
            view! { <p role="status">{text.nobody}</p> }.into_any()
        } else {
            view! { <ul class="cards">{found.into_iter().collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <TextField id="search" label=text.search value=search problems=Problems::none() />
        {found}
    }
}

/// One member of staff, and what can be done for them.
fn card(desk: Desk, member: &Member, is_own: bool) -> AnyView {
    let text = &t().staff_links;
    let roles: Vec<_> = member.roles.iter().map(|role| (text.role)(*role)).collect();
    let roles = if roles.is_empty() { text.no_role.to_owned() } else { roles.join(", ") };
    let stands = match (member.has_password, member.second_factor) {
        (false, _) => text.not_in_yet,
        (true, false) => text.by_password,
        (true, true) => text.by_both,
    };
    let act = |label: &'static str, aloud: String, what: fn(Desk, &Member)| {
        let member = member.clone();
        view! {
            <button
                class="btn quiet"
                type="button"
                aria-label=aloud
                aria-disabled=move || desk.served.busy.get().to_string()
                on:click=move |_| what(desk, &member)
            >
                {label}
            </button>
        }
    };
    let acts = if is_own {
        view! { <p><a href="/account">{text.own}</a></p> }.into_any()
    } else {
        let name = &member.name;
        let reset = |desk: Desk, member: &Member| desk.make(member, true);
        let reset =
            member.second_factor.then(|| act(text.lost_phone, (text.lost_phone_of)(name), reset));
        let make = |desk: Desk, member: &Member| desk.make(member, false);
        let make = act(text.make, (text.make_for)(name), make);
        let send = member.mail.then(|| act(text.send, (text.send_to)(name), Desk::send));
        view! { <div class="row">{make}{send}{reset}</div> }.into_any()
    };
    view! {
        <li class="card stack close">
            <h2>{member.name.clone()}</h2>
            <p class="hint">{roles} " · " {stands}</p>
            {acts}
        </li>
    }
    .into_any()
}
