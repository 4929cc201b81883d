//! What makes a framework whole.

use std::collections::BTreeSet;

use super::data::{Data, Mapping, Voice};
use crate::id::MuscleId;

/// Most muscles in a framework.
pub const MUSCLES_MAX: usize = 40;
/// Most strands, or strategies, of one muscle.
pub const PARTS_MAX: usize = 30;
/// Longest id of a strand or a strategy, in bytes: what an entry's field takes.
pub const PART_ID_BYTES_MAX: usize = crate::entry::fields::NAME_BYTES_MAX;
/// Longest name or sentence, in characters.
pub const WORDS_CHARS_MAX: usize = 300;

/// Why content is not a framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFramework {
    /// Versions begin at 1.
    #[error("a framework's version is 1 or more")]
    Version,
    /// No muscles, or more than [`MUSCLES_MAX`].
    #[error("a framework has 1 to {MUSCLES_MAX} muscles")]
    MuscleCount,
    /// More than [`PARTS_MAX`] strands or strategies.
    #[error("\"{}\" has more than {PARTS_MAX} strands or strategies", .0.as_str())]
    PartCount(MuscleId),
    /// The same id twice.
    #[error("the id \"{0}\" is used twice: give one of them another")]
    Twice(String),
    /// An id of a strand or a strategy that no entry could carry.
    #[error("the id \"{0}\" is empty or longer than {PART_ID_BYTES_MAX} bytes")]
    PartId(String),
    /// A muscle whose group is not listed.
    #[error("the group of \"{}\" is missing", .0.as_str())]
    NoGroup(MuscleId),
    /// Words that are missing or too long.
    #[error("the words of \"{0}\" are missing or longer than {WORDS_CHARS_MAX} characters")]
    Words(String),
    /// A mapping from a present muscle, to an unknown one, or not one to one.
    #[error("the mapping of \"{}\" does not lead from one old muscle to one of this version", .0.as_str())]
    Mapping(MuscleId),
}

pub(super) fn check(data: &Data) -> Result<(), BadFramework> {
    if data.version == 0 {
        return Err(BadFramework::Version);
    }
    if !(1..=MUSCLES_MAX).contains(&data.muscles.len()) {
        return Err(BadFramework::MuscleCount);
    }
    check_ids(data)?;
    check_words(data)?;
    let mut used = BTreeSet::new();
    data.mappings.iter().try_for_each(|mapping| check_mapping(data, mapping, &mut used))
}

fn check_ids(data: &Data) -> Result<(), BadFramework> {
    let mut habits = BTreeSet::new();
    for group in &data.groups {
        if !habits.insert(group.habit) {
            return Err(BadFramework::Twice(group.habit.name().to_owned()));
        }
    }
    let (mut muscles, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for muscle in &data.muscles {
        if !muscles.insert(&muscle.id) {
            return Err(BadFramework::Twice(muscle.id.as_str().to_owned()));
        }
        if !habits.contains(&muscle.group) {
            return Err(BadFramework::NoGroup(muscle.id.clone()));
        }
        if muscle.strands.len().max(muscle.strategies.len()) > PARTS_MAX {
            return Err(BadFramework::PartCount(muscle.id.clone()));
        }
        let strands = muscle.strands.iter().map(|strand| ("strand", &strand.id));
        let strategies = muscle.strategies.iter().map(|strategy| ("strategy", &strategy.id));
        for (sort, id) in strands.chain(strategies) {
            if id.is_empty() || id.len() > PART_ID_BYTES_MAX {
                return Err(BadFramework::PartId(id.clone()));
            }
            if !parts.insert((sort, id)) {
                return Err(BadFramework::Twice(id.clone()));
            }
        }
    }
    Ok(())
}

fn check_words(data: &Data) -> Result<(), BadFramework> {
    words("framework", &data.name)?;
    for group in &data.groups {
        words(group.habit.name(), &group.name)?;
        words(group.habit.name(), &group.tradition)?;
    }
    for muscle in &data.muscles {
        let of = muscle.id.as_str();
        words(of, &muscle.name)?;
        words(of, &muscle.about)?;
        voice(of, &muscle.child)?;
        muscle.strands.iter().try_for_each(|strand| words(&strand.id, &strand.name))?;
        muscle.strategies.iter().try_for_each(|strategy| voice(&strategy.id, &strategy.say))?;
    }
    for phase in &data.phases {
        words("phase", &phase.staff)?;
        words("phase", &phase.tradition)?;
        voice("phase", &phase.child)?;
    }
    Ok(())
}

fn voice(of: &str, voice: &Voice) -> Result<(), BadFramework> {
    words(of, &voice.fluent)?;
    voice.early.iter().chain(voice.languages.values()).try_for_each(|text| words(of, text))
}

fn words(of: &str, text: &str) -> Result<(), BadFramework> {
    if text.trim().is_empty() || text.chars().count() > WORDS_CHARS_MAX {
        return Err(BadFramework::Words(of.to_owned()));
    }
    Ok(())
}

/// `used`: what earlier mappings lead from, and to from each version.
fn check_mapping<'a>(
    data: &'a Data,
    mapping: &'a Mapping,
    used: &mut BTreeSet<(Option<u32>, &'a MuscleId)>,
) -> Result<(), BadFramework> {
    let present = |id: &MuscleId| data.muscles.iter().any(|muscle| muscle.id == *id);
    let fits = mapping.version < data.version
        && !present(&mapping.from)
        && present(&mapping.to)
        && used.insert((None, &mapping.from))
        && used.insert((Some(mapping.version), &mapping.to));
    if fits { Ok(()) } else { Err(BadFramework::Mapping(mapping.from.clone())) }
}
