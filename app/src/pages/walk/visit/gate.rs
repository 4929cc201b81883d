//! Before the visited adult opens a visit: opening it releases it to others, so that is said first.

use domain::view::VisitView;
use leptos::prelude::*;

use super::super::entries;
use super::room::Room;
use crate::components::Header;
use crate::text::t;

/// The page of a visit that was shared with this person, and is closed still.
#[component]
pub fn Gate(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let words = &t().visit.reading;
    let walkers = move || names(room, &room.of(|visit| visit.walkers.clone()));
    let first = move || (words.gate_first)(&walkers());
    let means = move || (words.gate_means)(&room.class_name(), &room.release_day());
    let open = move |_| {
        room.record(vec![entries::open(room.id)]);
    };
    view! {
        <Header title=Signal::derive(move || (words.gate)(&room.class_name())) back="/" />
        <main class="page">
            <section class="card gate">
                <p><strong>{first}</strong></p>
                <p>{means}</p>
                <div class="acts">
                    <a class="btn quiet" href="/">{words.later}</a>
                    <button class="btn" type="button" on:click=open>{words.open}</button>
                </div>
            </section>
        </main>
    }
}

/// Names, one after the other.
#[must_use]
pub fn names(room: Room, people: &[domain::id::PersonId]) -> String {
    people.iter().map(|person| room.name_of(*person)).collect::<Vec<_>>().join(", ")
}

/// "Ms Rowe visited today 10:42".
#[must_use]
pub fn who_and_when(room: Room) -> String {
    let (walkers, started) = room.of(|visit: &VisitView| (visit.walkers.clone(), visit.started));
    (t().visit.reading.by)(&names(room, &walkers), &room.when(started))
}
