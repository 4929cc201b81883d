//! Entries in which somebody wrote certain words: a name, most often. Nothing is
//! erased by them: whether it is the same person is for people to decide.

use domain::time::Day;
use sync::body::Value;
use sync::entry::{Entry, EntryId};

use crate::accounts::names;
use crate::store::{HeldWhat, Rows, StoreError};

/// Entries that are read at a time.
const ENTRIES_PER_READ: usize = 1_000;

/// An entry that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: EntryId,
    /// What sort of thing.
    pub kind: String,
    /// Its school day.
    pub day: Day,
}

/// All entries that say these words, stored, held or discarded. Case and
/// accents do not matter.
pub fn find(rows: &dyn Rows, words: &str) -> Result<Vec<Found>, StoreError> {
    let wanted = names::fold(words);
    let found = |entry: &Entry, day: i32| {
        let says = entry.body.fields().values().any(|value| says(value, &wanted));
        let kind = entry.envelope.kind.as_str().to_owned();
        says.then(|| Found { id: entry.id(), kind, day: Day(day) })
    };
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let read = rows.entries_after(after, ENTRIES_PER_READ)?;
        let Some(last) = read.last() else { break };
        after = last.position;
        all.extend(read.iter().filter_map(|row| found(&row.entry, row.received.day)));
    }
    all.extend(rows.aside()?.iter().filter_map(|held| match &held.what {
        HeldWhat::Entry(entry, received) => found(entry, received.day),
        HeldWhat::Unreadable(_) => None,
    }));
    Ok(all)
}

fn says(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Text(text) => names::fold(text).contains(wanted),
        Value::List(values) => values.iter().any(|value| says(value, wanted)),
        Value::Map(fields) => fields.values().any(|value| says(value, wanted)),
        Value::Null | Value::Bool(_) | Value::Int(_) => false,
    }
}
