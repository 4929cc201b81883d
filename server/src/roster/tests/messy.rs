//! What is odd and can be understood is understood, and said.

use std::collections::BTreeSet;

use domain::roster::{
    ClassType, Current, EnrolmentRole, GradeScheme, SourcedId, TermType, UserRole, YearGroup, diff,
};
use domain::time::OffKind;
use sync::entry::Uid;

use super::*;
use crate::roster::{Grades, Version};

/// Every warning, as printed: one a line.
const EXPECTED: &str = r#"
manifest.csv: is missing; the version was guessed from the other files.
orgs.csv: the file's name is in other upper and lower case letters.
orgs.csv: begins with a byte-order mark, which was skipped.
orgs.csv, line 1, column sourcedId: the heading is in other upper and lower case letters.
orgs.csv, line 1, column status: the heading is in other upper and lower case letters.
orgs.csv, line 1, column dateLastModified: the heading is misspelt; it was taken for this one.
orgs.csv, line 1, column name: the heading is in other upper and lower case letters.
orgs.csv, line 1, column type: the heading is in other upper and lower case letters.
orgs.csv, line 1, column identifier: the heading is in other upper and lower case letters.
orgs.csv, line 1, column parentSourcedId: the heading is in other upper and lower case letters.
orgs.csv, line 2 (and 1 further row): empty cells after the last one were skipped.
orgs.csv, line 2, column parentSourcedId: "NULL" counts as empty.
orgs.csv, line 2, column type (and 1 further row): the word is in other upper and lower case letters.
academicSessions.csv: the file's name is in other upper and lower case letters.
academicSessions.csv, line 2, column type (and 1 further row): the word is in other upper and lower case letters.
academicSessions.csv, line 2, column startDate: the date is not written as 2026-09-01; it was read as day/month/year.
academicSessions.csv, line 2, column endDate: the date is not written as 2026-09-01; it was read as day/month/year.
academicSessions.csv, line 3, column startDate: the time of day was left out.
academicSessions.csv, line 3, column endDate: the time of day was left out.
academicSessions.csv, line 4, column type: this word is not known; it counts as "gradingPeriod".
courses.csv: is missing; what it would say is left as it was.
classes.csv: begins with a byte-order mark, which was skipped.
classes.csv, line 1, column grades: the heading is misspelt; it was taken for this one.
classes.csv, line 1, column courseSourcedId: the heading is misspelt; it was taken for this one.
classes.csv, line 1, column termSourcedIds: the heading is misspelt; it was taken for this one.
classes.csv, line 2, column classType (and 2 further rows): the word is in other upper and lower case letters.
classes.csv, line 6, column classType: this word is not known; it counts as "scheduled".
classes.csv, line 6, column grades: this grade is not known; it was skipped.
classes.csv, line 6, column status: the word is in other upper and lower case letters.
users.csv: the file's name is in other upper and lower case letters.
users.csv, line 1, column preferredGivenName: the heading is misspelt; it was taken for this one.
users.csv, line 2, column password (and 1 further row): holds passwords. Limber does not read them: export without them.
users.csv, line 2, column role (and 1 further row): the word is in other upper and lower case letters.
users.csv, line 2, column enabledUser (and 2 further rows): the word is in other upper and lower case letters.
users.csv, line 3, column enabledUser: this is neither true nor false; it counts as true.
users.csv, line 3, column username: an earlier row has the same user name: its owners cannot sign in with it.
users.csv, line 4, column email: "NULL" counts as empty.
users.csv, line 4, column grades: "NULL" counts as empty.
users.csv, line 6, column grades: a student is in one year: the first was taken.
users.csv, line 7 (and 1 further row): cells are missing at the end of the row; they count as empty.
users.csv, line 8, column sourcedId: the row is there twice; it counts once.
users.csv, line 9, column identifier: an earlier row has the same identifier.
users.csv, line 9, column status: the word is in other upper and lower case letters.
users.csv, line 11, column role: this role is not known; it gives nothing.
enrollments.csv, line 2, column role (and 1 further row): the word is in other upper and lower case letters.
enrollments.csv, line 2, column beginDate (and 1 further row): the date is not written as 2026-09-01; it was read as day/month/year.
enrollments.csv, line 2, column endDate: this is not a date; it counts as empty.
enrollments.csv, line 2, column primary: the word is in other upper and lower case letters.
enrollments.csv, line 4, column endDate: this day is before the first one: the enrolment never holds.
enrollments.csv, line 5, column beginDate: the time of day was left out.
enrollments.csv, line 5, column primary: this is neither true nor false; it counts as false.
enrollments.csv, line 9, column userSourcedId: this person is left out, and so is the enrolment.
enrollments.csv, line 10: empty cells after the last one were skipped.
enrollments.csv, line 12, column role: this role is not known; it gives nothing.
calendar.csv, line 1, column date_from: the heading is in other upper and lower case letters.
calendar.csv, line 1, column date_to: the heading is in other upper and lower case letters.
calendar.csv, line 1, column what: the heading is in other upper and lower case letters.
calendar.csv, line 2, column date_from: the date is not written as 2026-09-01; it was read as day/month/year.
calendar.csv, line 2, column date_to: the date is not written as 2026-09-01; it was read as day/month/year.
calendar.csv, line 3, column what: this is not INSET, holiday, half-term, bank holiday or exam week; the days count as days off.
"#;

