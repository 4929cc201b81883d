//! A visit: written by its walkers, then read by those who may.

mod asked;
mod board;
mod conflicts;
mod foot;
mod gate;
mod reading;
mod replies;
mod room;
mod said;
mod sharing;
mod steering;
mod teaching;
mod top;
mod words;
mod writing;

use domain::id::{PersonId, RecordId};
use domain::view::{Stage, VisitView};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::gate::Gate;
use self::reading::ReadingPage;
use self::room::Room;
pub use self::words::is_half_typed;
use self::writing::WritingPage;
use crate::components::Header;
use crate::reactive::memo;
use crate::tablet::{Opening, use_tablet};
use crate::text::t;

/// The visit of the address, in the form in which this person may have it.
#[component]
pub fn VisitPage() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|p| p.get("id")?.parse::<RecordId>().ok()));
    move || match id.get() {
        Some(id) => view! { <OneVisit id=id /> }.into_any(),
        None => Missing().into_any(),
    }
}

/// In which form a person has a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    /// The tablet is still reading its store.
    Wait,
    /// Nothing of it is here.
    Missing,
    /// A draft of this person's.
    Writing,
    /// Shared with this person, who has not opened it yet.
    Closed,
    /// Shared, or released, and open.
    Reading,
}

#[component]
fn OneVisit(id: RecordId) -> impl IntoView {
    let tablet = use_tablet();
    let room = Room::new(tablet, id);
    let face =
        memo(move || match room.visit.with(|visit| visit.as_ref().map(|v| face(v, room.me()))) {
            Some(face) => face,
            None if tablet.opening() == Opening::Reading => Face::Wait,
            None => Face::Missing,
        });
    move || match face.get() {
        Face::Wait => view! { <main class="page"></main> }.into_any(),
        Face::Missing => Missing().into_any(),
        Face::Writing => view! { <WritingPage room=room /> }.into_any(),
        Face::Closed => view! { <Gate room=room /> }.into_any(),
        Face::Reading => view! { <ReadingPage room=room /> }.into_any(),
    }
}

fn face(visit: &VisitView, me: PersonId) -> Face {
    match visit.stage {
        Stage::Draft if visit.walkers.contains(&me) => Face::Writing,
        Stage::Draft => Face::Missing,
        Stage::Shared | Stage::Released if visit.awaits(me) => Face::Closed,
        Stage::Shared | Stage::Released => Face::Reading,
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <Header title=t().visit.missing.to_owned() back="/" />
        <main class="page">
            <p>{t().visit.missing_remedy}</p>
        </main>
    }
}

#[cfg(test)]
mod tests;
