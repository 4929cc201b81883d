//! What the server could not store by itself, for administrators: what it is, and what becomes of it. Never what it says.
//!
//! It needs the server: what is held is on no tablet but the one that sent it.

mod ask;
mod desk;
mod groups;
mod waiting;

use domain::rights::Role;
use leptos::prelude::*;

use self::ask::{Asked, Asks};
use self::desk::{Desk, KEEP};
use self::groups::{Group, Held, Name, groups};
pub use self::waiting::Waiting;
use crate::components::{Header, Said, only_for, served};
use crate::tablet::use_tablet;
use crate::text::t;

/// See the module.
#[component]
pub fn HeldPage() -> impl IntoView {
    only_for(
        |all| all.is(Role::Administrator),
        t().held.served.not_yours,
        || view! { <Decisions /> }.into_any(),
    )
}

#[component]
fn Decisions() -> impl IntoView {
    let desk = Desk::new(use_tablet());
    desk.served.look();
    let asked = RwSignal::new(None);
    let show = move |held: Vec<Held>| {
        if held.is_empty() {
            return view! { <p class="card">{t().held.empty}</p> }.into_any();
        }
        let groups = groups(held).into_iter().enumerate();
        let cards = groups.map(|(n, group)| card(desk, asked, n, &group)).collect_view();
        view! { <p class="hint">{t().held.intro}</p>{cards} }.into_any()
    };
    let again = move || desk.served.look();
    let held = served(desk.served.known, t().held.served, "/held", again, show);
    view! {
        <Header title=Signal::stored(t().held.title.to_owned()) back="/" />
        <main class="page">
            <Said said=desk.served.said />
            {held}
            <Asks desk=desk asked=asked />
        </main>
    }
}

/// One group: what it is, why it waits, and what can become of it.
fn card(desk: Desk, asked: RwSignal<Option<Asked>>, n: usize, group: &Group) -> AnyView {
    let text = &t().held;
    let title = (text.heading)(&group.things(), group.class_called());
    let heading = format!("held-{n}");
    let class = group.class_called().filter(|_| group.is_of_lesson());
    let (why, means) = (text.why)(&group.reason, class);
    let refused = desk.refused_of(&group.hashes);
    let readers = group.readers().filter(|_| refused == 0);
    let readers = readers.map(|readers| (text.will_see)(&readers.join(text.and)));
    let keep = (group.may_be_kept() && refused == 0).then(|| {
        let hashes = group.hashes.clone();
        button(desk, "btn", text.keep, &heading, move || desk.decide(hashes.clone(), KEEP))
    });
    let ask = |what: fn(Group) -> Asked| {
        let group = group.clone();
        move || asked.set(Some(what(group.clone())))
    };
    let elsewhere = group
        .may_change_class()
        .then(|| button(desk, "btn quiet", text.keep_elsewhere, &heading, ask(Asked::Class)));
    let discard = button(desk, "btn plain", text.discard, &heading, ask(Asked::Discard));
    view! {
        <section class="card stack close held" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{title}</h2>
            <p>{group.who()}</p>
            <p class="hint">{when(desk, group)}</p>
            <p><b>{why}</b>" "{means}</p>
            {readers.map(|words| view! { <p>{words}</p> })}
            {(refused > 0).then(|| view! { <p class="refused">{(text.refused)(refused)}</p> })}
            <div class="row">{keep}{elsewhere}{discard}</div>
        </section>
    }
    .into_any()
}

/// One decision at a time.
fn button(
    desk: Desk,
    class: &'static str,
    label: &'static str,
    heading: &str,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            class=class
            type="button"
            aria-describedby=heading.to_owned()
            aria-disabled=move || desk.served.busy.get().to_string()
            on:click=move |_| act()
        >
            {label}
        </button>
    }
    .into_any()
}

/// When it was made, as far as that can be read, and when it came.
fn when(desk: Desk, group: &Group) -> String {
    let text = &t().held;
    let made = group.made.map(|(first, last)| {
        match (desk.served.moment(first), desk.served.moment(last)) {
            (first, last) if first == last => first,
            (first, last) => (text.span)(&first, &last),
        }
    });
    (text.when)(made.as_deref(), &desk.served.moment(group.received))
}

impl Group {
    /// "2 sightings".
    fn things(&self) -> String {
        (t().held.things)(self.kind.as_deref(), self.hashes.len())
    }

    fn class_called(&self) -> Option<&str> {
        self.class.as_ref().map(|(_, name)| name.as_deref().unwrap_or(t().held.unknown_class))
    }

    /// Who recorded it, and who brought it where that was somebody else.
    fn who(&self) -> String {
        let text = &t().held;
        let called = |name: &Name| match name {
            Name::Is(name) => name.clone(),
            Name::Student => text.a_student.to_owned(),
            Name::Unknown => text.somebody.to_owned(),
        };
        let by = self.author.as_ref().map(called);
        (text.who)(by.as_deref(), self.sender.as_ref().map(called).as_deref())
    }
}
