//! A student's own view of a muscle, and how it went.

use sync::body::Fields;

use super::fields::{Invalid, Read, put_int, put_muscle, put_phase, put_text};
use super::{EntryKind, Need, tag};
use crate::id::{MuscleId, Phase};
use crate::rights::{Reader, Rule, Writer};

/// What the student says of themselves: never mixed with what adults saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfView {
    /// The muscle.
    pub muscle: MuscleId,
    /// The child's sentence that fits best, as its phase.
    pub phase: Phase,
    /// How it went, in the student's words.
    pub words: Option<String>,
    /// The version of the framework.
    pub framework: u32,
}

impl EntryKind for SelfView {
    const NAME: &'static str = "self-view";
    const NEEDS: &'static [Need] = &[Need::One(tag::STUDENT)];
    const RULE: Rule = Rule {
        writers: &[Writer::Student, Writer::ClassAdult],
        readers: &[Reader::Student, Reader::About],
    };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            muscle: body.muscle()?,
            phase: body.phase()?,
            words: body.text("words")?.map(str::to_owned),
            framework: body.framework()?,
        })
    }

    fn write(&self, body: &mut Fields) {
        put_muscle(body, &self.muscle);
        put_phase(body, self.phase);
        put_int(body, "framework", self.framework);
        if let Some(words) = &self.words {
            put_text(body, "words", words);
        }
    }
}
