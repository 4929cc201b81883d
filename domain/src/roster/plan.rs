//! The school's dates, from its terms and days off.

use super::TermType;
use crate::time::{DaysOff, Plan, Span, YearPlan};

/// The dates for a [`Calendar`](crate::time::Calendar): school years, each
/// with the terms in it, or its semesters where it has no terms. Dates that
/// are given twice (two schools of one source) count once.
#[must_use]
pub fn plan(terms: impl IntoIterator<Item = (TermType, Span)>, days_off: &[DaysOff]) -> Plan {
    let mut terms: Vec<_> = terms.into_iter().collect();
    terms.sort_unstable();
    terms.dedup();
    let spans = |wanted: TermType| {
        terms.iter().filter(move |(term_type, _)| *term_type == wanted).map(|(_, span)| *span)
    };
    let inside = |wanted, year: Span| -> Vec<Span> {
        spans(wanted).filter(|span| year.contains(span.first)).collect()
    };
    let years = spans(TermType::SchoolYear).map(|year| {
        let terms = inside(TermType::Term, year);
        let terms = if terms.is_empty() { inside(TermType::Semester, year) } else { terms };
        YearPlan { span: year, terms }
    });
    Plan { years: years.collect(), days_off: days_off.to_vec() }
}
