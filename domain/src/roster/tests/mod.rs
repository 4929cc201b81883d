//! A school's office imports, again and again.

mod classes;
mod imports;
mod property;

use std::collections::{BTreeMap, BTreeSet};

use sync::entry::Uid;

use super::*;
use crate::id::ClassId;
use crate::time::{Day, DaysOff, OffKind, Span};

const TODAY: Day = Day(20_700);
const NEXT_WEEK: Day = Day(20_707);

/// A school's office: its roster, and what Limber made of it.
struct Office {
    incoming: Incoming,
    current: Current,
    ids_given: u64,
}

impl Office {
    /// One class with a teacher (`t`), an assistant (`a`) and a student (`s`).
    fn new() -> Self {
        let mut incoming = Incoming::empty(Source("mis".into()));
        let org = Org {
            name: "Brynford".into(),
            org_type: OrgType::School,
            identifier: None,
            parent: None,
        };
        incoming.orgs.insert("school".into(), Arriving::active(org));
        incoming.classes.insert("7a".into(), Arriving::active(class("7A")));
        let mut office = Self { incoming, current: Current::default(), ids_given: 0 };
        office.add("t", UserRole::Teacher).enrol("e-t", "7a", "t", EnrolmentRole::Teacher);
        office.add("a", UserRole::Aide).enrol("e-a", "7a", "a", EnrolmentRole::Proctor);
        office.add("s", UserRole::Student).enrol("e-s", "7a", "s", EnrolmentRole::Student);
        office
    }

    fn add(&mut self, id: &str, role: UserRole) -> &mut Self {
        let person = Person {
            given_name: id.to_uppercase(),
            family_name: "Doe".into(),
            username: Some(id.into()),
            email: None,
            identifier: Some(format!("UPN-{id}")),
            roles: [role].into(),
            year: None,
            enabled: true,
        };
        self.incoming.people.insert(id.into(), Arriving::active(person));
        self
    }

    fn enrol(&mut self, id: &str, class: &str, person: &str, role: EnrolmentRole) -> &mut Self {
        let enrolment = Enrolment {
            class: class.into(),
            person: person.into(),
            role,
            primary: false,
            begin: None,
            end: None,
        };
        self.incoming.enrolments.insert(id.into(), Arriving::active(enrolment));
        self
    }

    fn enrolment(&mut self, id: &str) -> &mut Arriving<Enrolment<SourcedId, SourcedId>> {
        self.incoming.enrolments.get_mut(&id.into()).unwrap()
    }

    fn person(&mut self, id: &str) -> &mut Arriving<Person> {
        self.incoming.people.get_mut(&id.into()).unwrap()
    }

    fn diff(&mut self, today: Day) -> Changes {
        let ids_given = &mut self.ids_given;
        let fresh = || {
            *ids_given += 1;
            Uid(u128::from(*ids_given).to_be_bytes())
        };
        diff(&self.current, &self.incoming, today, fresh).unwrap()
    }

    fn import(&mut self, today: Day) -> Changes {
        let changes = self.diff(today);
        self.current.apply(&changes);
        changes
    }

    fn class(&self) -> ClassId {
        *self.current.classes.keys().next().unwrap()
    }

    /// Who is in the class, by given names.
    fn positions(&self, today: Day) -> BTreeMap<&str, Position> {
        let members = self.current.members_on(self.class(), today);
        let named = members.iter().map(|member| {
            (self.current.people[&member.person].row.given_name.as_str(), member.position)
        });
        named.collect()
    }
}

fn class(title: &str) -> Class<SourcedId, SourcedId> {
    Class {
        title: title.into(),
        code: None,
        class_type: ClassType::Homeroom,
        course: None,
        years: BTreeSet::new(),
        subject: None,
        location: None,
        terms: BTreeSet::new(),
    }
}

fn kept<Id, Row: Clone>(table: &Table<Id, Row>, sourced_id: &str) -> Kept<Row> {
    let same = |kept: &&Kept<Row>| {
        kept.external.as_ref().is_some_and(|external| external.sourced_id.0 == sourced_id)
    };
    table.values().find(same).unwrap().clone()
}

fn whys<Id, Row>(writes: &[Write<Id, Row>]) -> Vec<(&str, Why)> {
    let mut whys: Vec<_> = writes
        .iter()
        .map(|write| (write.kept.external.as_ref().unwrap().sourced_id.0.as_str(), write.why))
        .collect();
    whys.sort_unstable();
    whys
}

fn day_off(first: Day) -> DaysOff {
    DaysOff { span: Span::new(first, first), kind: OffKind::Inset, label: "INSET".into() }
}

fn school_year(first: Day) -> Arriving<Term<SourcedId>> {
    Arriving::active(Term {
        title: "a year".into(),
        term_type: TermType::SchoolYear,
        span: Span::new(first, first.plus(300)),
        parent: None,
    })
}
