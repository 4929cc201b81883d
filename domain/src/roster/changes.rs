//! What an import would do, and what someone should look at.

use super::{Class, Course, Enrolment, Kept, Org, Person, SourcedId, Term};
use crate::id::{ClassId, CourseId, EnrolmentId, OrgId, PersonId, TermId};
use crate::time::DaysOff;

/// Everything that an import changes. Storing it is one transaction: put each
/// row of each table under its id, whole; then, if given, the days off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Schools and departments.
    pub orgs: Vec<Write<OrgId, Org>>,
    /// School years, terms, half-terms.
    pub terms: Vec<Write<TermId, Term>>,
    /// Courses.
    pub courses: Vec<Write<CourseId, Course>>,
    /// Classes.
    pub classes: Vec<Write<ClassId, Class>>,
    /// Students and staff.
    pub people: Vec<Write<PersonId, Person>>,
    /// Enrolments.
    pub enrolments: Vec<Write<EnrolmentId, Enrolment>>,
    /// All days off, if they differ from those that are held.
    pub days_off: Option<Vec<DaysOff>>,
    /// What someone should look at.
    pub warnings: Vec<Warning>,
}

/// One row to be put under its id, new or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write<Id, Row> {
    /// Its id here.
    pub id: Id,
    /// What happened to it.
    pub why: Why,
    /// The row as it is from now on.
    pub kept: Kept<Row>,
}

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It was not known.
    Added,
    /// It says something else.
    Updated,
    /// The source marks it as leaving, or no longer names it. Kept, marked.
    Left,
    /// It had left, and is back.
    Rejoined,
}

/// What someone should look at after an import. Rows are named by the
/// source's ids, people never by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// A person who is new here has the identifier of one who is known under
    /// another `sourcedId`: perhaps the same person. They are never matched
    /// silently; both are kept.
    ChangedSourcedId {
        /// Who is known.
        known: PersonId,
        /// Their id in the source; `None` for who was added here.
        old: Option<SourcedId>,
        /// The id that is new.
        new: SourcedId,
    },
    /// The source gives a known person another identifier: perhaps it gave the
    /// `sourcedId` to someone else. The person is updated.
    ChangedIdentifier {
        /// Whose.
        person: SourcedId,
    },
    /// An enrolment gives a person nothing, since what the source says they
    /// are does not allow it.
    NoPosition {
        /// Which.
        enrolment: SourcedId,
        /// In which class.
        class: SourcedId,
        /// Whose.
        person: SourcedId,
        /// What is wrong.
        enrolled: Enrolled,
    },
    /// A class without a teacher: nobody is accountable for it.
    NoClassTeacher {
        /// Which.
        class: SourcedId,
    },
    /// More than one teacher of a class is marked as primary: the one enrolled
    /// first counts.
    SeveralClassTeachers {
        /// Which.
        class: SourcedId,
    },
    /// More than half of the people of this source would be marked as left:
    /// perhaps the wrong file.
    MostLeave {
        /// How many leave.
        leave: usize,
        /// Of how many.
        of: usize,
    },
}

/// Why an enrolment gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Enrolled {
    /// A student is enrolled as staff.
    StudentAsStaff,
    /// A member of staff is enrolled as a student.
    StaffAsStudent,
    /// Enrolled as an administrator of the class: an import gives no such
    /// right.
    AsAdministrator,
}

impl Changes {
    /// Whether nothing changes. There may be warnings all the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orgs.is_empty()
            && self.terms.is_empty()
            && self.courses.is_empty()
            && self.classes.is_empty()
            && self.people.is_empty()
            && self.enrolments.is_empty()
            && self.days_off.is_none()
    }
}
