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
use crate::reactive::memo;
use crate::tablet::use_tablet;

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
