//! What a school looks for: groups, muscles, strands and phases, as versioned
//! data that the school can change. Every record keeps the version under which
//! it was made.

mod check;
mod data;
mod grid;
mod preset;

use serde::{Deserialize, Serialize};

pub use self::check::BadFramework;
pub use self::data::{
    Data, Group, Labels, Mapping, Muscle, PhaseWords, ReadingLevel, Strand, Strategy, Voice,
};
pub use self::grid::{Aspect, Habit};
pub use self::preset::Preset;
use crate::id::{MuscleId, Phase};

/// A framework that has been checked: ids are unique, every muscle has a
/// group, and mappings lead from retired muscles to present ones, one to one.
/// Its JSON is its [`Data`], checked on reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Data", into = "Data")]
pub struct Framework(Data);

impl Framework {
    /// The framework that `data` describes.
    pub fn new(data: Data) -> Result<Self, BadFramework> {
        check::check(&data)?;
        Ok(Self(data))
    }

    /// What it was made from: to change it and make the next version.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.0
    }

    /// Its version: grows with every change; entries carry it.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// What the school calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its groups, in the order in which they are shown.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.0.groups
    }

    /// Its muscles, in the order in which they are shown.
    #[must_use]
    pub fn muscles(&self) -> &[Muscle] {
        &self.0.muscles
    }

    /// The muscles of a group.
    pub fn muscles_of(&self, group: Habit) -> impl Iterator<Item = &Muscle> {
        self.0.muscles.iter().filter(move |muscle| muscle.group == group)
    }

    /// Where a muscle stands among [`muscles`](Self::muscles). A muscle of an
    /// earlier version counts as the one that it was mapped to; `None` if it
    /// was retired, or never known.
    #[must_use]
    pub fn position(&self, id: &MuscleId) -> Option<usize> {
        let find = |id: &MuscleId| self.0.muscles.iter().position(|muscle| muscle.id == *id);
        find(id).or_else(|| {
            let mapping = self.0.mappings.iter().find(|mapping| mapping.from == *id)?;
            find(&mapping.to)
        })
    }

    /// The muscle with this id, or the one that it was mapped to.
    #[must_use]
    pub fn muscle(&self, id: &MuscleId) -> Option<&Muscle> {
        self.position(id).map(|at| &self.0.muscles[at])
    }

    /// A strategy by its id, and the muscle that it is for.
    #[must_use]
    pub fn strategy(&self, id: &str) -> Option<(&Muscle, &Strategy)> {
        self.0.muscles.iter().find_map(|muscle| {
            let strategy = muscle.strategies.iter().find(|strategy| strategy.id == id)?;
            Some((muscle, strategy))
        })
    }

    /// The group that belongs to a habit, if this framework has it.
    #[must_use]
    pub fn group(&self, habit: Habit) -> Option<&Group> {
        self.0.groups.iter().find(|group| group.habit == habit)
    }

    /// The words of a phase.
    #[must_use]
    pub fn phase(&self, phase: Phase) -> &PhaseWords {
        &self.0.phases[phase.index()]
    }

    /// What staff call a phase, in the labels that the school has chosen.
    #[must_use]
    pub fn phase_label(&self, phase: Phase) -> &str {
        let words = self.phase(phase);
        match self.0.labels {
            Labels::Plain => &words.staff,
            Labels::Tradition => &words.tradition,
        }
    }
}

impl TryFrom<Data> for Framework {
    type Error = BadFramework;

    fn try_from(data: Data) -> Result<Self, BadFramework> {
        Self::new(data)
    }
}

impl From<Framework> for Data {
    fn from(framework: Framework) -> Self {
        framework.0
    }
}

#[cfg(test)]
mod tests;
