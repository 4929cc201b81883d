//! What someone should look at after an import.

use std::collections::{BTreeMap, BTreeSet};

use super::member::refused;
use super::{
    Changes, Current, Enrolment, Incoming, Kept, Person, Position, Source, SourcedId, Warning, Why,
    position,
};
use crate::id::PersonId;
use crate::time::Day;

/// All warnings, in order.
pub(super) fn warnings(
    current: &Current,
    incoming: &Incoming,
    changes: &Changes,
    today: Day,
) -> Vec<Warning> {
    let mut warnings = changed_sourced_ids(current, changes);
    warnings.extend(changed_identifiers(current, changes));
    warnings.extend(enrolments_in_vain(incoming));
    warnings.extend(class_teachers(incoming, today));
    warnings.extend(most_leave(current, &incoming.source, changes));
    warnings.sort_unstable();
    warnings
}

/// New people with the identifier of someone who is known.
fn changed_sourced_ids(current: &Current, changes: &Changes) -> Vec<Warning> {
    let mut known: BTreeMap<&str, Vec<(PersonId, &Kept<Person>)>> = BTreeMap::new();
    for (id, kept) in &current.people {
        if let Some(identifier) = &kept.row.identifier {
            known.entry(identifier).or_default().push((*id, kept));
        }
    }
    let mut warnings = Vec::new();
    for write in changes.people.iter().filter(|write| write.why == Why::Added) {
        let identifier = write.kept.row.identifier.as_deref();
        let same = identifier.and_then(|identifier| known.get(identifier));
        let Some(new) = &write.kept.external else { continue };
        warnings.extend(same.into_iter().flatten().map(|(id, kept)| Warning::ChangedSourcedId {
            known: *id,
            old: kept.external.as_ref().map(|external| external.sourced_id.clone()),
            new: new.sourced_id.clone(),
        }));
    }
    warnings
}

/// Known people with another identifier than before.
fn changed_identifiers<'a>(
    current: &'a Current,
    changes: &'a Changes,
) -> impl Iterator<Item = Warning> + 'a {
    changes.people.iter().filter_map(|write| {
        let before = current.people.get(&write.id)?.row.identifier.as_ref()?;
        let after = write.kept.row.identifier.as_ref()?;
        let external = write.kept.external.as_ref()?;
        (before != after)
            .then(|| Warning::ChangedIdentifier { person: external.sourced_id.clone() })
    })
}

/// What stays of a roster when all that is leaving has left.
fn staying(incoming: &Incoming) -> impl Iterator<Item = (&SourcedId, Staying<'_>)> {
    incoming.enrolments.iter().filter_map(|(id, arriving)| {
        let row = &arriving.row;
        let person = incoming.people.get(&row.person)?;
        let class = incoming.classes.get(&row.class)?;
        let here = !arriving.leaving && !person.leaving && !class.leaving;
        here.then_some((id, Staying { row, person: &person.row }))
    })
}

#[derive(Clone, Copy)]
struct Staying<'a> {
    row: &'a Enrolment<SourcedId, SourcedId>,
    person: &'a Person,
}

fn enrolments_in_vain(incoming: &Incoming) -> impl Iterator<Item = Warning> {
    staying(incoming).filter_map(|(id, Staying { row, person })| {
        Some(Warning::NoPosition {
            enrolment: id.clone(),
            class: row.class.clone(),
            person: row.person.clone(),
            enrolled: refused(&person.roles, row.role)?,
        })
    })
}

/// Classes that go on but have no teacher, or several primary ones at a time.
fn class_teachers(incoming: &Incoming, today: Day) -> Vec<Warning> {
    let mut going_on: BTreeSet<&SourcedId> = BTreeSet::new();
    let mut teachers: BTreeMap<&SourcedId, Vec<&Enrolment<SourcedId, SourcedId>>> = BTreeMap::new();
    for (_, Staying { row, person }) in staying(incoming) {
        if row.end.is_some_and(|end| end < today) {
            continue;
        }
        going_on.insert(&row.class);
        if position(&person.roles, row.role) == Some(Position::Teacher) {
            teachers.entry(&row.class).or_default().push(row);
        }
    }
    going_on
        .into_iter()
        .filter_map(|class| match teachers.get(class) {
            None => Some(Warning::NoClassTeacher { class: class.clone() }),
            Some(teachers) if two_at_a_time(teachers) => {
                Some(Warning::SeveralClassTeachers { class: class.clone() })
            }
            Some(_) => None,
        })
        .collect()
}

fn two_at_a_time(teachers: &[&Enrolment<SourcedId, SourcedId>]) -> bool {
    let primary: Vec<_> = teachers.iter().filter(|teacher| teacher.primary).collect();
    primary.iter().enumerate().any(|(n, a)| {
        primary[n + 1..]
            .iter()
            .any(|b| a.person != b.person && !ends_before(a, b) && !ends_before(b, a))
    })
}

/// Whether `a` is over before `b` begins.
fn ends_before(a: &Enrolment<SourcedId, SourcedId>, b: &Enrolment<SourcedId, SourcedId>) -> bool {
    matches!((a.end, b.begin), (Some(end), Some(begin)) if end < begin)
}

fn most_leave(current: &Current, source: &Source, changes: &Changes) -> Option<Warning> {
    let theirs = |kept: &&Kept<Person>| {
        kept.left.is_none() && kept.external.as_ref().is_some_and(|e| e.source == *source)
    };
    let of = current.people.values().filter(theirs).count();
    let leave = changes.people.iter().filter(|write| write.why == Why::Left).count();
    (leave * 2 > of).then_some(Warning::MostLeave { leave, of })
}
