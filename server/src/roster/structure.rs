//! Schools, departments, terms, courses and classes.

use std::collections::BTreeMap;

use domain::roster::{
    Class, ClassType, Course, GradeGuess, GradeScheme, Org, OrgType, SourcedId, Term, TermType,
    guess_scheme,
};
use domain::time::Span;

use super::cells::{Cells, Word};
use super::columns::{COURSES, ORGS, SESSIONS};
use super::problem::{Findings, What, Wrong};
use super::references::{Arrivals, References, arrivals};
use super::sheet::Sheet;
use crate::accounts::names;

const ORG_TYPES: &[(&str, OrgType)] = &[
    ("department", OrgType::Department),
    ("school", OrgType::School),
    ("district", OrgType::District),
    ("local", OrgType::Local),
    ("state", OrgType::State),
    ("national", OrgType::National),
];

const ORG_TYPE_NAMES: &[&str] = &["school", "department", "district", "local", "state", "national"];

const TERM_TYPES: &[(&str, TermType)] = &[
    ("gradingPeriod", TermType::GradingPeriod),
    ("semester", TermType::Semester),
    ("schoolYear", TermType::SchoolYear),
    ("term", TermType::Term),
];

const CLASS_TYPES: &[(&str, ClassType)] =
    &[("homeroom", ClassType::Homeroom), ("scheduled", ClassType::Scheduled)];

/// How years are written, by the titles of courses and classes.
pub(super) fn guess_grades(sheets: &[&Sheet]) -> GradeGuess {
    let rows = sheets.iter().flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row)));
    let titled = rows.map(|(sheet, row)| (sheet.text(row, "title"), sheet.text(row, "grades")));
    guess_scheme(titled)
}

/// Schools and departments.
pub(super) fn orgs(
    sheet: &Sheet,
    references: &mut References,
    findings: &mut Findings,
) -> Arrivals<Org<SourcedId>> {
    references.are_in(sheet);
    arrivals(sheet, findings, |cells| {
        let name = cells.required("name")?;
        let org_type = match cells.word("type", ORG_TYPES) {
            Word::Is(org_type) => org_type,
            // Neither a school nor a department: it makes no difference.
            Word::Own => OrgType::Local,
            Word::Empty => return refuse(cells, "type", Wrong::Empty),
            Word::Unknown => return refuse(cells, "type", Wrong::NotOneOf(ORG_TYPE_NAMES)),
        };
        let identifier = cells.text("identifier");
        let parent = references.one(cells, "parentSourcedId", &ORGS);
        Some(Org { name, org_type, identifier, parent })
    })
}

/// School years, terms, half-terms.
pub(super) fn terms(
    sheet: &Sheet,
    references: &mut References,
    findings: &mut Findings,
) -> Arrivals<Term<SourcedId>> {
    references.are_in(sheet);
    arrivals(sheet, findings, |cells| {
        let title = cells.required("title")?;
        let term_type = match cells.word("type", TERM_TYPES) {
            Word::Is(term_type) => term_type,
            Word::Own | Word::Empty | Word::Unknown => {
                // What makes no difference to the calendar.
                cells.warn("type", What::CountsAs(TermType::GradingPeriod.name()));
                TermType::GradingPeriod
            }
        };
        let first = cells.required_day("startDate");
        let last = cells.required_day("endDate");
        let span = Span::new(first?, last?);
        if span.last < span.first {
            return refuse(cells, "endDate", Wrong::Backwards);
        }
        let parent = references.one(cells, "parentSourcedId", &SESSIONS);
        Some(Term { title, term_type, span, parent })
    })
}

/// Courses.
pub(super) fn courses(
    sheet: &Sheet,
    scheme: GradeScheme,
    references: &mut References,
    findings: &mut Findings,
) -> Arrivals<Course<SourcedId>> {
    references.are_in(sheet);
    arrivals(sheet, findings, |cells| {
        let title = cells.required("title");
        let org = references.required(cells, "orgSourcedId", &ORGS);
        let years = cells.years("grades", scheme).into_iter().collect();
        let subject = first(&cells.list("subjects"));
        Some(Course { title: title?, org: org?, years, subject })
    })
}

/// Which of the files that may be missing are there.
#[derive(Debug, Clone, Copy)]
pub(super) struct There {
    pub sessions: bool,
    pub courses: bool,
}

/// Classes.
pub(super) fn classes(
    sheet: &Sheet,
    scheme: GradeScheme,
    there: There,
    references: &mut References,
    findings: &mut Findings,
) -> Arrivals<Class<SourcedId, SourcedId>> {
    references.are_in(sheet);
    let mut codes = BTreeMap::new();
    arrivals(sheet, findings, |cells| {
        let title = cells.required("title");
        references.required(cells, "schoolSourcedId", &ORGS);
        let code = cells.text("classCode");
        let id = cells.sheet.id(cells.row);
        let typed = names::fold_code(code.as_deref().or(title.as_deref()).unwrap_or_default());
        if *codes.entry(typed).or_insert_with(|| id.clone()) != id {
            cells.warn("classCode", What::CodeTwice);
        }
        let class_type = match cells.word("classType", CLASS_TYPES) {
            Word::Is(class_type) => class_type,
            Word::Own | Word::Empty | Word::Unknown => {
                cells.warn("classType", What::CountsAs(ClassType::Scheduled.name()));
                ClassType::Scheduled
            }
        };
        let course =
            if there.courses { references.one(cells, "courseSourcedId", &COURSES) } else { None };
        let terms = if there.sessions {
            references.list(cells, "termSourcedIds", &SESSIONS)
        } else {
            Vec::new()
        };
        Some(Class {
            title: title?,
            code,
            class_type,
            course,
            years: cells.years("grades", scheme).into_iter().collect(),
            subject: first(&cells.list("subjects")),
            location: cells.text("location"),
            terms: terms.into_iter().collect(),
        })
    })
}

fn first(list: &[&str]) -> Option<String> {
    list.first().map(|&text| text.to_owned())
}

/// Notes what is wrong with a row, which then is none.
fn refuse<Row>(cells: &mut Cells<'_>, column: &'static str, wrong: Wrong) -> Option<Row> {
    cells.fault(column, wrong);
    None
}
