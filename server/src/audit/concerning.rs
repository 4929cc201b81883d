//! Which rows concern somebody: what they did, what was done to them, and who
//! received or looked at a class, or its list of names, while they learnt in it.

use std::collections::BTreeSet;

use domain::id::{ClassId, PersonId};

use super::What;
use crate::office::Office;
use crate::store::{AuditQuery, AuditRow};

/// Looks at a whole class.
const OF_CLASSES: &[&str] =
    &[What::ReceivedClass.name(), What::ViewedClassList.name(), What::ViewedClassReport.name()];

/// `query`, for the rows that may concern `person`; [`is`] decides which do.
#[must_use]
pub fn query(office: &Office, person: PersonId, query: AuditQuery) -> AuditQuery {
    let enrolments = office.roster.enrolments.values();
    let theirs = enrolments.filter(|kept| kept.row.person == person);
    let classes: BTreeSet<ClassId> = theirs.map(|kept| kept.row.class).collect();
    let classes = classes.into_iter().collect();
    AuditQuery { person: Some(person), classes, of_classes: OF_CLASSES, ..query }
}

/// Whether a row concerns `person`.
#[must_use]
pub fn is(office: &Office, person: PersonId, row: &AuditRow) -> bool {
    let theirs = [row.who, row.whom].contains(&Some(person));
    let in_class = || {
        let class = row.about.filter(|_| OF_CLASSES.contains(&row.what.as_str()));
        class.is_some_and(|class| {
            office.is_student_of(person, ClassId(class), office.day_of(row.at))
        })
    };
    theirs || in_class()
}
