//! The school report, from a tally that is kept from one report to the next.
//!
//! What the log has taken in since the last report says which buckets have
//! changed: those are read again, and nothing else. That is so whichever
//! program wrote it, and nothing is known of a transaction that was taken back.
//! All buckets are read after a start, once a half-term, and whenever something
//! by which they are counted has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::id::{ClassId, OrgId, PersonId};
use domain::roster::OrgType;
use domain::summary::pooled::{
    Grouping, Place, PooledClass, SchoolInput, SchoolReport, SchoolTally,
};
use domain::time::Day;
use sync::entry::Millis;
use sync::frame::Epoch;
use sync::scope::Position;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{Touched, frame, recounted};
use crate::office::Office;
use crate::store::{LogHead, Rows, StoreError};
use crate::tenants::Tenant;

/// Entries that are read at a time to see what they touch.
const ENTRIES_PER_READ: usize = 1_000;

/// What is kept for the next school report. One report is made at a time: the
/// next one finds what this one has counted.
#[derive(Debug, Clone, Default)]
pub struct SchoolReports(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    people: Option<Arc<People>>,
    counted: Option<Counted>,
}

/// What a version of the office says of a day.
#[derive(Debug)]
struct People {
    office: i64,
    day: Day,
    grouping: Grouping,
    students: BTreeMap<ClassId, Vec<PersonId>>,
    departments: BTreeMap<OrgId, String>,
}

/// A tally, and how far the log had come.
#[derive(Debug)]
struct Counted {
    tally: SchoolTally,
    epoch: Epoch,
    position: Position,
    /// How often all buckets had been made again.
    recounted: Option<String>,
}

/// The report of the school as of `day`, by the grouping of its half-term.
pub async fn report(
    tenant: &Arc<Tenant>,
    office: &Arc<Office>,
    day: Day,
) -> Result<SchoolReport, StoreError> {
    let mut kept = Arc::clone(&tenant.school_reports.0).lock_owned().await;
    let people = match kept.people.take().filter(|it| (it.office, it.day) == (office.version, day))
    {
        Some(people) => people,
        None => Arc::new(People::look_up(tenant, office, day).await?),
    };
    kept.people = Some(Arc::clone(&people));
    make(tenant, kept, Arc::clone(office), people).await
}

/// Counts what is new, so that the next reader need not wait for it; nothing
/// before the first report of a half-term, which settles its grouping.
pub async fn count_ahead(tenant: &Arc<Tenant>, now: Millis) -> Result<(), StoreError> {
    let school = Arc::clone(tenant);
    let look = move |rows: &dyn Rows| {
        let office = school.office(rows, now)?;
        let day = office.day_of(now);
        let grouping = rows.grouping(office.calendar.half_term(day).id)?;
        Ok(grouping.is_some().then_some((office, day)))
    };
    if let Some((office, day)) = tenant.database.read(look).await? {
        report(tenant, &office, day).await?;
    }
    Ok(())
}

/// Goes on to the end, and keeps what it has counted, also if nobody waits for
/// it any more.
async fn make(
    tenant: &Arc<Tenant>,
    mut kept: OwnedMutexGuard<Kept>,
    office: Arc<Office>,
    people: Arc<People>,
) -> Result<SchoolReport, StoreError> {
    let work = move |rows: &dyn Rows| {
        // Not put back if this fails: then all is counted again.
        let mut counted = match kept.counted.take() {
            Some(counted) => counted.bring_up_to_date(rows, &office, &people)?,
            None => Counted::count(rows, &office, &people)?,
        };
        let People { grouping, students, departments, day, .. } = &*people;
        let input = SchoolInput { grouping, students, departments };
        let report = counted.tally.report(&input, *day);
        kept.counted = Some(counted);
        Ok(report)
    };
    tenant.database.read(work).await
}

