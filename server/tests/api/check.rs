//! What `limber check` finds: each part of a sound school, spoilt on its own.

use domain::entry::{Draft, Retraction};
use domain::rights::{Visit, VisitState};
use rusqlite::Connection;
use server::log::check::{Fault, Findings, check};
use server::store::{Rows, StoreError};

use crate::device::{Device, sighting};
use crate::school::TestSchool;
use crate::visits::share_one;

/// A visit that was shared, and a sighting that was taken back.
fn school() -> TestSchool {
    let school = TestSchool::open();
    share_one(&school);
    let mut teacher = Device::of(&school, "teacher");
    let seen = teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    teacher.record(&school, Draft::new(&Retraction).superseding([seen.id()]));
    teacher.record(&school, sighting(school.class, school.person("Amara"), 2));
    school.assert_sound();
    school
}

fn findings(school: &TestSchool) -> Findings {
    school.rows(check)
}

/// Keeps the one visit otherwise than it is.
fn spoil_visit(school: &TestSchool, spoil: impl FnOnce(&mut Visit) + Send + 'static) {
    school.change(move |rows| {
        let (record, mut visit) = rows.shared_visits()?.remove(0);
        spoil(&mut visit);
        rows.put_visit(record, &visit)
    });
}

#[test]
fn a_visit_is_folded_again_whole() {
    let spoilt: [fn(&mut Visit); 4] = [
        |visit| _ = visit.walkers.pop(),
        |visit| visit.replied = true,
        |visit| visit.state = VisitState::Draft,
        |visit| {
            let VisitState::Shared(sharing) = &mut visit.state else { panic!("it is shared") };
            sharing.visited = None;
        },
    ];
    for spoil in spoilt {
        let school = school();
        spoil_visit(&school, spoil);
        let found = findings(&school);
        assert_eq!((found.count(Fault::Visit), found.is_sound()), (1, false), "{found:?}");
    }
}

#[test]
fn whoever_may_read_a_visit_can_read_all_of_it() {
    let school = school();
    // Released, and listed nowhere further.
    spoil_visit(&school, |visit| {
        let VisitState::Shared(sharing) = visit.state else { panic!("it is shared") };
        visit.state = VisitState::Released(sharing);
    });
    let found = findings(&school);
    assert_eq!((found.count(Fault::Visit), found.count(Fault::VisitUnlisted)), (0, 3), "{found:?}");
    assert!(!found.is_sound());
}

#[test]
fn no_listing_lies_beyond_the_log() {
    let school = school();
    school.change(|rows: &mut dyn Rows| -> Result<(), StoreError> {
        let head = rows.log_head()?.position;
        rows.list(1, &[domain::scope::staff()], head + 1)
    });
    let found = findings(&school);
    assert_eq!((found.count(Fault::Listing), found.is_sound()), (1, false), "{found:?}");
}

#[test]
fn what_is_replaced_is_found_by_its_replacement() {
    let mut school = school();
    school.while_stopped(|folder| {
        let database = Connection::open(folder.join("limber.db")).unwrap();
        assert_eq!(database.execute("DELETE FROM supersedes", []).unwrap(), 1);
    });
    let found = findings(&school);
    assert_eq!((found.count(Fault::Supersedes), found.is_sound()), (1, false), "{found:?}");
}
