//! A walk: a round of visits with a purpose and a focus, announced to staff.

use sync::body::{Fields, Value};

use super::fields::{Invalid, Read, put_text, required};
use super::{EntryKind, Need};
use crate::framework::Habit;
use crate::id::MuscleId;
use crate::named;
use crate::rights::{Reader, Rule, Writer};
use crate::time::Day;

named! {
    /// Why leaders walk.
    Purpose {
        /// Presence and support.
        Presence = "presence",
        /// A check-in on the agreed focus.
        CheckIn = "check-in",
    }
}

/// One field of a walk, with its value. The walk is the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkSet {
    /// "Autumn walk 2".
    Title(String),
    /// The focus in words: a learning process, never a person.
    Focus(String),
    /// The habit whose row is asked first.
    Habit(Habit),
    /// The muscles offered as chips.
    Muscles(Vec<MuscleId>),
    /// Why.
    Purpose(Purpose),
    /// First day.
    From(Day),
    /// Last day.
    Until(Day),
    /// What staff read beforehand; empty when it was cleared.
    Announcement(String),
    /// A field of a newer program: kept, not shown.
    Other(String),
}

impl WalkSet {
    /// The field's stored name.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Self::Title(_) => "title",
            Self::Focus(_) => "focus",
            Self::Habit(_) => "habit",
            Self::Muscles(_) => "muscles",
            Self::Purpose(_) => "purpose",
            Self::From(_) => "from",
            Self::Until(_) => "until",
            Self::Announcement(_) => "announcement",
            Self::Other(field) => field,
        }
    }
}

impl EntryKind for WalkSet {
    const NAME: &'static str = "walk";
    const NEEDS: &'static [Need] = &[Need::Record];
    const RULE: Rule = Rule { writers: &[Writer::Leader], readers: &[Reader::Staff] };

    fn read(body: &Read<'_>) -> Result<Self, Invalid> {
        let words = || body.words("value");
        let day = || required("value", body.day("value")?);
        Ok(match required("field", body.name("field")?)? {
            "title" => Self::Title(words()?),
            "focus" => Self::Focus(words()?),
            "habit" => Self::Habit(required("value", body.one_of("value", Habit::from_name)?)?),
            "muscles" => Self::Muscles(muscles(body.value("value"))?),
            "purpose" => {
                Self::Purpose(required("value", body.one_of("value", Purpose::from_name)?)?)
            }
            "from" => Self::From(day()?),
            "until" => Self::Until(day()?),
            "announcement" => {
                Self::Announcement(body.text("value")?.unwrap_or_default().to_owned())
            }
            other => Self::Other(other.to_owned()),
        })
    }

    fn write(&self, body: &mut Fields) {
        put_text(body, "field", self.field());
        let value = match self {
            Self::Title(t) | Self::Focus(t) | Self::Announcement(t) => Value::Text(t.clone()),
            Self::Habit(habit) => Value::Text(habit.name().to_owned()),
            Self::Muscles(ids) => {
                Value::List(ids.iter().map(|m| Value::Text(m.as_str().to_owned())).collect())
            }
            Self::Purpose(purpose) => Value::Text(purpose.name().to_owned()),
            Self::From(day) | Self::Until(day) => Value::Int(day.0.into()),
            Self::Other(_) => Value::Null,
        };
        body.insert("value".to_owned(), value);
    }
}

/// Most muscles in one walk's focus.
pub const FOCUS_MUSCLES_MAX: usize = 17;

fn muscles(value: Option<&Value>) -> Result<Vec<MuscleId>, Invalid> {
    let Some(Value::List(items)) = value else { return Err(Invalid::Value("value")) };
    if items.len() > FOCUS_MUSCLES_MAX {
        return Err(Invalid::Value("value"));
    }
    items
        .iter()
        .map(|item| match item {
            Value::Text(text) => MuscleId::new(text).ok_or(Invalid::Value("value")),
            _ => Err(Invalid::Value("value")),
        })
        .collect()
}