impl Counted {
    /// Counts all buckets.
    fn count(rows: &dyn Rows, office: &Office, people: &People) -> Result<Self, StoreError> {
        let LogHead { epoch, position, .. } = rows.log_head()?;
        let mut keys = rows.bucket_keys()?;
        keys.sort_by_key(|(_, day)| *day);
        let buckets = keys.into_iter().map(|(class, day)| {
            let bucket = rows.bucket(class, day)?;
            bucket.ok_or(StoreError::Corrupt("a bucket is missing"))
        });
        let tally = SchoolTally::count(&people.grouping, &frame(office, people.day), buckets)?;
        Ok(Self { tally, epoch, position, recounted: recounted(rows)? })
    }

    /// Counts what is new; everything where that is not enough.
    fn bring_up_to_date(
        mut self,
        rows: &dyn Rows,
        office: &Office,
        people: &People,
    ) -> Result<Self, StoreError> {
        let head = rows.log_head()?;
        let is_good = self.epoch == head.epoch
            && self.position <= head.position
            && self.recounted == recounted(rows)?
            && self.tally.is_good(&people.grouping, &frame(office, people.day));
        if is_good && self.take_in(rows, head.position)? {
            return Ok(self);
        }
        // Not beside the one that takes its place.
        drop(self);
        Self::count(rows, office, people)
    }

    /// Takes in what the log has taken in; false if some of it is of a day that
    /// is settled.
    fn take_in(&mut self, rows: &dyn Rows, head: Position) -> Result<bool, StoreError> {
        let mut touched = Touched::default();
        let mut after = self.position;
        loop {
            let read = rows.entries_after(after, ENTRIES_PER_READ)?;
            let Some(last) = read.last() else { break };
            after = last.position;
            for row in &read {
                touched.by(rows, &row.entry, row.received)?;
            }
        }
        for (class, day) in touched.into_keys() {
            let bucket = rows.bucket(class, day)?;
            if !self.tally.put(class, day, bucket.as_ref()) {
                return Ok(false);
            }
        }
        self.position = head;
        Ok(true)
    }
}

impl People {
    async fn look_up(tenant: &Arc<Tenant>, office: &Office, day: Day) -> Result<Self, StoreError> {
        let classes = office.roster.classes.keys();
        let students = classes.map(|id| (*id, office.students(*id, day).into_iter().collect()));
        let orgs = office.roster.orgs.iter();
        let departments = orgs.filter(|(_, kept)| kept.row.org_type == OrgType::Department);
        Ok(Self {
            office: office.version,
            day,
            grouping: grouping(tenant, office, day).await?,
            students: students.collect(),
            departments: departments.map(|(id, kept)| (*id, kept.row.name.clone())).collect(),
        })
    }
}

/// The grouping of the half-term: settled when it is first asked for, and kept
/// up with who teaches.
async fn grouping(tenant: &Arc<Tenant>, office: &Office, day: Day) -> Result<Grouping, StoreError> {
    let half_term = office.calendar.half_term(day).id;
    let classes = pooled_classes(office, day);
    let kept = tenant.database.read(move |rows| rows.grouping(half_term)).await?;
    let Some(mut grouping) = kept else {
        return keep(tenant, Grouping::new(half_term, &classes)).await;
    };
    let before = grouping.clone();
    grouping.keep_up(&classes);
    if grouping == before { Ok(grouping) } else { keep(tenant, grouping).await }
}

async fn keep(tenant: &Arc<Tenant>, grouping: Grouping) -> Result<Grouping, StoreError> {
    let keep = move |rows: &mut dyn Rows| rows.put_grouping(&grouping).map(|()| grouping);
    tenant.database.write(keep).await
}

/// Every class that has a class teacher, and where it belongs.
fn pooled_classes(office: &Office, day: Day) -> Vec<PooledClass> {
    let here = office.roster.classes.keys().filter_map(|id| Some((*id, office.class(*id, day)?)));
    let pooled = here.filter_map(|(id, class)| {
        Some(PooledClass {
            class: id,
            teachers: BTreeSet::from([office.class_teacher(id, day)?]),
            place: Place::of(&office.roster.years_of(class), office.roster.department_of(class)),
        })
    });
    pooled.collect()
}
