//! Summaries, kept in the same transaction as the entries that they are made
//! of: a bucket for each class and day, recounted whenever an entry of that
//! class and day arrives, is corrected, or is taken back.

pub mod class;
pub mod school;

use std::collections::{BTreeSet, HashSet};

use domain::id::ClassId;
use domain::summary::buckets::{DayBucket, fold, is_counted};
use domain::summary::evidence::Frame;
use domain::summary::sighted::Recorded;
use domain::time::Day;
use domain::view::View;
use sync::entry::{Entry, EntryId, Received};

use crate::office::Office;
use crate::store::{CountedDay, Rows, StoreError};

/// The classes and days whose buckets must be counted again.
#[derive(Debug, Default)]
pub struct Touched(BTreeSet<(ClassId, Day)>);

impl Touched {
    /// What an entry touches, of what is counted: its own class and day, and
    /// those of everything that it takes back or corrects, however indirectly.
    pub fn by(
        &mut self,
        rows: &dyn Rows,
        entry: &Entry,
        received: Received,
    ) -> Result<(), StoreError> {
        self.add(entry, received);
        let mut seen = HashSet::new();
        let mut targets = entry.envelope.supersedes.clone();
        while let Some(target) = targets.pop() {
            if !seen.insert(target) {
                continue;
            }
            if let Some(row) = rows.entry(target)? {
                self.add(&row.entry, row.received);
                targets.extend(row.entry.envelope.supersedes);
            }
        }
        Ok(())
    }

    /// They.
    pub fn into_keys(self) -> impl Iterator<Item = (ClassId, Day)> {
        self.0.into_iter()
    }

    /// Counts the buckets again.
    pub fn recount(self, rows: &mut dyn Rows) -> Result<(), StoreError> {
        for (class, day) in self.0 {
            let mut counted = rows.take_counted(class, day).unwrap_or_default();
            read_on(rows, class, day, &mut counted)?;
            let bucket = bucket_of(&counted.view, class, day);
            match &bucket {
                Some(bucket) => rows.put_bucket(bucket, counted.bucket.as_ref())?,
                None => rows.drop_bucket(class, day)?,
            }
            rows.keep_counted(class, day, CountedDay { bucket, ..counted });
        }
        Ok(())
    }

    /// The same after entries have gone: what was kept of these days may still
    /// have them.
    pub fn recount_anew(self, rows: &mut dyn Rows) -> Result<(), StoreError> {
        for (class, day) in &self.0 {
            drop(rows.take_counted(*class, *day));
        }
        self.recount(rows)?;
        note_recount(rows)
    }

    fn add(&mut self, entry: &Entry, received: Received) {
        if is_counted(entry.envelope.kind.as_str()) {
            self.0.extend(entry.envelope.class.map(|class| (ClassId(class), Day(received.day))));
        }
    }
}

/// The bucket of a class and day as the log has it; `None` where nothing
/// counts.
pub fn count(rows: &dyn Rows, class: ClassId, day: Day) -> Result<Option<DayBucket>, StoreError> {
    let mut counted = CountedDay::default();
    read_on(rows, class, day, &mut counted)?;
    Ok(bucket_of(&counted.view, class, day))
}

/// Reads what has been stored since, and what takes back or corrects any of it.
fn read_on(
    rows: &dyn Rows,
    class: ClassId,
    day: Day,
    counted: &mut CountedDay,
) -> Result<(), StoreError> {
    for row in rows.entries_of_class(class, day.0, counted.up_to)? {
        counted.view.insert(&row.entry, row.received);
        counted.up_to = row.position;
    }
    insert_superseders(rows, &mut counted.view, rows.superseded_in_class(class, day)?)
}

fn bucket_of(view: &View, class: ClassId, day: Day) -> Option<DayBucket> {
    let mut recorded = view.recorded_in(class);
    keep_day(&mut recorded, day);
    fold(&recorded).pop().filter(|bucket| !bucket.is_empty())
}

/// Puts in whatever takes back or corrects `targets`, and what takes that
/// back: it may have been made on another day, or in no class.
fn insert_superseders(
    rows: &dyn Rows,
    view: &mut View,
    mut targets: Vec<EntryId>,
) -> Result<(), StoreError> {
    let mut seen = HashSet::new();
    while let Some(target) = targets.pop() {
        if !seen.insert(target) {
            continue;
        }
        for row in rows.superseders(target)? {
            targets.push(row.entry.id());
            view.insert(&row.entry, row.received);
        }
    }
    Ok(())
}

fn keep_day(recorded: &mut Recorded, day: Day) {
    recorded.sighted.retain(|sighted| sighted.day == day);
    recorded.practised.retain(|practised| practised.day == day);
    recorded.away.retain(|away| away.day == day);
}

/// Makes all buckets again if a program of another version wrote them.
pub fn bring_up_to_date(rows: &mut dyn Rows) -> Result<(), StoreError> {
    if rows.buckets_are_outdated()? { recount_all(rows) } else { Ok(()) }
}

/// Makes all buckets again.
pub fn recount_all(rows: &mut dyn Rows) -> Result<(), StoreError> {
    let keys = rows.bucket_keys()?.into_iter().chain(rows.recorded_keys()?);
    Touched(keys.collect()).recount(rows)?;
    note_recount(rows)
}

/// The setting that keeps how often buckets were made again: nobody sets it by
/// hand.
const RECOUNTED: &str = "summaries-recounted";

fn note_recount(rows: &mut dyn Rows) -> Result<(), StoreError> {
    let times = recounted(rows)?.and_then(|times| times.parse().ok()).unwrap_or(0_u64);
    rows.put_setting(RECOUNTED, &(times + 1).to_string())
}

/// How often buckets were made again although no entry came that touches them:
/// what a running server has counted before is not to be relied on then, and
/// nothing in the log says so.
fn recounted(rows: &dyn Rows) -> Result<Option<String>, StoreError> {
    rows.setting(RECOUNTED)
}

/// What a summary needs to know beside the buckets.
fn frame(office: &Office, as_of: Day) -> Frame<'_> {
    Frame {
        calendar: &office.calendar,
        framework: &office.framework,
        established: office.settings.established,
        as_of,
    }
}
