//! The rows of a roster. Rows that name other rows are generic over how:
//! by our own ids once they are stored (the defaults), by the source's
//! [`SourcedId`](super::SourcedId) while they arrive.

use std::collections::BTreeSet;

use super::YearGroup;
use crate::id::{ClassId, CourseId, OrgId, PersonId, TermId};
use crate::named;
use crate::rights::Role;
use crate::time::{Day, Span};

/// A school or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org<OrgRef = OrgId> {
    /// "Mathematics".
    pub name: String,
    /// School, department, …
    pub org_type: OrgType,
    /// The source's code for people: a school's number, "MA".
    pub identifier: Option<String>,
    /// What it is a part of.
    pub parent: Option<OrgRef>,
}

/// A person at the school: student or staff. Families are not kept.
///
/// The least that serves: no date of birth, no telephone, no photo; an address
/// for e-mail only of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name that they are called by: the preferred one, where given.
    pub given_name: String,
    /// The preferred one, where given. May be empty.
    pub family_name: String,
    /// What the source calls them at sign-in.
    pub username: Option<String>,
    /// Of staff only: some sign in with it.
    pub email: Option<String>,
    /// The school's or the country's number for them (UPN, staff code):
    /// usually stays when a source makes new `sourcedId`s.
    pub identifier: Option<String>,
    /// All that the source says they are; at least one.
    pub roles: BTreeSet<UserRole>,
    /// A student's year; `None` for staff, and where the source gives none.
    pub year: Option<YearGroup>,
    /// Whether the source lets the account be used: without, no signing in.
    pub enabled: bool,
}

/// What is taught, to whom: classes are its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course<OrgRef = OrgId> {
    /// "Year 7 Science".
    pub title: String,
    /// Who teaches it: usually a department.
    pub org: OrgRef,
    /// The years it is for; often one.
    pub years: BTreeSet<YearGroup>,
    /// "Science".
    pub subject: Option<String>,
}

/// A teaching group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class<CourseRef = CourseId, TermRef = TermId> {
    /// "7B/Sc2".
    pub title: String,
    /// The source's code for people.
    pub code: Option<String>,
    /// A tutor group or primary class, or a subject's group.
    pub class_type: ClassType,
    /// What it is a group of; a tutor group often has none.
    pub course: Option<CourseRef>,
    /// The years in it; several for a mixed one, none where the source is
    /// silent: see [`Current::years_of`](super::Current::years_of).
    pub years: BTreeSet<YearGroup>,
    /// "Science": the default for a sighting's context.
    pub subject: Option<String>,
    /// Its usual room.
    pub location: Option<String>,
    /// When it meets.
    pub terms: BTreeSet<TermRef>,
}

/// A person's place in a class, for some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment<ClassRef = ClassId, PersonRef = PersonId> {
    /// In which class.
    pub class: ClassRef,
    /// Who.
    pub person: PersonRef,
    /// As the source says; what it amounts to also depends on the person:
    /// [`position`](super::position).
    pub role: EnrolmentRole,
    /// The one teacher who is accountable, among several.
    pub primary: bool,
    /// First day; `None`: since the class began.
    pub begin: Option<Day>,
    /// Last day, included; `None`: open.
    pub end: Option<Day>,
}

/// An academic session: a school year, a term, a half-term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<TermRef = TermId> {
    /// "Autumn".
    pub title: String,
    /// How long a stretch it is.
    pub term_type: TermType,
    /// First and last day.
    pub span: Span,
    /// What it is a part of.
    pub parent: Option<TermRef>,
}

named! {
    /// What sort of organisation.
    OrgType {
        /// Part of a school: teaches a subject or a phase.
        Department = "department",
        /// A school.
        School = "school",
        /// A group of schools.
        District = "district",
        /// A local authority.
        Local = "local",
        /// A state.
        State = "state",
        /// A country.
        National = "national",
    }
}

named! {
    /// What a source says a person is. Of the wider list of `OneRoster`,
    /// what makes a difference here.
    UserRole {
        /// Learns here.
        Student = "student",
        /// Teaches.
        Teacher = "teacher",
        /// Supports classes: a teaching assistant.
        Aide = "aide",
        /// Administrator or principal there. **Gives no right here**: only
        /// `limber grant` does.
        Administrator = "administrator",
        /// Other staff: counsellor, invigilator, a role of the source's own.
        OtherStaff = "other-staff",
    }
}

