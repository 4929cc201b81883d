//! What comes as the standard says is read without a word.

use std::collections::BTreeSet;

use domain::roster::{
    ClassType, Current, Department, EnrolmentRole, GradeGuess, GradeScheme, OrgType, Position,
    SourcedId, Warning as DiffWarning, YearGroup, diff, display_names,
};
use domain::time::{Calendar, OffKind};
use sync::entry::Uid;

use super::*;
use crate::roster::{Grades, Version};

fn good(name: &str) -> Reading {
    read(&fixture(name), &options()).unwrap()
}

fn id(text: &str) -> SourcedId {
    text.into()
}

/// The roster as a school that had none holds it, and what was warned of.
fn import(reading: &Reading) -> (Current, Vec<DiffWarning>) {
    let mut current = Current::default();
    let mut last = 0_u128;
    let fresh = || {
        last += 1;
        Uid(last.to_be_bytes())
    };
    let changes = diff(&current, &reading.incoming, TODAY, fresh).unwrap();
    current.apply(&changes);
    (current, changes.warnings)
}

#[test]
fn version_1_1_imports_clean() {
    let reading = good("oneroster-1.1");
    assert_eq!(texts(&reading), [""; 0]);
    assert_eq!(reading.version, Version::V1_1);
    assert_eq!(reading.left_out, 0);
    let incoming = &reading.incoming;
    let counts = [
        incoming.orgs.len(),
        incoming.terms.as_ref().unwrap().len(),
        incoming.courses.as_ref().unwrap().len(),
        incoming.classes.len(),
        incoming.people.len(),
        incoming.enrolments.len(),
        incoming.days_off.as_ref().unwrap().len(),
    ];
    assert_eq!(counts, [11, 10, 46, 95, 530, 2_765, 10]);
    let guess = GradeGuess { scheme: GradeScheme::Ceds, ceds: 139, uk: 0 };
    assert_eq!(reading.grades, Grades::Guessed(guess));

    let (current, warnings) = import(&reading);
    assert_eq!(warnings, []);
    let left: Vec<_> = current.people.values().filter(|kept| kept.left.is_some()).collect();
    assert_eq!(left.len(), 1, "one student has left");
    assert!(Calendar::new(current.plan()).is_ok());
}

#[test]
fn every_class_of_it_has_a_teacher_a_department_and_a_year() {
    let (current, _) = import(&good("oneroster-1.1"));
    let mut departments = BTreeSet::new();
    for (class_id, kept) in &current.classes {
        assert!(current.class_teacher(*class_id, TODAY).is_some(), "{}", kept.row.title);
        assert_eq!(current.years_of(&kept.row).len(), 1, "{}", kept.row.title);
        departments.insert(current.department_of(&kept.row));
        let members = current.members_on(*class_id, TODAY);
        let students = members.iter().filter(|m| m.position == Position::Student);
        let people = students.map(|member| {
            let row = &current.people[&member.person].row;
            (member.person, row.given_name.as_str(), row.family_name.as_str())
        });
        let names = display_names(people);
        let distinct: BTreeSet<_> = names.values().collect();
        assert_eq!(distinct.len(), names.len(), "{}", kept.row.title);
    }
    assert_eq!(departments.len(), 11, "ten departments, and the tutor groups");
    assert!(departments.contains(&Department::Tutor));
    let assistants = current.enrolments.values().filter(|kept| {
        let roles = &current.people[&kept.row.person].row.roles;
        domain::roster::position(roles, kept.row.role) == Some(Position::Assistant)
    });
    assert_eq!(assistants.count(), 11);
}

#[test]
fn its_calendar_has_half_terms_and_days_off() {
    let (current, _) = import(&good("oneroster-1.1"));
    let calendar = Calendar::new(current.plan()).unwrap();
    let day = |text: &str| text.parse().unwrap();
    for (text, school) in [
        ("2026-09-01", false), // INSET
        ("2026-09-03", true),
        ("2026-10-27", false), // half-term
        ("2026-11-21", false), // a Saturday
        ("2026-11-23", true),
        ("2027-06-22", true), // exam week
        ("2027-07-02", false),
    ] {
        assert_eq!(calendar.is_school_day(day(text)), school, "{text}");
    }
    assert_eq!(calendar.school_year(TODAY).half_terms.len(), 6);
}

