//! Who is in which class.

use std::collections::BTreeSet;

use domain::roster::{Enrolment, EnrolmentRole, SourcedId};

use super::cells::Word;
use super::columns::{CLASSES, ORGS, USERS};
use super::problem::{Findings, What, Wrong};
use super::references::{Arrivals, References, arrivals};
use super::sheet::Sheet;

const ROLES: &[(&str, EnrolmentRole)] = &[
    ("student", EnrolmentRole::Student),
    ("teacher", EnrolmentRole::Teacher),
    ("proctor", EnrolmentRole::Proctor),
    ("administrator", EnrolmentRole::Administrator),
    ("aide", EnrolmentRole::Aide),
];

const ROLE_NAMES: &[&str] = &["student", "teacher", "proctor", "administrator", "aide"];

/// Reads `enrollments.csv`; those of people who are left out are left out.
pub(super) fn enrolments(
    sheet: &Sheet,
    left_out: &BTreeSet<SourcedId>,
    references: &mut References,
    findings: &mut Findings,
) -> Arrivals<Enrolment<SourcedId, SourcedId>> {
    arrivals(sheet, findings, |cells| {
        let class = references.required(cells, "classSourcedId", &CLASSES);
        let person = references.required(cells, "userSourcedId", &USERS);
        references.required(cells, "schoolSourcedId", &ORGS);
        let role = match cells.word("role", ROLES) {
            Word::Is(role) => Some(role),
            Word::Own => {
                cells.warn("role", What::UnknownRole);
                return None;
            }
            Word::Empty => {
                cells.fault("role", Wrong::Empty);
                None
            }
            Word::Unknown => {
                cells.fault("role", Wrong::NotOneOf(ROLE_NAMES));
                None
            }
        };
        let (begin, end) = (cells.day("beginDate"), cells.day("endDate"));
        if begin.zip(end).is_some_and(|(begin, end)| end < begin) {
            cells.warn("endDate", What::NeverHolds);
        }
        let primary = cells.boolean("primary", false);
        let (class, person, role) = (class?, person?, role?);
        if left_out.contains(&person) {
            cells.warn("userSourcedId", What::EnrolmentLeftOut);
            return None;
        }
        Some(Enrolment { class, person, role, primary, begin, end })
    })
}
