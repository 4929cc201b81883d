//! Second thoughts: an entry about a student that takes back or replaces
//! another once the lesson is over, or somebody else's.
//!
//! A second tap in a lesson is how one records, and no news. What was there
//! for others to read before it was put right is.

use domain::entry::tag;
use domain::id::PersonId;
use domain::summary::lesson::LESSON_GAP_MILLIS_MAX;
use sync::entry::{Entry, EntryId, Millis, Received, Uid};

use super::{Event, What, record};
use crate::store::{Rows, StoreError};

/// Who put right what was recorded about whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondThought {
    by: PersonId,
    of: PersonId,
    about: EntryId,
}

/// What a stored entry puts right.
pub fn of(
    rows: &dyn Rows,
    entry: &Entry,
    received: Received,
) -> Result<Vec<SecondThought>, StoreError> {
    let mut found = Vec::new();
    for target in &entry.envelope.supersedes {
        let Some(earlier) = rows.entry(*target)? else { continue };
        let by = PersonId(entry.envelope.author);
        let later = received.effective.saturating_sub(earlier.received.effective);
        if earlier.entry.envelope.author == by.0 && later < LESSON_GAP_MILLIS_MAX {
            continue;
        }
        let students = earlier.entry.envelope.linked(tag::STUDENT).map(PersonId);
        found.extend(students.map(|of| SecondThought { by, of, about: *target }));
    }
    Ok(found)
}

/// Records them, in the caller's transaction.
pub fn record_all(
    rows: &mut dyn Rows,
    thoughts: &[SecondThought],
    now: Millis,
) -> Result<(), StoreError> {
    for SecondThought { by, of, about } in thoughts {
        let about = Uid(about.to_bytes());
        record(rows, &Event::new(What::Corrected, now).by(*by).of(*of).about(about))?;
    }
    Ok(())
}
