//! The audiences of a school. These numbers are stored: never reuse one.

use sync::entry::Uid;
use sync::scope::Scope;

use crate::id::{ClassId, PersonId};

const SCHOOL: u8 = 1;
const STAFF: u8 = 2;
const LEADERS: u8 = 3;
const CLASS: u8 = 4;
const STUDENT: u8 = 5;
const ABOUT: u8 = 6;
const PERSON: u8 = 7;

/// Everyone of the school.
#[must_use]
pub fn school() -> Scope {
    Scope { tag: SCHOOL, id: Uid::NIL }
}

/// All staff.
#[must_use]
pub fn staff() -> Scope {
    Scope { tag: STAFF, id: Uid::NIL }
}

/// All leaders.
#[must_use]
pub fn leaders() -> Scope {
    Scope { tag: LEADERS, id: Uid::NIL }
}

/// The adults of a class.
#[must_use]
pub fn class(class: ClassId) -> Scope {
    Scope { tag: CLASS, id: class.0 }
}

/// What a student sees.
#[must_use]
pub fn student(student: PersonId) -> Scope {
    Scope { tag: STUDENT, id: student.0 }
}

/// What that student's staff see.
#[must_use]
pub fn about(student: PersonId) -> Scope {
    Scope { tag: ABOUT, id: student.0 }
}

/// One member of staff.
#[must_use]
pub fn person(person: PersonId) -> Scope {
    Scope { tag: PERSON, id: person.0 }
}
