//! The school's clock, for devices that know no time zones.

use serde::{Deserialize, Serialize};
use sync::entry::Millis;
use sync::order;

use super::Day;

/// When the school's clock changes: (from this moment on, minutes ahead of
/// UTC), sorted. The server makes it for a few years from the school's IANA
/// zone; a device reads a provisional day from it.
///
/// Before the first moment the first offset holds; an empty table is UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(Millis, i16)>", into = "Vec<(Millis, i16)>")]
pub struct ZoneOffsets(Vec<(Millis, i16)>);

const MINUTE_MILLIS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

impl ZoneOffsets {
    /// A table from its rows, in any order.
    #[must_use]
    pub fn new(mut rows: Vec<(Millis, i16)>) -> Self {
        order::sort(&mut rows);
        Self(rows)
    }

    /// The civil day at that moment.
    #[must_use]
    pub fn day_of(&self, at: Millis) -> Day {
        let day = self.local_minutes(at).div_euclid(DAY_MINUTES);
        Day(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Minutes since local midnight at that moment, 0 to 1439.
    #[must_use]
    pub fn minute_of_day(&self, at: Millis) -> u16 {
        u16::try_from(self.local_minutes(at).rem_euclid(DAY_MINUTES))
            .expect("a day has fewer than 65,536 minutes")
    }

    fn local_minutes(&self, at: Millis) -> i64 {
        at.div_euclid(MINUTE_MILLIS) + i64::from(self.offset(at))
    }

    fn offset(&self, at: Millis) -> i16 {
        let after = self.0.partition_point(|(from, _)| *from <= at);
        self.0.get(after.saturating_sub(1)).map_or(0, |(_, minutes)| *minutes)
    }
}

impl From<Vec<(Millis, i16)>> for ZoneOffsets {
    fn from(rows: Vec<(Millis, i16)>) -> Self {
        Self::new(rows)
    }
}

impl From<ZoneOffsets> for Vec<(Millis, i16)> {
    fn from(zone: ZoneOffsets) -> Self {
        zone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Midnight UTC at the start of a day, plus minutes.
    fn at(day: &str, minutes: i64) -> Millis {
        (i64::from(day.parse::<Day>().unwrap().0) * DAY_MINUTES + minutes) * MINUTE_MILLIS
    }

    #[test]
    fn london_changes_its_clock() {
        // Given out of order on purpose.
        let zone = ZoneOffsets::new(vec![(at("2026-10-25", 60), 0), (at("2026-03-29", 60), 60)]);
        let cases = [
            // Midnight in summer is 23:00 UTC of the day before.
            (at("2026-09-01", 23 * 60 - 1), "2026-09-01", 23 * 60 + 59),
            (at("2026-09-01", 23 * 60), "2026-09-02", 0),
            // The hour in which the clock goes back.
            (at("2026-10-25", 59), "2026-10-25", 119),
            (at("2026-10-25", 60), "2026-10-25", 60),
            (at("2026-12-01", 23 * 60 + 30), "2026-12-01", 23 * 60 + 30),
            // Before the table begins, its first offset holds.
            (at("2025-12-01", 0), "2025-12-01", 60),
        ];
        for (millis, day, minute) in cases {
            assert_eq!(zone.day_of(millis).to_string(), day);
            assert_eq!(zone.minute_of_day(millis), minute);
        }
    }

    #[test]
    fn no_table_is_utc_and_no_moment_panics() {
        let zone = ZoneOffsets::default();
        assert_eq!(zone.day_of(0), Day(0));
        assert_eq!(zone.day_of(-1), Day(-1));
        assert_eq!(zone.minute_of_day(-1), 1439);
        assert_eq!(zone.day_of(Millis::MAX), Day(i32::MAX));
        assert_eq!(zone.day_of(Millis::MIN), Day(i32::MIN));
    }
}
