//! A class's sheet of picture PINs, with which its students sign in.
//!
//! It needs the server, which makes the pictures, keeps only their hashes, and shows them once: they stand on this page
//! until it is left, and on paper from then on.

mod cards;
mod desk;
mod pass;
mod roll;

use domain::id::ClassId;
use domain::rights::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::cards::Cards;
use self::desk::Desk;
use self::pass::SupplyPass;
use self::roll::RollView;
use crate::components::{Header, no_page, served};
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module.
#[component]
pub fn SheetPage() -> impl IntoView {
    let class = class_of_sheet();
    move || match class.get() {
        Some(class) => view! { <ClassSheet class=class /> }.into_any(),
        None => no_page(t().teach.no_class, t().teach.no_class_remedy),
    }
}

/// The class of the address, for its adults and for administrators. Only its id: whatever else of the directory changes
/// must not take away pictures that are shown once.
fn class_of_sheet() -> Memo<Option<ClassId>> {
    let tablet = use_tablet();
    let params = use_params_map();
    memo(move || {
        let id: ClassId = params.read().get("id")?.parse().ok()?;
        let directory = tablet.directory()?;
        let class = directory.class(id)?;
        (class.mine || directory.is(Role::Administrator)).then_some(id)
    })
}

#[component]
fn ClassSheet(class: ClassId) -> impl IntoView {
    let tablet = use_tablet();
    let desk = Desk::new(tablet, class);
    desk.served.look();
    let title = Signal::derive(move || {
        let directory = tablet.directory();
        let class = directory.as_ref().and_then(|directory| directory.class(class));
        class.map_or_else(String::new, |class| (t().sheet.title)(&class.name))
    });
    let directory = untrack(|| tablet.directory());
    let is_mine = directory.is_some_and(|all| all.class(class).is_some_and(|class| class.mine));
    let back = if is_mine { format!("/class/{class}") } else { "/".to_owned() };
    let any_made = memo(move || desk.made.with(|made| !made.is_empty()));
    let here = format!("/class/{class}/sheet");
    let again = move || desk.served.look();
    let known = served(desk.served.known, t().sheet.served, here, again, move |roll| {
        view! { <RollView desk=desk roll=roll /> <SupplyPass class=class /> }.into_any()
    });
    view! {
        <Header title=title back=back />
        <main class="page">
            {move || any_made.get().then(|| view! { <Cards desk=desk /> })}
            {known}
        </main>
    }
}
