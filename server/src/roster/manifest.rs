//! `manifest.csv`: by which version a roster was made, and whether it is whole.

use super::columns::{COURSES, FileSpec, MANIFEST, ROLES, SESSIONS};
use super::files::Files;
use super::problem::{Findings, Place, What, Wrong};
use super::sheet::{Row, Sheet};

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.1: a user has one role, in `users.csv`.
    V1_1,
    /// 1.2: roles are in `roles.csv`.
    V1_2,
}

impl Version {
    /// "1.1".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }
}

/// The version by which the roster was made; without a manifest, the one that
/// its files look like.
pub(super) fn read(files: &mut Files, findings: &mut Findings) -> Version {
    let looks_like = if files.has(ROLES.name) { Version::V1_2 } else { Version::V1_1 };
    if !files.has(MANIFEST.name) {
        findings.warn(Place::file(MANIFEST.name), What::NoManifest);
        return looks_like;
    }
    let sheet = files
        .read(MANIFEST.name, findings)
        .and_then(|content| Sheet::read(&MANIFEST, &content, findings));
    let Some(sheet) = sheet else { return looks_like };
    let mut version = looks_like;
    for row in &sheet.rows {
        let property = sheet.text(row, "propertyName").to_ascii_lowercase();
        if property == "oneroster.version" {
            match sheet.text(row, "value") {
                value if is(value, "1.1") => version = Version::V1_1,
                value if is(value, "1.2") => version = Version::V1_2,
                _ => findings.fault(sheet.place(row, "value"), Wrong::Version),
            }
        } else if let Some(name) = property.strip_prefix("file.") {
            check_file(&sheet, row, name, files, findings);
        }
    }
    version
}

/// "1.1", "1.1.0", "v1.1".
fn is(value: &str, version: &str) -> bool {
    let value = value.trim_start_matches(['v', 'V']);
    value.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn check_file(sheet: &Sheet, row: &Row, name: &str, files: &Files, findings: &mut Findings) {
    let file = format!("{name}.csv");
    if !is_read(&file) {
        return;
    }
    match sheet.text(row, "value").to_ascii_lowercase().as_str() {
        "delta" => findings.fault(sheet.place(row, "value"), Wrong::Delta),
        "absent" if files.has(&file) => {
            findings.warn(sheet.place(row, "value"), What::NotAbsent);
        }
        _ => (),
    }
}

fn is_read(file: &str) -> bool {
    use super::columns::{CLASSES, ENROLMENTS, ORGS, USERS};
    const READ: [&FileSpec; 7] =
        [&ORGS, &SESSIONS, &COURSES, &CLASSES, &USERS, &ROLES, &ENROLMENTS];
    READ.iter().any(|spec| spec.name.eq_ignore_ascii_case(file))
}
