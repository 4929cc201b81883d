//! School years of a made-up school, by the habits of England and Wales.

use domain::time::{Day, DaysOff, OffKind, Span};

/// One school year.
pub struct Year {
    /// The year in which it starts: 2026 for 2026/27.
    pub starts: i32,
    /// First and last day.
    pub span: Span,
    /// Autumn, spring, summer.
    pub terms: [Span; 3],
    /// INSET days, half-terms, holidays, the May bank holiday.
    pub days_off: Vec<DaysOff>,
}

/// The year in which the school year of `day` starts: September begins a new
/// one.
pub fn year_of(day: Day) -> i32 {
    let (year, month, _) = day.ymd();
    if month >= 9 { year } else { year - 1 }
}

/// The school year that starts in the September of `starts`.
pub fn year(starts: i32) -> Year {
    let next = starts + 1;
    let first = date(starts, 9, 1);
    let last = date(next, 7, 21);
    let autumn = Span::new(first, friday_before(date(starts, 12, 21)));
    let spring = Span::new(monday_from(date(next, 1, 3)), friday_before(date(next, 4, 2)));
    let summer = Span::new(monday_from(date(next, 4, 12)), last);
    let inset = weekday_from(first);
    let week = |monday: Day, kind| off(Span::new(monday, monday.plus(4)), kind);
    let days_off = vec![
        off(Span::new(inset, weekday_from(inset.plus(1))), OffKind::Inset),
        week(monday_from(date(starts, 10, 25)), OffKind::HalfTerm),
        off(Span::new(autumn.last.plus(3), spring.first.plus(-3)), OffKind::Holiday),
        off(Span::new(spring.first, spring.first), OffKind::Inset),
        week(monday_from(date(next, 2, 12)), OffKind::HalfTerm),
        off(Span::new(spring.last.plus(3), summer.first.plus(-3)), OffKind::Holiday),
        off(
            Span::new(monday_from(date(next, 5, 1)), monday_from(date(next, 5, 1))),
            OffKind::BankHoliday,
        ),
        week(monday_from(date(next, 5, 25)), OffKind::HalfTerm),
    ];
    Year { starts, span: Span::new(first, last), terms: [autumn, spring, summer], days_off }
}

fn off(span: Span, kind: OffKind) -> DaysOff {
    DaysOff { span, kind, label: String::new() }
}

fn date(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).expect("the dates above are in every calendar")
}

fn monday_from(day: Day) -> Day {
    if day.monday() == day { day } else { day.monday().plus(7) }
}

fn friday_before(day: Day) -> Day {
    day.plus(-1).monday().plus(if day.plus(-1).since(day.plus(-1).monday()) >= 4 { 4 } else { -3 })
}

/// `day`, or the Monday after a weekend.
fn weekday_from(day: Day) -> Day {
    if day.since(day.monday()) >= 5 { day.monday().plus(7) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_follow_each_other_in_every_year() {
        for starts in 2000..2100 {
            let Year { span, terms: [autumn, spring, summer], days_off, .. } = year(starts);
            assert!(span.first == autumn.first && span.last == summer.last, "{starts}");
            assert!(autumn.first < autumn.last && autumn.last < spring.first, "{starts}");
            assert!(spring.first < spring.last && spring.last < summer.first, "{starts}");
            for off in days_off {
                assert!(off.span.first <= off.span.last, "{starts}: {:?}", off.kind);
                assert!(span.contains(off.span.first) && span.contains(off.span.last), "{starts}");
            }
            for day in [autumn.last, spring.last] {
                assert_eq!(day.since(day.monday()), 4, "terms end on a Friday: {starts}");
            }
        }
    }

    #[test]
    fn september_begins_a_year() {
        assert_eq!(year_of(date(2026, 8, 31)), 2025);
        assert_eq!(year_of(date(2026, 9, 1)), 2026);
        assert_eq!(year_of(date(2027, 3, 1)), 2026);
    }
}
