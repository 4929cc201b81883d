use proptest::prelude::*;

use super::super::plan::{DaysOff, YearPlan};
use super::super::{HalfTermId, Weekday};
use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn span(first: &str, last: &str) -> Span {
    Span::new(day(first), day(last))
}

fn off(first: &str, last: &str, kind: OffKind) -> DaysOff {
    DaysOff { span: span(first, last), kind, label: String::new() }
}

/// The sample school's year: `calendar.csv` and its academic sessions.
fn sample_plan() -> Plan {
    use OffKind::{BankHoliday, ExamWeek, HalfTerm, Holiday, Inset};
    Plan {
        years: vec![YearPlan {
            span: span("2026-09-01", "2027-07-21"),
            terms: vec![
                span("2027-04-12", "2027-07-21"),
                span("2026-09-01", "2026-12-18"),
                span("2027-01-04", "2027-03-25"),
            ],
        }],
        days_off: vec![
            off("2026-09-01", "2026-09-02", Inset),
            off("2026-10-26", "2026-10-30", HalfTerm),
            off("2026-12-21", "2027-01-01", Holiday),
            off("2027-01-04", "2027-01-04", Inset),
            off("2027-02-15", "2027-02-19", HalfTerm),
            off("2027-03-26", "2027-04-09", Holiday),
            off("2027-05-03", "2027-05-03", BankHoliday),
            off("2027-05-31", "2027-06-04", HalfTerm),
            off("2027-06-21", "2027-06-25", ExamWeek),
            off("2027-07-02", "2027-07-02", Inset),
        ],
    }
}

fn sample() -> Calendar {
    Calendar::new(sample_plan()).unwrap()
}

#[test]
fn school_days() {
    let calendar = sample();
    let cases = [
        ("2026-09-02", false, "INSET"),
        ("2026-09-03", true, "first day with students"),
        ("2026-09-05", false, "Saturday"),
        ("2026-10-28", false, "half-term"),
        ("2026-12-25", false, "holiday"),
        ("2027-05-03", false, "bank holiday"),
        ("2027-06-23", true, "exam week"),
        ("2027-07-21", true, "last day"),
        ("2027-07-22", false, "summer"),
        ("2027-08-31", false, "summer"),
        ("2027-09-01", true, "a year that nobody planned"),
        ("2026-08-31", true, "a year that nobody planned"),
    ];
    for (text, expected, why) in cases {
        assert_eq!(calendar.is_school_day(day(text)), expected, "{text}: {why}");
    }
    assert!(calendar.is_exam_day(day("2027-06-23")));
    assert!(!calendar.is_exam_day(day("2027-06-18")));
}

#[test]
fn half_terms_are_what_breaks_leave_of_terms() {
    let calendar = sample();
    let spans = [
        ("2026-09-01", "2026-10-25"),
        ("2026-10-31", "2026-12-18"),
        ("2027-01-04", "2027-02-14"),
        ("2027-02-20", "2027-03-25"),
        ("2027-04-12", "2027-05-30"),
        ("2027-06-05", "2027-07-21"),
    ];
    let year = calendar.school_year(day("2026-11-23"));
    assert_eq!(year.begins, 2026);
    let found: Vec<_> = year.half_terms.iter().map(HalfTerm::span).collect();
    assert_eq!(found, spans.map(|(first, last)| span(first, last)));
    // A break belongs to the half-term before it, summer to the year before.
    let cases = [("2026-10-28", 1), ("2026-11-02", 2), ("2026-12-27", 2), ("2027-08-10", 6)];
    for (text, number) in cases {
        let id = calendar.half_term(day(text)).id;
        assert_eq!(id, HalfTermId { year: 2026, number }, "{text}");
    }
    let first = calendar.half_term(day("2026-09-10"));
    assert_eq!(calendar.half_term_before(first).id.year, 2025);
    assert_eq!(first.id.to_string().parse(), Ok(first.id));
}

#[test]
fn terms() {
    let calendar = sample();
    let cases = [
        ("2026-09-01", span("2026-09-01", "2026-12-18"), "first day"),
        ("2026-10-28", span("2026-09-01", "2026-12-18"), "its half-term break"),
        ("2027-01-04", span("2027-01-04", "2027-03-25"), "INSET"),
        ("2026-12-25", calendar.half_term(day("2026-12-18")).span(), "between two terms"),
    ];
    for (on, term, what) in cases {
        assert_eq!(calendar.term(day(on)), term, "{what}");
    }
    let unknown = Calendar::default();
    assert_eq!(unknown.term(day("2026-10-28")), unknown.half_term(day("2026-10-28")).span());
}

#[test]
fn counting_school_days() {
    let calendar = sample();
    // Shared on a Friday before half-term: three school days on is Wednesday.
    assert_eq!(calendar.nth_school_day_after(day("2026-10-23"), 3), day("2026-11-04"));
    assert_eq!(calendar.nth_school_day_after(day("2026-10-28"), 1), day("2026-11-02"));
    assert_eq!(calendar.nth_school_day_before(day("2026-11-02"), 1), day("2026-10-23"));
    assert_eq!(calendar.nth_school_day_before(day("2026-10-28"), 1), day("2026-10-23"));
    assert_eq!(calendar.school_days_between(day("2026-10-23"), day("2026-11-02")), 1);
    assert_eq!(calendar.school_days_between(day("2026-10-23"), day("2026-10-31")), 0);
}

