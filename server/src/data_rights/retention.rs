//! Retention: what is older than its rule allows is erased, once a day, and
//! what was done is written down.
//!
//! | what | until |
//! |---|---|
//! | entries about a student or by them, their name, their pictures | so many days after they left |
//! | words of visits, of replies and of corrections | so many days after the visit; what was ticked and who was there by their id stays |
//! | the record of access | so many days |
//! | one-time links, sessions | they end |
//! | who has answered a pulse | it has closed; answers, which are nobody's, stay |

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::entry::{Act, Correction, EntryKind, Reply, VisitSet, tag};
use domain::id::PersonId;
use domain::time::Day;
use sync::entry::{EntryId, Millis};

use crate::accounts::sessions::SESSION_MILLIS_MAX;
use crate::audit::{self, Detail, Event, What};
use crate::erasure::{self, Erasing};
use crate::office::Office;
use crate::store::{Database, EntryRow, RetentionRun, Rows, StoreError};

/// Entries that are read at a time; others may read in between.
const ENTRIES_PER_READ: usize = 1_000;
/// From when to when it runs, in minutes of the school's day: nobody waits then.
const NIGHT_MINUTES: std::ops::Range<u16> = 120..300;
/// Where nothing runs at night, it runs after this long by day.
const LATEST_MILLIS: Millis = 2 * 24 * 60 * 60 * 1_000;

/// What has to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    /// Students who left long enough ago and of whom something is left, and the
    /// entries about them and by them.
    pub leavers: BTreeMap<PersonId, BTreeSet<EntryId>>,
    /// Entries with words of visits.
    pub words: BTreeSet<EntryId>,
    /// Rows of the record of access.
    pub record: usize,
}

/// Whether it is time to run, by when it last did.
#[must_use]
pub fn is_time(office: &Office, last: Option<Millis>, now: Millis) -> bool {
    let is_night = NIGHT_MINUTES.contains(&office.zone.minute_of_day(now));
    let is_new_day = |last: Millis| office.day_of(last) < office.day_of(now);
    last.is_none_or(|last| (is_night && is_new_day(last)) || now - last > LATEST_MILLIS)
}

/// What has to go now. This thread waits.
pub fn due(database: &Database, now: Millis) -> Result<Due, StoreError> {
    let office = database.read_now(move |rows| Office::load(rows, now))?;
    let today = office.day_of(now);
    let keep = office.settings.retention;
    let leavers = leavers(&office, today.plus(-keep.students));
    let none = |person| (person, BTreeSet::new());
    let mut due = Due { leavers: leavers.into_iter().map(none).collect(), ..Due::default() };
    let mut after = 0;
    loop {
        let read = database.read_now(move |rows| rows.entries_after(after, ENTRIES_PER_READ))?;
        let Some(last) = read.last() else { break };
        after = last.position;
        for row in &read {
            due.look_at(row, today.plus(-keep.visits));
        }
    }
    for (person, entries) in &mut due.leavers {
        let person = *person;
        entries.extend(database.read_now(move |rows| erasure::aside_about(rows, person))?);
    }
    // Nothing is left of the others but their ids.
    due.leavers.retain(|person, entries| !entries.is_empty() || has_name(&office, *person));
    due.record = database.read_now(move |rows| audit::prunable(rows, keep.record, now))?;
    Ok(due)
}

/// Erases what is due, for good, and writes down what it did. This thread
/// waits; where nothing was due, for a moment only.
pub fn run(folder: &Path, database: &Database, now: Millis) -> Result<RetentionRun, StoreError> {
    let Due { leavers, words, .. } = due(database, now)?;
    let entries: BTreeSet<EntryId> = leavers.values().flatten().copied().collect();
    let mut run = RetentionRun {
        at: now,
        leavers: leavers.len(),
        entries: entries.len(),
        words: words.len(),
        ..RetentionRun::default()
    };
    let pruned = Event::new(What::Pruned, now);
    let of = |(person, ids): (&PersonId, &BTreeSet<EntryId>)| {
        pruned.of(*person).with(Detail::Person).counting(ids.len())
    };
    let mut events: Vec<_> = leavers.iter().map(of).collect();
    if !words.is_empty() {
        events.push(pruned.with(Detail::VisitWords).counting(words.len()));
    }
    let names = leavers.into_keys().collect();
    let erasing = Erasing { entries: entries.union(&words).copied().collect(), names, events };
    if !erasing.is_empty() {
        erasure::erase(folder, database, erasing)?;
    }
    database.write_now(move |rows: &mut dyn Rows| {
        let keep = Office::load(rows, now)?.settings.retention;
        run.record = audit::prune(rows, keep.record, now)?;
        run.links = rows.drop_ended(now, now - SESSION_MILLIS_MAX)?;
        rows.drop_closed_pulses(now)?;
        rows.add_retention(&run)?;
        Ok(run)
    })
}

/// Students who left on or before `last`.
fn leavers(office: &Office, last: Day) -> BTreeSet<PersonId> {
    let people = office.roster.people.iter();
    let left = people.filter(|(_, kept)| kept.left.is_some_and(|left| left <= last));
    left.filter(|(_, kept)| !kept.row.is_staff()).map(|(id, _)| *id).collect()
}

fn has_name(office: &Office, person: PersonId) -> bool {
    let kept = office.roster.people.get(&person);
    kept.is_some_and(|kept| !crate::office::full_name(&kept.row).is_empty())
}

impl Due {
    fn look_at(&mut self, row: &EntryRow, last_visit: Day) {
        let envelope = &row.entry.envelope;
        let students = envelope.linked(tag::STUDENT).chain([envelope.author]).map(PersonId);
        for student in students {
            if let Some(entries) = self.leavers.get_mut(&student) {
                entries.insert(row.entry.id());
            }
        }
        if Day(row.received.day) <= last_visit && has_words(row) {
            self.words.insert(row.entry.id());
        }
    }
}

/// Whether an entry of a visit says something in words, or names somebody in
/// them.
fn has_words(row: &EntryRow) -> bool {
    let kind = row.entry.envelope.kind.as_str();
    if ![VisitSet::NAME, Reply::NAME, Correction::NAME].contains(&kind) {
        return false;
    }
    match Act::read(&row.entry) {
        Ok(Act::VisitSet(set)) => matches!(set, VisitSet::Words(..) | VisitSet::Partner(_)),
        _ => kind != VisitSet::NAME,
    }
}
