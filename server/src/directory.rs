//! A directory as it is sent: its JSON, and its version.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::id::PersonId;
use domain::time::Day;
use sha2::{Digest, Sha256};

use crate::office::{Holder, Office};
use crate::store::{Rows, StoreError};

/// Hexadecimal digits of a version.
const VERSION_DIGITS: usize = 32;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// A hash of the content: equal documents have equal versions.
    pub version: String,
    /// The directory.
    pub json: String,
}

impl Document {
    /// The directory of somebody; `None` for who is unknown.
    pub fn make(
        rows: &dyn Rows,
        office: &Office,
        person: PersonId,
        day: Day,
    ) -> Result<Option<Self>, StoreError> {
        let visits = visits_this_term(rows, office, day)?;
        let Some(directory) = office.directory(&Holder { person, day, visits: &visits }) else {
            return Ok(None);
        };
        let json = serde_json::to_string(&directory)?;
        let digest = Sha256::digest(json.as_bytes());
        let version = digest.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Ok(Some(Self { version: version[..VERSION_DIGITS].to_owned(), json }))
    }
}

/// How many visits were shared with each adult this term. Cover is nobody's.
fn visits_this_term(
    rows: &dyn Rows,
    office: &Office,
    day: Day,
) -> Result<BTreeMap<PersonId, u32>, StoreError> {
    let term = office.calendar.term(day);
    let mut visits = BTreeMap::new();
    for visited in rows.visits_shared(term.first, term.last)? {
        *visits.entry(visited).or_default() += 1;
    }
    Ok(visits)
}