#[test]
fn school_weeks() {
    let calendar = sample();
    assert_eq!(calendar.school_week(day("2027-01-04")), Some(span("2027-01-05", "2027-01-08")));
    assert_eq!(calendar.school_week(day("2027-05-09")), Some(span("2027-05-04", "2027-05-07")));
    assert_eq!(calendar.school_week(day("2026-10-27")), None);
    let year = calendar.school_year(day("2026-09-20"));
    assert_eq!(calendar.end_of_school_week(&year, 1), day("2026-09-04"));
    assert_eq!(calendar.end_of_school_week(&year, 2), day("2026-09-11"));
    assert_eq!(calendar.end_of_school_week(&year, 9), day("2026-11-06"), "no school at half-term");
}

#[test]
fn without_dates_every_weekday_is_a_school_day() {
    let calendar = Calendar::default();
    let monday = day("2026-11-23");
    for n in 0..7 {
        assert_eq!(calendar.is_school_day(monday.plus(n)), n < 5);
    }
    assert_eq!(calendar.nth_school_day_after(day("2026-11-20"), 3), day("2026-11-25"));
    let year = calendar.school_year(monday);
    assert_eq!(year.span, span("2026-09-01", "2027-08-31"));
    assert_eq!(calendar.half_term(monday).id, HalfTermId { year: 2026, number: 2 });
    assert_eq!(year.half_terms.len(), 6);
    assert_eq!(calendar.end_of_school_week(&year, 2).weekday(), Weekday::Friday);
}

#[test]
fn a_year_without_terms_is_divided_by_its_breaks() {
    let mut plan = sample_plan();
    plan.years[0].terms.clear();
    let calendar = Calendar::new(plan).unwrap();
    assert_eq!(calendar.school_year(day("2026-11-23")).half_terms.len(), 6);
    assert!(!calendar.is_school_day(day("2026-12-25")));
}

#[test]
fn refuses_dates_that_contradict_each_other() {
    let year = |first, last| YearPlan { span: span(first, last), terms: Vec::new() };
    let plan = |years| Plan { years, days_off: Vec::new() };
    let backwards = span("2027-07-21", "2026-09-01");
    let cases = [
        (plan(vec![year("2027-07-21", "2026-09-01")]), BadPlan::Backwards(backwards)),
        (
            plan(vec![year("2026-09-01", "2027-07-21"), year("2027-07-01", "2028-07-21")]),
            BadPlan::Overlap(span("2027-07-01", "2028-07-21")),
        ),
        (
            plan(vec![year("2026-09-01", "2028-07-21")]),
            BadPlan::LongYear(span("2026-09-01", "2028-07-21")),
        ),
        (
            plan(vec![YearPlan {
                span: span("2026-09-01", "2027-07-21"),
                terms: vec![span("2026-08-01", "2026-12-18")],
            }]),
            BadPlan::OutsideYear(span("2026-08-01", "2026-12-18")),
        ),
        (
            plan(vec![year("2026-09-01", "2027-07-21"), year("2126-09-01", "2127-07-21")]),
            BadPlan::TooManyYears,
        ),
    ];
    for (plan, error) in cases {
        assert_eq!(Calendar::new(plan).unwrap_err(), error);
    }
}

#[test]
fn travels_as_its_plan() {
    let calendar = sample();
    let json = serde_json::to_string(&calendar).unwrap();
    assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), calendar);
    let bad = r#"{"years":[{"span":{"first":10,"last":5}}]}"#;
    assert!(serde_json::from_str::<Calendar>(bad).is_err());
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let far = YearPlan { span: span("2029-09-03", "2030-07-20"), terms: Vec::new() };
    let mut two = sample_plan();
    two.years.push(far);
    prop_oneof![Just(Calendar::default()), Just(sample()), Just(Calendar::new(two).unwrap())]
}

proptest! {
    #[test]
    fn numbers_and_school_days_are_inverse(calendar in calendars(), n in 19_000..23_000_i32) {
        let day = Day(n);
        let number = calendar.school_day_number(day);
        let last = calendar.school_day(number);
        prop_assert!(last <= day && calendar.is_school_day(last));
        prop_assert_eq!(calendar.is_school_day(day), last == day);
        prop_assert_eq!(calendar.school_day_number(last), number);
    }

    #[test]
    fn every_day_has_a_year_and_a_half_term(calendar in calendars(), n in 19_000..23_000_i32) {
        let day = Day(n);
        let year = calendar.school_year(day);
        prop_assert!(year.span.first <= day);
        // The next year begins after this day.
        prop_assert!(calendar.school_year(year.span.first).begins == year.begins);
        let half = calendar.half_term(day);
        prop_assert_eq!(half.id.year, year.begins);
        if calendar.is_school_day(day) {
            prop_assert!(half.span().contains(day), "{day} {half:?}");
        }
    }
}
