//! The input of all summaries: what counts of a class's entries, after
//! explicit corrections and retractions.

use sync::entry::{EntryId, Millis};

pub use crate::entry::Context;
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::time::Day;

/// One sighting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighted {
    /// The entry: counts once, however often it is handed in.
    pub id: EntryId,
    /// Who was seen.
    pub student: PersonId,
    /// In which class.
    pub class: ClassId,
    /// The muscle, as the entry names it.
    pub muscle: MuscleId,
    /// The phase that was seen.
    pub phase: Phase,
    /// Where and how.
    pub context: Context,
    /// Who saw it.
    pub author: PersonId,
    /// When: the effective time.
    pub at: Millis,
    /// The school's day then.
    pub day: Day,
}

/// "Everyone else: practised". No phase, and no list of students: it says
/// how often a class practised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractisedAt {
    /// The entry.
    pub id: EntryId,
    /// The class.
    pub class: ClassId,
    /// The muscle, as the entry names it.
    pub muscle: MuscleId,
    /// Where and how.
    pub context: Context,
    /// Who recorded it.
    pub author: PersonId,
    /// When: the effective time.
    pub at: Millis,
    /// The school's day then.
    pub day: Day,
}

/// "Away today": a sign that a lesson was under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayAt {
    /// The entry.
    pub id: EntryId,
    /// The class.
    pub class: ClassId,
    /// Who recorded it.
    pub author: PersonId,
    /// When: the effective time.
    pub at: Millis,
    /// The school's day then.
    pub day: Day,
}

/// Everything that summaries are made from, in any order, repeats allowed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Sightings.
    pub sighted: Vec<Sighted>,
    /// "Everyone else: practised".
    pub practised: Vec<PractisedAt>,
    /// "Away today".
    pub away: Vec<AwayAt>,
}