named! {
    /// What sort of class.
    ClassType {
        /// A tutor group, or a primary class.
        Homeroom = "homeroom",
        /// A subject's group.
        Scheduled = "scheduled",
    }
}

named! {
    /// What a source says a person is in a class.
    EnrolmentRole {
        /// Learns in it.
        Student = "student",
        /// Teaches it.
        Teacher = "teacher",
        /// Supports it. Not in the standard, common all the same.
        Aide = "aide",
        /// Invigilates; many systems write it for assistants.
        Proctor = "proctor",
        /// Looks after its data.
        Administrator = "administrator",
    }
}

named! {
    /// What sort of academic session.
    TermType {
        /// A whole school year.
        SchoolYear = "schoolYear",
        /// Half of a school year.
        Semester = "semester",
        /// A term.
        Term = "term",
        /// A half-term.
        GradingPeriod = "gradingPeriod",
    }
}

impl<OrgRef> Org<OrgRef> {
    /// The same with other references.
    pub(super) fn refer<Other, E>(
        &self,
        org: impl Fn(&OrgRef) -> Result<Other, E>,
    ) -> Result<Org<Other>, E> {
        Ok(Org {
            name: self.name.clone(),
            org_type: self.org_type,
            identifier: self.identifier.clone(),
            parent: self.parent.as_ref().map(org).transpose()?,
        })
    }
}

impl<OrgRef> Course<OrgRef> {
    /// The same with other references.
    pub(super) fn refer<Other, E>(
        &self,
        org: impl Fn(&OrgRef) -> Result<Other, E>,
    ) -> Result<Course<Other>, E> {
        Ok(Course {
            title: self.title.clone(),
            org: org(&self.org)?,
            years: self.years.clone(),
            subject: self.subject.clone(),
        })
    }
}

impl<CourseRef, TermRef> Class<CourseRef, TermRef> {
    /// The same with other references.
    pub(super) fn refer<OtherCourse, OtherTerm: Ord, E>(
        &self,
        course: impl Fn(&CourseRef) -> Result<OtherCourse, E>,
        term: impl Fn(&TermRef) -> Result<OtherTerm, E>,
    ) -> Result<Class<OtherCourse, OtherTerm>, E> {
        Ok(Class {
            title: self.title.clone(),
            code: self.code.clone(),
            class_type: self.class_type,
            course: self.course.as_ref().map(course).transpose()?,
            years: self.years.clone(),
            subject: self.subject.clone(),
            location: self.location.clone(),
            terms: self.terms.iter().map(term).collect::<Result<_, _>>()?,
        })
    }
}

impl<TermRef> Term<TermRef> {
    /// The same with other references.
    pub(super) fn refer<Other, E>(
        &self,
        term: impl Fn(&TermRef) -> Result<Other, E>,
    ) -> Result<Term<Other>, E> {
        Ok(Term {
            title: self.title.clone(),
            term_type: self.term_type,
            span: self.span,
            parent: self.parent.as_ref().map(term).transpose()?,
        })
    }
}

impl Person {
    /// Whether the source calls them a member of staff.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|role| role.is_staff())
    }

    /// The rights that the import gives: never a leader's or an
    /// administrator's.
    pub fn rights(&self) -> impl Iterator<Item = Role> + '_ {
        self.roles.iter().filter_map(|role| role.right())
    }
}

impl UserRole {
    /// Whether it makes one a member of staff.
    #[must_use]
    pub fn is_staff(self) -> bool {
        self != Self::Student
    }

    /// The right that it gives here. Never a leader's or an administrator's;
    /// for other staff none of their own: an enrolment makes them an adult of
    /// a class.
    #[must_use]
    pub fn right(self) -> Option<Role> {
        match self {
            Self::Student => Some(Role::Student),
            Self::Teacher => Some(Role::Teacher),
            Self::Aide => Some(Role::Assistant),
            Self::Administrator | Self::OtherStaff => None,
        }
    }
}

impl<ClassRef, PersonRef> Enrolment<ClassRef, PersonRef> {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.begin.is_none_or(|begin| begin <= day) && self.end.is_none_or(|end| day <= end)
    }
}
