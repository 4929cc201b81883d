//! The roster as rows: what `domain::roster::Current` holds, table by table.

use std::collections::BTreeMap;

use domain::id::{ClassId, CourseId, EnrolmentId, OrgId, PersonId, TermId};
use domain::roster::{
    Changes, Class, ClassType, Course, Current, Enrolment, EnrolmentRole, External, Kept, Org,
    OrgType, Person, Source, SourcedId, Table, Term, TermType, YearGroup,
};
use domain::time::{Day, DaysOff, OffKind, Span};
use rusqlite::{Row, params};
use sync::entry::Uid;

use super::rows::{SqliteRows, join, json, maybe_uid, named, uid, uids, unreadable};
use crate::accounts::names;
use crate::store::{RosterRows, StoreError};

impl RosterRows for SqliteRows {
    fn roster(&self) -> Result<Current, StoreError> {
        Ok(Current {
            orgs: self.table("org", OrgId, org)?,
            terms: self.table("term", TermId, term)?,
            courses: self.table("course", CourseId, course)?,
            classes: self.table("class", ClassId, class)?,
            people: self.table("person", PersonId, person)?,
            enrolments: self.table("enrolment", EnrolmentId, enrolment)?,
            days_off: self.days_off()?,
        })
    }

    fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        self.one("SELECT * FROM person WHERE id = ?", [id.0.0], person)
    }

    fn apply_roster(&mut self, changes: &Changes) -> Result<(), StoreError> {
        for write in &changes.orgs {
            self.put_org(write.id, &write.kept)?;
        }
        for write in &changes.terms {
            self.put_term(write.id, &write.kept)?;
        }
        for write in &changes.courses {
            self.put_course(write.id, &write.kept)?;
        }
        for write in &changes.classes {
            self.put_class(write.id, &write.kept)?;
        }
        for write in &changes.people {
            self.put_person(write.id, &write.kept)?;
        }
        for write in &changes.enrolments {
            self.put_enrolment(write.id, &write.kept)?;
        }
        if let Some(days_off) = &changes.days_off {
            self.put_days_off(days_off)?;
        }
        self.office_changed()
    }
}

// Reading ---------------------------------------------------------------------

