//! What changes, what stays, and what is warned of.

use super::*;
use crate::time::Calendar;

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
fn a_class_keeps_its_course_and_terms_if_nothing_is_said_of_any() {
    let mut office = Office::new();
    let course = Course {
        title: "Science".into(),
        org: "school".into(),
        years: BTreeSet::new(),
        subject: None,
    };
    office.incoming.courses = Some([("c".into(), Arriving::active(course))].into());
    office.incoming.terms = Some([("y".into(), school_year(TODAY))].into());
    let class = &mut office.incoming.classes.get_mut(&"7a".into()).unwrap().row;
    class.course = Some("c".into());
    class.terms = ["y".into()].into();
    office.import(TODAY);
    let class = &mut office.incoming.classes.get_mut(&"7a".into()).unwrap().row;
    class.course = None;
    class.terms.clear();
    office.incoming.courses = None;
    office.incoming.terms = None;
    assert!(office.import(NEXT_WEEK).is_empty());
    let (courses, terms) = (BTreeMap::new(), BTreeMap::new());
    office.incoming.courses = Some(courses);
    office.incoming.terms = Some(terms);
    let changes = office.import(NEXT_WEEK);
    assert_eq!(whys(&changes.classes), [("7a", Why::Updated)], "now that it has none");
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
fn the_wrong_file_is_noticed() {
    let mut office = Office::new();
    office.import(TODAY);
    office.incoming.people.retain(|id, _| id.0 == "t");
    office.incoming.enrolments.retain(|id, _| id.0 == "e-t");
    assert_eq!(office.diff(NEXT_WEEK).warnings, [Warning::MostLeave { leave: 2, of: 3 }]);
}
