//! The school's clock: offsets of its IANA zone, as a table for those who know
//! no zones.

use domain::time::ZoneOffsets;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sync::entry::Millis;

/// How many years before and after the present one the table covers.
const YEARS_AROUND: i16 = 2;

/// Some whole years, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    present: i16,
}

impl Years {
    /// The years around a moment.
    pub fn around(now: Millis) -> Self {
        Self { present: year_of(now) }
    }

    /// Whether these are still the years around that moment.
    pub fn contain(self, now: Millis) -> bool {
        self.present == year_of(now)
    }
}

/// When the clock of `zone` changes during `years`. An unknown zone is UTC:
/// settings are checked before they are stored.
pub fn offsets(zone: &str, years: Years) -> ZoneOffsets {
    let Ok(zone) = TimeZone::get(zone) else { return ZoneOffsets::default() };
    let (Some(first), Some(end)) =
        (new_year(years.present - YEARS_AROUND), new_year(years.present + YEARS_AROUND + 1))
    else {
        return ZoneOffsets::default();
    };
    let begin = (first.as_millisecond(), minutes(zone.to_offset(first)));
    let changes = zone.following(first).take_while(|change| change.timestamp() < end);
    let rows =
        changes.map(|change| (change.timestamp().as_millisecond(), minutes(change.offset())));
    ZoneOffsets::new(std::iter::once(begin).chain(rows).collect())
}

/// Whether this program knows a zone.
pub fn is_known(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

fn minutes(offset: jiff::tz::Offset) -> i16 {
    i16::try_from(offset.seconds() / 60).unwrap_or(0)
}

fn new_year(year: i16) -> Option<Timestamp> {
    let date = jiff::civil::Date::new(year, 1, 1).ok()?;
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn year_of(at: Millis) -> i16 {
    let at = Timestamp::from_millisecond(at).unwrap_or(if at < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    });
    at.to_zoned(TimeZone::UTC).year()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn london_keeps_its_days() {
        let zone = offsets("Europe/London", Years::around(at("2026-11-23T12:00:00Z")));
        let cases = [
            ("2026-07-01T22:59:59Z", "2026-07-01"),
            ("2026-07-01T23:00:00Z", "2026-07-02"),
            ("2026-12-01T23:59:59Z", "2026-12-01"),
            ("2027-03-28T23:00:00Z", "2027-03-29"),
            ("2025-10-26T00:30:00Z", "2025-10-26"),
            ("2024-01-01T00:00:00Z", "2024-01-01"),
        ];
        for (moment, day) in cases {
            assert_eq!(zone.day_of(at(moment)).to_string(), day, "{moment}");
        }
    }

    #[test]
    fn a_table_is_good_for_its_year() {
        let years = Years::around(at("2026-11-23T12:00:00Z"));
        assert!(years.contain(at("2026-01-01T00:00:00Z")));
        assert!(!years.contain(at("2027-01-01T00:00:00Z")));
        assert!(!years.contain(Millis::MAX));
    }
}
