//! Users and their roles: students and staff. Families are left out.

use std::collections::{BTreeMap, BTreeSet};

use domain::roster::{GradeScheme, Person, SourcedId, UserRole};
use domain::time::Day;

use super::cells::{Cells, Word};
use super::columns::{ORGS, USERS};
use super::problem::{Findings, What, Wrong};
use super::references::{Arrivals, References, arrivals};
use super::sheet::Sheet;

/// Roles of both versions; `None`: a family member, who has no place here.
const ROLES: &[(&str, Option<UserRole>)] = &[
    ("student", Some(UserRole::Student)),
    ("teacher", Some(UserRole::Teacher)),
    ("aide", Some(UserRole::Aide)),
    ("administrator", Some(UserRole::Administrator)),
    ("principal", Some(UserRole::Administrator)),
    ("siteAdministrator", Some(UserRole::Administrator)),
    ("districtAdministrator", Some(UserRole::Administrator)),
    ("systemAdministrator", Some(UserRole::Administrator)),
    ("counselor", Some(UserRole::OtherStaff)),
    ("proctor", Some(UserRole::OtherStaff)),
    ("guardian", None),
    ("parent", None),
    ("relative", None),
];

const ROLE_NAMES: &[&str] = &[
    "student",
    "teacher",
    "aide",
    "administrator",
    "principal",
    "siteAdministrator",
    "districtAdministrator",
    "systemAdministrator",
    "counselor",
    "proctor",
    "guardian",
    "parent",
    "relative",
];

/// The roles of each user. Who has an entry has, or had, a role: perhaps none
/// that gives a place here.
pub(super) type RolesOf = BTreeMap<SourcedId, BTreeSet<UserRole>>;

/// People, and who among the users is none of them.
pub(super) struct People {
    pub people: Arrivals<Person>,
    pub left_out: BTreeSet<SourcedId>,
}

/// Reads `roles.csv` (1.2).
pub(super) fn roles(
    sheet: &Sheet,
    today: Day,
    references: &mut References,
    findings: &mut Findings,
) -> RolesOf {
    let mut roles = RolesOf::new();
    for row in &sheet.rows {
        let mut cells = Cells { sheet, row, findings };
        references.one(&cells, "orgSourcedId", &ORGS);
        let user = references.required(&mut cells, "userSourcedId", &USERS);
        let ended = cells.day("endDate").is_some_and(|end| end < today);
        let mut role = None;
        match cells.word("role", ROLES) {
            Word::Is(known) => role = known,
            // Gives nothing: it could mean anything.
            Word::Own => cells.warn("role", What::UnknownRole),
            Word::Empty => cells.fault("role", Wrong::Empty),
            Word::Unknown => cells.fault("role", Wrong::NotOneOf(ROLE_NAMES)),
        }
        let over = cells.leaving() || ended;
        if let Some(user) = user {
            roles.entry(user).or_default().extend(role.filter(|_| !over));
        }
    }
    roles
}

/// Reads `users.csv`; `roles` are those of `roles.csv`, if there is one.
pub(super) fn people(
    sheet: &Sheet,
    roles: Option<&RolesOf>,
    scheme: GradeScheme,
    references: &mut References,
    findings: &mut Findings,
) -> People {
    references.are_in(sheet);
    let mut left_out = BTreeSet::new();
    let mut twice = Twice::default();
    let people = arrivals(sheet, findings, |cells| {
        references.list(cells, "orgSourcedIds", &ORGS);
        references.one(cells, "primaryOrgSourcedId", &ORGS);
        let id = cells.sheet.id(cells.row);
        let theirs = match roles {
            Some(roles) => {
                if !roles.contains_key(&id) {
                    cells.warn("sourcedId", What::NoRole);
                }
                roles.get(&id).cloned().unwrap_or_default()
            }
            None => own_roles(cells)?,
        };
        if theirs.is_empty() {
            left_out.insert(id);
            return None;
        }
        let person = person(cells, theirs, scheme)?;
        twice.check(cells, &id, &person);
        Some(person)
    });
    left_out.retain(|id| !people.contains_key(id));
    People { people, left_out }
}

/// The roles in a row of 1.1: one, or a list of them.
fn own_roles(cells: &mut Cells<'_>) -> Option<BTreeSet<UserRole>> {
    let mut roles = BTreeSet::new();
    cells.required("role")?;
    for text in cells.list("role") {
        match cells.word_of(text, "role", ROLES) {
            Word::Is(role) => roles.extend(role),
            Word::Own => cells.warn("role", What::UnknownRole),
            Word::Empty | Word::Unknown => cells.fault("role", Wrong::NotOneOf(ROLE_NAMES)),
        }
    }
    Some(roles)
}

fn person(cells: &mut Cells<'_>, roles: BTreeSet<UserRole>, scheme: GradeScheme) -> Option<Person> {
    let either = |cells: &Cells<'_>, preferred, plain| {
        cells.text(preferred).or_else(|| cells.text(plain)).unwrap_or_default()
    };
    let mut given_name = either(cells, "preferredGivenName", "givenName");
    let mut family_name = either(cells, "preferredFamilyName", "familyName");
    if given_name.is_empty() {
        // Some people have one name.
        std::mem::swap(&mut given_name, &mut family_name);
    }
    if given_name.is_empty() {
        cells.fault("givenName", Wrong::Empty);
        return None;
    }
    let staff = roles.iter().any(|role| role.is_staff());
    let years =
        if roles.contains(&UserRole::Student) { cells.years("grades", scheme) } else { Vec::new() };
    if years.len() > 1 {
        cells.warn("grades", What::SeveralGrades);
    }
    Some(Person {
        given_name,
        family_name,
        username: cells.text("username"),
        email: cells.text("email").filter(|_| staff),
        identifier: cells.text("identifier"),
        roles,
        year: years.first().copied(),
        enabled: cells.boolean("enabledUser", true),
    })
}

/// User names and identifiers that were read already, and whose they are.
#[derive(Default)]
struct Twice {
    usernames: BTreeMap<String, SourcedId>,
    identifiers: BTreeMap<String, SourcedId>,
}

impl Twice {
    fn check(&mut self, cells: &mut Cells<'_>, id: &SourcedId, person: &Person) {
        let first = |seen: &mut BTreeMap<String, SourcedId>, text: &Option<String>| {
            let Some(text) = text else { return true };
            seen.entry(text.to_lowercase()).or_insert_with(|| id.clone()) == id
        };
        // Students sign in otherwise.
        if person.is_staff() && !first(&mut self.usernames, &person.username) {
            cells.warn("username", What::UsernameTwice);
        }
        if !first(&mut self.identifiers, &person.identifier) {
            cells.warn("identifier", What::IdentifierTwice);
        }
    }
}
