//! People's data, for administrators: looking somebody up, and what the law gives them.

mod find;
mod person;
mod retention;
mod roll;

use domain::rights::Role;
use leptos::prelude::*;

pub use self::find::Find;
pub use self::person::PersonPage;
use self::retention::ErasedByItself;
pub use self::roll::Roll;
use crate::components::{Header, only_for, ways};
use crate::tablet::use_tablet;
use crate::text::record::Reader;
use crate::text::t;

/// The page on which somebody is looked up.
#[component]
pub fn PeoplePage() -> impl IntoView {
    only_for(
        |all| all.is(Role::Administrator),
        t().people.not_yours,
        || view! { <Everybody /> }.into_any(),
    )
}

#[component]
fn Everybody() -> impl IntoView {
    let text = &t().people;
    let roll = Roll::new(use_tablet());
    roll.look();
    view! {
        <Header title=Signal::stored(text.title.to_owned()) back="/" />
        <main class="page">
            <p>{text.intro}</p>
            <Find roll=roll href=|person| format!("/people/{person}/data") />
            <ErasedByItself />
        </main>
    }
}

/// The ways to people's data and to the record of access, from an administrator's home page.
#[component]
pub fn ToProtection() -> impl IntoView {
    ways(
        "to-protection",
        t().people.protection,
        [("/record", (t().record.link)(Reader::Administrator)), ("/people", t().people.link)],
    )
}
