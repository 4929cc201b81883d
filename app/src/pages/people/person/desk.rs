//! What the page knows of one person, and what it asks of the server.

use domain::id::PersonId;
use domain::time::Day;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::components::download;
use crate::tablet::{Answer, Ask, Served, Tablet, Trouble, Unreachable};
use crate::text::t;

/// How long a copy of everything may take.
const COPY_TIMEOUT_MILLIS: u32 = 120_000;
/// The media type of a copy.
const ZIP: &str = "application/zip";

/// What is held about somebody, as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Holding {
    /// What they are called; empty where nobody knows any more.
    pub name: String,
    /// They learn here.
    pub student: bool,
    /// When they left, if they did.
    pub left: Option<Day>,
    /// Since when what is stored about them is not used.
    pub restricted: Option<Millis>,
    /// Entries by kind.
    pub entries: Vec<Count>,
    /// The rest, by where it is.
    pub others: Vec<Count>,
    /// When a student who has left is forgotten by itself.
    pub goes: Option<Day>,
}

/// How many there are of something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Count {
    /// Of what.
    pub what: String,
    /// How many.
    pub count: usize,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Restricting {
    on: bool,
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What is held.
    pub served: Served<Holding>,
    /// Whom it is about.
    pub person: PersonId,
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet, person: PersonId) -> Self {
        Self { served: Served::new(tablet, format!("/api/people/{person}")), person }
    }

    /// Makes a copy of everything, and saves it here.
    pub fn copy(self) {
        let ask = Ask::post(self.served.path("/export"), &Nothing {});
        let ask = Ask { timeout_millis: COPY_TIMEOUT_MILLIS, ..ask };
        self.served.attempt(ask, saved, move |copied| match copied {
            Ok(()) => self.served.say(t().person.copied),
            Err(Trouble::SignedOut) => self.served.fail(Trouble::SignedOut),
            Err(_) => self.served.say(t().person.copy_failed),
        });
    }

    /// Stops the use of what is stored, or allows it.
    pub fn restrict(self, on: bool) {
        let words = if on { t().person.restricted } else { t().person.lifted };
        self.served.change(Ask::post(self.served.path("/restriction"), &Restricting { on }), words);
    }

    /// A day in words. Tracked.
    #[must_use]
    pub fn day(self, day: Day) -> String {
        t().dates.date(day, self.served.tablet().today())
    }
}

/// Saves a copy that has come.
fn saved(answer: Result<Answer, Unreachable>) -> Result<(), Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    if answer.status != 200 || !answer.is(ZIP) {
        return Err(answer.trouble());
    }
    // Only a browser that forbids downloads refuses.
    download(t().person.copy_name, ZIP, &answer.body).map_err(|_| Trouble::Refused)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_the_server_says_it_and_reads_it() {
        let said = json!({
            "id": "00000000000000000000000000000007", "name": "Maya King", "student": true,
            "entries": [{ "what": "sighting", "count": 12 }],
            "others": [{ "what": "person", "count": 1 }],
        });
        let holding: Holding = serde_json::from_value(said).unwrap();
        assert_eq!(holding.entries, [Count { what: "sighting".to_owned(), count: 12 }]);
        assert_eq!((holding.left, holding.restricted, holding.goes), (None, None, None));
        let json = serde_json::to_value(Restricting { on: true }).unwrap();
        assert_eq!(json, json!({ "on": true }));
    }

    #[test]
    fn what_is_no_copy_is_not_saved() {
        let answer = |status, content_type: &str| Answer {
            status,
            content_type: content_type.to_owned(),
            etag: None,
            retry_after_seconds: None,
            body: b"{}".to_vec(),
        };
        assert_eq!(saved(Err(Unreachable)), Err(Trouble::Unreachable));
        assert_eq!(saved(Ok(answer(401, "application/json"))), Err(Trouble::SignedOut));
        assert_eq!(saved(Ok(answer(200, "text/html"))), Err(Trouble::Server));
    }
}
