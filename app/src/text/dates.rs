//! Days and times of day in words. Pure: a page says the same on the server and on the device.

use domain::time::{Day, ZoneOffsets};
use sync::entry::Millis;

/// See the module.
pub struct Dates {
    /// "Monday" … "Sunday".
    pub weekdays: [&'static str; 7],
    /// "Mon" … "Sun".
    pub weekdays_short: [&'static str; 7],
    /// "January" … "December".
    pub months: [&'static str; 12],
    /// The present day.
    pub today: &'static str,
    /// The day before.
    pub yesterday: &'static str,
    /// The day after.
    pub tomorrow: &'static str,
    /// Weekday, day of the month, month, and the year where it is another one.
    pub long: fn(weekday: &str, day: u32, month: &str, year: Option<i32>) -> String,
    /// A time on a day that is not the present one.
    pub on_at: fn(day: &str, clock: &str) -> String,
    /// How long something takes or took, in words; minutes.
    pub lasting: fn(minutes: i64) -> String,
}

/// British English.
pub const ENGLISH: Dates = Dates {
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    weekdays_short: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    today: "today",
    yesterday: "yesterday",
    tomorrow: "tomorrow",
    long: |weekday, day, month, year| match year {
        None => format!("{weekday} {day} {month}"),
        Some(year) => format!("{weekday} {day} {month} {year}"),
    },
    on_at: |day, clock| format!("{day}, {clock}"),
    lasting: |minutes| match minutes {
        ..=1 => "a minute".to_owned(),
        2..=89 => format!("{minutes} minutes"),
        90..=2_159 => format!("{} hours", (minutes + 30) / 60),
        _ => format!("{} days", (minutes + 720) / 1_440),
    },
};

impl Dates {
    /// "Friday 5 December", with the year where it is not the one of `today`.
    #[must_use]
    pub fn date(&self, day: Day, today: Day) -> String {
        let (year, month, of_month) = day.ymd();
        let other_year = (year != today.ymd().0).then_some(year);
        (self.long)(self.weekday(day), of_month, self.month(month), other_year)
    }

    /// "today", "yesterday", "tomorrow", else as [`Dates::date`].
    #[must_use]
    pub fn day(&self, day: Day, today: Day) -> String {
        match day.since(today) {
            0 => self.today.to_owned(),
            -1 => self.yesterday.to_owned(),
            1 => self.tomorrow.to_owned(),
            _ => self.date(day, today),
        }
    }

    /// "10:42", by the school's clock.
    #[must_use]
    pub fn clock(&self, at: Millis, zone: &ZoneOffsets) -> String {
        let minute = zone.minute_of_day(at);
        format!("{}:{:02}", minute / 60, minute % 60)
    }

    /// "10:42" for the present day, else with its day: "yesterday, 15:10".
    #[must_use]
    pub fn at(&self, at: Millis, zone: &ZoneOffsets, today: Day) -> String {
        let (day, clock) = (zone.day_of(at), self.clock(at, zone));
        if day == today { clock } else { (self.on_at)(&self.day(day, today), &clock) }
    }

    /// "a minute", "3 hours", "2 days".
    #[must_use]
    pub fn lasting(&self, millis: Millis) -> String {
        (self.lasting)(millis / 60_000)
    }

    /// "Friday".
    #[must_use]
    pub fn weekday(&self, day: Day) -> &'static str {
        self.weekdays[day.weekday() as usize]
    }

    /// "Fri".
    #[must_use]
    pub fn weekday_short(&self, day: Day) -> &'static str {
        self.weekdays_short[day.weekday() as usize]
    }

    /// "September": the month of a day.
    #[must_use]
    pub fn month_of(&self, day: Day) -> &'static str {
        self.month(day.ymd().1)
    }

    fn month(&self, month: u32) -> &'static str {
        self.months[month.saturating_sub(1).min(11) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_in_words() {
        let today = day("2026-11-23");
        for (other, words) in [
            ("2026-11-23", "today"),
            ("2026-11-22", "yesterday"),
            ("2026-11-24", "tomorrow"),
            ("2026-12-04", "Friday 4 December"),
            ("2027-01-04", "Monday 4 January 2027"),
            ("2025-12-31", "Wednesday 31 December 2025"),
        ] {
            assert_eq!(ENGLISH.day(day(other), today), words);
        }
    }

    #[test]
    fn moments_by_the_schools_clock() {
        let today = day("2026-11-23");
        let midnight = Millis::from(today.0) * 86_400_000;
        let zone = ZoneOffsets::new(vec![(0, 60)]);
        assert_eq!(ENGLISH.at(midnight + 9 * 3_600_000 + 120_000, &zone, today), "10:02");
        assert_eq!(ENGLISH.at(midnight - 3_600_000 - 1, &zone, today), "yesterday, 23:59");
    }

    #[test]
    fn how_long_in_words() {
        for (minutes, words) in [
            (0, "a minute"),
            (2, "2 minutes"),
            (89, "89 minutes"),
            (90, "2 hours"),
            (24 * 60, "24 hours"),
            (2 * 24 * 60, "2 days"),
        ] {
            assert_eq!(ENGLISH.lasting(minutes * 60_000), words);
        }
    }
}
