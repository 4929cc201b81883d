//! "Everyone else: practised": one entry for the class, with its exceptions.

use sync::body::Fields;

use super::fields::{Invalid, Read, put_int, put_muscle};
use super::{Context, EntryKind, Need};
use crate::id::MuscleId;
use crate::rights::{Reader, Rule, Writer};

/// The class practised a muscle; no phase. Students linked as
/// [`EXCEPT`](super::tag::EXCEPT) were sighted individually or away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practised {
    /// What was practised.
    pub muscle: MuscleId,
    /// The version of the framework.
    pub framework: u32,
    /// Where and how.
    pub context: Context,
}

impl EntryKind for Practised {
    const NAME: &'static str = "practised";
    const NEEDS: &'static [Need] = &[Need::Class];
    const RULE: Rule = Rule { writers: &[Writer::ClassAdult], readers: &[Reader::Class] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self {
            muscle: body.muscle()?,
            framework: body.framework()?,
            context: Context::read(body)?,
        })
    }

    fn write(&self, body: &mut Fields) {
        put_muscle(body, &self.muscle);
        put_int(body, "framework", self.framework);
        self.context.write(body);
    }
}
