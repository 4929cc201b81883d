//! A student chooses: the next muscle, a strategy, a day to look back.

use sync::body::Fields;

use super::fields::{Invalid, Read, put_flag, put_int, put_muscle, put_text, required};
use super::{EntryKind, Need, tag};
use crate::id::MuscleId;
use crate::rights::{Reader, Rule, Writer};
use crate::time::Day;

/// How the student will go about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strategy {
    /// One of the framework's, by its id.
    Offered(String),
    /// The student's own words.
    Own(String),
}

/// The newest choice of a student is the one that counts; the others stay as
/// history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What to stretch next.
    pub muscle: MuscleId,
    /// How.
    pub strategy: Strategy,
    /// When to look back at how it went.
    pub look_back: Day,
    /// The version of the framework.
    pub framework: u32,
    /// Chosen together with the adult who recorded it.
    pub chosen_with: bool,
}

impl EntryKind for Choice {
    const NAME: &'static str = "choice";
    const NEEDS: &'static [Need] = &[Need::One(tag::STUDENT)];
    const RULE: Rule = Rule {
        writers: &[Writer::Student, Writer::ClassAdult],
        readers: &[Reader::Student, Reader::About],
    };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        let strategy = match (body.name("strategy")?, body.text("own")?) {
            (Some(id), None) => Strategy::Offered(id.to_owned()),
            (None, Some(_)) => Strategy::Own(body.words("own")?),
            _ => return Err(Invalid::Value("strategy")),
        };
        Ok(Self {
            muscle: body.muscle()?,
            strategy,
            look_back: required("look_back", body.day("look_back")?)?,
            framework: body.framework()?,
            chosen_with: body.flag("chosen_with")?,
        })
    }

    fn write(&self, body: &mut Fields) {
        put_muscle(body, &self.muscle);
        match &self.strategy {
            Strategy::Offered(id) => put_text(body, "strategy", id),
            Strategy::Own(words) => put_text(body, "own", words),
        }
        put_int(body, "look_back", self.look_back.0);
        put_int(body, "framework", self.framework);
        put_flag(body, "chosen_with", self.chosen_with);
    }
}
