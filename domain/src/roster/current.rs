//! What the school holds: rows by random ids, none of them ever removed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Changes, Class, ClassType, Course, Enrolment, Member, Org, OrgType, Person, Source, SourcedId,
    Term, Write, YearGroup, class_teacher, plan, position,
};
use crate::id::{ClassId, CourseId, EnrolmentId, OrgId, PersonId, TermId};
use crate::time::{Day, DaysOff, Plan, YearPlan};

/// All that has been imported or set, whatever its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Current {
    /// Schools and departments.
    pub orgs: Table<OrgId, Org>,
    /// School years, terms, half-terms.
    pub terms: Table<TermId, Term>,
    /// Courses.
    pub courses: Table<CourseId, Course>,
    /// Classes.
    pub classes: Table<ClassId, Class>,
    /// Students and staff.
    pub people: Table<PersonId, Person>,
    /// Who is, or was, in which class.
    pub enrolments: Table<EnrolmentId, Enrolment>,
    /// INSET days, holidays, exam weeks.
    pub days_off: Vec<DaysOff>,
}

/// Rows of one kind by our ids.
pub type Table<Id, Row> = BTreeMap<Id, Kept<Row>>;

/// A row that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<Row> {
    /// What it says.
    pub row: Row,
    /// Where it comes from; `None` for what was made here (the first
    /// administrator, a child who joined today): imports leave that alone.
    /// No two rows of a kind have the same.
    pub external: Option<External>,
    /// The day on which an import found that it has left; `None` while it is
    /// here.
    pub left: Option<Day>,
}

/// A row's id outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct External {
    /// In which system.
    pub source: Source,
    /// Its id there.
    pub sourced_id: SourcedId,
}

/// Who teaches a class, for pooling a secondary school's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Department {
    /// The department of its course.
    Org(OrgId),
    /// A tutor group: a homeroom without a department of its own.
    Tutor,
    /// The source does not say.
    Unknown,
}

impl Current {
    /// Does what `changes` say.
    pub fn apply(&mut self, changes: &Changes) {
        write_all(&mut self.orgs, &changes.orgs);
        write_all(&mut self.terms, &changes.terms);
        write_all(&mut self.courses, &changes.courses);
        write_all(&mut self.classes, &changes.classes);
        write_all(&mut self.people, &changes.people);
        write_all(&mut self.enrolments, &changes.enrolments);
        if let Some(days_off) = &changes.days_off {
            self.days_off.clone_from(days_off);
        }
    }

    /// Who is in `class` on `day` and what they are there, in the order of
    /// their enrolments' ids. People who have left are not.
    #[must_use]
    pub fn members_on(&self, class: ClassId, day: Day) -> Vec<Member> {
        let in_class = self.enrolments.iter().filter(|(_, kept)| kept.row.class == class);
        in_class.filter_map(|(id, kept)| self.member_on(*id, &kept.row, day)).collect()
    }

    /// The classes of `person` on `day`.
    #[must_use]
    pub fn classes_of(&self, person: PersonId, day: Day) -> Vec<(ClassId, Member)> {
        let theirs = self.enrolments.iter().filter(|(_, kept)| kept.row.person == person);
        theirs
            .filter_map(|(id, kept)| Some((kept.row.class, self.member_on(*id, &kept.row, day)?)))
            .collect()
    }

    /// The one accountable adult of `class` on `day`.
    #[must_use]
    pub fn class_teacher(&self, class: ClassId, day: Day) -> Option<PersonId> {
        class_teacher(&self.members_on(class, day))
    }

    /// The years in a class: its own, else its course's.
    #[must_use]
    pub fn years_of(&self, class: &Class) -> BTreeSet<YearGroup> {
        let course = class.course.and_then(|id| self.courses.get(&id));
        match course {
            Some(course) if class.years.is_empty() => course.row.years.clone(),
            _ => class.years.clone(),
        }
    }

    /// Who teaches a class.
    #[must_use]
    pub fn department_of(&self, class: &Class) -> Department {
        let org = class.course.and_then(|id| self.courses.get(&id)).map(|course| course.row.org);
        let is_department = |id: &OrgId| {
            self.orgs.get(id).is_some_and(|org| org.row.org_type == OrgType::Department)
        };
        match org.filter(is_department) {
            Some(org) => Department::Org(org),
            None if class.class_type == ClassType::Homeroom => Department::Tutor,
            None => Department::Unknown,
        }
    }

    /// The school's dates, for a [`Calendar`](crate::time::Calendar). A school
    /// year that was over when its source no longer named it still counts,
    /// unless another one takes its place.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let terms = |counts: fn(&Kept<Term>) -> bool| {
            let those = self.terms.values().filter(move |kept| counts(kept));
            those.map(|kept| (kept.row.term_type, kept.row.span))
        };
        let mut dates = plan(terms(|kept| kept.left.is_none()), &self.days_off);
        let over = terms(|kept| kept.left.is_some_and(|left| kept.row.span.last < left));
        for past in plan(over, &[]).years {
            let apart = |year: &YearPlan| {
                year.span.last < past.span.first || past.span.last < year.span.first
            };
            if dates.years.iter().all(apart) {
                dates.years.push(past);
            }
        }
        dates
    }

    fn member_on(&self, id: EnrolmentId, enrolment: &Enrolment, day: Day) -> Option<Member> {
        let person = self.people.get(&enrolment.person)?;
        if person.left.is_some_and(|left| left <= day) || !enrolment.holds_on(day) {
            return None;
        }
        Some(Member {
            enrolment: id,
            person: enrolment.person,
            position: position(&person.row.roles, enrolment.role)?,
            primary: enrolment.primary,
            begin: enrolment.begin,
        })
    }
}

fn write_all<Id: Ord + Copy, Row: Clone>(table: &mut Table<Id, Row>, writes: &[Write<Id, Row>]) {
    for write in writes {
        table.insert(write.id, write.kept.clone());
    }
}
