//! School years and half-terms, given or guessed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::plan::{DaysOff, OffKind, Span, YearPlan};
use super::{BadDay, Day};

/// A school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolYear {
    /// The civil year in which it begins: 2026 for 2026/27.
    pub begins: i32,
    /// First and last day.
    pub span: Span,
    /// Its half-terms, in order; at least one.
    pub half_terms: Vec<HalfTerm>,
}

/// What lies between two breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfTerm {
    /// Which one. Stays the same when its dates are corrected.
    pub id: HalfTermId,
    /// First day.
    pub first: Day,
    /// Last day, before the break.
    pub last: Day,
}

/// A half-term by its school year and its number there. Its text, in JSON too,
/// is "2026-1": the first of the school year that begins in 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfTermId {
    /// The civil year in which the school year begins.
    pub year: i32,
    /// From 1 on.
    pub number: u8,
}

/// Where half-terms begin in a year of which nothing is known, in days after
/// the year's first day: 1 September, 1 November, 1 January, mid-February,
/// 1 April, 1 June.
const GUESSED_HALF_TERM_DAYS: [i32; 6] = [0, 61, 122, 168, 212, 273];

impl SchoolYear {
    /// The year as planned: its half-terms are what breaks leave of its terms.
    pub(super) fn planned(plan: &YearPlan, days_off: &[DaysOff]) -> Self {
        let whole = [plan.span];
        let terms = if plan.terms.is_empty() { &whole } else { plan.terms.as_slice() };
        let spans = terms.iter().flat_map(|term| divide(*term, days_off));
        Self::new(plan.span, spans.collect())
    }

    /// A year of which only the first and the last day are known.
    pub(super) fn guessed(span: Span) -> Self {
        let begin = |i: usize| GUESSED_HALF_TERM_DAYS.get(i).map(|days| span.first.plus(*days));
        let spans = (0..GUESSED_HALF_TERM_DAYS.len()).filter_map(|i| {
            let first = begin(i)?;
            let last = begin(i + 1).map_or(span.last, |next| next.plus(-1).min(span.last));
            (first <= last).then(|| Span::new(first, last))
        });
        Self::new(span, spans.collect())
    }

    fn new(span: Span, mut parts: Vec<Span>) -> Self {
        if parts.is_empty() {
            parts.push(span);
        }
        let (year, _, _) = span.first.ymd();
        let half_terms = (1..=u8::MAX).zip(parts).map(|(number, part)| HalfTerm {
            id: HalfTermId { year, number },
            first: part.first,
            last: part.last,
        });
        Self { begins: year, span, half_terms: half_terms.collect() }
    }

    /// The half-term in force on `day`: the last one that has begun, so that
    /// a break belongs to the half-term before it; the first one before that.
    #[must_use]
    pub fn half_term(&self, day: Day) -> HalfTerm {
        let begun = self.half_terms.partition_point(|half| half.first <= day);
        self.half_terms[begun.saturating_sub(1)]
    }
}

/// What the breaks leave of a term.
fn divide(term: Span, days_off: &[DaysOff]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut first = term.first;
    for off in days_off.iter().filter(|off| off.kind.divides_term()) {
        if off.span.last < first || off.span.first > term.last {
            continue;
        }
        // One day's holiday is a day off, not the end of a half-term.
        if off.kind == OffKind::Holiday && off.span.first == off.span.last {
            continue;
        }
        if off.span.first > first {
            parts.push(Span::new(first, off.span.first.plus(-1)));
        }
        first = first.max(off.span.last.plus(1));
    }
    if first <= term.last {
        parts.push(Span::new(first, term.last));
    }
    parts.retain(|part| part.days().any(is_weekday));
    parts
}

/// Monday to Friday.
pub(super) fn is_weekday(day: Day) -> bool {
    day.since(day.monday()) < 5
}

impl HalfTerm {
    /// Its days.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.first, self.last)
    }
}

impl fmt::Display for HalfTermId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.number)
    }
}

impl FromStr for HalfTermId {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        let (year, number) = text.rsplit_once('-').ok_or(BadDay)?;
        let year = year.parse().map_err(|_| BadDay)?;
        Ok(Self { year, number: number.parse().map_err(|_| BadDay)? })
    }
}

impl Serialize for HalfTermId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HalfTermId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom("a half-term is written as 2026-1"))
    }
}
