//! What an adult noticed: words for the student and the class's adults.

use sync::body::Fields;

use super::fields::{Invalid, Read, put_muscle, put_text};
use super::{EntryKind, Need, tag};
use crate::id::MuscleId;
use crate::rights::{Reader, Rule, Writer};

/// "You tried three ways before you asked."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// The words.
    pub text: String,
    /// The muscle that they are about, if one.
    pub muscle: Option<MuscleId>,
}

impl EntryKind for Noticed {
    const NAME: &'static str = "noticed";
    const NEEDS: &'static [Need] = &[Need::Class, Need::One(tag::STUDENT)];
    const RULE: Rule =
        Rule { writers: &[Writer::ClassAdult], readers: &[Reader::Student, Reader::Class] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        let muscle = body.value("muscle").map(|_| body.muscle()).transpose()?;
        Ok(Self { text: body.words("text")?, muscle })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "text", &self.text);
        if let Some(muscle) = &self.muscle {
            put_muscle(body, muscle);
        }
    }
}
