//! One adult's tap: student × muscle × phase seen × context.

use sync::body::Fields;

use super::fields::{Invalid, Read, put_int, put_muscle, put_phase, put_text};
use super::{Context, EntryKind, Need, tag};
use crate::id::{MuscleId, Phase};
use crate::named;
use crate::rights::{Reader, Rule, Writer};

named! {
    /// How much help there was.
    Support {
        /// With support.
        With = "with",
        /// By themselves.
        Alone = "alone",
    }
}

/// What was seen today, not a judgement: the established phase is derived from
/// several of these. A correction is a sighting that supersedes one of the
/// author's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What was seen at work.
    pub muscle: MuscleId,
    /// The phase that was seen.
    pub phase: Phase,
    /// The version of the framework under which the tap was made.
    pub framework: u32,
    /// Where and how.
    pub context: Context,
    /// With support or by themselves, if it was marked.
    pub support: Option<Support>,
    /// A part of the muscle, for small steps.
    pub strand: Option<String>,
}

impl EntryKind for Sighting {
    const NAME: &'static str = "sighting";
    const NEEDS: &'static [Need] = &[Need::Class, Need::One(tag::STUDENT)];
    const RULE: Rule =
        Rule { writers: &[Writer::ClassAdult], readers: &[Reader::Student, Reader::About] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            muscle: body.muscle()?,
            phase: body.phase()?,
            framework: body.framework()?,
            context: Context::read(body)?,
            support: body.one_of("support", Support::from_name)?,
            strand: body.name("strand")?.map(str::to_owned),
        })
    }

    fn write(&self, body: &mut Fields) {
        put_muscle(body, &self.muscle);
        put_phase(body, self.phase);
        put_int(body, "framework", self.framework);
        self.context.write(body);
        if let Some(support) = self.support {
            put_text(body, "support", support.name());
        }
        if let Some(strand) = &self.strand {
            put_text(body, "strand", strand);
        }
    }
}
