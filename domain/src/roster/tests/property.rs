//! Any imports, one after the other.

use proptest::prelude::*;

use super::*;

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
