//! The top of a visit: where, on which walk, with which focus.

use domain::entry::visit::Today;
use domain::view::{VisitView, WalkView};
use leptos::prelude::*;

use super::room::Room;
use crate::text::t;

/// The walk of the visit, if it is on one and the walk is here.
#[must_use]
pub fn walk_of(room: Room) -> Option<WalkView> {
    let walk = room.of(|visit: &VisitView| visit.walk)?;
    room.tablet.view(|view| view.walk(walk))
}

/// That the cap is reached: here, or with the partner who was there.
fn enough_words(room: Room) -> String {
    match room.of(|visit| visit.partner().filter(|_| visit.today() == Today::Partner)) {
        Some(partner) => (t().walk.enough_with)(&room.name_of(partner)),
        None => t().walk.enough.to_owned(),
    }
}

/// The line under the title: the walk and its focus, and the cap where it is reached.
#[component]
pub fn WalkLine(
    /// The visit.
    room: Room,
    /// Its walk.
    walk: Memo<Option<WalkView>>,
) -> impl IntoView {
    let enough = move || room.has_enough().then(|| view! { <span>{enough_words(room)}</span> });
    let line = move |walk: &WalkView| {
        let title = walk.title.clone().unwrap_or_else(|| t().walk.unnamed.to_owned());
        let focus = walk.focus.as_ref().map(|focus| (t().walk.focus)(focus));
        view! {
            <span>{title}</span>
            {focus.map(|focus| view! { <b>{focus}</b> })}
        }
    };
    move || {
        let (walk, enough) = (walk.with(|walk| walk.as_ref().map(line)), enough());
        let is_empty = walk.is_none() && enough.is_none();
        (!is_empty).then(|| view! { <p class="visit-line">{walk} {enough}</p> })
    }
}
