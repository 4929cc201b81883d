//! The calendar: which days are school days, and what they belong to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Day;
use super::plan::{BadPlan, OffKind, Plan, Span};
use super::year::{HalfTerm, SchoolYear, is_weekday};

/// Answers about a school's dates. Cheap to clone; its JSON is its [`Plan`].
///
/// It works without any dates: then every Monday to Friday is a school day,
/// and school years begin on 1 September. So do the years that the plan does
/// not know, counted on from the day on which the first known one began.
///
/// **School-day numbers** count school days on from some day; a day without
/// school has the number of the last school day before it. They hold for one
/// plan only: store days, never numbers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Plan", into = "Plan")]
pub struct Calendar(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    plan: Plan,
    years: Vec<Known>,
    /// When unknown years begin: month and day.
    begins: (u32, u32),
    table: Table,
}

/// A year of the plan, and the last day that is its own: its summer holidays
/// last until the next one begins, at most until its anniversary.
#[derive(Debug)]
struct Known {
    year: SchoolYear,
    until: Day,
}

/// The school days of all that the plan governs.
#[derive(Debug, Default)]
struct Table {
    /// The first day of the table.
    first: Day,
    /// For each day from `first` on: school days up to and including it.
    through: Vec<i32>,
    /// The school days, in order.
    days: Vec<Day>,
}

impl Calendar {
    /// The calendar of these dates.
    pub fn new(plan: Plan) -> Result<Self, BadPlan> {
        let plan = plan.checked()?;
        let years = known_years(&plan);
        let begins = years.first().map_or((9, 1), |known| {
            let (_, month, day) = known.year.span.first.ymd();
            (month, day)
        });
        let table = Table::new(&plan, &years);
        Ok(Self(Arc::new(Parts { plan, years, begins, table })))
    }

    /// The dates it was made from, in order.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    /// Whether there are lessons on that day. Exam weeks are school days.
    #[must_use]
    pub fn is_school_day(&self, day: Day) -> bool {
        self.school_day_number(day) != self.school_day_number(day.plus(-1))
    }

    /// Whether that day is in an exam week.
    #[must_use]
    pub fn is_exam_day(&self, day: Day) -> bool {
        let exams = |kind| kind == OffKind::ExamWeek;
        self.0.plan.days_off.iter().any(|off| exams(off.kind) && off.span.contains(day))
    }

    /// The number of that school day; on a day without school, of the last one
    /// before it. See [`Calendar`] on what numbers are good for.
    #[must_use]
    pub fn school_day_number(&self, day: Day) -> i32 {
        self.0.table.number(day)
    }

    /// The school day with that number.
    #[must_use]
    pub fn school_day(&self, number: i32) -> Day {
        self.0.table.day(number)
    }

    /// School days after `from`, up to and including `to`: how many school
    /// days ago `from` was on `to`. Negative if `to` is earlier.
    #[must_use]
    pub fn school_days_between(&self, from: Day, to: Day) -> i32 {
        self.school_day_number(to) - self.school_day_number(from)
    }

    /// The `n`th school day after `day`: the next one for 1. For 0, `day`
    /// itself or the last school day before it.
    #[must_use]
    pub fn nth_school_day_after(&self, day: Day, n: i32) -> Day {
        self.school_day(self.school_day_number(day) + n)
    }

    /// The `n`th school day before `day`: the one before it for 1. For 0,
    /// `day` itself or the next school day after it.
    #[must_use]
    pub fn nth_school_day_before(&self, day: Day, n: i32) -> Day {
        self.school_day(self.school_day_number(day.plus(-1)) + 1 - n)
    }

    /// The school days of the week, Monday to Sunday, that `day` is in: its
    /// first and its last; `None` in a week without any.
    #[must_use]
    pub fn school_week(&self, day: Day) -> Option<Span> {
        let monday = day.monday();
        let first = self.nth_school_day_before(monday, 0);
        let last = self.nth_school_day_after(monday.plus(6), 0);
        (first <= last).then(|| Span::new(first, last))
    }

    /// The last school day of the `n`th school week of the year, counted from
    /// 1, weeks without school left out.
    #[must_use]
    pub fn end_of_school_week(&self, year: &SchoolYear, n: u16) -> Day {
        let mut monday = self.nth_school_day_before(year.span.first, 0).monday();
        for _ in 1..n {
            monday = self.nth_school_day_after(monday.plus(6), 1).monday();
        }
        self.nth_school_day_after(monday.plus(6), 0)
    }

    /// The half-term in force on `day`; a break belongs to the one before it.
    #[must_use]
    pub fn half_term(&self, day: Day) -> HalfTerm {
        self.school_year(day).half_term(day)
    }

    /// The half-term before `half`, which may be in the school year before.
    #[must_use]
    pub fn half_term_before(&self, half: HalfTerm) -> HalfTerm {
        self.half_term(half.first.plus(-1))
    }

    /// The term of `day`: the one that it is in, else the half-term in force.
    #[must_use]
    pub fn term(&self, day: Day) -> Span {
        let terms = self.0.plan.years.iter().flat_map(|year| &year.terms);
        let inside = terms.copied().find(|term| term.contains(day));
        inside.unwrap_or_else(|| self.half_term(day).span())
    }

