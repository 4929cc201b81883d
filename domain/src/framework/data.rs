//! The parts of a framework, as they are stored and sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Habit;
use crate::id::{MuscleId, Phase};
use crate::named;

/// A framework's content. [`Framework`](super::Framework) is this, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// From 1 on; grows with every change.
    pub version: u32,
    /// What the school calls it.
    pub name: String,
    /// Which labels staff see.
    #[serde(default)]
    pub labels: Labels,
    /// Families of muscles, one for each habit at most.
    pub groups: Vec<Group>,
    /// Muscles, in the order in which they are shown.
    pub muscles: Vec<Muscle>,
    /// The words of phases 0 to 5.
    pub phases: [PhaseWords; Phase::COUNT],
    /// Where muscles of earlier versions went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mappings: Vec<Mapping>,
}

named! {
    /// Which names of the phases staff see.
    #[derive(Default)]
    Labels {
        /// Everyday words: "Has a go".
        #[default]
        Plain = "plain",
        /// The words of the source tradition: "Responds".
        Tradition = "tradition",
    }
}

named! {
    /// How much text a child can read.
    ReadingLevel {
        /// A few short words.
        Early = "early",
        /// A whole sentence.
        Fluent = "fluent",
    }
}

/// A family of muscles. Its habit gives it a colour and a row of the visit
/// grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Which of the four.
    pub habit: Habit,
    /// Its name: "Working together".
    pub name: String,
    /// Its name in the source tradition: "Reciprocity".
    pub tradition: String,
}

/// A habit with which students learn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Muscle {
    /// Stable across versions.
    pub id: MuscleId,
    /// Its group.
    pub group: Habit,
    /// Its name.
    pub name: String,
    /// What staff look for.
    pub about: String,
    /// What it is, in a child's voice.
    pub child: Voice,
    /// Its parts: small steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strands: Vec<Strand>,
    /// What a child can do to stretch it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<Strategy>,
}

/// A part of a muscle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strand {
    /// Stable across versions, unique in the framework.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Something that a child can do, addressed to the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// Stable across versions, unique in the framework.
    pub id: String,
    /// What to do.
    pub say: Voice,
}

/// The words of one phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseWords {
    /// Staff's everyday label.
    pub staff: String,
    /// The label of the source tradition.
    pub tradition: String,
    /// The phase in a child's voice; what a child sees of a phase.
    pub child: Voice,
}

/// A sentence for children, at several reading levels and, where the school
/// has translated it, in other languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// For those who read sentences.
    pub fluent: String,
    /// For early readers; where there is none, the fluent one serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<String>,
    /// By language tag ("cy", "uk"): shown beside, for new speakers of English.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub languages: BTreeMap<String, String>,
}

/// Carries trends from a muscle of an earlier version to a present one: at
/// most one muscle of each version to each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The last version that had the muscle.
    pub version: u32,
    /// The muscle there.
    pub from: MuscleId,
    /// The muscle here.
    pub to: MuscleId,
}

impl Voice {
    /// The sentence for a reading level.
    #[must_use]
    pub fn at(&self, level: ReadingLevel) -> &str {
        match (level, &self.early) {
            (ReadingLevel::Early, Some(early)) => early,
            _ => &self.fluent,
        }
    }
}
