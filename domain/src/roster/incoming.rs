//! What a source says: whole, by its own ids.

use std::collections::BTreeMap;
use std::fmt;

use super::{Class, Course, Enrolment, Org, Person, Term};
use crate::time::DaysOff;

/// Names the system that a roster comes from. Imports of one source leave the
/// rows of others alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub String);

/// A source's id of a row, unique within its kind. Opaque; letter case counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcedId(pub String);

/// A complete roster as it arrives. Every reference must name a row that is
/// here too: readers check that with file, line and column, [`diff`](super::diff)
/// refuses otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Where it comes from.
    pub source: Source,
    /// Schools and departments.
    pub orgs: BTreeMap<SourcedId, Arriving<Org<SourcedId>>>,
    /// School years, terms, half-terms; `None` if the source says nothing of
    /// them: those that are known then stay.
    pub terms: Option<BTreeMap<SourcedId, Arriving<Term<SourcedId>>>>,
    /// Courses; `None` as with terms.
    pub courses: Option<BTreeMap<SourcedId, Arriving<Course<SourcedId>>>>,
    /// Classes.
    pub classes: BTreeMap<SourcedId, Arriving<Class<SourcedId, SourcedId>>>,
    /// Students and staff.
    pub people: BTreeMap<SourcedId, Arriving<Person>>,
    /// Who is in which class.
    pub enrolments: BTreeMap<SourcedId, Arriving<Enrolment<SourcedId, SourcedId>>>,
    /// INSET days, holidays, exam weeks; `None` as with terms.
    pub days_off: Option<Vec<DaysOff>>,
}

/// A row on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving<Row> {
    /// What it says.
    pub row: Row,
    /// The source says that it has left (`tobedeleted`).
    pub leaving: bool,
}

impl Incoming {
    /// A roster that says nothing.
    #[must_use]
    pub fn empty(source: Source) -> Self {
        Self {
            source,
            orgs: BTreeMap::new(),
            terms: None,
            courses: None,
            classes: BTreeMap::new(),
            people: BTreeMap::new(),
            enrolments: BTreeMap::new(),
            days_off: None,
        }
    }
}

impl<Row> Arriving<Row> {
    /// A row that is here.
    #[must_use]
    pub fn active(row: Row) -> Self {
        Self { row, leaving: false }
    }
}

impl fmt::Display for SourcedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<&str> for SourcedId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
