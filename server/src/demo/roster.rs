//! The roster of a made-up all-through school: one form in each primary year,
//! two in each secondary one, and staff in all roles.

use std::collections::{BTreeSet, HashSet};

use domain::roster::{
    Arriving, Class, ClassType, Course, Enrolment, EnrolmentRole, Incoming, Org, OrgType, Person,
    Source, SourcedId, Term, TermType, UserRole, YearGroup,
};
use domain::time::Day;
use fastrand::Rng;

use super::calendar::Year;
use super::names::{BIRDS, FAMILY, GIVEN, STAFF_GIVEN};

/// The name under which the made-up roster is imported.
pub const SOURCE: &str = "demo";
/// The school's own name.
pub const SCHOOL: &str = "Brynford All-through School";

/// Students in a primary class, in a form of the secondary phase.
const CLASS_SIZES: std::ops::RangeInclusive<usize> = 24..=30;
/// Students of the form whose sign-ins are printed: a full one.
const FULL_CLASS: usize = 30;
const FORMS: [&str; 2] = ["A", "B"];
const SECONDARY_YEARS: std::ops::RangeInclusive<i8> = 7..=11;

/// A department, how many teach in it, and which forms it teaches.
const DEPARTMENTS: [(&str, &str, usize, &[&str]); 7] = [
    ("EN", "English", 4, &FORMS),
    ("MA", "Mathematics", 4, &FORMS),
    ("SC", "Science", 4, &FORMS),
    ("HI", "History", 3, &["A"]),
    ("MU", "Music", 1, &["A"]),
    ("AR", "Art", 3, &["B"]),
    ("PE", "PE", 3, &["B"]),
];

/// The people whom the printed sign-in lines are for, and those who are
/// granted what an import never gives.
pub struct Parts {
    /// The head: leads.
    pub head: SourcedId,
    /// The deputy: leads, and teaches.
    pub deputy: SourcedId,
    /// The office: administers.
    pub office: SourcedId,
    /// Teaches 7B Science.
    pub teacher: SourcedId,
    /// Is in 7B.
    pub student: SourcedId,
    /// The class by whose code the student signs in.
    pub student_class: SourcedId,
}

/// A roster in the making.
pub struct Maker<'a> {
    rng: &'a mut Rng,
    roster: Incoming,
    begin: Day,
    end: Day,
    people: usize,
    enrolments: usize,
    used: HashSet<(usize, usize)>,
}

/// The roster, and who is who in it.
///
/// Classes and enrolments span `years`, so that a whole year of lessons lies
/// behind the day on which the demo is made.
pub fn make(rng: &mut Rng, years: &[Year]) -> (Incoming, Parts) {
    let mut maker = Maker {
        rng,
        roster: Incoming::empty(Source(SOURCE.to_owned())),
        begin: years.iter().map(|y| y.span.first).min().unwrap_or(Day(0)),
        end: years.iter().map(|y| y.span.last).max().unwrap_or(Day(0)),
        people: 0,
        enrolments: 0,
        used: HashSet::new(),
    };
    maker.school(years);
    let head = maker.staff(UserRole::Administrator);
    let deputy = maker.staff(UserRole::Teacher);
    let office = maker.staff(UserRole::OtherStaff);
    maker.primary();
    let (teacher, student) = maker.secondary(&deputy);
    let student_class = "cls-7B-SC".into();
    (maker.roster, Parts { head, deputy, office, teacher, student, student_class })
}

