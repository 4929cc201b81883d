//! Imports after imports: what changes, what stays, what is warned of.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sync::entry::Uid;

use super::*;
use crate::rights::Role;
use crate::time::{Calendar, Day, DaysOff, OffKind, Span};

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

    fn class(&self) -> crate::id::ClassId {
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

#[test]
fn a_first_import_adds_everything_and_a_second_changes_nothing() {
    let mut office = Office::new();
    let first = office.import(TODAY);
    assert_eq!(whys(&first.people), [("a", Why::Added), ("s", Why::Added), ("t", Why::Added)]);
    assert_eq!(first.enrolments.len(), 3);
    assert_eq!(first.warnings, []);
    let second = office.import(NEXT_WEEK);
    assert!(second.is_empty(), "{second:?}");
    assert_eq!(second.warnings, []);
}

#[test]
fn a_changed_row_is_updated_under_the_same_id() {
    let mut office = Office::new();
    office.import(TODAY);
    let ids: Vec<_> = office.current.people.keys().copied().collect();
    office.person("s").row.family_name = "Roe".into();
    let changes = office.import(NEXT_WEEK);
    assert_eq!(whys(&changes.people), [("s", Why::Updated)]);
    assert!(changes.classes.is_empty() && changes.enrolments.is_empty());
    assert_eq!(office.current.people.keys().copied().collect::<Vec<_>>(), ids);
    assert_eq!(kept(&office.current.people, "s").row.family_name, "Roe");
}

#[test]
fn who_is_missing_or_marked_has_left_and_may_come_back() {
    type Leave = fn(&mut Office);
    let ways: [(&str, Leave); 2] = [
        ("tobedeleted", |office| office.person("s").leaving = true),
        ("missing", |office| {
            office.incoming.people.remove(&"s".into());
            office.incoming.enrolments.remove(&"e-s".into());
        }),
    ];
    for (way, leave) in ways {
        let mut office = Office::new();
        office.import(TODAY);
        let before = office.incoming.clone();
        leave(&mut office);
        let changes = office.import(NEXT_WEEK);
        assert_eq!(whys(&changes.people), [("s", Why::Left)], "{way}");
        assert_eq!(kept(&office.current.people, "s").left, Some(NEXT_WEEK), "{way}");
        assert_eq!(kept(&office.current.enrolments, "e-s").row.end, Some(NEXT_WEEK), "{way}");
        assert!(!office.positions(NEXT_WEEK.plus(1)).contains_key("S"), "{way}");
        assert!(office.positions(NEXT_WEEK.plus(-1)).contains_key("S"), "{way}");
        assert!(office.import(NEXT_WEEK.plus(1)).is_empty(), "{way}");

        office.incoming = before;
        let back = office.import(NEXT_WEEK.plus(7));
        assert_eq!(whys(&back.people), [("s", Why::Rejoined)], "{way}");
        assert_eq!(kept(&office.current.people, "s").left, None, "{way}");
        assert_eq!(kept(&office.current.enrolments, "e-s").row.end, None, "{way}");
        assert!(office.positions(NEXT_WEEK.plus(7)).contains_key("S"), "{way}");
    }
}

#[test]
fn an_enrolment_that_vanished_ends_today_but_never_later_than_it_said() {
    for (said, ends) in [
        (None, NEXT_WEEK),
        (Some(NEXT_WEEK.plus(100)), NEXT_WEEK),
        (Some(TODAY.plus(2)), TODAY.plus(2)),
    ] {
        let mut office = Office::new();
        office.enrolment("e-s").row.end = said;
        office.import(TODAY);
        office.incoming.enrolments.remove(&"e-s".into());
        let changes = office.import(NEXT_WEEK);
        assert_eq!(whys(&changes.enrolments), [("e-s", Why::Left)]);
        assert_eq!(kept(&office.current.enrolments, "e-s").row.end, Some(ends));
        assert_eq!(kept(&office.current.people, "s").left, None, "the student is still here");
    }
}

#[test]
fn without_dates_who_joins_a_known_class_joins_today() {
    let mut office = Office::new();
    office.import(TODAY);
    assert_eq!(kept(&office.current.enrolments, "e-s").row.begin, None);
    office.add("n", UserRole::Student).enrol("e-n", "7a", "n", EnrolmentRole::Student);
    office.import(NEXT_WEEK);
    assert_eq!(kept(&office.current.enrolments, "e-n").row.begin, Some(NEXT_WEEK));
    assert!(office.import(NEXT_WEEK.plus(7)).is_empty(), "and stays so");
}

#[test]
fn an_enrolment_with_a_new_id_alone_is_the_same_one() {
    let mut office = Office::new();
    office.import(TODAY);
    let arriving = office.incoming.enrolments.remove(&"e-s".into()).unwrap();
    office.incoming.enrolments.insert("e-s2".into(), arriving);
    let changes = office.import(NEXT_WEEK);
    assert_eq!(whys(&changes.enrolments), [("e-s2", Why::Updated)]);
    assert_eq!(office.current.enrolments.len(), 3);
    assert_eq!(kept(&office.current.enrolments, "e-s2").row.end, None);
    assert!(office.import(NEXT_WEEK).is_empty());
}

#[test]
fn an_enrolments_id_that_speaks_of_someone_else_is_another_enrolment() {
    let mut office = Office::new();
    office.add("n", UserRole::Student);
    office.import(TODAY);
    office.enrolment("e-s").row.person = "n".into();
    let changes = office.import(NEXT_WEEK);
    let whys: Vec<_> = changes.enrolments.iter().map(|write| write.why).collect();
    assert_eq!(whys, [Why::Left, Why::Added]);
    assert_eq!(office.current.enrolments.len(), 4);
    assert!(office.positions(NEXT_WEEK.plus(-1)).contains_key("S"), "was in it");
    assert!(!office.positions(NEXT_WEEK.plus(1)).contains_key("S"), "is in it no more");
    assert!(office.positions(NEXT_WEEK).contains_key("N"));
    assert!(office.import(NEXT_WEEK.plus(1)).is_empty());
}

#[test]
fn enrolments_that_swap_ids_stay_themselves() {
    let mut office = Office::new();
    office.add("n", UserRole::Student).enrol("e-n", "7a", "n", EnrolmentRole::Student);
    office.import(TODAY);
    let before: Vec<_> = office.current.enrolments.values().map(|kept| kept.row.clone()).collect();
    office.enrolment("e-s").row.person = "n".into();
    office.enrolment("e-n").row.person = "s".into();
    let changes = office.import(NEXT_WEEK);
    assert_eq!(whys(&changes.enrolments), [("e-n", Why::Updated), ("e-s", Why::Updated)]);
    let after: Vec<_> = office.current.enrolments.values().map(|kept| kept.row.clone()).collect();
    assert_eq!(after, before);
    assert!(office.import(NEXT_WEEK).is_empty());
}

#[test]
fn a_changed_sourced_id_is_reported_and_never_matched() {
    let mut office = Office::new();
    office.import(TODAY);
    let known = office.current.people.iter().find(|(_, kept)| kept.row.given_name == "S");
    let known = *known.unwrap().0;
    let arriving = office.incoming.people.remove(&"s".into()).unwrap();
    office.incoming.people.insert("s2".into(), arriving);
    office.enrolment("e-s").row.person = "s2".into();
    let changes = office.import(NEXT_WEEK);
    assert_eq!(whys(&changes.people), [("s", Why::Left), ("s2", Why::Added)]);
    let warning = Warning::ChangedSourcedId { known, old: Some("s".into()), new: "s2".into() };
    assert_eq!(changes.warnings, [warning]);
    assert!(office.import(NEXT_WEEK).is_empty());
}

#[test]
fn a_changed_identifier_is_reported() {
    let mut office = Office::new();
    office.import(TODAY);
    for (identifier, warnings) in [
        (None, vec![]), // the source says nothing of it any more
        (Some("UPN-s"), vec![]),
        (Some("UPN-x"), vec![Warning::ChangedIdentifier { person: "s".into() }]),
    ] {
        office.person("s").row.identifier = identifier.map(str::to_owned);
        assert_eq!(office.import(NEXT_WEEK).warnings, warnings, "{identifier:?}");
    }
}

#[test]
fn other_sources_and_what_was_made_here_stay() {
    let mut office = Office::new();
    office.import(TODAY);
    for kept in office.current.people.values_mut() {
        match kept.row.given_name.as_str() {
            "A" => kept.external = None,
            "T" => kept.external.as_mut().unwrap().source = Source("nursery".into()),
            _ => (),
        }
    }
    let before = office.current.people.clone();
    office.incoming.people.clear();
    office.incoming.enrolments.clear();
    let changes = office.import(NEXT_WEEK);
    assert_eq!(whys(&changes.people), [("s", Why::Left)]);
    let untouched = |table: &Table<_, Person>| {
        table.values().filter(|kept| kept.row.given_name != "S").cloned().collect::<Vec<_>>()
    };
    assert_eq!(untouched(&office.current.people), untouched(&before));
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

#[test]
fn what_a_source_does_not_say_stays() {
    let mut office = Office::new();
    office.incoming.terms = Some([("y".into(), school_year(TODAY))].into());
    office.incoming.days_off = Some(vec![day_off(TODAY), day_off(TODAY)]);
    office.import(TODAY);
    assert_eq!(office.current.days_off, [day_off(TODAY)], "a repeated line counts once");
    assert!(!Calendar::new(office.current.plan()).unwrap().is_school_day(TODAY));
    office.incoming.terms = None;
    office.incoming.days_off = None;
    assert!(office.import(NEXT_WEEK).is_empty());
}

#[test]
fn dates_that_are_taken_back_go_and_past_ones_stay() {
    let mut office = Office::new();
    office.incoming.terms = Some([("y".into(), school_year(TODAY))].into());
    office.incoming.days_off = Some(vec![day_off(TODAY), day_off(NEXT_WEEK.plus(1))]);
    office.import(TODAY);
    let next_year = TODAY.plus(365);

    let mut corrected = Office { current: office.current.clone(), ..Office::new() };
    corrected.incoming.terms = Some(BTreeMap::new());
    corrected.incoming.days_off = Some(Vec::new());
    let changes = corrected.import(NEXT_WEEK);
    assert_eq!(whys(&changes.terms), [("y", Why::Left)]);
    assert_eq!(corrected.current.plan().years, [], "a year that was taken back is not planned");
    assert_eq!(corrected.current.days_off, [day_off(TODAY)], "what was over stays");

    office.incoming.terms = Some([("y2".into(), school_year(next_year))].into());
    office.incoming.days_off = Some(vec![day_off(next_year)]);
    office.import(next_year);
    assert_eq!(office.current.plan().years.len(), 2, "a year that was over stays");
    assert_eq!(office.current.days_off.len(), 3);

    // The old year again, under another id and with other dates.
    let again = ("y3".into(), school_year(TODAY.plus(2)));
    office.incoming.terms.as_mut().unwrap().extend([again]);
    office.import(next_year);
    let years: Vec<_> = office.current.plan().years.iter().map(|year| year.span.first).collect();
    assert!(years.len() == 2 && !years.contains(&TODAY), "{years:?}");
    assert!(office.import(next_year.plus(1)).is_empty());
}

#[test]
fn terms_make_a_calendar_even_if_a_source_says_them_twice() {
    let span = |first, last| Span::new(TODAY.plus(first), TODAY.plus(last));
    let year = (TermType::SchoolYear, span(0, 300));
    let half = (TermType::Semester, span(0, 150));
    let term = (TermType::Term, span(10, 90));
    let half_term = (TermType::GradingPeriod, span(10, 40));
    let terms =
        |terms: &[(TermType, Span)]| plan(terms.iter().copied(), &[]).years[0].terms.clone();
    assert_eq!(terms(&[year, half, term, half_term, term, year]), [term.1]);
    assert_eq!(terms(&[year, half]), [half.1]);
    assert_eq!(terms(&[year]), []);
}

#[test]
fn a_reference_to_nothing_is_refused() {
    let mut office = Office::new();
    office.enrolment("e-s").row.person = "nobody".into();
    let refused = diff(&office.current, &office.incoming, TODAY, Uid::default);
    assert_eq!(refused, Err(Dangling("nobody".into())));
}

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
fn the_wrong_file_is_noticed() {
    let mut office = Office::new();
    office.import(TODAY);
    office.incoming.people.retain(|id, _| id.0 == "t");
    office.incoming.enrolments.retain(|id, _| id.0 == "e-t");
    assert_eq!(office.diff(NEXT_WEEK).warnings, [Warning::MostLeave { leave: 2, of: 3 }]);
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

/// Any roster over a few ids, so that imports meet the same rows again.
fn any_incoming() -> impl Strategy<Value = Incoming> {
    let person = (any::<bool>(), 0..3_u8, prop::sample::select(UserRole::ALL));
    let people = prop::collection::btree_map(0..6_u8, person, 1..6);
    let date = prop::option::of(TODAY.0 - 3..TODAY.0 + 20);
    let enrolment =
        (0..6_u8, any::<bool>(), prop::sample::select(EnrolmentRole::ALL), date.clone(), date);
    let enrolments = prop::collection::btree_map(0..8_u8, enrolment, 0..8);
    (people, enrolments, any::<bool>()).prop_map(|(people, enrolments, class_leaves)| {
        let mut office = Office::new();
        office.incoming.people.clear();
        office.incoming.enrolments.clear();
        office.incoming.classes.get_mut(&"7a".into()).unwrap().leaving = class_leaves;
        for (n, (leaving, identifier, role)) in people {
            let id = format!("p{n}");
            office.add(&id, role);
            office.person(&id).leaving = leaving;
            office.person(&id).row.identifier = Some(identifier.to_string());
        }
        for (n, (person, leaving, role, begin, end)) in enrolments {
            let (id, person) = (format!("e{n}"), format!("p{person}"));
            if office.incoming.people.contains_key(&person.as_str().into()) {
                office.enrol(&id, "7a", &person, role);
                office.enrolment(&id).leaving = leaving;
                office.enrolment(&id).row.begin = begin.map(Day);
                office.enrolment(&id).row.end = end.map(Day);
            }
        }
        office.incoming
    })
}

fn externals<Id, Row>(table: &Table<Id, Row>) -> Vec<External> {
    table.values().filter_map(|kept| kept.external.clone()).collect()
}

proptest! {
    #[test]
    fn imports_settle_and_remove_nobody(
        rosters in prop::collection::vec((any_incoming(), 0..5_i32), 1..6),
    ) {
        let mut office = Office::new();
        let mut today = TODAY;
        for (incoming, days) in rosters {
            today = today.plus(days);
            let before = office.current.clone();
            office.incoming = incoming;
            let changes = office.import(today);

            let people: BTreeSet<_> = office.current.people.keys().collect();
            prop_assert!(before.people.keys().all(|id| people.contains(id)));
            let enrolments: BTreeSet<_> = office.current.enrolments.keys().collect();
            prop_assert!(before.enrolments.keys().all(|id| enrolments.contains(id)));

            for (id, kept) in &before.enrolments {
                let row = &office.current.enrolments[id].row;
                prop_assert_eq!((row.class, row.person), (kept.row.class, kept.row.person));
            }
            for kept in office.current.enrolments.values() {
                let ended = kept.left.is_none_or(|left| kept.row.end.is_some_and(|e| e <= left));
                prop_assert!(ended, "who left has an end");
            }
            for (sourced_id, arriving) in &office.incoming.people {
                let held = kept(&office.current.people, &sourced_id.0);
                prop_assert_eq!(&held.row, &arriving.row);
                prop_assert_eq!(held.left.is_some(), arriving.leaving);
            }
            let here = externals(&office.current.enrolments);
            let distinct: BTreeSet<_> = here.iter().collect();
            prop_assert_eq!(distinct.len(), here.len(), "an external id names one row");

            let again = office.diff(today.plus(1));
            prop_assert!(again.is_empty(), "{:?} after {:?}", again, changes);
        }
    }
}
