//! Every kind × every sort of person over HTTP: written or held, read or not.
//!
//! What is expected was written down from the school's rules (who records,
//! who is told), not from the code: the last test holds the table that
//! `limber rights` prints against it.

mod lines;
mod stage;

use domain::entry::RULES;
use domain::rights::Role;
use domain::rights::table::{Report, table};
use sync::entry::Kind;
use sync::frame::Outcome;

use self::lines::{ADULTS, EVERYONE, LEADERS, Line, TABLE, Who, fresh};
use self::stage::{Stage, device_of, school};
use crate::device::away;

#[test]
fn every_kind_and_everybody() {
    let mut stage = Stage::set_up();
    let mut held = Vec::new();
    for line in TABLE {
        for (who, _) in EVERYONE {
            let what = format!("{} {}", line.kind, line.what);
            let draft = (line.make)(&mut stage, who);
            assert_eq!(draft.kind.as_str(), line.kind);
            let (entry, is_stored) = stage.attempt(who, draft);
            assert_eq!(is_stored, line.writes.contains(&who), "{who} writes {what}");
            if !is_stored {
                held.push(entry.id());
            } else if line.what != "begun, with oneself as its walker" {
                stage.expected.push((entry.id(), format!("{who}'s {what}"), line.reads));
            }
        }
    }
    for (who, _) in EVERYONE {
        let pulled = stage.devices.get_mut(who).unwrap().pulled_ids();
        for (id, what, reads) in &stage.expected {
            let is_read = pulled.binary_search(id).is_ok();
            assert_eq!(is_read, reads.contains(&who), "{who} reads {what}");
        }
        let leaked: Vec<_> = held.iter().filter(|id| pulled.binary_search(id).is_ok()).collect();
        assert!(leaked.is_empty(), "{who} reads what is held: {leaked:?}");
    }
    stage.school.assert_sound();
}

#[test]
fn nobody_who_is_not_signed_in() {
    let mut stage = Stage::set_up();
    let anonymous = stage.school.anonymous();
    for line in TABLE {
        let draft = (line.make)(&mut stage, "teacher");
        let device = stage.devices.get_mut("teacher").unwrap();
        let entry = device.make(&stage.school, draft);
        let push = device.push_frame(std::slice::from_ref(&entry));
        anonymous.call("/api/sync/push", &push).assert_error(401, "not-signed-in");
        let pull = device.pull_frame(0);
        anonymous.call("/api/sync/pull", &pull).assert_error(401, "not-signed-in");
        assert!(!device.pulled_ids().contains(&entry.id()), "{}", line.kind);
    }
}

#[test]
fn a_visit_that_one_begins_is_ones_own() {
    let mut stage = Stage::set_up();
    for who in LEADERS {
        let draft = stage.set(fresh(), stage.school.person(who));
        let (entry, is_stored) = stage.attempt(who, draft);
        assert!(is_stored, "{who}");
        for (other, _) in EVERYONE {
            let is_read = stage.devices.get_mut(other).unwrap().pulled_ids().contains(&entry.id());
            assert_eq!(is_read, *who == other, "{other} reads the draft of {who}");
        }
    }
}

#[test]
fn a_kind_of_a_newer_program_is_its_authors_alone() {
    let mut stage = Stage::set_up();
    for (who, _) in EVERYONE {
        let device = stage.devices.get_mut(who).unwrap();
        let mut entry =
            device.make(&stage.school, away(stage.school.class, stage.school.person("Amara")));
        entry.envelope.kind = Kind::new("from-the-future").unwrap();
        assert!(matches!(device.push(std::slice::from_ref(&entry))[..], [Outcome::Stored { .. }]));
        for (other, _) in EVERYONE {
            let is_read = stage.devices.get_mut(other).unwrap().pulled_ids().contains(&entry.id());
            assert_eq!(is_read, who == other, "{other} reads that of {who}");
        }
    }
}

#[test]
fn reports_are_for_whom_they_are_for() {
    let school = school();
    for (who, roles) in EVERYONE {
        let client = device_of(&school, who).client;
        let class = client.get(&format!("/api/reports/class/{}", school.class)).status;
        assert_eq!(class, if ADULTS.contains(&who) { 200 } else { 403 }, "{who}: the class's");
        let whole = client.get("/api/reports/school").status;
        let is_theirs = *roles != [Role::Student] && *roles != [Role::Supply];
        assert_eq!(whole, if is_theirs { 200 } else { 403 }, "{who}: the school's");
    }
}

/// The table that is printed says of a kind and a role what holds for somebody
/// of that role.
#[test]
fn the_printed_table_says_the_same() {
    let kinds: Vec<_> = RULES.iter().map(|(kind, _)| *kind).collect();
    assert!(kinds.iter().all(|kind| TABLE.iter().any(|line| line.kind == *kind)), "{kinds:?}");
    for cell in table() {
        let of_role: Vec<_> = EVERYONE.iter().filter(|(_, roles)| *roles == [cell.role]).collect();
        assert!(!of_role.is_empty(), "{:?}", cell.role);
        let lines = || TABLE.iter().filter(|line| line.kind == cell.kind);
        let any = |pick: fn(&Line) -> Who| {
            lines().any(|line| of_role.iter().any(|(who, _)| pick(line).contains(who)))
        };
        let name = format!("{} {}", cell.role.name(), cell.kind);
        assert_eq!(!cell.writes.is_empty(), any(|line| line.writes), "{name}: writes");
        // A leader reads visits of others, and replies, once they are released.
        let reads = any(|line| line.reads);
        assert_eq!(!cell.reads.is_empty(), reads, "{name}: reads");
        let is_adult = matches!(cell.role, Role::Teacher | Role::Assistant);
        assert!(is_adult || !cell.reports.contains(&Report::Class), "{name}: class report");
        let is_student = cell.role == Role::Student;
        assert!(!(is_student && cell.reports.contains(&Report::School)), "{name}: school report");
    }
}
