//! What people are in a class, and what a class is.

use super::*;
use crate::rights::Role;

#[test]
fn warnings_about_classes() {
    type Defect = fn(&mut Office);
    let cases: [(&str, Defect, &[Warning]); 6] = [
        (
            "no teacher",
            |o| drop(o.incoming.enrolments.remove(&"e-t".into())),
            &[Warning::NoClassTeacher { class: "7a".into() }],
        ),
        (
            "a class that is over",
            |o| {
                o.incoming.enrolments.remove(&"e-t".into());
                o.enrolment("e-s").row.end = Some(TODAY.plus(-1));
                o.enrolment("e-a").row.end = Some(TODAY.plus(-1));
            },
            &[],
        ),
        (
            "two primary teachers",
            |o| {
                o.add("u", UserRole::Teacher).enrol("e-u", "7a", "u", EnrolmentRole::Teacher);
                o.enrolment("e-t").row.primary = true;
                o.enrolment("e-u").row.primary = true;
            },
            &[Warning::SeveralClassTeachers { class: "7a".into() }],
        ),
        (
            "one after the other",
            |o| {
                o.add("u", UserRole::Teacher).enrol("e-u", "7a", "u", EnrolmentRole::Teacher);
                o.enrolment("e-t").row.primary = true;
                o.enrolment("e-t").row.end = Some(NEXT_WEEK);
                o.enrolment("e-u").row.primary = true;
                o.enrolment("e-u").row.begin = Some(NEXT_WEEK.plus(1));
            },
            &[],
        ),
        (
            "a student as a teacher",
            |o| {
                o.add("x", UserRole::Student).enrol("e-x", "7a", "x", EnrolmentRole::Teacher);
            },
            &[in_vain(Enrolled::StudentAsStaff)],
        ),
        (
            "an administrator of the class",
            |o| {
                o.add("x", UserRole::Teacher).enrol("e-x", "7a", "x", EnrolmentRole::Administrator);
            },
            &[in_vain(Enrolled::AsAdministrator)],
        ),
    ];
    for (what, defect, expected) in cases {
        let mut office = Office::new();
        defect(&mut office);
        assert_eq!(office.diff(TODAY).warnings, expected, "{what}");
    }
}

fn in_vain(enrolled: Enrolled) -> Warning {
    let id = SourcedId::from;
    Warning::NoPosition { enrolment: id("e-x"), class: id("7a"), person: id("x"), enrolled }
}

#[test]
fn what_an_enrolment_makes_of_a_person() {
    use EnrolmentRole as E;
    use UserRole as U;
    let cases: [(&[U], E, Option<Position>); 17] = [
        (&[U::Student], E::Student, Some(Position::Student)),
        (&[U::Student], E::Teacher, None),
        (&[U::Student], E::Aide, None),
        (&[U::Student], E::Administrator, None),
        (&[U::Teacher], E::Teacher, Some(Position::Teacher)),
        (&[U::Teacher], E::Proctor, Some(Position::Assistant)),
        (&[U::Teacher], E::Student, None),
        (&[U::Teacher], E::Administrator, None),
        (&[U::Aide], E::Proctor, Some(Position::Assistant)),
        (&[U::Aide], E::Teacher, Some(Position::Assistant)),
        (&[U::Aide], E::Student, Some(Position::Assistant)),
        (&[U::Aide], E::Administrator, Some(Position::Assistant)),
        (&[U::Aide, U::Teacher], E::Teacher, Some(Position::Teacher)),
        (&[U::Aide, U::Student], E::Student, Some(Position::Student)),
        (&[U::Administrator], E::Teacher, Some(Position::Teacher)),
        (&[U::Administrator], E::Administrator, None),
        (&[U::OtherStaff], E::Proctor, Some(Position::Assistant)),
    ];
    for (roles, enrolled, expected) in cases {
        let roles: BTreeSet<_> = roles.iter().copied().collect();
        assert_eq!(position(&roles, enrolled), expected, "{roles:?} as {enrolled:?}");
    }
}

#[test]
fn an_import_gives_nobody_a_leaders_or_administrators_rights() {
    for role in UserRole::ALL {
        assert!(!matches!(role.right(), Some(Role::Leader | Role::Administrator | Role::Supply)));
    }
    assert_eq!(UserRole::Aide.right(), Some(Role::Assistant));
}

#[test]
fn the_class_teacher_is_the_primary_one_else_the_first() {
    type Change = fn(&mut Office);
    let cases: [(&str, Change, &str); 4] = [
        ("the primary one", |o| o.enrolment("e-u").row.primary = true, "U"),
        ("the first to begin", |o| o.enrolment("e-t").row.begin = Some(TODAY), "U"),
        ("an assistant never", |o| o.enrolment("e-a").row.primary = true, "T"),
        (
            "not before they begin",
            |o| {
                o.enrolment("e-u").row.primary = true;
                o.enrolment("e-u").row.begin = Some(NEXT_WEEK.plus(1));
            },
            "T",
        ),
    ];
    for (what, change, expected) in cases {
        let mut office = Office::new();
        office.add("u", UserRole::Teacher).enrol("e-u", "7a", "u", EnrolmentRole::Teacher);
        change(&mut office);
        office.import(TODAY);
        let teacher = office.current.class_teacher(office.class(), NEXT_WEEK).unwrap();
        assert_eq!(office.current.people[&teacher].row.given_name, expected, "{what}");
    }
}

#[test]
fn department_and_years_of_a_class() {
    let mut office = Office::new();
    let year = YearGroup::new(7).unwrap();
    let mut department = office.incoming.orgs[&"school".into()].clone();
    department.row.org_type = OrgType::Department;
    office.incoming.orgs.insert("dep".into(), department);
    let course = |org: &str| Course {
        title: "Science".into(),
        org: org.into(),
        years: [year].into(),
        subject: None,
    };
    let courses = [("c".into(), course("dep")), ("d".into(), course("school"))];
    office.incoming.courses =
        Some(courses.map(|(id, course)| (id, Arriving::active(course))).into());
    for (id, course, class_type) in [
        ("7a-sc", Some("c"), ClassType::Scheduled),
        ("7a-xx", Some("d"), ClassType::Scheduled),
        ("r", Some("c"), ClassType::Homeroom),
    ] {
        let course = course.map(SourcedId::from);
        let class = Class { class_type, course, ..class(id) };
        office.incoming.classes.insert(id.into(), Arriving::active(class));
    }
    office.import(TODAY);
    let row = |id: &str| kept(&office.current.classes, id).row;
    assert_eq!(office.current.department_of(&row("7a")), Department::Tutor);
    assert_eq!(office.current.department_of(&row("7a-xx")), Department::Unknown);
    assert!(matches!(office.current.department_of(&row("7a-sc")), Department::Org(_)));
    assert!(matches!(office.current.department_of(&row("r")), Department::Org(_)));
    assert_eq!(office.current.years_of(&row("7a-sc")), [year].into());
    assert_eq!(office.current.years_of(&row("7a")), BTreeSet::new());
}
