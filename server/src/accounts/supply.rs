//! Supply: somebody who is here for a day records in one class, and sees no
//! history. An adult of the class, or an administrator, makes a pass; whoever
//! has it uses it on a tablet of the school, under the name that they give.

use domain::id::{ClassId, PersonId};
use domain::time::Day;
use sync::entry::Millis;

use super::printed::{Printed, Purpose};
use super::sessions::{self, Token};
use crate::audit::{self, Detail, Event, What};
use crate::office::Office;
use crate::random;
use crate::store::{Rows, StoreError};

/// Where a pass leads; its secret follows behind a `#`.
pub const PASS_PATH: &str = "/supply";
/// Most characters of a name.
pub const NAME_CHARS_MAX: usize = 60;
/// When the school day ends, in minutes of it: four o'clock.
const ENDS_MINUTES: u16 = 16 * 60;
/// A pass that is made late is good for so long, in minutes, and never past
/// midnight.
const LATE_MINUTES: u16 = 120;
const DAY_MINUTES: u16 = 24 * 60;
const MINUTE_MILLIS: Millis = 60_000;

/// A pass as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassRow {
    /// For which class.
    pub class: ClassId,
    /// On which day.
    pub day: Day,
    /// Until when.
    pub until: Millis,
}

/// Somebody who is, or was, here by a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyRow {
    /// Who.
    pub person: PersonId,
    /// The pass.
    pub pass: PassRow,
}

/// A pass's secret as its holder has it.
pub type Pass = Printed<LetsIn>;

/// Lets somebody in for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetsIn;

impl Purpose for LetsIn {
    const LABEL: &'static str = "limber supply ";
}

/// A name as it is kept; `None` where it is none.
#[must_use]
pub fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX;
    (fits && !name.chars().any(char::is_control)).then_some(name)
}

/// Makes a pass for a class, for the rest of today.
pub fn make(
    rows: &mut dyn Rows,
    office: &Office,
    class: ClassId,
    by: PersonId,
    now: Millis,
) -> Result<(Pass, PassRow), StoreError> {
    let pass = Pass::draw();
    let minute = office.zone.minute_of_day(now);
    let row = PassRow { class, day: office.day_of(now), until: until(minute, now) };
    rows.drop_supply_passes_before(now)?;
    rows.add_supply_pass(pass.hash(), row)?;
    audit::record(rows, &Event::new(What::SupplyPassMade, now).by(by).about(class.0))?;
    Ok((pass, row))
}

/// The moment at which a pass ends that is made at `now`, in this minute of the
/// school's day.
fn until(minute: u16, now: Millis) -> Millis {
    let end = ENDS_MINUTES.max(minute + LATE_MINUTES).min(DAY_MINUTES);
    let begun = now.rem_euclid(MINUTE_MILLIS);
    now - begun + Millis::from(end - minute) * MINUTE_MILLIS
}

/// Lets somebody in with a pass. Whoever comes again with the same pass and name,
/// on another tablet, is the same person. `None` where it is not good.
pub fn sign_in(
    rows: &mut dyn Rows,
    pass: &Pass,
    name: &str,
    now: Millis,
) -> Result<Option<(PersonId, Token)>, StoreError> {
    let Some(row) = rows.supply_pass(pass.hash())?.filter(|row| now < row.until) else {
        return Ok(None);
    };
    let person = if let Some(person) = rows.supply_by(pass.hash(), name)? {
        person
    } else {
        let person = PersonId(random::uid());
        rows.add_supply(SupplyRow { person, pass: row }, pass.hash(), name)?;
        person
    };
    audit::record(rows, &Event::new(What::SignedIn, now).by(person).with(Detail::SupplyPass))?;
    Ok(Some((person, sessions::begin(rows, person, now)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_good_until_four_or_for_two_hours_of_the_same_day() {
        let hours = |n: Millis| n * 60 * MINUTE_MILLIS;
        for (at, good_for) in [(8, 8), (14, 2), (15, 2), (20, 2), (23, 1)] {
            let now = hours(at) + 7;
            let minute = u16::try_from(at * 60).unwrap();
            assert_eq!(until(minute, now), hours(at + good_for), "at {at}");
        }
    }

    #[test]
    fn names_as_people_type_them() {
        assert_eq!(name("  Sam   Khan "), Some("Sam Khan".to_owned()));
        for bad in ["", "  ", &"x".repeat(61), "a\u{7}b"] {
            assert_eq!(name(bad), None, "{bad:?}");
        }
    }
}
