//! One civil day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar: days since 1970-01-01. Its JSON is that
/// number, its text is ISO 8601 ("2026-09-01").
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(pub i32);

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// The first of a school week.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// No school.
    Saturday,
    /// No school.
    Sunday,
}

/// A text is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written as 2026-09-01")]
pub struct BadDay;

impl Day {
    /// The day of a year (0 to 9999), a month (1 to 12) and a day of the month
    /// (1 to 31); `None` where the calendar has no such day.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let found = Self(days_from_civil(year, month, day));
        (found.ymd() == (year, month, day)).then_some(found)
    }

    /// Its year, month (1 to 12) and day of the month (1 to 31).
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// Its day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        const WEEK: [Weekday; 7] = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        WEEK[self.days_since_monday().unsigned_abs() as usize]
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.plus(-self.days_since_monday())
    }

    /// `days` later; earlier where negative.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// 0 on a Monday, 6 on a Sunday. Day 0 was a Thursday.
    fn days_since_monday(self) -> i32 {
        (self.0.rem_euclid(7) + 3) % 7
    }
}

/// Years are counted from March, so that the leap day is a year's last.
const DAYS_TO_1970_MARCH_BASED: i64 = 719_468;
const DAYS_PER_ERA: i64 = 146_097; // 400 years

fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    clamped(era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970_MARCH_BASED)
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = i64::from(days) + DAYS_TO_1970_MARCH_BASED;
    let era = shifted.div_euclid(DAYS_PER_ERA);
    let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (clamped(year), clamped(month).unsigned_abs(), clamped(day).unsigned_abs())
}

/// Every value above fits for every `i32` day; this says so without a cast.
fn clamped(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(if n < 0 { i32::MIN } else { i32::MAX })
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| match i {
                4 | 7 => b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shape {
            return Err(BadDay);
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| BadDay);
        let year = i32::try_from(number(&text[..4])?).map_err(|_| BadDay)?;
        Self::from_ymd(year, number(&text[5..7])?, number(&text[8..])?).ok_or(BadDay)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_days() {
        let cases = [
            ("1970-01-01", 0, Weekday::Thursday),
            ("1969-12-29", -3, Weekday::Monday),
            ("2000-02-29", 11_016, Weekday::Tuesday),
            ("2026-09-01", 20_697, Weekday::Tuesday),
            ("2026-11-23", 20_780, Weekday::Monday),
        ];
        for (text, number, weekday) in cases {
            let day: Day = text.parse().unwrap();
            assert_eq!(day, Day(number), "{text}");
            assert_eq!(day.weekday(), weekday, "{text}");
            assert_eq!(day.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_not_a_day() {
        for text in
            ["", "2026-9-1", "2026-13-01", "2026-00-10", "2027-02-29", "2026-09-31", "1/05/2023"]
        {
            assert_eq!(text.parse::<Day>(), Err(BadDay), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_and_number_agree(n in -700_000..2_900_000_i32) {
            let day = Day(n);
            let (year, _, _) = day.ymd();
            prop_assume!((0..=9999).contains(&year));
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }

        #[test]
        fn every_number_has_a_date(n: i32) {
            let (_, month, day) = Day(n).ymd();
            prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        }

        #[test]
        fn a_week_begins_on_monday(n in -1_000_000..1_000_000_i32) {
            let monday = Day(n).monday();
            prop_assert_eq!(monday.weekday(), Weekday::Monday);
            prop_assert!((0..7).contains(&Day(n).since(monday)));
        }
    }
}
