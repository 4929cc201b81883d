//! A tap on a room: goes on with today's draft of it, or begins a visit.

use domain::id::{ClassId, RecordId};
use leptos::prelude::*;

use super::{entries, lists, rooms};
use crate::tablet::Tablet;

/// The address of this person's draft of `class` of today; without one a visit begins, on `walk`.
#[must_use]
pub fn begin(tablet: Tablet, class: ClassId, walk: Option<RecordId>) -> String {
    let (me, today, visits) = untrack(|| (tablet.person(), tablet.today(), lists::visits(tablet)));
    let visit = rooms::under_way(&visits, me, class, today).unwrap_or_else(|| {
        let record = tablet.new_record();
        tablet.record(vec![entries::start(record, class, me, walk)]);
        record
    });
    format!("/visit/{visit}")
}
