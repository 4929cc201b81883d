//! A class in a lesson, one student, and what is made for a class beside lessons.

mod choices;
mod class;
mod context;
mod record;
mod setup;
mod sheet;
mod standings;
mod student;

use domain::directory::ClassCard;
use domain::id::{ClassId, PersonId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use self::choices::ChoicesPage;
pub use self::class::ClassPage;
pub use self::sheet::SheetPage;
pub use self::student::StudentPage;
use crate::components::Header;
use crate::reactive::memo;
use crate::tablet::{Opening, use_tablet};
use crate::text::t;

/// The class of the address, if this person is one of its adults and may see who is in it.
fn class_of_address() -> Memo<Option<ClassCard>> {
    let tablet = use_tablet();
    let params = use_params_map();
    memo(move || {
        let id: ClassId = params.read().get("id")?.parse().ok()?;
        let directory = tablet.directory()?;
        directory.class(id).filter(|class| class.mine && class.students.is_some()).cloned()
    })
}

/// The student of the address.
fn student_of_address() -> Memo<Option<PersonId>> {
    let params = use_params_map();
    memo(move || params.read().get("student")?.parse().ok())
}

/// Instead of a class that is not this person's; nothing while the tablet is still opening.
pub(super) fn no_class(title: &'static str, remedy: &'static str) -> AnyView {
    let tablet = use_tablet();
    if matches!(tablet.opening(), Opening::Reading | Opening::FirstVisit) {
        return view! { <main class="page" aria-busy="true"></main> }.into_any();
    }
    view! {
        <Header title=title back="/" />
        <main class="page">
            <p>{remedy}</p>
            <p><a class="btn quiet" href="/">{t().common.home}</a></p>
        </main>
    }
    .into_any()
}