#[test]
fn version_1_2_has_roles_of_their_own() {
    let reading = good("oneroster-1.2");
    assert_eq!(
        texts(&reading),
        [
            "academicSessions.csv, line 5, column type: this word is not known; it counts as \
             \"gradingPeriod\".",
            "roles.csv, line 12, column role: this role is not known; it gives nothing.",
        ]
    );
    assert_eq!(reading.version, Version::V1_2);
    assert_eq!(reading.left_out, 4, "a parent, a grandmother, a governor, and who was a teacher");
    let incoming = &reading.incoming;
    assert_eq!(incoming.people.len(), 19);
    assert_eq!(incoming.orgs[&id("fed")].row.org_type, OrgType::Local);
    let roles = |person: &str| {
        let roles = &incoming.people[&id(person)].row.roles;
        roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(roles("t-elm"), "teacher", "being somebody's guardian is nobody's business");
    assert_eq!(roles("t-sci"), "teacher other-staff");
    assert_eq!(roles("both"), "teacher aide");
    assert_eq!(roles("head"), "administrator");
    let name = |person: &str| {
        let row = &incoming.people[&id(person)].row;
        format!("{} {}", row.given_name, row.family_name)
    };
    assert_eq!(name("t-elm"), "Tom Wren");
    assert_eq!(name("stu-04"), "Sasha Vale");
    assert_eq!(name("stu-12"), "Bea Quill-Hart");
    let address = |person: &str| incoming.people[&id(person)].row.email.as_deref();
    assert_eq!(address("head"), Some("head@calder.example"));
    assert_eq!(address("stu-07"), None, "students' addresses are not kept");
    assert!(incoming.people[&id("stu-10")].leaving);
}

#[test]
fn what_its_people_are_in_its_classes() {
    let reading = good("oneroster-1.2");
    let (current, warnings) = import(&reading);
    assert_eq!(warnings, []);
    let class =
        |title: &str| *current.classes.iter().find(|(_, kept)| kept.row.title == title).unwrap().0;
    let staff = |title: &str| -> Vec<_> {
        let members = current.members_on(class(title), TODAY);
        let adults = members.iter().filter(|member| member.position.is_adult());
        adults
            .map(|member| {
                let name = &current.people[&member.person].row.given_name;
                format!("{name} {}", member.position.name())
            })
            .collect()
    };
    assert_eq!(staff("Year 3/4 Elm"), ["Tom teacher", "Ffion teacher", "Joan assistant"]);
    assert_eq!(staff("8C"), ["Padma teacher", "Lena assistant"]);
    assert_eq!(staff("8C/Sc"), ["Padma teacher", "Lena teacher"]);
    let teacher = current.class_teacher(class("Year 3/4 Elm"), TODAY).unwrap();
    assert_eq!(current.people[&teacher].row.given_name, "Tom");
    let years = |title: &str| {
        let years = current.years_of(&current.classes[&class(title)].row);
        years.into_iter().map(YearGroup::number).collect::<Vec<_>>()
    };
    assert_eq!(years("Year 3/4 Elm"), [3, 4]);
    assert_eq!(years("9C/Sc"), [9], "by its course");
    let elm = &current.classes[&class("Year 3/4 Elm")].row;
    assert_eq!((elm.class_type, elm.subject.as_deref()), (ClassType::Homeroom, Some("Primary")));
}

#[test]
fn a_zip_reads_like_its_folder() {
    for name in ["oneroster-1.1", "oneroster-1.2"] {
        let folder = good(name);
        let roster = Roster::fixture(name);
        for prefix in ["", "export/", "a/b/"] {
            assert_eq!(read(roster.zip(prefix).path(), &options()).unwrap(), folder, "{prefix}");
        }
        let with_macs_own = roster.put("__MACOSX/._users.csv", "\0\u{5}\u{16}");
        assert_eq!(read(with_macs_own.zip("").path(), &options()).unwrap(), folder);
    }
}

#[test]
fn the_order_of_rows_and_columns_makes_no_difference() {
    let expected = good("oneroster-1.2");
    let mut backwards = Roster::fixture("oneroster-1.2");
    for file in backwards.0.clone().into_keys() {
        let text = String::from_utf8(backwards.0[&file].clone()).unwrap();
        let (header, rows) = text.split_once("\r\n").unwrap();
        let rows: Vec<_> = rows.lines().rev().collect();
        let turned = format!("{header}\r\n{}\r\n", rows.join("\r\n"));
        backwards = backwards.put(&file, &turned).each_row(&file, |row| row.reverse());
    }
    let turned = backwards.read().unwrap();
    let mut incoming = turned.incoming;
    incoming.days_off.as_mut().unwrap().reverse();
    assert_eq!(incoming, expected.incoming);
}

#[test]
fn years_as_the_office_says() {
    let year = |grades| {
        let reading = read(&fixture("oneroster-1.1"), &Options { grades, ..options() }).unwrap();
        (reading.incoming.people[&id("stu-0483")].row.year.unwrap().number(), reading.grades)
    };
    assert_eq!(year(None).0, 9);
    assert_eq!(year(Some(GradeScheme::Ceds)), (9, Grades::Set(GradeScheme::Ceds)));
    assert_eq!(year(Some(GradeScheme::Uk)), (8, Grades::Set(GradeScheme::Uk)));
}

#[test]
fn a_calendar_from_elsewhere_counts_instead() {
    let folder = Roster::fixture("oneroster-1.1").folder();
    let elsewhere = folder.path().join("dates.csv");
    fs::write(&elsewhere, "date_from,date_to,what\n2026-09-01,2026-09-04,INSET\n").unwrap();
    let options = Options { calendar: Some(elsewhere), ..options() };
    let days_off = read(folder.path(), &options).unwrap().incoming.days_off.unwrap();
    assert_eq!(days_off.len(), 1);
    assert_eq!((days_off[0].kind, days_off[0].label.as_str()), (OffKind::Inset, "INSET"));
    assert_eq!(days_off[0].span.last.to_string(), "2026-09-04");
    let without = Roster::fixture("oneroster-1.1").remove("calendar.csv").read().unwrap();
    assert_eq!(without.incoming.days_off, None);
    assert_eq!(texts(&without), [""; 0], "the standard knows no calendar file");
}

#[test]
fn enrolments_keep_their_days_and_marks() {
    let reading = good("oneroster-1.1");
    let row = &reading.incoming.enrolments[&id("enr-00064")].row;
    assert_eq!(row.role, EnrolmentRole::Teacher);
    assert!(!row.primary);
    assert_eq!(row.begin.unwrap().to_string(), "2026-09-01");
    assert_eq!(row.end.unwrap().to_string(), "2027-07-21");
}
