//! A visit: one room on one walk. A *draft* until it is *shared* with the
//! visited adult, *released* to leaders and the class's adults when that adult
//! opens it, or at the start of the third school day after sharing.

use sync::body::{Fields, Value};

use super::fields::{Invalid, Read, put_text, required};
use super::{EntryKind, Need, tag};
use crate::framework::{Aspect, Habit};
use crate::id::{MuscleId, PersonId};
use crate::named;
use crate::rights::{Reader, Rule, Writer};

named! {
    /// Who is steering just now?
    Steering {
        /// Mostly the adult.
        Adult = "adult",
        /// Together.
        Together = "together",
        /// Mostly the learners.
        Learners = "learners",
    }
}

named! {
    /// Who is teaching today. Freezes at sharing.
    Today {
        /// The class teacher, who owns the reply.
        Usual = "usual",
        /// Another adult of the school, who owns the reply.
        Partner = "partner",
        /// Cover: no first reader, released by the clock, to leaders only.
        Cover = "cover",
    }
}

named! {
    /// What was found in one cell of the grid. Untouched is the absence of
    /// these: nobody looked.
    Mark {
        /// Looked for, and not noticed: chosen deliberately.
        NotNoticed = "not-noticed",
        /// Noticed.
        Noticed = "noticed",
        /// Noticed widely.
        Widely = "widely",
        /// Clear.
        Clear = "clear",
    }
}

named! {
    /// The free texts of a visit.
    Words {
        /// I noticed…
        Noticed = "noticed",
        /// I wonder…?
        Wonder = "wonder",
        /// The words we heard: a short quotation.
        Heard = "heard",
        /// The environment.
        Environment = "environment",
        /// What students said about their learning; never about a teacher.
        Said = "said",
    }
}

/// One field of a visit, with its value. The visit is the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitSet {
    /// The room was entered: the first entry of a visit.
    Started,
    /// One of the free texts; empty when it was cleared.
    Words(Words, String),
    /// A cell of the grid; `None` when it was cleared: not looked.
    Cell(Habit, Aspect, Option<Mark>),
    /// Whether students were asked to use this muscle.
    Asked(MuscleId, bool),
    /// Who is steering; `None` when it was cleared.
    Steering(Option<Steering>),
    /// Who is teaching today.
    Today(Today),
    /// The partner who is teaching today.
    Partner(PersonId),
    /// Whether follow-up is wanted.
    FollowUp(bool),
    /// A field of a newer program: kept, not shown.
    Other(String),
}

impl VisitSet {
    /// The field's stored name: what heads are counted by.
    #[must_use]
    pub fn field(&self) -> String {
        match self {
            Self::Started => "started".to_owned(),
            Self::Words(words, _) => words.name().to_owned(),
            Self::Cell(habit, aspect, _) => format!("cell/{}/{}", habit.name(), aspect.name()),
            Self::Asked(muscle, _) => format!("asked/{}", muscle.as_str()),
            Self::Steering(_) => "steering".to_owned(),
            Self::Today(_) => "today".to_owned(),
            Self::Partner(_) => "partner".to_owned(),
            Self::FollowUp(_) => "follow-up".to_owned(),
            Self::Other(field) => field.clone(),
        }
    }
}

