//! What the page knows of the record, and what it asks of the server.

use domain::id::PersonId;
use domain::time::Day;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use sync::entry::Millis;

use crate::components::download;
use crate::tablet::{Answer, Ask, Known, Served, Tablet, Trouble, Unreachable, judge};
use crate::text::record::{Party, Reader, Said};
use crate::text::t;

/// How long the whole record may take as a file.
const FILE_TIMEOUT_MILLIS: u32 = 60_000;
/// The media type of the file.
const CSV: &str = "text/csv";
/// Digits of an id that stand for somebody whom nobody knows.
const DIGITS: usize = 8;

/// One row, as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Line {
    at: Millis,
    who: Option<PersonId>,
    who_name: Option<String>,
    what: String,
    whom: Option<PersonId>,
    whom_name: Option<String>,
    about_name: Option<String>,
    detail: Option<String>,
    count: Option<u32>,
}

/// Some rows, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Page {
    rows: Vec<Line>,
    next: Option<u64>,
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Whether it could be read; what was read is beside it, and grows.
    pub served: Served<()>,
    /// Who reads it.
    pub reader: Reader,
    /// Whom alone it is to be about.
    pub only: Option<PersonId>,
    /// What has been read so far.
    pub lines: RwSignal<Vec<Line>>,
    /// Where to go on, if there is more.
    pub next: RwSignal<Option<u64>>,
}

impl Line {
    /// When it was, by the school's days.
    pub fn day(&self, tablet: Tablet) -> Day {
        let zone = tablet.directory().map(|directory| directory.school.zone.clone());
        zone.unwrap_or_default().day_of(self.at)
    }

    /// When it was.
    pub fn at(&self) -> Millis {
        self.at
    }

    /// Whether this person did it.
    pub fn is_by(&self, person: PersonId) -> bool {
        self.who == Some(person)
    }

    /// What somebody is called in it, if it names them.
    pub fn name_of(&self, person: PersonId) -> Option<&str> {
        let named = |id: Option<PersonId>| id == Some(person);
        let who = self.who_name.as_deref().filter(|_| named(self.who));
        who.or_else(|| self.whom_name.as_deref().filter(|_| named(self.whom)))
            .filter(|name| !name.is_empty())
    }

    /// It in words, as `me` reads it.
    pub fn sentence(&self, me: PersonId, reader: Reader) -> String {
        let [by, of] = [self.who, self.whom].map(digits);
        let who = party(self.who, self.who_name.as_deref(), &by, me, reader);
        let whom = party(self.whom, self.whom_name.as_deref(), &of, me, reader);
        let said = Said {
            who: who.unwrap_or(Party::Server),
            what: &self.what,
            whom,
            about: self.about_name.as_deref(),
            detail: self.detail.as_deref(),
            count: self.count,
        };
        (t().record.sentence)(&said, reader)
    }
}

fn digits(id: Option<PersonId>) -> String {
    id.map(|id| id.to_string().chars().take(DIGITS).collect()).unwrap_or_default()
}

