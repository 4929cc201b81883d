//! Reads rosters from files: a folder or a zip of `OneRoster` 1.1 or 1.2 CSV.
//!
//! What the standard says and what systems write differ. Whatever can be
//! understood without guessing about people is taken, with a [`Warning`] that
//! names file, line and column; whatever cannot be is a [`Fault`], and then
//! nothing of the roster is imported. Neither ever holds a cell's text but
//! `sourcedId`s: a shifted column could hold anybody's name.
//!
//! Columns that Limber does not need are never read: passwords, telephone
//! numbers, families, pronouns.

mod calendar;
mod cells;
mod columns;
mod enrolments;
mod files;
mod manifest;
mod people;
mod problem;
mod references;
mod sheet;
mod structure;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use domain::roster::{GradeGuess, GradeScheme, Incoming, Source, SourcedId, plan};
use domain::time::{BadPlan, Calendar, Day, Span};

use self::columns::{
    CALENDAR, CLASSES, COURSES, ENROLMENTS, FileSpec, ORGS, ROLES, SESSIONS, USERS,
};
use self::files::Files;
use self::problem::Findings;
use self::references::References;
use self::sheet::Sheet;
use self::structure::There;

pub use self::manifest::Version;
pub use self::problem::{Fault, Place, Rejected, Warning, What, Wrong};

/// Most rows of one file: a group of schools with 10,000 students has about
/// 100,000 enrolments.
pub const FILE_ROWS_MAX: usize = 300_000;
/// Longest cell that is read, in bytes.
pub const CELL_BYTES_MAX: usize = 4 * 1024;
/// Most columns of one file.
pub const FILE_COLUMNS_MAX: usize = 200;
/// Most bytes of all files of a roster together, inflated: a zip that holds
/// more is not read to its end.
pub const INFLATED_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Most files that a zip or a folder may hold.
pub const FILES_MAX: usize = 1_000;
/// Most errors that are listed; further ones are counted.
pub const FAULTS_MAX: usize = 50;
/// Most warnings that are listed; further ones are counted.
pub const WARNINGS_MAX: usize = 200;

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Names the system that the roster comes from; see [`Source`].
    pub source: Source,
    /// How years are written; `None`: guessed from titles.
    pub grades: Option<GradeScheme>,
    /// A calendar file elsewhere, instead of the roster's own `calendar.csv`.
    pub calendar: Option<PathBuf>,
    /// Roles that ended before do not count.
    pub today: Day,
}

/// A roster that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub incoming: Incoming,
    /// By which version of the standard.
    pub version: Version,
    /// How years are written.
    pub grades: Grades,
    /// Family members and others without a place at school, who are left out.
    pub left_out: usize,
    /// What was not quite as the standard says.
    pub warnings: Vec<Warning>,
    /// Warnings beyond [`WARNINGS_MAX`].
    pub more_warnings: usize,
}

/// How years are written, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grades {
    /// Somebody said so.
    Set(GradeScheme),
    /// The titles of classes and courses say so.
    Guessed(GradeGuess),
}

impl Grades {
    /// How years are written.
    #[must_use]
    pub fn scheme(self) -> GradeScheme {
        match self {
            Self::Set(scheme) => scheme,
            Self::Guessed(guess) => guess.scheme,
        }
    }
}

/// Reads the roster in a folder or a zip.
pub fn read(path: &Path, options: &Options) -> Result<Reading, Rejected> {
    let mut findings = Findings::default();
    let sheets = Sheets::open(path, options, &mut findings);
    match sheets.filter(|_| !findings.is_faulty()) {
        Some(sheets) => {
            let reading = sheets.understand(options, &mut findings);
            findings.conclude(reading)
        }
        None => Err(findings.rejected()),
    }
}

/// A roster's files, with all columns that they must have.
struct Sheets {
    version: Version,
    orgs: Sheet,
    sessions: Option<Sheet>,
    courses: Option<Sheet>,
    classes: Sheet,
    users: Sheet,
    roles: Option<Sheet>,
    enrolments: Sheet,
    calendar: Option<Sheet>,
}

