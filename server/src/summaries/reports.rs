//! Reports, computed from buckets when somebody asks.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::entry::{Choice, EntryKind};
use domain::id::{ClassId, OrgId, PersonId};
use domain::roster::OrgType;
use domain::scope;
use domain::summary::class::{Chosen, ClassInput, ClassReport, class_report};
use domain::summary::evidence::Frame;
use domain::summary::pooled::{
    Grouping, Place, PooledClass, SchoolInput, SchoolReport, school_report,
};
use domain::time::Day;
use domain::view::View;
use sync::entry::Millis;
use sync::scope::Position;

use crate::office::Office;
use crate::store::{Rows, StoreError};
use crate::tenants::Tenant;

/// The report of a class as of `day`. The same function, fed with the entries
/// that a device of the class's adults holds, gives the same report.
pub fn class(
    rows: &dyn Rows,
    office: &Office,
    class: ClassId,
    day: Day,
) -> Result<ClassReport, StoreError> {
    let students = in_order(office, class, day);
    let mut buckets = rows.buckets_of_students(&students)?;
    // Those in which nobody of today's was seen still say how often the class
    // practised.
    let own = rows.buckets_of_class(class)?;
    let known: HashSet<_> = buckets.iter().map(|b| (b.class, b.day)).collect();
    buckets.extend(own.into_iter().filter(|b| !known.contains(&(b.class, b.day))));
    let chosen = chosen(rows, &students)?;
    let input = ClassInput { class, students: &students, buckets: &buckets, chosen: &chosen };
    Ok(class_report(&input, frame(office, day)))
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

/// The students of a class in the order of their names, as the directory has
/// them.
fn in_order(office: &Office, class: ClassId, day: Day) -> Vec<PersonId> {
    let mut names: Vec<_> = office.student_names(class, day).into_iter().collect();
    names.sort_by(|(a, x), (b, y)| x.to_lowercase().cmp(&y.to_lowercase()).then(a.cmp(b)));
    names.into_iter().map(|(id, _)| id).collect()
}

/// What these students have chosen to stretch next.
fn chosen(rows: &dyn Rows, students: &[PersonId]) -> Result<Vec<Chosen>, StoreError> {
    let mut chosen = Vec::new();
    for student in students {
        let mut view = View::new();
        let entries = rows.entries_listed(scope::student(*student), Choice::NAME)?;
        for row in &entries {
            view.insert(&row.entry, row.received);
        }
        let made = entries.iter().map(|row| row.entry.id()).collect();
        super::insert_superseders(rows, &mut view, made)?;
        // The newest one is the one that counts.
        let newest = view.choices_of(*student).into_iter().next();
        chosen.extend(newest.map(|step| Chosen {
            student: *student,
            muscle: step.choice.muscle,
            day: step.chosen,
        }));
    }
    Ok(chosen)
}

/// How long a school report may be shown while entries go on arriving: it
/// reads the whole school, and its counts are rounded.
const SCHOOL_REPORT_MILLIS_MAX: Millis = 60 * 1_000;

/// Keeps the last school report.
#[derive(Debug, Default)]
pub struct SchoolReportCache(Mutex<Option<KeptReport>>);

#[derive(Debug, Clone)]
struct KeptReport {
    report: SchoolReport,
    made: Millis,
    /// What it was made from.
    office: i64,
    position: Position,
}

impl SchoolReportCache {
    fn get(&self) -> Option<KeptReport> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, kept: KeptReport) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

impl KeptReport {
    /// Whether it may still be shown: of today, of the same people, and of the
    /// same entries or made a moment ago.
    fn is_good(&self, office: &Office, day: Day, position: Position, now: Millis) -> bool {
        let age = now - self.made;
        self.report.as_of == day
            && self.office == office.version
            && (self.position == position || (0..SCHOOL_REPORT_MILLIS_MAX).contains(&age))
    }
}

/// The report of the school as of `day`, by the grouping of its half-term, and
/// when it was made.
pub async fn school(
    tenant: &Arc<Tenant>,
    office: &Arc<Office>,
    day: Day,
    now: Millis,
) -> Result<(Millis, SchoolReport), StoreError> {
    let position = tenant.database.read(|rows| Ok(rows.log_head()?.position)).await?;
    let kept = tenant.school_report.get();
    if let Some(kept) = kept.filter(|kept| kept.is_good(office, day, position, now)) {
        return Ok((kept.made, kept.report));
    }
    let grouping = grouping(tenant, office, day).await?;
    let people = Arc::clone(office);
    let make = move |rows: &dyn Rows| make_school(rows, &people, &grouping, day);
    let report = tenant.database.read(make).await?;
    let kept = KeptReport { report: report.clone(), made: now, office: office.version, position };
    tenant.school_report.put(kept);
    Ok((now, report))
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

fn make_school(
    rows: &dyn Rows,
    office: &Office,
    grouping: &Grouping,
    day: Day,
) -> Result<SchoolReport, StoreError> {
    let input = SchoolInput {
        grouping,
        students: &students_by_class(office, day),
        buckets: &rows.buckets()?,
        departments: &departments(office),
    };
    Ok(school_report(&input, frame(office, day)))
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

fn students_by_class(office: &Office, day: Day) -> BTreeMap<ClassId, Vec<PersonId>> {
    let classes = office.roster.classes.keys();
    classes.map(|id| (*id, office.students(*id, day).into_iter().collect())).collect()
}

fn departments(office: &Office) -> BTreeMap<OrgId, String> {
    let orgs = office.roster.orgs.iter();
    let departments = orgs.filter(|(_, kept)| kept.row.org_type == OrgType::Department);
    departments.map(|(id, kept)| (*id, kept.row.name.clone())).collect()
}
