//! My account: one's own password and second factor.
//!
//! It needs the server: no tablet knows of either.

mod desk;
mod factor;
mod passkeys;
mod password;

use domain::rights::Role;
use leptos::html;
use leptos::prelude::*;

use self::desk::{Desk, Known};
use self::factor::SecondFactorCard;
use self::passkeys::PasskeysCard;
use self::password::PasswordCard;
use crate::components::{Header, no_answer};
use crate::reactive::{effect, memo};
use crate::tablet::{Trouble, use_tablet};
use crate::text::t;

/// See the module.
#[component]
pub fn AccountPage() -> impl IntoView {
    let tablet = use_tablet();
    let is_staff = memo(move || tablet.directory().is_some_and(|all| !all.is(Role::Student)));
    move || {
        if is_staff.get() {
            view! { <Account /> }.into_any()
        } else {
            super::teach::no_class(t().common.not_found, t().account.not_yours)
        }
    }
}

/// The way to the page, from the sync sheet.
#[component]
pub fn ToAccount() -> impl IntoView {
    let text = &t().account;
    view! {
        <section class="stack close" aria-labelledby="to-account">
            <h2 id="to-account">{text.title}</h2>
            <ul class="list">
                <li><a href="/account">{text.link}</a></li>
            </ul>
        </section>
    }
}

#[component]
fn Account() -> impl IntoView {
    let desk = Desk::new(use_tablet());
    desk.look();
    let known = move || match desk.known.get() {
        Known::Asking => {
            view! { <p class="hint" role="status">{t().account.asking}</p> }.into_any()
        }
        Known::Not(trouble) => trouble_view(desk, trouble),
        Known::Account(account) => {
            let factor = account.second_factor;
            // A passkey stands for one.
            let required = account.second_factor_required && account.passkeys.is_empty();
            view! {
                <SecondFactorCard desk=desk factor=factor required=required />
                <PasskeysCard desk=desk account=account />
                <PasswordCard desk=desk needs_code=factor.is_some() />
            }
            .into_any()
        }
    };
    view! {
        <Header title=Signal::stored(t().account.title.to_owned()) back="/sync" />
        <main class="page">
            <Said desk=desk />
            {known}
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
    let (account, sheet) = (&t().account, &t().sheet);
    let words = match trouble {
        Trouble::Unreachable | Trouble::CutOff => (sheet.needs_server, account.unreachable),
        Trouble::SignedOut => (sheet.needs_server, sheet.signed_out),
        Trouble::NotYours => (t().common.not_found, account.not_yours),
        Trouble::Refused | Trouble::Server => (sheet.needs_server, sheet.trouble),
    };
    no_answer(trouble, words, "/account", Box::new(move || desk.look()))
}
