//! The schools that the clients belong to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use domain::id::{ClassId, PersonId};
use domain::roster::{
    Arriving, Class, ClassType, Enrolment, EnrolmentRole, Incoming, Person, Source, SourcedId,
    Term, TermType, UserRole, YearGroup, diff,
};
use domain::time::{Day, Span};
use server::accounts::sessions;
use server::clock::{Clock, SystemClock};
use server::store::Rows;
use server::tenants::Tenant;
use sync::entry::Uid;

/// How large a school is, and of which years.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Classes, each with a teacher and an assistant of its own.
    pub classes: usize,
    /// Students in each.
    pub students: usize,
    /// Years of the school, from the first to the last; classes take turns.
    pub years: (i8, i8),
}

/// Whose tablets send and fetch: many of them, all of one year.
pub const BUSY: Shape = Shape { classes: 64, students: 30, years: (7, 7) };
/// The first day of the time that entries are of: within what the server takes
/// as it is.
const DAYS: i32 = 300;

/// A class, and two adults of it who are signed in.
#[derive(Clone)]
pub struct Room {
    pub class: ClassId,
    pub students: Vec<PersonId>,
    pub teacher: SignedIn,
    pub assistant: SignedIn,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct SignedIn {
    pub id: PersonId,
    /// The `Cookie` header of their session.
    pub cookie: String,
}

/// Makes the school in an empty data folder.
pub fn found(folder: &Path, shape: Shape) -> Result<Vec<Room>> {
    let now = SystemClock.now();
    let tenant = Tenant::open(folder)?;
    let rooms = tenant.database.write_now(move |rows: &mut dyn Rows| {
        let mut next = 0;
        let new_id = || {
            next += 1;
            Uid::from_u128(0xbe0c_0000 + next)
        };
        let today = Day(i32::try_from(now / 86_400_000).unwrap_or_default());
        let changes = diff(&rows.roster()?, &roster(shape, Day(today.0 - DAYS)), today, new_id)
            .unwrap_or_else(|problems| unreachable!("our own roster: {problems:?}"));
        rows.apply_roster(&changes)?;
        let roster = rows.roster()?;
        let mut rooms = Vec::new();
        for (class, kept) in &roster.classes {
            let title = &kept.row.title;
            let named = |name: String| {
                let mut people = roster.people.iter();
                people.find(|(_, kept)| kept.row.given_name == name).map(|(id, _)| *id)
            };
            let mut signed_in = |name: &str| {
                let id = named(format!("{name} {title}")).unwrap_or_else(|| unreachable!("{name}"));
                let token = sessions::begin(rows, id, now)?;
                let cookie = format!("limber={}; limber-here={}", token.reveal(), token.mark());
                Ok::<_, server::store::StoreError>(SignedIn { id, cookie })
            };
            let (teacher, assistant) = (signed_in("Teacher")?, signed_in("Assistant")?);
            let students =
                (0..shape.students).filter_map(|n| named(format!("Student {n} {title}")));
            rooms.push(Room { class: *class, students: students.collect(), teacher, assistant });
        }
        Ok(rooms)
    })?;
    let is_full = |room: &Room| room.students.len() == shape.students;
    anyhow::ensure!(rooms.iter().all(is_full), "a class is short");
    Ok(rooms)
}

fn roster(shape: Shape, begin: Day) -> Incoming {
    let mut roster = Incoming::empty(Source("bench".to_owned()));
    let year = Term {
        title: "This year".to_owned(),
        term_type: TermType::SchoolYear,
        span: Span::new(begin, Day(begin.0 + DAYS + 60)),
        parent: None,
    };
    roster.terms = Some(BTreeMap::from([("year".into(), Arriving::active(year))]));
    let years = (shape.years.0..=shape.years.1).cycle();
    for (n, year) in (0..shape.classes).zip(years) {
        let title = format!("c{n}");
        let class = Class {
            title: title.clone(),
            code: None,
            class_type: ClassType::Homeroom,
            course: None,
            years: YearGroup::new(year).into_iter().collect(),
            subject: Some("Science".to_owned()),
            location: None,
            terms: BTreeSet::new(),
        };
        roster.classes.insert(title.as_str().into(), Arriving::active(class));
        let mut add = |name: String, role: UserRole, place: EnrolmentRole| {
            let id = SourcedId(name.clone());
            let enrolment = Enrolment {
                class: title.as_str().into(),
                person: id.clone(),
                role: place,
                primary: place == EnrolmentRole::Teacher,
                begin: Some(begin),
                end: None,
            };
            roster.enrolments.insert(id.clone(), Arriving::active(enrolment));
            roster.people.insert(id, Arriving::active(person(name, role)));
        };
        add(format!("Teacher {title}"), UserRole::Teacher, EnrolmentRole::Teacher);
        add(format!("Assistant {title}"), UserRole::Aide, EnrolmentRole::Proctor);
        for n in 0..shape.students {
            add(format!("Student {n} {title}"), UserRole::Student, EnrolmentRole::Student);
        }
    }
    roster
}

fn person(name: String, role: UserRole) -> Person {
    Person {
        given_name: name,
        family_name: "Example".to_owned(),
        username: None,
        email: None,
        identifier: None,
        roles: BTreeSet::from([role]),
        year: None,
        enabled: true,
    }
}