impl EntryKind for VisitSet {
    const NAME: &'static str = "visit";
    const NEEDS: &'static [Need] = &[Need::Record, Need::Class, Need::Link(tag::WALKER)];
    const RULE: Rule =
        Rule { writers: &[Writer::FirstWalker, Writer::Walker], readers: &[Reader::Visit] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        let field = required("field", body.name("field")?)?;
        if let Some(words) = Words::from_name(field) {
            return Ok(Self::Words(words, body.text("value")?.unwrap_or_default().to_owned()));
        }
        if let Some(cell) = field.strip_prefix("cell/") {
            let (habit, aspect) = cell.split_once('/').ok_or(Invalid::Value("field"))?;
            let habit = Habit::from_name(habit).ok_or(Invalid::Value("field"))?;
            let aspect = Aspect::from_name(aspect).ok_or(Invalid::Value("field"))?;
            return Ok(Self::Cell(habit, aspect, body.one_of("value", Mark::from_name)?));
        }
        if let Some(muscle) = field.strip_prefix("asked/") {
            let muscle = MuscleId::new(muscle).ok_or(Invalid::Value("field"))?;
            return Ok(Self::Asked(muscle, body.flag("value")?));
        }
        Ok(match field {
            "started" => Self::Started,
            "steering" => Self::Steering(body.one_of("value", Steering::from_name)?),
            "today" => Self::Today(required("value", body.one_of("value", Today::from_name)?)?),
            "partner" => {
                let id = required("value", body.text("value")?)?;
                Self::Partner(id.parse().map_err(|_| Invalid::Value("value"))?)
            }
            "follow-up" => Self::FollowUp(body.flag("value")?),
            other => Self::Other(other.to_owned()),
        })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "field", &self.field());
        let name = |name: &str| Value::Text(name.to_owned());
        let value = match self {
            Self::Started | Self::Other(_) => Value::Null,
            Self::Words(_, text) => name(text),
            Self::Cell(_, _, mark) => mark.map_or(Value::Null, |m| name(m.name())),
            Self::Asked(_, flag) | Self::FollowUp(flag) => Value::Bool(*flag),
            Self::Steering(steering) => steering.map_or(Value::Null, |s| name(s.name())),
            Self::Today(today) => name(today.name()),
            Self::Partner(person) => Value::Text(person.to_string()),
        };
        body.insert("value".to_owned(), value);
    }
}

/// A walker shares the visit. From here on "who was teaching" is frozen: the
/// visited adult, unless it was cover, is linked as
/// [`VISITED`](super::tag::VISITED).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Usual, partner or cover.
    pub today: Today,
}

impl EntryKind for Shared {
    const NAME: &'static str = "shared";
    const NEEDS: &'static [Need] = &[Need::Record, Need::Class, Need::AtMostOne(tag::VISITED)];
    const RULE: Rule = Rule { writers: &[Writer::Walker], readers: &[Reader::Visit] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self { today: required("today", body.one_of("today", Today::from_name)?)? })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "today", self.today.name());
    }
}

/// The visited adult opened the visit: this releases it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened;

impl EntryKind for Opened {
    const NAME: &'static str = "opened";
    const NEEDS: &'static [Need] = &[Need::Record];
    const RULE: Rule =
        Rule { writers: &[Writer::Visited], readers: &[Reader::Author, Reader::Walkers] };

    fn read(_: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self)
    }

    fn write(&self, _: &mut Fields) {}
}

/// The visited adult answers; then walkers may too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The words.
    pub text: String,
}

impl EntryKind for Reply {
    const NAME: &'static str = "reply";
    const NEEDS: &'static [Need] = &[Need::Record];
    const RULE: Rule =
        Rule { writers: &[Writer::Visited, Writer::WalkerAfterReply], readers: &[Reader::Visit] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self { text: body.words("text")? })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "text", &self.text);
    }
}

/// The visited adult corrects one of the visit's fields. It stands beside the
/// original, which stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The visit's field, as [`VisitSet::field`] names it.
    pub field: String,
    /// What it should say.
    pub text: String,
}

impl EntryKind for Correction {
    const NAME: &'static str = "correction";
    const NEEDS: &'static [Need] = &[Need::Record];
    const RULE: Rule =
        Rule { writers: &[Writer::Visited, Writer::WalkerAfterReply], readers: &[Reader::Visit] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        let field = required("field", body.name("field")?)?.to_owned();
        Ok(Self { field, text: body.words("text")? })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "field", &self.field);
        put_text(body, "text", &self.text);
    }
}