    /// The school year of `day`. Summer holidays belong to the year before
    /// them.
    #[must_use]
    pub fn school_year(&self, day: Day) -> SchoolYear {
        let years = &self.0.years;
        let begun = years.partition_point(|known| known.year.span.first <= day);
        let before = begun.checked_sub(1).map(|i| &years[i]);
        if let Some(known) = before.filter(|known| day <= known.until) {
            return known.year.clone();
        }
        // A year that nobody planned, kept clear of its neighbours.
        let mut span = self.unplanned_year(day);
        if let Some(known) = before {
            span.first = span.first.max(known.until.plus(1));
        }
        if let Some(known) = years.get(begun) {
            span.last = span.last.min(known.year.span.first.plus(-1));
        }
        SchoolYear::guessed(span)
    }

    fn unplanned_year(&self, day: Day) -> Span {
        let (year, _, _) = day.ymd();
        let this = self.year_start(year);
        let (first, next) = if this <= day {
            (this, self.year_start(year + 1))
        } else {
            (self.year_start(year - 1), this)
        };
        Span::new(first, next.plus(-1))
    }

    fn year_start(&self, year: i32) -> Day {
        let (month, day) = self.0.begins;
        anniversary(year, month, day)
    }
}

/// That date of `year`; 28 February where there is no 29th.
fn anniversary(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day)
        .or_else(|| Day::from_ymd(year, month, day - 1))
        .unwrap_or(Day(if year < 0 { i32::MIN } else { i32::MAX }))
}

fn known_years(plan: &Plan) -> Vec<Known> {
    let nexts = plan.years.iter().skip(1).map(|next| Some(next.span.first)).chain([None]);
    let known = plan.years.iter().zip(nexts).map(|(year, next)| {
        let (begins, month, day) = year.span.first.ymd();
        let again = anniversary(begins + 1, month, day).max(year.span.last.plus(1));
        Known {
            year: SchoolYear::planned(year, &plan.days_off),
            until: next.map_or(again, |next| next.min(again)).plus(-1),
        }
    });
    known.collect()
}

impl Table {
    fn new(plan: &Plan, years: &[Known]) -> Self {
        let (Some(start), Some(end)) = (years.first(), years.last()) else {
            return Self::default();
        };
        let span = Span::new(start.year.span.first, end.until);
        let mut open: Vec<bool> = span.days().map(is_weekday).collect();
        let mut close = |from: Day, to: Day| {
            let index = |day: Day| usize::try_from(day.since(span.first)).unwrap_or(0);
            let range = index(from)..index(to.plus(1)).min(open.len());
            if let Some(days) = open.get_mut(range) {
                days.fill(false);
            }
        };
        for known in years {
            // In a year of the plan there is school in half-terms only.
            let mut first = known.year.span.first;
            for half in &known.year.half_terms {
                close(first, half.first.plus(-1));
                first = half.last.plus(1);
            }
            close(first, known.until);
        }
        for off in plan.days_off.iter().filter(|off| off.kind.closes_school()) {
            close(off.span.first.max(span.first), off.span.last.min(span.last));
        }
        let days: Vec<_> =
            span.days().zip(&open).filter(|(_, open)| **open).map(|(day, _)| day).collect();
        let through = open.iter().scan(0, |count, open| {
            *count += i32::from(*open);
            Some(*count)
        });
        Self { first: span.first, through: through.collect(), days }
    }

    fn number(&self, day: Day) -> i32 {
        let before = self.first.plus(-1);
        if day <= before {
            return weekdays_through(day) - weekdays_through(before);
        }
        let index = usize::try_from(day.since(self.first)).unwrap_or(usize::MAX);
        match self.through.get(index) {
            Some(number) => *number,
            None => self.total() + weekdays_through(day) - weekdays_through(self.last()),
        }
    }

    fn day(&self, number: i32) -> Day {
        let total = self.total();
        match usize::try_from(number) {
            Ok(n) if n > 0 && number <= total => self.days[n - 1],
            Ok(n) if n > 0 => nth_weekday(weekdays_through(self.last()) + number - total),
            _ => nth_weekday(weekdays_through(self.first.plus(-1)) + number),
        }
    }

    fn total(&self) -> i32 {
        self.through.last().copied().unwrap_or(0)
    }

    /// The last day of the table; the day before the first if it is empty.
    fn last(&self) -> Day {
        self.first.plus(i32::try_from(self.through.len()).unwrap_or(i32::MAX) - 1)
    }
}

/// The Monday of the week of 1 January 1970.
const FIRST_MONDAY: i32 = -3;

/// Mondays to Fridays from [`FIRST_MONDAY`] up to and including `day`.
fn weekdays_through(day: Day) -> i32 {
    let days = day.0.saturating_sub(FIRST_MONDAY);
    days.div_euclid(7) * 5 + (days.rem_euclid(7) + 1).min(5)
}

/// The inverse of [`weekdays_through`], for Mondays to Fridays.
fn nth_weekday(n: i32) -> Day {
    let n = n - 1;
    Day(n.div_euclid(5).saturating_mul(7) + n.rem_euclid(5) + FIRST_MONDAY)
}

impl Default for Calendar {
    fn default() -> Self {
        Self::new(Plan::default()).expect("no dates cannot contradict each other")
    }
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.0.plan == other.0.plan
    }
}

impl Eq for Calendar {}

impl TryFrom<Plan> for Calendar {
    type Error = BadPlan;

    fn try_from(plan: Plan) -> Result<Self, BadPlan> {
        Self::new(plan)
    }
}

impl From<Calendar> for Plan {
    fn from(calendar: Calendar) -> Self {
        calendar.0.plan.clone()
    }
}

#[cfg(test)]
mod tests;
