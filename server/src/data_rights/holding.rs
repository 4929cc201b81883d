//! What is held about one person, in counts: as much as somebody needs who
//! decides what to do about it, and nothing of what it says.

use std::collections::BTreeMap;

use domain::id::PersonId;
use domain::roster::Kept;
use domain::roster::Person;
use domain::time::Day;
use serde::Serialize;
use serde_json::Value;
use sync::entry::Millis;

use super::export::{Export, collect};
use crate::office::{Office, full_name};
use crate::store::{Rows, StoreError};

/// The section of a copy whose things are counted by their kinds.
const ENTRIES: &str = "entries";
/// The value of an entry that says of which kind it is.
const KIND: &str = "kind";

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    id: PersonId,
    /// What they are called; empty where nobody knows any more.
    name: String,
    student: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Day>,
    /// Since when what is stored about them is not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    restricted: Option<Millis>,
    /// Entries by kind: what they wrote, and what names them.
    entries: Vec<Count>,
    /// The rest, by where it is: what is in a copy, section by section.
    others: Vec<Count>,
    /// The day on which a student who has left is forgotten by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    goes: Option<Day>,
}

/// How many there are of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Count {
    what: String,
    count: usize,
}

/// Counts what a copy would hold; `None` for nobody.
pub fn count(
    rows: &dyn Rows,
    office: &Office,
    person: PersonId,
    now: Millis,
) -> Result<Option<Holding>, StoreError> {
    let Some(Kept { row, left, .. }) = office.roster.people.get(&person) else { return Ok(None) };
    let restricted = rows.restrictions()?.into_iter().find(|(id, _)| *id == person);
    let (entries, others) = counts(&collect(rows, office, person, now)?);
    Ok(Some(Holding {
        id: person,
        name: full_name(row),
        student: is_student(row),
        left: *left,
        restricted: restricted.map(|(_, since)| since),
        entries,
        others,
        goes: left
            .filter(|_| is_student(row))
            .map(|left| left.plus(office.settings.retention.students)),
    }))
}

fn is_student(person: &Person) -> bool {
    !person.is_staff()
}

fn counts(export: &Export) -> (Vec<Count>, Vec<Count>) {
    let (mut kinds, mut others) = (BTreeMap::<String, usize>::new(), Vec::new());
    for section in &export.sections {
        if section.name != ENTRIES {
            others.push(Count { what: section.name.clone(), count: section.items.len() });
            continue;
        }
        let kind = |(key, value): &(String, Value)| {
            value.as_str().filter(|_| key == KIND).map(str::to_owned)
        };
        for kind in section.items.iter().filter_map(|item| item.iter().find_map(kind)) {
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let entries = kinds.into_iter().map(|(what, count)| Count { what, count });
    (entries.collect(), others)
}
