//! What a school sets, with what holds before it does.

use domain::directory::Learners;
use domain::summary::established;

use super::zone;
use crate::store::{Rows, StoreError};

/// The school's name, where it was not imported.
const SCHOOL_UNNAMED: &str = "Your school";
/// The zone of a new school.
const ZONE_DEFAULT: &str = "Europe/London";
/// Shared visits per adult and term before walkers read "Enough visits here
/// this term" (rule 4 of the product).
const VISITS_CAP_DEFAULT: u32 = 3;

/// Nothing is kept for longer than a person may live.
const DAYS_MAX: i32 = 36_525;

/// Names under which settings are stored. They never change.
mod name {
    pub const SCHOOL: &str = "school-name";
    pub const ZONE: &str = "zone";
    pub const SAFEGUARDING_LEAD: &str = "safeguarding-lead";
    pub const VISITS_CAP: &str = "visits-cap";
    pub const LEARNERS: &str = "learners";
    pub const SECOND_FACTOR: &str = "second-factor";
    pub const ESTABLISHED: &str = "established";
    pub const KEEP_STUDENTS: &str = "keep-students";
    pub const KEEP_VISITS: &str = "keep-visits";
    pub const KEEP_RECORD: &str = "keep-record";
}

/// Leaders and administrators need a second factor, or need none.
const SECOND_FACTOR_WORDS: [&str; 2] = ["required", "optional"];

/// For how many days what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// What is about a student, after they left.
    pub students: i32,
    /// Words of a visit.
    pub visits: i32,
    /// Rows of the record of access.
    pub record: i32,
}

/// A year, a year, two years.
const RETENTION_DEFAULT: Retention = Retention { students: 365, visits: 365, record: 730 };

/// All settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The school's name; `None`: as imported.
    pub school: Option<String>,
    /// Its IANA time zone.
    pub zone: String,
    /// Whom to tell when worried about a child.
    pub safeguarding_lead: Option<String>,
    /// Shared visits per adult and term.
    pub visits_cap: u32,
    /// What those who learn are called; `None`: children in primary classes,
    /// students in others.
    pub learners: Option<Learners>,
    /// Leaders and administrators need a second factor.
    pub second_factor_required: bool,
    /// The numbers of the established phase.
    pub established: established::Settings,
    /// How long what is kept.
    pub retention: Retention,
}

/// Why a value cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// There is no such setting.
    #[error(
        "there is no setting \"{0}\"; there are school-name, zone, safeguarding-lead, visits-cap, learners, second-factor, keep-students, keep-visits, keep-record; and, before any option, `limber set oidc`"
    )]
    Unknown(String),
    /// Not a zone.
    #[error("\"{0}\" is not an IANA time zone such as Europe/London")]
    Zone(String),
    /// Not a number.
    #[error("\"{0}\" is not a number of visits")]
    Number(String),
    /// Not a number of days.
    #[error("\"{0}\" is not a number of days, from 1 on")]
    Days(String),
    /// Not one of the words.
    #[error("\"{0}\" is not one of children, students, pupils, learners")]
    Learners(String),
    /// Not one of the two words.
    #[error("\"{0}\" is neither required nor optional")]
    SecondFactor(String),
}

impl Settings {
    /// As stored, or as they are before anybody set them.
    pub fn load(rows: &dyn Rows) -> Result<Self, StoreError> {
        let text = |name: &str| -> Result<Option<String>, StoreError> {
            Ok(rows.setting(name)?.filter(|value| !value.trim().is_empty()))
        };
        let established = match text(name::ESTABLISHED)? {
            Some(json) => serde_json::from_str(&json)?,
            None => established::Settings::default(),
        };
        Ok(Self {
            school: text(name::SCHOOL)?,
            zone: text(name::ZONE)?.unwrap_or_else(|| ZONE_DEFAULT.to_owned()),
            safeguarding_lead: text(name::SAFEGUARDING_LEAD)?,
            visits_cap: text(name::VISITS_CAP)?
                .and_then(|cap| cap.parse().ok())
                .unwrap_or(VISITS_CAP_DEFAULT),
            learners: text(name::LEARNERS)?.and_then(|word| Learners::from_name(&word)),
            second_factor_required: text(name::SECOND_FACTOR)?.as_deref() != Some("optional"),
            established,
            retention: Retention::load(&text)?,
        })
    }

    /// Sets one, after checking it. Empty text goes back to what held before.
    pub fn set(
        rows: &mut dyn Rows,
        name: &str,
        value: &str,
    ) -> Result<Result<(), BadSetting>, StoreError> {
        if let Err(bad) = check(name, value.trim()) {
            return Ok(Err(bad));
        }
        rows.put_setting(name, value.trim())?;
        Ok(Ok(()))
    }

    /// What the school is called where neither the roster nor anybody says.
    #[must_use]
    pub fn unnamed() -> &'static str {
        SCHOOL_UNNAMED
    }
}

/// Whether this program knows a time zone.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    zone::is_known(name)
}

impl Retention {
    fn load(text: &dyn Fn(&str) -> Result<Option<String>, StoreError>) -> Result<Self, StoreError> {
        let kept = |name: &str, default: i32| -> Result<i32, StoreError> {
            Ok(text(name)?.and_then(|value| days(&value)).unwrap_or(default))
        };
        Ok(Self {
            students: kept(name::KEEP_STUDENTS, RETENTION_DEFAULT.students)?,
            visits: kept(name::KEEP_VISITS, RETENTION_DEFAULT.visits)?,
            record: kept(name::KEEP_RECORD, RETENTION_DEFAULT.record)?,
        })
    }
}

fn days(value: &str) -> Option<i32> {
    value.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days))
}

fn check(name: &str, value: &str) -> Result<(), BadSetting> {
    let fits = |fits: bool, bad: fn(String) -> BadSetting| {
        if fits || value.is_empty() { Ok(()) } else { Err(bad(value.to_owned())) }
    };
    match name {
        name::SCHOOL | name::SAFEGUARDING_LEAD => Ok(()),
        name::ZONE => fits(is_zone(value), BadSetting::Zone),
        name::VISITS_CAP => fits(value.parse::<u32>().is_ok(), BadSetting::Number),
        name::LEARNERS => fits(Learners::from_name(value).is_some(), BadSetting::Learners),
        name::SECOND_FACTOR => fits(SECOND_FACTOR_WORDS.contains(&value), BadSetting::SecondFactor),
        name::KEEP_STUDENTS | name::KEEP_VISITS | name::KEEP_RECORD => {
            fits(days(value).is_some(), BadSetting::Days)
        }
        unknown => Err(BadSetting::Unknown(unknown.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_set() {
        let cases = [
            ("zone", "Europe/Dublin", true),
            ("zone", "Europe/Atlantis", false),
            ("zone", "", true),
            ("visits-cap", "4", true),
            ("visits-cap", "some", false),
            ("learners", "pupils", true),
            ("learners", "kids", false),
            ("second-factor", "optional", true),
            ("second-factor", "required", true),
            ("second-factor", "never", false),
            ("school-name", "Ysgol Brynffordd", true),
            ("keep-students", "90", true),
            ("keep-visits", "0", false),
            ("keep-record", "ever", false),
            ("colour", "green", false),
        ];
        for (name, value, fits) in cases {
            assert_eq!(check(name, value).is_ok(), fits, "{name} {value}");
        }
    }
}
