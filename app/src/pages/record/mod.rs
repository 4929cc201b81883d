//! The record of access: for administrators all of it, for everybody else what concerns themselves.
//!
//! It needs the server: no tablet knows what others received.

mod days;
mod desk;

use domain::directory::Directory;
use domain::id::PersonId;
use domain::rights::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::days::Days;
use self::desk::Desk;
use crate::components::{Header, served};
use crate::pages::people::{Find, Roll};
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::record::Reader;
use crate::text::t;

/// See the module.
#[component]
pub fn RecordPage() -> impl IntoView {
    let tablet = use_tablet();
    let reader = memo(move || tablet.directory().map(|all| reader(&all)));
    let query = use_query_map();
    let only = memo(move || query.read().get("person")?.parse::<PersonId>().ok());
    move || {
        let reader = reader.get()?;
        // Others read of nobody but themselves.
        let only = only.get().filter(|_| reader == Reader::Administrator);
        Some(view! { <Record desk=Desk::new(tablet, reader, only) /> })
    }
}

/// How somebody reads it.
fn reader(directory: &Directory) -> Reader {
    if directory.is(Role::Administrator) {
        Reader::Administrator
    } else if directory.roles == [Role::Student] {
        Reader::Student
    } else {
        Reader::Staff
    }
}

#[component]
fn Record(desk: Desk) -> impl IntoView {
    desk.look();
    let (text, reader) = (&t().record, desk.reader);
    let is_all = reader == Reader::Administrator;
    let again = move || desk.look();
    let show = move |()| view! { <Days desk=desk /> }.into_any();
    let known = served(desk.served.known, (text.served)(reader), "/record", again, show);
    let back = if reader == Reader::Student { "/me" } else { "/" };
    view! {
        <Header
            title=Signal::stored((text.title)(reader).to_owned())
            back=back
            quiet=reader == Reader::Student
        />
        <main class="page record">
            <p>{(text.intro)(reader)}</p>
            {is_all.then(|| view! { <OnePerson desk=desk /> })}
            {known}
            <p class="hint">{(text.not_here)(reader)}</p>
        </main>
    }
}

/// Only what concerns one person: whom to, or whom it is about already.
#[component]
fn OnePerson(desk: Desk) -> impl IntoView {
    let text = &t().record;
    if let Some(person) = desk.only {
        let name = memo(move || {
            desk.lines.with(|lines| {
                let name = lines.iter().find_map(|line| line.name_of(person));
                name.map_or_else(|| person.to_string(), str::to_owned)
            })
        });
        return view! {
            <section class="card stack close">
                <p>{move || (text.only)(&name.get())}</p>
                <div class="row"><a class="btn quiet" href="/record">{text.not_only}</a></div>
            </section>
        }
        .into_any();
    }
    let roll = Roll::new(use_tablet());
    view! {
        <details class="stack" on:toggle=move |_| roll.look()>
            <summary>{text.one_person}</summary>
            <Find roll=roll href=|person| format!("/record?person={person}") />
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::walk::testing::directory;

    #[test]
    fn who_reads_what() {
        let reads = |roles: &[Role]| reader(&Directory { roles: roles.to_vec(), ..directory() });
        assert_eq!(reads(&[Role::Teacher, Role::Administrator]), Reader::Administrator);
        assert_eq!(reads(&[Role::Leader]), Reader::Staff);
        assert_eq!(reads(&[Role::Student]), Reader::Student);
        // Who works here and is nothing yet.
        assert_eq!(reads(&[]), Reader::Staff);
    }
}
