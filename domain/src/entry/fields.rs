//! Reading a body's fields: each kind says what it expects, in one place.

use sync::body::{Fields, Value};

use crate::id::{MuscleId, Phase};
use crate::time::Day;

/// Longest text a person may write in one field, in characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Longest name of a field or of something chosen from a list, in bytes.
pub const NAME_BYTES_MAX: usize = 64;

/// Why an entry of a known kind is not valid. It is held, never lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The envelope lacks what the kind needs.
    #[error("the envelope lacks a part that this kind needs")]
    Envelope,
    /// A field that must be there is not.
    #[error("the field \"{0}\" is missing")]
    Missing(&'static str),
    /// A field holds what it cannot hold.
    #[error("the field \"{0}\" has a value that it cannot have")]
    Value(&'static str),
}

/// The fields of a body, with the errors of this crate.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a>(&'a Fields);

impl<'a> Read<'a> {
    /// Reads from `fields`.
    #[must_use]
    pub fn new(fields: &'a Fields) -> Self {
        Self(fields)
    }

    /// The value of `key`; null counts as absent.
    #[must_use]
    pub fn value(&self, key: &'static str) -> Option<&'a Value> {
        self.0.get(key).filter(|v| **v != Value::Null)
    }

    /// Text of at most [`TEXT_CHARS_MAX`] characters, if there.
    pub fn text(&self, key: &'static str) -> Result<Option<&'a str>, Invalid> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Text(t)) if t.chars().count() <= TEXT_CHARS_MAX => Ok(Some(t)),
            Some(_) => Err(Invalid::Value(key)),
        }
    }

    /// Text that must be there and say something.
    pub fn words(&self, key: &'static str) -> Result<String, Invalid> {
        let text = required(key, self.text(key)?)?;
        if text.trim().is_empty() { Err(Invalid::Value(key)) } else { Ok(text.to_owned()) }
    }

    /// A short name, if there.
    pub fn name(&self, key: &'static str) -> Result<Option<&'a str>, Invalid> {
        let name = self.text(key)?;
        match name {
            Some(n) if n.is_empty() || n.len() > NAME_BYTES_MAX => Err(Invalid::Value(key)),
            _ => Ok(name),
        }
    }

    /// A whole number, if there.
    pub fn int(&self, key: &'static str) -> Result<Option<i64>, Invalid> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Int(n)) => Ok(Some(*n)),
            Some(_) => Err(Invalid::Value(key)),
        }
    }

    /// Truth; absent counts as false.
    pub fn flag(&self, key: &'static str) -> Result<bool, Invalid> {
        match self.value(key) {
            None => Ok(false),
            Some(Value::Bool(b)) => Ok(*b),
            Some(_) => Err(Invalid::Value(key)),
        }
    }

    /// A muscle, under "muscle".
    pub fn muscle(&self) -> Result<MuscleId, Invalid> {
        let text = required("muscle", self.text("muscle")?)?;
        MuscleId::new(text).ok_or(Invalid::Value("muscle"))
    }

    /// A phase, under "phase".
    pub fn phase(&self) -> Result<Phase, Invalid> {
        Phase::new(required("phase", self.int("phase")?)?).ok_or(Invalid::Value("phase"))
    }

    /// The version of the framework, under "framework".
    pub fn framework(&self) -> Result<u32, Invalid> {
        u32::try_from(required("framework", self.int("framework")?)?)
            .map_err(|_| Invalid::Value("framework"))
    }

    /// A day, if there.
    pub fn day(&self, key: &'static str) -> Result<Option<Day>, Invalid> {
        let Some(n) = self.int(key)? else { return Ok(None) };
        i32::try_from(n).map(|n| Some(Day(n))).map_err(|_| Invalid::Value(key))
    }

    /// One of a fixed list, by its stored name, if there.
    pub fn one_of<T>(
        &self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Invalid> {
        let Some(name) = self.text(key)? else { return Ok(None) };
        parse(name).map(Some).ok_or(Invalid::Value(key))
    }
}

/// The value, or that `key` is missing.
pub fn required<T>(key: &'static str, value: Option<T>) -> Result<T, Invalid> {
    value.ok_or(Invalid::Missing(key))
}

/// Puts text under `key`.
pub fn put_text(body: &mut Fields, key: &str, text: &str) {
    body.insert(key.to_owned(), Value::Text(text.to_owned()));
}

/// Puts a number under `key`.
pub fn put_int(body: &mut Fields, key: &str, n: impl Into<i64>) {
    body.insert(key.to_owned(), Value::Int(n.into()));
}

/// Puts truth under `key`; false is not written, since absent counts as false.
pub fn put_flag(body: &mut Fields, key: &str, flag: bool) {
    if flag {
        body.insert(key.to_owned(), Value::Bool(true));
    }
}

/// Puts a muscle, a phase's number fits beside it with [`put_phase`].
pub fn put_muscle(body: &mut Fields, muscle: &MuscleId) {
    put_text(body, "muscle", muscle.as_str());
}

/// Puts a phase.
pub fn put_phase(body: &mut Fields, phase: Phase) {
    put_int(body, "phase", i64::try_from(phase.index()).unwrap_or(0));
}

/// An enum whose variants are stored under a stable name.
#[macro_export]
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every one, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its stored name. Never changes.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The one with this stored name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
