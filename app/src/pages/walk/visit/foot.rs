//! The bar in the thumb's reach: park it, which is always safe, or share it.

use domain::id::ClassId;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::super::begin::begin;
use super::super::{lists, rooms};
use super::room::Room;
use super::sharing::{ShareSheet, share_label};
use crate::components::use_toasts;
use crate::reactive::memo;
use crate::text::t;

/// Park and share.
#[component]
pub fn Foot(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let sharing = RwSignal::new(false);
    let open_sheet = move |_| {
        room.flush();
        sharing.set(true);
    };
    view! {
        <footer class="thumb">
            <div class="acts">
                <ParkButton room=room />
                <button class="btn" type="button" aria-haspopup="dialog" on:click=open_sheet>{move || share_label(room)}</button>
            </div>
        </footer>
        <ShareSheet room=room open=sharing />
    }
}

#[component]
fn ParkButton(room: Room) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let next = memo(move || next_room(room));
    let label = move || match next.get() {
        Some((_, name)) => (t().visit.park_next)(&name),
        None => t().visit.park.to_owned(),
    };
    let park = move |_| {
        room.flush();
        toasts.say((t().visit.parked)(&untrack(|| room.class_name())));
        let to = match next.get_untracked() {
            Some((class, _)) => begin(room.tablet, class, room.now_of(|visit| visit.walk)),
            None => "/".to_owned(),
        };
        navigate(&to, leptos_router::NavigateOptions::default());
    };
    view! { <button class="btn quiet" type="button" on:click=park>{label}</button> }
}

/// The room that is likely next, with its name.
fn next_room(room: Room) -> Option<(ClassId, String)> {
    let directory = room.directory()?;
    let (today, me) = (room.tablet.today(), room.me());
    let visits = lists::visits(room.tablet);
    let class = rooms::next(&visits, me, today, room.tablet.now(), &directory.school.zone)?;
    Some((class, directory.class(class)?.name.clone()))
}
