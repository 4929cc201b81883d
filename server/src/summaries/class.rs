//! The class report, computed from buckets when somebody asks.

use std::collections::HashSet;

use domain::entry::{Choice, EntryKind};
use domain::id::{ClassId, PersonId};
use domain::scope;
use domain::summary::class::{Chosen, ClassInput, ClassReport, class_report};
use domain::time::Day;
use domain::view::View;

use super::{frame, insert_superseders};
use crate::office::Office;
use crate::store::{Rows, StoreError};

/// The report of a class as of `day`. The same function, fed with the entries
/// that a device of the class's adults holds, gives the same report.
pub fn report(
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
        insert_superseders(rows, &mut view, made)?;
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
