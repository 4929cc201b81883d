//! Everything that is held about one person, and who saw it.
//!
//! Others are named where they are part of it: who wrote an entry, who looked.
//! Secrets, and what is only made of the rest (sums of a class), are left out.
//! A text that names somebody in words is not found: it is its own entry's.

use std::collections::BTreeSet;

use domain::entry::{EntryKind, Practised, VisitSet, tag};
use domain::id::{ClassId, PersonId};
use domain::time::Day;
use serde_json::{Map, Value};
use sync::body;
use sync::entry::{Entry, EntryId, Millis, Received, Uid};

use crate::audit::concerning;
use crate::erasure;
use crate::office::{Office, full_name};
use crate::store::{AuditQuery, Cell, EntryRow, HeldRow, HeldWhat, Rows, StoreError};

/// Entries that are read at a time.
const ENTRIES_PER_READ: usize = 1_000;
/// Columns that are days, and columns that are times.
const DAYS: [&str; 7] = ["left_on", "begins", "ends", "day", "shared_on", "first", "last"];
const TIMES: [&str; 11] = [
    "at",
    "set_at",
    "seen",
    "expires",
    "enrolled_at",
    "oldest_unsent",
    "revoked",
    "received",
    "signed_in",
    "since",
    "until",
];

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The school.
    pub school: String,
    /// Whom it is about.
    pub person: PersonId,
    /// What they are called here; empty where nobody knows any more.
    pub name: String,
    /// When it was made.
    pub made: String,
    /// What is held, by where it is.
    pub sections: Vec<Section>,
}

/// One sort of things.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name: a table's, or `entries`, `held`, `record`.
    pub name: String,
    /// Each of them: named values in the order in which they are read.
    pub items: Vec<Item>,
}

/// Named values, in order.
pub type Item = Vec<(String, Value)>;

/// Collects it.
pub fn collect(
    rows: &dyn Rows,
    office: &Office,
    person: PersonId,
    now: Millis,
) -> Result<Export, StoreError> {
    let export = Collector { rows, office, person, hex: person.to_string() };
    let mut sections = export.tables()?;
    sections.push(Section { name: "entries".to_owned(), items: export.entries()? });
    sections.push(Section { name: "held".to_owned(), items: export.held()? });
    sections.push(Section { name: "record".to_owned(), items: export.record()? });
    sections.retain(|section| !section.items.is_empty());
    Ok(Export {
        school: office.school_name().to_owned(),
        person,
        name: export.name_of(person.0).unwrap_or_default(),
        made: export.time(now),
        sections,
    })
}

impl Export {
    /// All of it as JSON: each section's name, and the list of its items.
    #[must_use]
    pub fn json(&self) -> Value {
        let object = |item: &Item| Value::Object(item.iter().cloned().collect());
        let list = |section: &Section| section.items.iter().map(object).collect();
        let mut all: Map<String, Value> = Map::new();
        all.insert("school".to_owned(), self.school.clone().into());
        all.insert("id".to_owned(), self.person.to_string().into());
        all.insert("name".to_owned(), self.name.clone().into());
        all.insert("made".to_owned(), self.made.clone().into());
        let sections = self.sections.iter().map(|one| (one.name.clone(), list(one)));
        all.extend(sections);
        Value::Object(all)
    }
}

struct Collector<'a> {
    rows: &'a dyn Rows,
    office: &'a Office,
    person: PersonId,
    /// Their id in digits.
    hex: String,
}

