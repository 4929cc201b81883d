//! What a person is in a class.

use std::collections::BTreeSet;

use super::{Enrolled, EnrolmentRole, UserRole};
use crate::id::{EnrolmentId, PersonId};
use crate::named;
use crate::time::Day;

named! {
    /// What a person is in a class.
    Position {
        /// Learns in it.
        Student = "student",
        /// One of its teachers.
        Teacher = "teacher",
        /// Its teaching assistant.
        Assistant = "assistant",
    }
}

/// A person's place in a class on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// By which enrolment.
    pub enrolment: EnrolmentId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub position: Position,
    /// Marked as the accountable one.
    pub primary: bool,
    /// Since when; `None`: since the class began.
    pub begin: Option<Day>,
}

impl Position {
    /// Whether it makes one an adult of the class.
    #[must_use]
    pub fn is_adult(self) -> bool {
        self != Self::Student
    }
}

/// What an enrolment makes of a person with these roles; `None`: nothing.
///
/// A user who is an `aide` and not a teacher becomes a teaching assistant by
/// any enrolment. Deny by default: a student never becomes an adult of a class.
#[must_use]
pub fn position(roles: &BTreeSet<UserRole>, enrolled: EnrolmentRole) -> Option<Position> {
    place(roles, enrolled).ok()
}

/// Why an enrolment makes nothing of a person with these roles.
pub(super) fn refused(roles: &BTreeSet<UserRole>, enrolled: EnrolmentRole) -> Option<Enrolled> {
    place(roles, enrolled).err()
}

fn place(roles: &BTreeSet<UserRole>, enrolled: EnrolmentRole) -> Result<Position, Enrolled> {
    let is = |role| roles.contains(&role);
    let staff = roles.iter().any(|role| role.is_staff());
    match enrolled {
        EnrolmentRole::Student if is(UserRole::Student) => Ok(Position::Student),
        _ if is(UserRole::Aide) && !is(UserRole::Teacher) => Ok(Position::Assistant),
        EnrolmentRole::Student => Err(Enrolled::StaffAsStudent),
        _ if !staff => Err(Enrolled::StudentAsStaff),
        EnrolmentRole::Teacher => Ok(Position::Teacher),
        EnrolmentRole::Aide | EnrolmentRole::Proctor => Ok(Position::Assistant),
        EnrolmentRole::Administrator => Err(Enrolled::AsAdministrator),
    }
}

/// The class teacher: the teacher whose enrolment is marked as primary, else
/// the first one. Of several, the one who began first; then by enrolment.
#[must_use]
pub fn class_teacher(members: &[Member]) -> Option<PersonId> {
    let teachers = members.iter().filter(|member| member.position == Position::Teacher);
    let first = teachers.min_by_key(|member| (!member.primary, member.begin, member.enrolment));
    first.map(|member| member.person)
}