impl SqliteRows {
    /// A whole table, joined with its rows' ids outside.
    fn table<Id: Ord, T>(
        &self,
        name: &'static str,
        id: impl Fn(Uid) -> Id,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Table<Id, T>, StoreError> {
        let sql = format!(
            "SELECT {name}.*, source, sourced_id FROM {name}
             LEFT JOIN external_id ON external_id.kind = ?1 AND external_id.id = {name}.id"
        );
        let rows = self.all(&sql, [name], |row| {
            let kept = Kept { row: read(row)?, external: external(row)?, left: left(row)? };
            Ok((id(uid(row, "id")?), kept))
        })?;
        Ok(rows.into_iter().collect::<BTreeMap<_, _>>())
    }

    fn days_off(&self) -> Result<Vec<DaysOff>, StoreError> {
        self.all("SELECT * FROM days_off ORDER BY rowid", [], |row| {
            Ok(DaysOff {
                span: span(row)?,
                kind: named(row, "kind", OffKind::from_name)?,
                label: row.get("label")?,
            })
        })
    }
}

fn external(row: &Row<'_>) -> rusqlite::Result<Option<External>> {
    let source: Option<String> = row.get("source")?;
    let sourced_id: Option<String> = row.get("sourced_id")?;
    Ok(source
        .zip(sourced_id)
        .map(|(source, id)| External { source: Source(source), sourced_id: SourcedId(id) }))
}

fn left(row: &Row<'_>) -> rusqlite::Result<Option<Day>> {
    day(row, "left_on")
}

fn day(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Day>> {
    Ok(row.get::<_, Option<i32>>(column)?.map(Day))
}

fn span(row: &Row<'_>) -> rusqlite::Result<Span> {
    Ok(Span::new(Day(row.get("first")?), Day(row.get("last")?)))
}

fn org(row: &Row<'_>) -> rusqlite::Result<Org> {
    Ok(Org {
        name: row.get("name")?,
        org_type: named(row, "type", OrgType::from_name)?,
        identifier: row.get("identifier")?,
        parent: maybe_uid(row, "parent")?.map(OrgId),
    })
}

fn term(row: &Row<'_>) -> rusqlite::Result<Term> {
    Ok(Term {
        title: row.get("title")?,
        term_type: named(row, "type", TermType::from_name)?,
        span: span(row)?,
        parent: maybe_uid(row, "parent")?.map(TermId),
    })
}

fn course(row: &Row<'_>) -> rusqlite::Result<Course> {
    Ok(Course {
        title: row.get("title")?,
        org: OrgId(uid(row, "org")?),
        years: json(row, "years")?,
        subject: row.get("subject")?,
    })
}

fn class(row: &Row<'_>) -> rusqlite::Result<Class> {
    Ok(Class {
        title: row.get("title")?,
        code: row.get("code")?,
        class_type: named(row, "type", ClassType::from_name)?,
        course: maybe_uid(row, "course")?.map(CourseId),
        years: json(row, "years")?,
        subject: row.get("subject")?,
        location: row.get("location")?,
        terms: uids(row, "terms")?.into_iter().map(TermId).collect(),
    })
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    let year = match row.get::<_, Option<i8>>("year")? {
        None => None,
        Some(n) => {
            Some(YearGroup::new(n).ok_or_else(|| unreadable("an unknown year group".to_owned()))?)
        }
    };
    Ok(Person {
        given_name: row.get("given")?,
        family_name: row.get("family")?,
        username: row.get("username")?,
        email: row.get("email")?,
        identifier: row.get("identifier")?,
        roles: json(row, "roles")?,
        year,
        enabled: row.get("enabled")?,
    })
}

fn enrolment(row: &Row<'_>) -> rusqlite::Result<Enrolment> {
    Ok(Enrolment {
        class: ClassId(uid(row, "class")?),
        person: PersonId(uid(row, "person")?),
        role: named(row, "role", EnrolmentRole::from_name)?,
        primary: row.get("main")?,
        begin: day(row, "begins")?,
        end: day(row, "ends")?,
    })
}

// Writing ---------------------------------------------------------------------

impl SqliteRows {
    fn put_external<T>(&self, kind: &str, id: Uid, kept: &Kept<T>) -> Result<(), StoreError> {
        let Some(external) = &kept.external else { return Ok(()) };
        let sql = "INSERT OR REPLACE INTO external_id (kind, source, sourced_id, id)
                   VALUES (?, ?, ?, ?)";
        self.change(sql, params![kind, external.source.0, external.sourced_id.0, id.0])?;
        Ok(())
    }

    fn put_org(&self, OrgId(id): OrgId, kept: &Kept<Org>) -> Result<(), StoreError> {
        let org = &kept.row;
        let sql = "INSERT OR REPLACE INTO org (id, name, type, identifier, parent, left_on)
                   VALUES (?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                id.0,
                org.name,
                org.org_type.name(),
                org.identifier,
                org.parent.map(|org| org.0.0),
                left_on(kept),
            ],
        )?;
        self.put_external("org", id, kept)
    }

    fn put_term(&self, TermId(id): TermId, kept: &Kept<Term>) -> Result<(), StoreError> {
        let term = &kept.row;
        let sql = "INSERT OR REPLACE INTO term (id, title, type, first, last, parent, left_on)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                id.0,
                term.title,
                term.term_type.name(),
                term.span.first.0,
                term.span.last.0,
                term.parent.map(|term| term.0.0),
                left_on(kept),
            ],
        )?;
        self.put_external("term", id, kept)
    }

    fn put_course(&self, CourseId(id): CourseId, kept: &Kept<Course>) -> Result<(), StoreError> {
        let course = &kept.row;
        let sql = "INSERT OR REPLACE INTO course (id, title, org, years, subject, left_on)
                   VALUES (?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                id.0,
                course.title,
                course.org.0.0,
                serde_json::to_string(&course.years)?,
                course.subject,
                left_on(kept),
            ],
        )?;
        self.put_external("course", id, kept)
    }

    fn put_class(&self, ClassId(id): ClassId, kept: &Kept<Class>) -> Result<(), StoreError> {
        let class = &kept.row;
        let sql = "INSERT OR REPLACE INTO class
                   (id, title, code, type, course, years, subject, location, terms, left_on)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                id.0,
                class.title,
                class.code,
                class.class_type.name(),
                class.course.map(|course| course.0.0),
                serde_json::to_string(&class.years)?,
                class.subject,
                class.location,
                join(class.terms.iter().map(|term| term.0)),
                left_on(kept),
            ],
        )?;
        self.put_external("class", id, kept)
    }

    fn put_person(&self, PersonId(id): PersonId, kept: &Kept<Person>) -> Result<(), StoreError> {
        let person = &kept.row;
        // Students sign in with their class's code: their user names are no
        // way in.
        let login = |name: &Option<String>| {
            let name = name.as_deref().filter(|_| person.is_staff())?;
            Some(names::fold_login(name)).filter(|login| !login.is_empty())
        };
        let sql = "INSERT OR REPLACE INTO person
                   (id, given, family, username, email, identifier, roles, year, enabled, left_on,
                    login, email_login)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                id.0,
                person.given_name,
                person.family_name,
                person.username,
                person.email,
                person.identifier,
                serde_json::to_string(&person.roles)?,
                person.year.map(YearGroup::number),
                person.enabled,
                left_on(kept),
                login(&person.username),
                login(&person.email),
            ],
        )?;
        self.put_external("person", id, kept)
    }

    fn put_enrolment(
        &self,
        EnrolmentId(id): EnrolmentId,
        kept: &Kept<Enrolment>,
    ) -> Result<(), StoreError> {
        let enrolment = &kept.row;
        let sql = "INSERT OR REPLACE INTO enrolment
                   (id, class, person, role, main, begins, ends, left_on)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        self.change(
            sql,
            params![
                id.0,
                enrolment.class.0.0,
                enrolment.person.0.0,
                enrolment.role.name(),
                enrolment.primary,
                enrolment.begin.map(|day| day.0),
                enrolment.end.map(|day| day.0),
                left_on(kept),
            ],
        )?;
        self.put_external("enrolment", id, kept)
    }

    fn put_days_off(&self, days_off: &[DaysOff]) -> Result<(), StoreError> {
        self.change("DELETE FROM days_off", [])?;
        for off in days_off {
            let sql = "INSERT INTO days_off (first, last, kind, label) VALUES (?, ?, ?, ?)";
            let row = params![off.span.first.0, off.span.last.0, off.kind.name(), off.label];
            self.change(sql, row)?;
        }
        Ok(())
    }
}

fn left_on<T>(kept: &Kept<T>) -> Option<i32> {
    kept.left.map(|day| day.0)
}
