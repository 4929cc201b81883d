//! What a walk is about, as staff read it; and, for leaders, what was written on two tablets at the same time.

use domain::directory::Directory;
use domain::entry::walk::WalkSet;
use domain::view::{Head, WalkView};
use leptos::prelude::*;

use super::entries;
use super::heads::{Choice, Contested, heads_panel};
use super::staff::walk_days;
use crate::tablet::Tablet;
use crate::text::t;

/// What a walk is about. Followed as it changes.
#[must_use]
pub fn facts(tablet: Tablet, walk: WalkView) -> AnyView {
    let words = &t().walk;
    let days = walk_days(tablet, &walk);
    let names = tablet.directory();
    let muscles = walk
        .muscles
        .iter()
        .filter_map(|id| Some(names.as_ref()?.framework.muscle(id)?.name.clone()));
    let muscles = muscles.collect::<Vec<_>>().join(", ");
    let by = names.as_ref().and_then(|d| d.staff_name(walk.author).map(words.announced_by));
    view! {
        <section class="card walk-facts">
            {walk.focus.map(|focus| view! { <p class="walk-focus">{(words.focus)(&focus)}</p> })}
            {walk.announcement.map(|text| view! { <p class="read-words">{text}</p> })}
            {(!muscles.is_empty()).then(|| view! { <p>{muscles}</p> })}
            <p class="hint">{walk.purpose.map(words.purpose)}</p>
            <p class="hint">{days}</p>
            <p class="hint">{by}</p>
            <p class="hint">{words.promise}</p>
        </section>
    }
    .into_any()
}

/// The fields of a walk with several heads, each to be chosen from.
#[must_use]
pub fn conflicts(tablet: Tablet, walk: &WalkView) -> Option<AnyView> {
    let directory = tablet.directory()?;
    let contested =
        walk.fields.conflicts().filter_map(|(_, heads)| contested(tablet, &directory, walk, heads));
    heads_panel(contested.collect())
}

/// One field with its heads; `None` for a field of a newer program.
fn contested(
    tablet: Tablet,
    directory: &Directory,
    walk: &WalkView,
    heads: &[Head<WalkSet>],
) -> Option<Contested> {
    let today = tablet.today();
    let choice = |head: &Head<WalkSet>| {
        let name = directory.staff_name(head.author).unwrap_or(t().visit.someone);
        let when = t().dates.at(head.at, &directory.school.zone, today);
        let drafts = entries::set_walk(walk.id, Some(walk), std::slice::from_ref(&head.set));
        Choice {
            said: said(directory, &head.set, today),
            by: (t().visit.heads.by)(name, &when),
            keep: Callback::new(move |()| drop(tablet.record(drafts.clone()))),
        }
    };
    Some(Contested {
        heading: heading(&heads.first()?.set)?.to_owned(),
        heads: heads.iter().map(choice).collect(),
        join: None,
    })
}

fn heading(set: &WalkSet) -> Option<&'static str> {
    let form = &t().walk.form;
    Some(match set {
        WalkSet::Title(_) => form.name,
        WalkSet::Focus(_) => form.focus,
        WalkSet::Habit(_) => form.habit,
        WalkSet::Muscles(_) => form.muscles,
        WalkSet::Purpose(_) => form.purpose,
        WalkSet::From(_) => form.from,
        WalkSet::Until(_) => form.until,
        WalkSet::Announcement(_) => form.announcement,
        WalkSet::Other(_) => return None,
    })
}

fn said(directory: &Directory, set: &WalkSet, today: domain::time::Day) -> String {
    let framework = &directory.framework;
    match set {
        WalkSet::Title(text) | WalkSet::Focus(text) | WalkSet::Announcement(text) => text.clone(),
        WalkSet::Habit(habit) => {
            let group = framework.group(*habit).map(|group| group.name.as_str());
            group.unwrap_or_else(|| (t().visit.habit)(*habit)).to_owned()
        }
        WalkSet::Muscles(ids) => {
            let names = ids.iter().filter_map(|id| Some(framework.muscle(id)?.name.as_str()));
            names.collect::<Vec<_>>().join(", ")
        }
        WalkSet::Purpose(purpose) => (t().walk.purpose)(*purpose).to_owned(),
        WalkSet::From(day) | WalkSet::Until(day) => t().dates.date(*day, today),
        WalkSet::Other(_) => String::new(),
    }
}
