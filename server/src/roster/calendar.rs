//! `calendar.csv`: INSET days, holidays, half-terms, bank holidays, exam weeks.

use domain::time::{DaysOff, OffKind, Span};

use super::cells::Cells;
use super::problem::{Findings, What, Wrong};
use super::sheet::Sheet;

/// Words that tell what days off are for; the first that is found counts.
const KINDS: &[(&str, OffKind)] = &[
    ("exam", OffKind::ExamWeek),
    ("mock", OffKind::ExamWeek),
    ("inset", OffKind::Inset),
    ("training", OffKind::Inset),
    ("half-term", OffKind::HalfTerm),
    ("half term", OffKind::HalfTerm),
    ("bank holiday", OffKind::BankHoliday),
    ("public holiday", OffKind::BankHoliday),
    ("holiday", OffKind::Holiday),
    ("break", OffKind::Holiday),
];

/// Reads the days off, in their order.
pub(super) fn days_off(sheet: &Sheet, findings: &mut Findings) -> Vec<DaysOff> {
    let mut all = Vec::new();
    for row in &sheet.rows {
        let mut cells = Cells { sheet, row, findings };
        let first = cells.required_day("date_from");
        let last = match cells.text("date_to") {
            Some(_) => cells.required_day("date_to"),
            None => first,
        };
        let label = cells.required("what");
        let (Some(first), Some(last), Some(label)) = (first, last, label) else { continue };
        if last < first {
            cells.fault("date_to", Wrong::Backwards);
            continue;
        }
        let kind = kind(&label).unwrap_or_else(|| {
            cells.warn("what", What::UnknownDayOff);
            // Closes the school and does not divide a term.
            OffKind::BankHoliday
        });
        all.push(DaysOff { span: Span::new(first, last), kind, label });
    }
    all
}

fn kind(label: &str) -> Option<OffKind> {
    let label = label.to_lowercase();
    KINDS.iter().find(|(word, _)| label.contains(word)).map(|(_, kind)| *kind)
}
