//! A student is away today. Back again = a retraction.

use sync::body::Fields;

use super::fields::{Invalid, Read};
use super::{EntryKind, Need, tag};
use crate::rights::{Reader, Rule, Writer};

/// Counts for the school day on which it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away;

impl EntryKind for Away {
    const NAME: &'static str = "away";
    const NEEDS: &'static [Need] = &[Need::Class, Need::One(tag::STUDENT)];
    const RULE: Rule = Rule { writers: &[Writer::ClassAdult], readers: &[Reader::Class] };

    fn read(_: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self)
    }

    fn write(&self, _: &mut Fields) {}
}
