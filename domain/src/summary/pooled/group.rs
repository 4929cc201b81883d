//! Groups of classes, and where a class belongs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::OrgId;
use crate::roster::{Department, KeyStage, YearGroup};

/// A group of classes. The page finds words for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// A year of the primary phase, or the years of mixed classes: first and
    /// last.
    Years(YearGroup, YearGroup),
    /// A key stage of the primary phase.
    KeyStage(KeyStage),
    /// A department of the secondary phase.
    Department(OrgId),
    /// Tutor groups.
    Tutor,
    /// Secondary classes of which no department is known.
    NoDepartment,
    /// What is left over in a parent: these years and departments together.
    Other(Vec<Group>),
    /// The whole school.
    School,
}

/// The last year of the primary phase.
const PRIMARY_YEAR_MAX: i8 = 6;

/// Where a class belongs in the tree of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the primary phase, with the first and the last of its years.
    Primary(YearGroup, YearGroup),
    /// In the secondary phase, with a department.
    Secondary(Department),
}

impl Place {
    /// The place of a class with these years. Without any, or with a year
    /// after Year 6, it belongs to the secondary phase.
    #[must_use]
    pub fn of(years: &BTreeSet<YearGroup>, department: Department) -> Self {
        match (years.first(), years.last()) {
            (Some(first), Some(last)) if last.number() <= PRIMARY_YEAR_MAX => {
                Self::Primary(*first, *last)
            }
            _ => Self::Secondary(department),
        }
    }

    /// Its groups, from the finest to the one below the school.
    pub(super) fn path(self) -> Vec<Group> {
        match self {
            Self::Primary(first, last) => {
                let years = Group::Years(first, last);
                let stage = first.key_stage();
                // A class across key stages belongs to neither.
                if stage == last.key_stage() {
                    vec![years, Group::KeyStage(stage)]
                } else {
                    vec![years]
                }
            }
            Self::Secondary(Department::Org(org)) => vec![Group::Department(org)],
            Self::Secondary(Department::Tutor) => vec![Group::Tutor],
            Self::Secondary(Department::Unknown) => vec![Group::NoDepartment],
        }
    }
}
