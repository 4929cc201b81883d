//! Takes back one of the author's own entries: as if it had never been.

use sync::body::Fields;

use super::fields::{Invalid, Read};
use super::{EntryKind, Need};
use crate::rights::{Reader, Rule, Writer};

/// Points at what it takes back. Undo in a lesson is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retraction;

impl EntryKind for Retraction {
    const NAME: &'static str = "retraction";
    const NEEDS: &'static [Need] = &[Need::Target];
    const RULE: Rule =
        Rule { writers: &[Writer::AuthorOfTarget], readers: &[Reader::ReadersOfTarget] };

    fn read(_: &Read<'_>) -> Result<Self, Invalid> {
        Ok(Self)
    }

    fn write(&self, _: &mut Fields) {}
}