impl Maker<'_> {
    fn school(&mut self, years: &[Year]) {
        let orgs = &mut self.roster.orgs;
        let mut org = |id: &str, name: &str, org_type, parent: Option<&str>| {
            let row = Org {
                name: name.to_owned(),
                org_type,
                identifier: None,
                parent: parent.map(SourcedId::from),
            };
            orgs.insert(id.into(), Arriving::active(row));
        };
        org("school", SCHOOL, OrgType::School, None);
        org("dep-PRI", "Primary", OrgType::Department, Some("school"));
        org("dep-TU", "Tutor", OrgType::Department, Some("school"));
        for (code, name, ..) in DEPARTMENTS {
            org(&format!("dep-{code}"), name, OrgType::Department, Some("school"));
        }
        for year in years {
            let id = format!("year-{}", year.starts);
            let title = format!("{}/{:02}", year.starts, (year.starts + 1) % 100);
            self.term(&id, &title, TermType::SchoolYear, year.span, None);
            for (name, span) in ["Autumn", "Spring", "Summer"].iter().zip(year.terms) {
                self.term(&format!("{id}-{name}"), name, TermType::Term, span, Some(&id));
            }
        }
        self.roster.days_off = Some(years.iter().flat_map(|y| y.days_off.clone()).collect());
    }

    fn term(
        &mut self,
        id: &str,
        title: &str,
        term_type: TermType,
        span: domain::time::Span,
        parent: Option<&str>,
    ) {
        let row =
            Term { title: title.to_owned(), term_type, span, parent: parent.map(SourcedId::from) };
        self.roster.terms.get_or_insert_default().insert(id.into(), Arriving::active(row));
    }

    /// One class a year, Reception to Year 6. Year 2's is a job share, and
    /// every other one has an assistant.
    fn primary(&mut self) {
        for (year, bird) in (0..=6i8).zip(BIRDS) {
            let name = match year {
                0 => format!("Reception {bird}"),
                _ => format!("Year {year} {bird}"),
            };
            let class = self.class(&format!("P{year}"), &name, "PRI", year, None);
            let teacher = self.staff(UserRole::Teacher);
            self.enrol(&class, &teacher, EnrolmentRole::Teacher, true);
            if year == 2 {
                let partner = self.staff(UserRole::Teacher);
                self.enrol(&class, &partner, EnrolmentRole::Teacher, false);
            }
            if year % 2 == 0 {
                let assistant = self.staff(UserRole::Aide);
                self.enrol(&class, &assistant, EnrolmentRole::Aide, false);
            }
            for _ in 0..self.rng.usize(CLASS_SIZES) {
                let student = self.student(year);
                self.enrol(&class, &student, EnrolmentRole::Student, false);
            }
        }
    }

    /// Tutor groups and subjects. The deputy teaches one of English's classes.
    /// Returns the teacher of 7B Science and a student of 7B called Maya.
    fn secondary(&mut self, deputy: &SourcedId) -> (SourcedId, SourcedId) {
        let mut departments: Vec<Vec<SourcedId>> = DEPARTMENTS
            .iter()
            .map(|(.., teachers, _)| {
                (0..*teachers).map(|_| self.staff(UserRole::Teacher)).collect()
            })
            .collect();
        departments[0][3] = deputy.clone();
        let mut next = vec![0; departments.len()];
        let mut found = None;
        for year in SECONDARY_YEARS {
            for form in FORMS {
                let some = self.rng.usize(CLASS_SIZES);
                let size = if (year, form) == (7, "B") { FULL_CLASS } else { some };
                let students: Vec<_> = (0..size).map(|_| self.student(year)).collect();
                let mut tutor = None;
                for (place, (code, subject, teachers, forms)) in DEPARTMENTS.iter().enumerate() {
                    if !forms.contains(&form) {
                        continue;
                    }
                    let teacher = departments[place][next[place] % teachers].clone();
                    next[place] += 1;
                    let id = format!("{year}{form}-{code}");
                    let title = format!("{year}{form} {subject}");
                    let class = self.class(&id, &title, code, year, Some(subject));
                    self.fill(&class, &teacher, &students);
                    if (year, form, *code) == (7, "B", "SC") {
                        found = Some((teacher.clone(), students[0].clone()));
                    }
                    tutor.get_or_insert(teacher);
                }
                let tutor = tutor.expect("English teaches every form");
                let class = self.class(
                    &format!("{year}{form}"),
                    &format!("{year}{form}"),
                    "TU",
                    year,
                    None,
                );
                self.fill(&class, &tutor, &students);
            }
            let assistant = self.staff(UserRole::Aide);
            for code in ["MA", "SC"] {
                let class = SourcedId(format!("cls-{year}B-{code}"));
                self.enrol(&class, &assistant, EnrolmentRole::Aide, false);
            }
        }
        let (teacher, student) = found.expect("Science teaches 7B");
        if let Some(maya) = self.roster.people.get_mut(&student) {
            "Maya".clone_into(&mut maya.row.given_name);
        }
        (teacher, student)
    }

    fn fill(&mut self, class: &SourcedId, teacher: &SourcedId, students: &[SourcedId]) {
        self.enrol(class, teacher, EnrolmentRole::Teacher, true);
        for student in students {
            self.enrol(class, student, EnrolmentRole::Student, false);
        }
    }

    fn class(
        &mut self,
        id: &str,
        title: &str,
        department: &str,
        year: i8,
        subject: Option<&str>,
    ) -> SourcedId {
        let years = BTreeSet::from([year_group(year)]);
        let course = SourcedId(format!("crs-{id}"));
        let row = Course {
            title: title.to_owned(),
            org: SourcedId(format!("dep-{department}")),
            years: years.clone(),
            subject: subject.map(str::to_owned),
        };
        self.roster.courses.get_or_insert_default().insert(course.clone(), Arriving::active(row));
        let homeroom = subject.is_none();
        let class = SourcedId(format!("cls-{id}"));
        let row = Class {
            title: title.to_owned(),
            code: Some(id.to_owned()),
            class_type: if homeroom { ClassType::Homeroom } else { ClassType::Scheduled },
            course: Some(course),
            years,
            subject: subject.map(str::to_owned),
            location: None,
            terms: self.roster.terms.iter().flatten().map(|(id, _)| id.clone()).collect(),
        };
        self.roster.classes.insert(class.clone(), Arriving::active(row));
        class
    }

    fn staff(&mut self, role: UserRole) -> SourcedId {
        let (given, family) = self.name(STAFF_GIVEN);
        let n = self.people;
        let username = format!("{}.{}", given.to_lowercase(), family.to_lowercase());
        self.person(Person {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            email: Some(format!("{username}@brynford.example")),
            username: Some(username),
            identifier: Some(format!("ST{n:05}")),
            roles: BTreeSet::from([role]),
            year: None,
            enabled: true,
        })
    }

    fn student(&mut self, year: i8) -> SourcedId {
        let (given, family) = self.name(GIVEN);
        let n = self.people;
        self.person(Person {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            username: None,
            email: None,
            identifier: Some(format!("PU{n:05}")),
            roles: BTreeSet::from([UserRole::Student]),
            year: Some(year_group(year)),
            enabled: true,
        })
    }

    /// A whole name that nobody else has.
    fn name(&mut self, given: &'static [&'static str]) -> (&'static str, &'static str) {
        loop {
            let (g, f) = (self.rng.usize(..given.len()), self.rng.usize(..FAMILY.len()));
            let key = (given.as_ptr() as usize + g, f);
            if self.used.insert(key) {
                return (given[g], FAMILY[f]);
            }
        }
    }

    fn person(&mut self, row: Person) -> SourcedId {
        self.people += 1;
        let id = SourcedId(format!("person-{:04}", self.people));
        self.roster.people.insert(id.clone(), Arriving::active(row));
        id
    }

    fn enrol(&mut self, class: &SourcedId, person: &SourcedId, role: EnrolmentRole, primary: bool) {
        self.enrolments += 1;
        let row = Enrolment {
            class: class.clone(),
            person: person.clone(),
            role,
            primary,
            begin: Some(self.begin),
            end: Some(self.end),
        };
        let id = SourcedId(format!("enr-{:05}", self.enrolments));
        self.roster.enrolments.insert(id, Arriving::active(row));
    }
}

fn year_group(year: i8) -> YearGroup {
    YearGroup::new(year).expect("0 (Reception) to 11 are years")
}
