//! A note beside a student: for the adults of the class only.

use sync::body::Fields;

use super::fields::{Invalid, Read, put_text};
use super::{EntryKind, Need, tag};
use crate::rights::{Reader, Rule, Writer};

/// Words that the student does not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The words.
    pub text: String,
}

impl EntryKind for Note {
    const NAME: &'static str = "note";
    const NEEDS: &'static [Need] = &[Need::Class, Need::One(tag::STUDENT)];
    const RULE: Rule = Rule { writers: &[Writer::ClassAdult], readers: &[Reader::Class] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self { text: body.words("text")? })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "text", &self.text);
    }
}
