//! My account: one's own password and second factor.
//!
//! It needs the server: no tablet knows of either.

mod desk;
mod factor;
mod passkeys;
mod password;
mod proof;

use domain::rights::Role;
use leptos::prelude::*;

use self::desk::Desk;
use self::factor::SecondFactorCard;
use self::passkeys::PasskeysCard;
use self::password::PasswordCard;
use crate::components::{Header, Said, only_for, served, ways};
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module.
#[component]
pub fn AccountPage() -> impl IntoView {
    only_for(
        |all| !all.is(Role::Student),
        t().account.served.not_yours,
        || view! { <Account /> }.into_any(),
    )
}

/// The way to the page, from the sync sheet.
#[component]
pub fn ToAccount() -> impl IntoView {
    ways("to-account", t().account.title, [("/account", t().account.link)])
}

#[component]
fn Account() -> impl IntoView {
    let desk = Desk::new(use_tablet(), "/api/account");
    desk.look();
    let again = move || desk.look();
    let account = served(desk.known, t().account.served, "/account", again, move |account| {
        let factor = account.second_factor;
        // A passkey stands for one.
        let required = account.second_factor_required && account.passkeys.is_empty();
        view! {
            <SecondFactorCard desk=desk factor=factor required=required />
            <PasskeysCard desk=desk account=account />
            <PasswordCard desk=desk needs_code=factor.is_some() />
        }
        .into_any()
    });
    view! {
        <Header title=Signal::stored(t().account.title.to_owned()) back="/sync" />
        <main class="page">
            <Said said=desk.said />
            {account}
        </main>
    }
}
