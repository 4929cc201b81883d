//! The line beside every free text (rule 8 of the product); most have it from [`super::FreeText`].

use leptos::prelude::*;

use crate::tablet::use_tablet;
use crate::text::t;

/// Who types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForWhom {
    /// A member of staff.
    #[default]
    Adult,
    /// A student.
    Student,
}

/// "Worried about a child? Don't write it here." Stands beside every free text.
#[component]
pub fn Safeguarding(
    /// Who types.
    #[prop(optional)]
    who: ForWhom,
    /// Its id, where a field is described by it.
    #[prop(optional_no_strip)]
    id: Option<String>,
) -> impl IntoView {
    let tablet = use_tablet();
    let line = move || match who {
        ForWhom::Student => t().common.worried_child.to_owned(),
        ForWhom::Adult => match tablet.directory().and_then(|d| d.school.safeguarding_lead.clone())
        {
            Some(lead) => (t().common.worried)(&lead),
            None => t().common.worried_no_lead.to_owned(),
        },
    };
    view! { <p class="safe" id=id>{line}</p> }
}
