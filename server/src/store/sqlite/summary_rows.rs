//! Buckets as rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{ClassId, PersonId};
use domain::summary::buckets::{BUCKET_VERSION, DayBucket};
use domain::summary::pooled::Grouping;
use domain::time::{Day, HalfTermId};
use rusqlite::{Row, params};
use sync::entry::EntryId;

use super::rows::{SqliteRows, json, uid};
use crate::store::{CountedDay, StoreError, SummaryRows};

/// Days of classes that are kept as they were counted: those of all lessons at
/// one time in a large school. A full one takes about 50 KB.
const COUNTED_DAYS_MAX: usize = 100;

impl SummaryRows for SqliteRows {
    fn take_counted(&mut self, class: ClassId, day: Day) -> Option<CountedDay> {
        self.learnt.get_mut().days.remove(&(class, day))
    }

    fn keep_counted(&mut self, class: ClassId, day: Day, counted: CountedDay) {
        let days = &mut self.learnt.get_mut().days;
        if days.len() >= COUNTED_DAYS_MAX {
            days.clear();
        }
        days.insert((class, day), counted);
    }

    fn put_bucket(
        &mut self,
        bucket: &DayBucket,
        before: Option<&DayBucket>,
    ) -> Result<(), StoreError> {
        let (class, day) = (bucket.class.0.0, bucket.day.0);
        let sql = "INSERT OR REPLACE INTO bucket (class, day, version, body) VALUES (?, ?, ?, ?)";
        self.change(sql, params![class, day, BUCKET_VERSION, serde_json::to_string(bucket)?])?;
        // A tap changes one of thirty: only what differs is written.
        let known = if let Some(before) = before {
            before.students().to_vec()
        } else {
            let sql = "SELECT student FROM bucket_student WHERE class = ? AND day = ?";
            self.all(sql, params![class, day], |row| uid(row, "student").map(PersonId))?
        };
        let known: BTreeSet<_> = known.into_iter().collect();
        let seen: BTreeSet<_> = bucket.students().iter().copied().collect();
        for student in seen.difference(&known) {
            let sql = "INSERT INTO bucket_student (student, class, day) VALUES (?, ?, ?)";
            self.change(sql, params![student.0.0, class, day])?;
        }
        for student in known.difference(&seen) {
            let sql = "DELETE FROM bucket_student WHERE student = ? AND class = ? AND day = ?";
            self.change(sql, params![student.0.0, class, day])?;
        }
        Ok(())
    }

    fn drop_bucket(&mut self, class: ClassId, day: Day) -> Result<(), StoreError> {
        let key = params![class.0.0, day.0];
        self.change("DELETE FROM bucket WHERE class = ? AND day = ?", key)?;
        self.change("DELETE FROM bucket_student WHERE class = ? AND day = ?", key)?;
        Ok(())
    }

    fn bucket(&self, class: ClassId, day: Day) -> Result<Option<DayBucket>, StoreError> {
        let sql = "SELECT version, body FROM bucket WHERE class = ? AND day = ?";
        self.one(sql, params![class.0.0, day.0], bucket)?.transpose()
    }

    fn buckets(&self) -> Result<Vec<DayBucket>, StoreError> {
        let sql = "SELECT version, body FROM bucket ORDER BY class, day";
        self.all(sql, [], bucket)?.into_iter().collect()
    }

    fn buckets_of_class(&self, class: ClassId) -> Result<Vec<DayBucket>, StoreError> {
        let sql = "SELECT version, body FROM bucket WHERE class = ? ORDER BY day";
        self.all(sql, [class.0.0], bucket)?.into_iter().collect()
    }

    fn buckets_of_students(&self, students: &[PersonId]) -> Result<Vec<DayBucket>, StoreError> {
        let mut buckets = BTreeMap::new();
        for student in students {
            let sql = "SELECT class, day FROM bucket_student WHERE student = ?";
            let keys = self.all(sql, [student.0.0], |row| {
                Ok((ClassId(uid(row, "class")?), Day(row.get("day")?)))
            })?;
            buckets.extend(keys.into_iter().map(|key| (key, ())));
        }
        let buckets = buckets.into_keys().map(|(class, day)| {
            self.bucket(class, day)?.ok_or(StoreError::Corrupt("a bucket is missing"))
        });
        buckets.collect()
    }

    fn grouping(&self, half_term: HalfTermId) -> Result<Option<Grouping>, StoreError> {
        let sql = "SELECT body FROM grouping WHERE half_term = ?";
        self.one(sql, [half_term.to_string()], |row| json(row, "body"))
    }

    fn put_grouping(&mut self, grouping: &Grouping) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO grouping (half_term, body) VALUES (?, ?)";
        let body = serde_json::to_string(grouping)?;
        self.change(sql, params![grouping.half_term.to_string(), body])?;
        Ok(())
    }

    fn bucket_keys(&self) -> Result<Vec<(ClassId, Day)>, StoreError> {
        self.all("SELECT class, day FROM bucket ORDER BY class, day", [], |row| {
            Ok((ClassId(uid(row, "class")?), Day(row.get("day")?)))
        })
    }

    fn recorded_keys(&self) -> Result<Vec<(ClassId, Day)>, StoreError> {
        let sql =
            "SELECT DISTINCT class, day FROM entry WHERE class IS NOT NULL ORDER BY class, day";
        self.all(sql, [], |row| Ok((ClassId(uid(row, "class")?), Day(row.get("day")?))))
    }

    fn buckets_are_outdated(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM bucket WHERE version <> ?)";
        Ok(self.one(sql, [BUCKET_VERSION], |row| row.get(0))?.unwrap_or(false))
    }

    fn superseded_in_class(&self, class: ClassId, day: Day) -> Result<Vec<EntryId>, StoreError> {
        let sql = "SELECT DISTINCT target FROM entry JOIN supersedes ON target = entry.id
                   WHERE class = ? AND day = ?";
        self.all(sql, params![class.0.0, day.0], |row| row.get(0).map(EntryId::from_bytes))
    }
}

/// A bucket, unless a program of another version wrote it.
fn bucket(row: &Row<'_>) -> rusqlite::Result<Result<DayBucket, StoreError>> {
    if row.get::<_, u16>("version")? != BUCKET_VERSION {
        return Ok(Err(StoreError::Corrupt(
            "buckets of another version; run `limber check --repair`",
        )));
    }
    let text = row.get_ref("body")?.as_str()?;
    Ok(serde_json::from_str(text).map_err(StoreError::from))
}
