//! The fields of a visit that were written on two tablets at the same time.

use domain::entry::VisitSet;
use domain::view::Head;
use leptos::prelude::*;

use super::super::heads::{Choice, Contested, heads_panel};
use super::room::Room;
use super::said;
use crate::text::t;

/// All fields with several heads; nothing where there are none.
#[component]
pub fn Conflicts(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let fields = Memo::new(move |_| {
        room.of(|visit| visit.conflicts().map(|(_, heads)| heads.to_vec()).collect::<Vec<_>>())
    });
    move || heads_panel(fields.get().iter().filter_map(|heads| contested(room, heads)).collect())
}

/// One field with its heads; `None` for a field of a newer program.
fn contested(room: Room, heads: &[Head<VisitSet>]) -> Option<Contested> {
    let choice = |head: &Head<VisitSet>| {
        let set = head.set.clone();
        Choice {
            said: said::value(room, &head.set),
            by: (t().visit.heads.by)(&room.name_of(head.author), &room.when(head.at)),
            keep: Callback::new(move |()| room.choose(&set)),
        }
    };
    Some(Contested {
        heading: said::heading(room, &heads.first()?.set)?,
        heads: heads.iter().map(choice).collect(),
        join: join(heads).map(|joined| Callback::new(move |()| room.choose(&joined))),
    })
}

/// Several texts as one, the one that is shown first on top; `None` for what cannot be joined.
fn join(heads: &[Head<VisitSet>]) -> Option<VisitSet> {
    let VisitSet::Words(words, _) = heads.first()?.set else { return None };
    let texts = heads.iter().filter_map(|head| match &head.set {
        VisitSet::Words(_, text) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    Some(VisitSet::Words(words, texts.collect::<Vec<_>>().join("\n")))
}