impl Collector<'_> {
    /// What names them outside the log, by table.
    fn tables(&self) -> Result<Vec<Section>, StoreError> {
        let mut sections: Vec<Section> = Vec::new();
        for row in self.rows.rows_naming(self.person)? {
            let mut item = Item::new();
            for (column, cell) in row.cells {
                self.add_cell(&mut item, column, cell);
            }
            match sections.last_mut().filter(|last| last.name == row.table) {
                Some(section) => section.items.push(item),
                None => sections.push(Section { name: row.table, items: vec![item] }),
            }
        }
        Ok(sections)
    }

    fn add_cell(&self, item: &mut Item, column: String, cell: Cell) {
        match cell {
            Cell::Number(day) if DAYS.contains(&column.as_str()) => {
                let day = i32::try_from(day).map(|day| Day(day).to_string());
                item.push((column, day.unwrap_or_default().into()));
            }
            Cell::Number(at) if TIMES.contains(&column.as_str()) => {
                item.push((column, self.time(at).into()));
            }
            Cell::Number(number) => item.push((column, number.into())),
            Cell::Text(text) => item.push((column, text.into())),
            Cell::Ids(ids) => {
                for id in ids {
                    self.add_id(item, &column, Some(id));
                }
            }
        }
    }

    /// An id, and what it is called here.
    fn add_id(&self, item: &mut Item, key: &str, id: Option<Uid>) {
        let Some(id) = id else { return };
        item.push((key.to_owned(), id.to_string().into()));
        if let Some(name) = self.name_of(id) {
            item.push((format!("{key}_name"), name.into()));
        }
    }

    /// A person's name, or a class's.
    fn name_of(&self, id: Uid) -> Option<String> {
        let roster = &self.office.roster;
        let person = || roster.people.get(&PersonId(id)).map(|kept| full_name(&kept.row));
        let class = || roster.classes.get(&ClassId(id)).map(|kept| kept.row.title.clone());
        person().or_else(class).filter(|name| !name.is_empty())
    }

    /// `2026-11-23 10:00`, by the school's clock.
    fn time(&self, at: Millis) -> String {
        let minute = self.office.zone.minute_of_day(at);
        format!("{} {:02}:{:02}", self.office.day_of(at), minute / 60, minute % 60)
    }

    /// What they made, what names them, and all of a visit to their lesson.
    fn entries(&self) -> Result<Vec<Item>, StoreError> {
        let mut found: Vec<EntryRow> = Vec::new();
        let mut visits = BTreeSet::new();
        let mut after = 0;
        loop {
            let read = self.rows.entries_after(after, ENTRIES_PER_READ)?;
            let Some(last) = read.last() else { break };
            after = last.position;
            let theirs = read.into_iter().filter(|row| self.is_theirs(&row.entry, row.received));
            for row in theirs {
                let envelope = &row.entry.envelope;
                let visited = envelope.linked(tag::VISITED).any(|id| id == self.person.0);
                visits.extend(envelope.record.filter(|_| visited));
                found.push(row);
            }
        }
        for record in visits {
            found.extend(self.rows.entries_of_record(record)?);
        }
        // An undo names nobody, and belongs to what it takes back.
        let ids = found.iter().map(|row| row.entry.id()).collect();
        for id in erasure::with_superseders(self.rows, ids)? {
            found.extend(self.rows.entry(id)?);
        }
        found.sort_by_key(|row| row.position);
        found.dedup_by_key(|row| row.position);
        Ok(found.iter().map(|row| self.entry(&row.entry, row.received)).collect())
    }

    fn is_theirs(&self, entry: &Entry, received: Received) -> bool {
        let envelope = &entry.envelope;
        let names = envelope.author == self.person.0
            || envelope.links.iter().any(|link| link.id == self.person.0);
        // "Everyone else: practised" names nobody, and is about all who were there.
        let of_class = || {
            envelope.kind.as_str() == Practised::NAME
                && envelope.class.is_some_and(|class| {
                    let day = Day(received.day);
                    self.office.is_student_of(self.person, ClassId(class), day)
                })
        };
        // Who was taught with is named in words of the visit's own.
        let as_partner = || {
            envelope.kind.as_str() == VisitSet::NAME
                && entry.body.fields().get("value") == Some(&body::Value::Text(self.hex.clone()))
        };
        names || of_class() || as_partner()
    }

    fn entry(&self, entry: &Entry, received: Received) -> Item {
        let envelope = &entry.envelope;
        let mut item = vec![
            ("id".to_owned(), envelope.id.to_string().into()),
            ("time".to_owned(), self.time(received.effective).into()),
            ("kind".to_owned(), envelope.kind.as_str().into()),
        ];
        self.add_id(&mut item, "author", Some(envelope.author));
        self.add_id(&mut item, "class", envelope.class);
        self.add_id(&mut item, "record", envelope.record);
        for link in &envelope.links {
            self.add_id(&mut item, link_name(link.tag), Some(link.id));
        }
        if !envelope.supersedes.is_empty() {
            let ids: Vec<_> = envelope.supersedes.iter().map(EntryId::to_string).collect();
            item.push(("replaces".to_owned(), ids.into()));
        }
        let body = serde_json::to_value(entry.body.fields()).unwrap_or_default();
        item.push(("says".to_owned(), body));
        item
    }

    /// What is held or was discarded: by them, about them, or brought by them.
    fn held(&self) -> Result<Vec<Item>, StoreError> {
        let is_theirs = |row: &HeldRow| {
            let says = match &row.what {
                HeldWhat::Entry(entry, received) => self.is_theirs(entry, *received),
                HeldWhat::Unreadable(other) => other.raw.contains(&self.hex),
            };
            says || row.sender == self.person
        };
        let mut items = Vec::new();
        for row in self.rows.aside()?.into_iter().filter(is_theirs) {
            let mut item = match &row.what {
                HeldWhat::Entry(entry, received) => self.entry(entry, *received),
                HeldWhat::Unreadable(other) => {
                    vec![("says".to_owned(), other.raw.clone().into())]
                }
            };
            self.add_id(&mut item, "sender", Some(row.sender.0));
            item.push(("received".to_owned(), self.time(row.at).into()));
            item.push(("reason".to_owned(), row.reason.code().into()));
            if let Some(decision) = self.rows.decision(row.hash)? {
                self.add_id(&mut item, "decider", Some(decision.decider.0));
                item.push(("decided".to_owned(), self.time(decision.at).into()));
            }
            items.push(item);
        }
        Ok(items)
    }

    /// The record of access, as far as it concerns them.
    fn record(&self) -> Result<Vec<Item>, StoreError> {
        let query = concerning::query(self.office, self.person, AuditQuery::default());
        let mut rows = self.rows.audit(&query, usize::MAX)?;
        rows.retain(|row| concerning::is(self.office, self.person, row));
        rows.reverse();
        let item = |row: &crate::store::AuditRow| {
            let mut item = vec![
                ("number".to_owned(), row.number.into()),
                ("time".to_owned(), self.time(row.at).into()),
                ("what".to_owned(), row.what.clone().into()),
            ];
            self.add_id(&mut item, "who", row.who.map(|id| id.0));
            self.add_id(&mut item, "whom", row.whom.map(|id| id.0));
            self.add_id(&mut item, "about", row.about);
            item.extend(row.detail.clone().map(|detail| ("detail".to_owned(), detail.into())));
            item.extend(row.count.map(|count| ("count".to_owned(), count.into())));
            item
        };
        Ok(rows.iter().map(item).collect())
    }
}

fn link_name(tag: u8) -> &'static str {
    match tag {
        tag::STUDENT => "student",
        tag::VISITED => "visited",
        tag::WALKER => "walker",
        tag::WALK => "walk",
        tag::EXCEPT => "except",
        _ => "link",
    }
}