impl Sheets {
    fn open(path: &Path, options: &Options, findings: &mut Findings) -> Option<Self> {
        let mut files = Files::open(path, findings)?;
        let version = manifest::read(&mut files, findings);
        let orgs = required(&mut files, &ORGS, findings);
        let sessions = optional(&mut files, &SESSIONS, findings);
        let courses = optional(&mut files, &COURSES, findings);
        let classes = required(&mut files, &CLASSES, findings);
        let users = required(&mut files, &USERS, findings);
        // Some say 1.2, and have the roles where 1.1 has them.
        let own_roles = |users: &Sheet| version == Version::V1_1 || users.has("role");
        let roles = if files.has(ROLES.name) || !users.as_ref().is_none_or(own_roles) {
            required(&mut files, &ROLES, findings)
        } else {
            for column in ["role", "orgSourcedIds"] {
                if users.as_ref().is_some_and(|users| !users.has(column)) {
                    findings.fault(Place::cell(USERS.name, 1, column), Wrong::MissingColumn);
                }
            }
            None
        };
        let enrolments = required(&mut files, &ENROLMENTS, findings);
        let calendar = match &options.calendar {
            Some(path) => files::read_alone(path, findings)
                .and_then(|content| Sheet::read(&CALENDAR, &content, findings)),
            None if files.has(CALENDAR.name) => required(&mut files, &CALENDAR, findings),
            None => None,
        };
        Some(Self {
            version,
            orgs: orgs?,
            sessions,
            courses,
            classes: classes?,
            users: users?,
            roles,
            enrolments: enrolments?,
            calendar,
        })
    }

    fn understand(&self, options: &Options, findings: &mut Findings) -> Reading {
        let grades = self.grades(options);
        let scheme = grades.scheme();
        let references = &mut References::default();
        let there = There { sessions: self.sessions.is_some(), courses: self.courses.is_some() };

        let orgs = structure::orgs(&self.orgs, references, findings);
        let terms =
            self.sessions.as_ref().map(|sheet| structure::terms(sheet, references, findings));
        let courses = self
            .courses
            .as_ref()
            .map(|sheet| structure::courses(sheet, scheme, references, findings));
        let classes = structure::classes(&self.classes, scheme, there, references, findings);
        let roles = self
            .roles
            .as_ref()
            .map(|sheet| people::roles(sheet, options.today, references, findings));
        let people = people::people(&self.users, roles.as_ref(), scheme, references, findings);
        let enrolments =
            enrolments::enrolments(&self.enrolments, &people.left_out, references, findings);
        let days_off = self.calendar.as_ref().map(|sheet| calendar::days_off(sheet, findings));

        std::mem::take(references).check(findings);
        let incoming = Incoming {
            source: options.source.clone(),
            orgs,
            terms,
            courses,
            classes,
            people: people.people,
            enrolments,
            days_off,
        };
        check_calendar(&incoming, self.sessions.as_ref(), findings);
        Reading {
            incoming,
            version: self.version,
            grades,
            left_out: people.left_out.len(),
            warnings: Vec::new(),
            more_warnings: 0,
        }
    }

    fn grades(&self, options: &Options) -> Grades {
        let titled: Vec<_> = self.courses.iter().chain([&self.classes]).collect();
        match options.grades {
            Some(scheme) => Grades::Set(scheme),
            None => Grades::Guessed(structure::guess_grades(&titled)),
        }
    }
}

fn required(files: &mut Files, spec: &'static FileSpec, findings: &mut Findings) -> Option<Sheet> {
    if !files.has(spec.name) {
        findings.fault(Place::file(spec.name), Wrong::MissingFile);
        return None;
    }
    let content = files.read(spec.name, findings)?;
    Sheet::read(spec, &content, findings)
}

fn optional(files: &mut Files, spec: &'static FileSpec, findings: &mut Findings) -> Option<Sheet> {
    if !files.has(spec.name) {
        findings.warn(Place::file(spec.name), What::NoFile);
        return None;
    }
    required(files, spec, findings)
}

/// School years and terms must not overlap.
fn check_calendar(incoming: &Incoming, sessions: Option<&Sheet>, findings: &mut Findings) {
    let here = || incoming.terms.iter().flatten().filter(|(_, arriving)| !arriving.leaving);
    let terms = here().map(|(_, arriving)| (arriving.row.term_type, arriving.row.span));
    let plan = plan(terms, incoming.days_off.as_deref().unwrap_or_default());
    if let Err(bad) = Calendar::new(plan) {
        let clashing = |id: &SourcedId| {
            here().any(|(other, arriving)| other == id && Some(arriving.row.span) == span_of(bad))
        };
        let place = sessions.and_then(|sheet| {
            let row = sheet.rows.iter().find(|row| clashing(&sheet.id(row)))?;
            Some(sheet.place(row, "startDate"))
        });
        let place = place.unwrap_or_else(|| Place::file(SESSIONS.name));
        findings.fault(place, Wrong::Calendar(bad));
    }
}

/// The dates that make no calendar, where it is one row's.
fn span_of(bad: BadPlan) -> Option<Span> {
    match bad {
        BadPlan::Backwards(span)
        | BadPlan::LongYear(span)
        | BadPlan::Overlap(span)
        | BadPlan::OutsideYear(span) => Some(span),
        BadPlan::TooManyYears => None,
    }
}
