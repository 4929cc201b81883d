//! Civil days, the school's calendar, and the school's clock.
//!
//! Nothing here reads a clock or knows a time zone's rules: days and offsets
//! are handed in.

mod calendar;
mod day;
mod plan;
mod year;
mod zone;

pub use self::calendar::Calendar;
pub use self::day::{BadDay, Day, Weekday};
pub use self::plan::{BadPlan, DaysOff, OffKind, Plan, Span, YearPlan};
pub use self::year::{HalfTerm, HalfTermId, SchoolYear};
pub use self::zone::ZoneOffsets;