fn messy() -> Reading {
    read(&fixture("oneroster-messy"), &options()).unwrap()
}

fn id(text: &str) -> SourcedId {
    text.into()
}

#[test]
fn each_oddity_is_said_once_with_its_place() {
    let reading = messy();
    assert_eq!(texts(&reading), EXPECTED.trim().lines().collect::<Vec<_>>());
    assert_eq!(reading.more_warnings, 0);
    assert_eq!(reading.version, Version::V1_1);
    assert_eq!(reading.left_out, 2, "a parent, and a visitor");
}

#[test]
fn nothing_of_it_names_a_person_or_a_password() {
    let reading = messy();
    let said = texts(&reading).join("\n");
    let held = format!("{:?}", reading.incoming);
    for person in ["Henrik", "Roy", "Hanna", "O'Hara", "hroy", "Val", "Ito"] {
        assert!(!said.contains(person), "{person} is in a warning");
    }
    for unread in ["hunter", "ada@", "Henrik", "07700900000", "Pat", "Val"] {
        assert!(!held.contains(unread), "{unread} is kept");
    }
}

#[test]
fn all_of_it_is_understood() {
    let reading = messy();
    let Grades::Guessed(guess) = reading.grades else { panic!("nobody set it") };
    assert_eq!((guess.scheme, guess.ceds, guess.uk), (GradeScheme::Uk, 0, 3));
    let incoming = reading.incoming;

    let ids: Vec<_> = incoming.people.keys().map(|id| id.0.as_str()).collect();
    assert_eq!(ids, ["a1", "s1", "s2", "s3", "s4", "t1", "t2"]);
    let person = |person: &str| &incoming.people[&id(person)].row;
    assert_eq!(person("t1").given_name, "Rik");
    assert_eq!(person("a1").roles, [UserRole::Aide].into());
    assert_eq!(person("a1").email, None);
    assert_eq!(person("s1").family_name, "Null", "some are called so");
    assert_eq!(person("s2").family_name, "O'Hara, Jr");
    assert_eq!(person("s2").year, YearGroup::new(3));
    assert_eq!(person("s3").family_name, "");
    assert!(incoming.people[&id("s4")].leaving && !person("s4").enabled);

    let terms = incoming.terms.as_ref().unwrap();
    let span = terms[&id("sy")].row.span;
    assert_eq!(format!("{} {}", span.first, span.last), "2026-09-01 2027-07-21");
    assert_eq!(terms[&id("trip")].row.term_type, TermType::GradingPeriod);
    assert_eq!(incoming.courses, None);
    let class = |class: &str| &incoming.classes[&id(class)].row;
    assert_eq!(class("3o").terms, ["aut", "sy"].map(id).into());
    assert_eq!(class("3o").class_type, ClassType::Homeroom);
    assert_eq!(class("7m-cl").years, BTreeSet::new());
    assert_eq!(class("7m-ma").course, None, "there is no courses.csv");

    let enrolment = |enrolment: &str| &incoming.enrolments[&id(enrolment)].row;
    assert_eq!(incoming.enrolments.len(), 9);
    assert!(enrolment("e1").primary);
    assert_eq!(enrolment("e1").end, None);
    assert_eq!(enrolment("e2").role, EnrolmentRole::Aide);
    assert_eq!(enrolment("e4").begin.unwrap().to_string(), "2026-09-01");

    let kinds: Vec<_> = incoming.days_off.iter().flatten().map(|off| off.kind).collect();
    assert_eq!(kinds, [OffKind::HalfTerm, OffKind::BankHoliday, OffKind::Inset]);
}

#[test]
fn importing_it_twice_changes_nothing() {
    let incoming = messy().incoming;
    let mut current = Current::default();
    let mut last = 0_u128;
    let mut fresh = || {
        last += 1;
        Uid(last.to_be_bytes())
    };
    let first = diff(&current, &incoming, TODAY, &mut fresh).unwrap();
    current.apply(&first);
    let again = diff(&current, &incoming, TODAY.plus(1), &mut fresh).unwrap();
    assert!(again.is_empty(), "{again:?}");
    assert_eq!(again.warnings.len(), 1, "a student is enrolled as a teacher");
}
