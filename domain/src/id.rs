//! Whose id is whose: a class's id is never passed where a person's is meant.

use std::fmt;

use serde::{Deserialize, Serialize};
use sync::entry::Uid;

/// Makes a newtype over [`Uid`].
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = sync::entry::BadId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A person: student or staff.
    PersonId,
    /// A class (`OneRoster`'s: a teaching group).
    ClassId,
    /// A school, a department.
    OrgId,
    /// A course: what classes are groups of.
    CourseId,
    /// A school year, a term, a half-term.
    TermId,
    /// A person's place in a class.
    EnrolmentId,
    /// What several entries speak of: a visit, a walk.
    RecordId,
}

/// A muscle: short, lower-case, stable across framework versions
/// ("perseverance").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MuscleId(String);

/// A number is not a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a phase is a number from 0 to 5")]
pub struct BadPhase;

/// A text is not a muscle's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a muscle's id has 1 to {} of a-z, 0-9 and -", MuscleId::BYTES_MAX)]
pub struct BadMuscleId;

impl MuscleId {
    /// Longest id, in bytes.
    pub const BYTES_MAX: usize = 40;

    /// An id from its text: lower-case ASCII letters, digits and `-`.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=Self::BYTES_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A phase of growth, 0 ("Not met yet") to 5 ("Second nature").
///
/// "Not looked yet" is the absence of a phase, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct Phase(u8);

impl Phase {
    /// How many phases there are.
    pub const COUNT: usize = 6;

    /// All phases, lowest first.
    pub const ALL: [Self; Self::COUNT] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// Phase `n`; `None` above 5.
    #[must_use]
    pub fn new(n: i64) -> Option<Self> {
        u8::try_from(n).ok().filter(|n| usize::from(*n) < Self::COUNT).map(Self)
    }

    /// Its number: for storage, for counting in order, for filling fibres.
    /// Never shown to a child.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }
}

impl From<Phase> for u8 {
    fn from(phase: Phase) -> Self {
        phase.0
    }
}

impl TryFrom<u8> for Phase {
    type Error = BadPhase;

    fn try_from(n: u8) -> Result<Self, BadPhase> {
        Self::new(n.into()).ok_or(BadPhase)
    }
}

impl From<MuscleId> for String {
    fn from(muscle: MuscleId) -> Self {
        muscle.0
    }
}

impl TryFrom<String> for MuscleId {
    type Error = BadMuscleId;

    fn try_from(text: String) -> Result<Self, BadMuscleId> {
        Self::new(&text).ok_or(BadMuscleId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_checked() {
        assert_eq!(serde_json::from_str::<Phase>("5").unwrap(), Phase::ALL[5]);
        assert!(serde_json::from_str::<Phase>("6").is_err());
        assert_eq!(serde_json::to_string(&Phase::ALL[3]).unwrap(), "3");
        let muscle = MuscleId::new("managing-distractions").unwrap();
        let json = serde_json::to_string(&muscle).unwrap();
        assert_eq!(serde_json::from_str::<MuscleId>(&json).unwrap(), muscle);
        assert!(serde_json::from_str::<MuscleId>("\"Managing\"").is_err());
    }
}
