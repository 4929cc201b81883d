//! Where and how a muscle was seen: set once per lesson, one tap each.

use serde::{Deserialize, Serialize};
use sync::body::{Fields, Value};

use super::fields::{Invalid, Read, put_text};
use crate::named;

named! {
    /// The part of the lesson.
    LessonPart {
        /// Getting started.
        Opening = "opening",
        /// Listening, reading, watching.
        Exploring = "exploring",
        /// Talking it through.
        Discussing = "discussing",
        /// Doing and making.
        Practical = "practical",
        /// Writing, working, rehearsing.
        Practising = "practising",
        /// Looking back.
        Reviewing = "reviewing",
    }
}

named! {
    /// With whom.
    Grouping {
        /// Alone.
        Alone = "alone",
        /// In pairs.
        Pair = "pair",
        /// In a group.
        Group = "group",
        /// The whole class together.
        Class = "class",
    }
}

named! {
    /// Who decides what is done.
    Steer {
        /// An adult leads.
        Led = "led",
        /// The students do.
        Independent = "independent",
    }
}

named! {
    /// Indoors or out.
    Place {
        /// Indoors.
        Indoors = "indoors",
        /// Outdoors.
        Outdoors = "outdoors",
    }
}

/// A context: two are different when any part differs. Nothing set is a
/// context too ("–" in the worked cases).
///
/// Its JSON leaves out what is not set; in an entry's body see
/// [`Context::write`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// The subject, as the class's course names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The part of the lesson.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<LessonPart>,
    /// With whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
    /// Led or independent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steer: Option<Steer>,
    /// Indoors or out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Context {
    /// The field of a body that holds a context.
    pub const FIELD: &'static str = "context";

    /// The context of a body; the empty one where there is none.
    pub fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        let fields = match body.value(Self::FIELD) {
            None => return Ok(Self::default()),
            Some(Value::Map(fields)) => fields,
            Some(_) => return Err(Invalid::Value(Self::FIELD)),
        };
        let read = Read::new(fields);
        Ok(Self {
            subject: read.name("subject")?.map(str::to_owned),
            part: read.one_of("part", LessonPart::from_name)?,
            grouping: read.one_of("with", Grouping::from_name)?,
            steer: read.one_of("steer", Steer::from_name)?,
            place: read.one_of("place", Place::from_name)?,
        })
    }

    /// Writes it into a body; the empty context is not written.
    pub fn write(&self, body: &mut Fields) {
        let mut fields = Fields::new();
        let parts = [
            ("subject", self.subject.as_deref()),
            ("part", self.part.map(LessonPart::name)),
            ("with", self.grouping.map(Grouping::name)),
            ("steer", self.steer.map(Steer::name)),
            ("place", self.place.map(Place::name)),
        ];
        for (key, name) in parts {
            if let Some(name) = name {
                put_text(&mut fields, key, name);
            }
        }
        if !fields.is_empty() {
            body.insert(Self::FIELD.to_owned(), Value::Map(fields));
        }
    }
}