/// The whole record speaks of nobody as "you": it is read out, and printed.
fn party<'a>(
    id: Option<PersonId>,
    name: Option<&'a str>,
    digits: &'a str,
    me: PersonId,
    reader: Reader,
) -> Option<Party<'a>> {
    let id = id?;
    let name = name.filter(|name| !name.is_empty());
    Some(match name {
        _ if id == me && reader != Reader::Administrator => Party::You,
        Some(name) => Party::Named(name),
        None => Party::Nameless(digits),
    })
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet, reader: Reader, only: Option<PersonId>) -> Self {
        let place = if reader == Reader::Administrator { "" } else { "/me" };
        Self {
            served: Served::new(tablet, format!("/api/record{place}")),
            reader,
            only,
            lines: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
        }
    }

    /// Asks for the newest.
    pub fn look(self) {
        self.served.know(Known::Asking);
        let asking = self.served.tablet().ask(Ask::get(self.path("", None)));
        spawn_local(async move {
            match judge::<Page>(asking.await) {
                Ok(page) => {
                    self.add(page);
                    self.served.know(Known::Is(()));
                }
                Err(trouble) => self.served.fail(trouble),
            }
        });
    }

    /// Reads on. What fails leaves what was read.
    pub fn earlier(self) {
        let Some(next) = self.next.get_untracked() else { return };
        let ask = Ask::get(self.path("", Some(next)));
        self.served.attempt(ask, judge::<Page>, move |page| match page {
            Ok(page) => self.add(page),
            Err(trouble) => self.fail_quietly(trouble, t().record.earlier_failed),
        });
    }

    /// Saves the same rows as a file.
    pub fn save(self) {
        let ask = Ask { timeout_millis: FILE_TIMEOUT_MILLIS, ..Ask::get(self.path("/csv", None)) };
        self.served.attempt(ask, saved, move |answer| {
            if let Err(trouble) = answer {
                self.fail_quietly(trouble, t().record.csv_failed);
            }
        });
    }

    /// Where this record is: all of it, or the reader's own.
    fn path(self, under: &str, before: Option<u64>) -> String {
        let person = self.only.map(|person| format!("person={person}"));
        let before = before.map(|before| format!("before={before}"));
        let query: Vec<_> = person.into_iter().chain(before).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        self.served.path(&format!("{under}{mark}{}", query.join("&")))
    }

    fn add(self, page: Page) {
        let _ = self.lines.try_update(|lines| lines.extend(page.rows));
        let _ = self.next.try_set(page.next);
    }

    fn fail_quietly(self, trouble: Trouble, words: &'static str) {
        if trouble == Trouble::SignedOut {
            self.served.fail(trouble);
        } else {
            self.served.say(words);
        }
    }
}

/// Saves the file that has come.
fn saved(answer: Result<Answer, Unreachable>) -> Result<(), Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    if answer.status != 200 || !answer.is(CSV) {
        return Err(answer.trouble());
    }
    // Only a browser that forbids downloads refuses.
    download(t().record.csv_name, CSV, &answer.body).map_err(|_| Trouble::Refused)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sync::entry::Uid;

    use super::*;

    const ME: PersonId = PersonId(Uid([0x11; 16]));
    const OTHER: PersonId = PersonId(Uid([0xab; 16]));

    fn line(fields: &serde_json::Value) -> Line {
        let mut all = json!({ "number": 7, "at": 5, "what": "signed-out" });
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    #[test]
    fn who_is_called_what() {
        let says = |fields, reader| line(&fields).sentence(ME, reader);
        let mine = json!({ "who": ME, "who_name": "Hamza Crane" });
        assert_eq!(says(mine.clone(), Reader::Staff), "You signed out");
        assert_eq!(says(mine, Reader::Administrator), "Hamza Crane signed out");
        let unknown = json!({ "who": OTHER, "who_name": "" });
        let words = "Somebody who is no longer known (abababab) signed out";
        assert_eq!(says(unknown, Reader::Staff), words);
        let by_nobody = json!({ "what": "backed-up" });
        assert_eq!(says(by_nobody, Reader::Staff), "The server copied the database");
    }

    #[test]
    fn names_are_found_where_they_stand() {
        let said = line(&json!({ "who": OTHER, "who_name": "A", "whom": ME, "whom_name": "B" }));
        assert_eq!((said.name_of(OTHER), said.name_of(ME)), (Some("A"), Some("B")));
        assert!(said.is_by(OTHER) && !said.is_by(ME));
        assert_eq!(line(&json!({ "who": OTHER })).name_of(OTHER), None);
    }

    #[test]
    fn each_reads_what_is_theirs_to_read() {
        let owner = Owner::new();
        owner.with(|| {
            let path = |reader, only, under, before| {
                Desk::new(Tablet::on_server(), reader, only).path(under, before)
            };
            assert_eq!(path(Reader::Student, None, "", None), "/api/record/me");
            assert_eq!(path(Reader::Staff, None, "", Some(9)), "/api/record/me?before=9");
            let of_other = format!("/api/record/csv?person={OTHER}");
            assert_eq!(path(Reader::Administrator, Some(OTHER), "/csv", None), of_other);
            let further = format!("/api/record?person={OTHER}&before=9");
            assert_eq!(path(Reader::Administrator, Some(OTHER), "", Some(9)), further);
        });
    }
}
