//! What a school says of its years: dates as the office enters or imports
//! them.

use serde::{Deserialize, Serialize};
use sync::order;

use super::Day;
use crate::named;

/// Longest school year, in days.
pub const YEAR_DAYS_MAX: i32 = 400;
/// Most school years that a calendar holds.
pub const YEARS_MAX: usize = 30;
/// Most days between the first school year and the last: bounds the table of
/// school days.
pub const CALENDAR_DAYS_MAX: i32 = 40 * 366;

/// The dates of a school: what is stored, imported and sent. A
/// [`Calendar`](super::Calendar) answers questions about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// School years, in any order. They do not overlap.
    #[serde(default)]
    pub years: Vec<YearPlan>,
    /// Days without lessons, and weeks that are marked, in any order.
    #[serde(default)]
    pub days_off: Vec<DaysOff>,
}

/// A school year and its terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearPlan {
    /// First and last day.
    pub span: Span,
    /// Its terms, in any order. Without any, the whole year counts as one.
    #[serde(default)]
    pub terms: Vec<Span>,
}

/// From a first day to a last one, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// A stretch of days that differs from an ordinary school week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysOff {
    /// Which days.
    pub span: Span,
    /// Why.
    pub kind: OffKind,
    /// The school's own words ("exam week (Years 9-10)"); may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
}

named! {
    /// Why days differ from ordinary ones.
    OffKind {
        /// Staff only.
        Inset = "inset",
        /// Between terms. Divides a term that contains it, as half-term does.
        Holiday = "holiday",
        /// A public holiday.
        BankHoliday = "bank-holiday",
        /// The break that divides a term.
        HalfTerm = "half-term",
        /// Lessons take place, but nothing is expected of them.
        ExamWeek = "exam-week",
    }
}

/// Why dates do not make a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPlan {
    /// A last day before its first.
    #[error("{} is before {}: swap the two dates", .0.last, .0.first)]
    Backwards(Span),
    /// A year longer than [`YEAR_DAYS_MAX`].
    #[error("the school year from {} to {} is longer than {YEAR_DAYS_MAX} days", .0.first, .0.last)]
    LongYear(Span),
    /// Two school years, or two terms, share days.
    #[error("{} to {} overlaps with the one before it", .0.first, .0.last)]
    Overlap(Span),
    /// A term that is not inside its year.
    #[error("the term from {} to {} is outside its school year", .0.first, .0.last)]
    OutsideYear(Span),
    /// More than [`YEARS_MAX`] years, or years too far apart.
    #[error("a calendar holds at most {YEARS_MAX} school years, close together")]
    TooManyYears,
}

impl Span {
    /// From `first` to `last`.
    #[must_use]
    pub fn new(first: Day, last: Day) -> Self {
        Self { first, last }
    }

    /// Whether `day` is one of its days.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Its days, first to last.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }
}

impl OffKind {
    /// Whether there are no lessons on such days.
    #[must_use]
    pub fn closes_school(self) -> bool {
        self != Self::ExamWeek
    }

    /// Whether such days divide a term into half-terms.
    #[must_use]
    pub fn divides_term(self) -> bool {
        matches!(self, Self::HalfTerm | Self::Holiday)
    }
}

impl Plan {
    /// The same dates in order, if they make a calendar.
    pub(super) fn checked(mut self) -> Result<Self, BadPlan> {
        for year in &mut self.years {
            order::sort(&mut year.terms);
            in_order(&year.terms)?;
            check_year(year)?;
        }
        order::sort_by_key(&mut self.years, |year| year.span);
        let spans: Vec<_> = self.years.iter().map(|year| year.span).collect();
        in_order(&spans)?;
        let reach = match (spans.first(), spans.last()) {
            (Some(first), Some(last)) => last.last.since(first.first),
            _ => 0,
        };
        if spans.len() > YEARS_MAX || reach > CALENDAR_DAYS_MAX {
            return Err(BadPlan::TooManyYears);
        }
        for off in &self.days_off {
            forwards(off.span)?;
        }
        order::sort_by_key(&mut self.days_off, |off| (off.span, off.kind));
        Ok(self)
    }
}

fn check_year(year: &YearPlan) -> Result<(), BadPlan> {
    forwards(year.span)?;
    if year.span.last.since(year.span.first) >= YEAR_DAYS_MAX {
        return Err(BadPlan::LongYear(year.span));
    }
    let outside = |term: &&Span| term.first < year.span.first || term.last > year.span.last;
    match year.terms.iter().find(outside) {
        Some(term) => Err(BadPlan::OutsideYear(*term)),
        None => Ok(()),
    }
}

/// Sorted spans, each of which ends before the next begins.
fn in_order(spans: &[Span]) -> Result<(), BadPlan> {
    spans.iter().try_for_each(|span| forwards(*span))?;
    match spans.windows(2).find(|pair| pair[1].first <= pair[0].last) {
        Some(pair) => Err(BadPlan::Overlap(pair[1])),
        None => Ok(()),
    }
}

fn forwards(span: Span) -> Result<(), BadPlan> {
    if span.first <= span.last { Ok(()) } else { Err(BadPlan::Backwards(span)) }
}
