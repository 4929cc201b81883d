//! What an import changes: a pure function of what is held and what arrives.

use std::collections::{BTreeMap, BTreeSet};

use sync::entry::Uid;

use super::warn::warnings;
use super::{
    Arriving, Changes, Class, Course, Current, Enrolment, EnrolmentRole, External, Incoming, Kept,
    Org, Person, Source, SourcedId, Table, Term, Why, Write,
};
use crate::id::{ClassId, CourseId, EnrolmentId, OrgId, PersonId, TermId};
use crate::time::{Day, DaysOff};

/// A row that arrives names one that does not. Readers find this first, with
/// file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a row names {0}, which is not in this roster")]
pub struct Dangling(pub SourcedId);

/// What it takes to bring `current` to what `incoming` says.
///
/// - Rows are matched by the source's ids; rows of other sources, and rows
///   made here, stay as they are. An enrolment stays one of a class and a
///   person: if only its id is new, it is the same; if its id speaks of
///   another class or person, it ends, and that is another enrolment.
/// - What is not named any more is marked as left on `today`, never removed;
///   an enrolment also ends then. What comes back is the same row again.
/// - An enrolment ends at the latest when its person or class leaves. One
///   without a first day begins `today` if its class was known before.
/// - `new_id` gives a fresh random id for each new row.
///
/// The order of rows makes no difference but to which row has which new id,
/// and a second diff of the same roster is empty.
pub fn diff(
    current: &Current,
    incoming: &Incoming,
    today: Day,
    mut new_id: impl FnMut() -> Uid,
) -> Result<Changes, Dangling> {
    let import = Import { source: &incoming.source, today };
    let (no_terms, no_courses) = (BTreeMap::new(), BTreeMap::new());
    let terms = incoming.terms.as_ref();
    let courses = incoming.courses.as_ref();

    let org_ids = import.ids(&current.orgs, &incoming.orgs, || OrgId(new_id()));
    let term_ids = import.ids(&current.terms, terms.unwrap_or(&no_terms), || TermId(new_id()));
    let course_ids =
        import.ids(&current.courses, courses.unwrap_or(&no_courses), || CourseId(new_id()));
    let class_ids = import.ids(&current.classes, &incoming.classes, || ClassId(new_id()));
    let people_ids = import.ids(&current.people, &incoming.people, || PersonId(new_id()));

    let mut changes = Changes {
        orgs: import.compare(&current.orgs, &org_ids, &incoming.orgs, |_, org| {
            org.refer(|parent| org_ids.of(parent))
        })?,
        classes: import.compare(&current.classes, &class_ids, &incoming.classes, |id, class| {
            let mut class =
                class.refer(|course| course_ids.of(course), |term| term_ids.of(term))?;
            if let Some(known) = current.classes.get(&id) {
                keep_what_is_not_said(&mut class, &known.row, incoming);
            }
            Ok(class)
        })?,
        people: import.compare(&current.people, &people_ids, &incoming.people, |_, person| {
            Ok(person.clone())
        })?,
        days_off: changed_days_off(&current.days_off, incoming.days_off.as_deref(), today),
        ..Changes::default()
    };
    if let Some(terms) = terms {
        changes.terms = import.compare(&current.terms, &term_ids, terms, |_, term| {
            term.refer(|parent| term_ids.of(parent))
        })?;
    }
    if let Some(courses) = courses {
        changes.courses = import.compare(&current.courses, &course_ids, courses, |_, course| {
            course.refer(|org| org_ids.of(org))
        })?;
    }
    let enrolments =
        Enrolments { import, current, incoming, classes: &class_ids, people: &people_ids };
    changes.enrolments = enrolments.compare(&changes, || EnrolmentId(new_id()))?;
    changes.warnings = warnings(current, incoming, &changes, today);
    Ok(changes)
}

/// A class keeps its course and its terms if the source says nothing of any.
fn keep_what_is_not_said(class: &mut Class, known: &Class, incoming: &Incoming) {
    if incoming.courses.is_none() {
        class.course = known.course;
    }
    if incoming.terms.is_none() {
        class.terms.clone_from(&known.terms);
    }
}

/// Days off as they will be held: in order, without repetition. Those that
/// were over before the first one that arrives stay: a new year's file need
/// not repeat the old one.
fn changed_days_off(
    current: &[DaysOff],
    incoming: Option<&[DaysOff]>,
    today: Day,
) -> Option<Vec<DaysOff>> {
    let incoming = incoming?;
    let first = incoming.iter().map(|off| off.span.first).min().unwrap_or(today);
    let past = current.iter().filter(|off| off.span.last < first);
    let mut days_off: Vec<_> = past.chain(incoming).cloned().collect();
    days_off.sort_unstable_by(|a, b| (a.span, a.kind, &a.label).cmp(&(b.span, b.kind, &b.label)));
    days_off.dedup();
    (days_off != current).then_some(days_off)
}

/// Whose import, and when.
#[derive(Clone, Copy)]
struct Import<'a> {
    source: &'a Source,
    today: Day,
}

/// Our ids of the rows that arrive.
struct Ids<'a, Id>(BTreeMap<&'a SourcedId, Id>);

impl<Id: Copy> Ids<'_, Id> {
    fn of(&self, sourced_id: &SourcedId) -> Result<Id, Dangling> {
        self.0.get(sourced_id).copied().ok_or_else(|| Dangling(sourced_id.clone()))
    }
}

impl Import<'_> {
    /// The ids of rows of this source, by the source's.
    fn known<'t, Id: Copy, Row>(&self, table: &'t Table<Id, Row>) -> BTreeMap<&'t SourcedId, Id> {
        let ours = table.iter().filter_map(|(id, kept)| Some((self.sourced_id(kept)?, *id)));
        ours.collect()
    }

    fn sourced_id<'t, Row>(&self, kept: &'t Kept<Row>) -> Option<&'t SourcedId> {
        let external = kept.external.as_ref().filter(|external| external.source == *self.source);
        external.map(|external| &external.sourced_id)
    }

    /// Known ids for rows that are known, fresh ones for others.
    fn ids<'i, Id: Copy, Row, In>(
        &self,
        table: &Table<Id, Row>,
        incoming: &'i BTreeMap<SourcedId, In>,
        mut fresh: impl FnMut() -> Id,
    ) -> Ids<'i, Id> {
        let known = self.known(table);
        let mut id = |sourced_id| known.get(sourced_id).copied().unwrap_or_else(&mut fresh);
        Ids(incoming.keys().map(|sourced_id| (sourced_id, id(sourced_id))).collect())
    }

    /// Writes for what differs, in the order of ids within the source.
    fn compare<Id: Copy + Ord, Row: Leave + Clone + PartialEq, In>(
        &self,
        table: &Table<Id, Row>,
        ids: &Ids<'_, Id>,
        incoming: &BTreeMap<SourcedId, Arriving<In>>,
        resolve: impl Fn(Id, &In) -> Result<Row, Dangling>,
    ) -> Result<Vec<Write<Id, Row>>, Dangling> {
        let mut writes = Vec::new();
        for (sourced_id, arriving) in incoming {
            let id = ids.of(sourced_id)?;
            let row = resolve(id, &arriving.row)?;
            writes.extend(self.arrive(id, table.get(&id), sourced_id, row, arriving.leaving));
        }
        let named: BTreeSet<Id> = ids.0.values().copied().collect();
        writes.extend(self.absent(table, &named));
        Ok(writes)
    }

    fn arrive<Id, Row: Leave + PartialEq>(
        &self,
        id: Id,
        before: Option<&Kept<Row>>,
        sourced_id: &SourcedId,
        mut row: Row,
        leaving: bool,
    ) -> Option<Write<Id, Row>> {
        let had_left = before.and_then(|kept| kept.left);
        let left = leaving.then(|| had_left.unwrap_or(self.today));
        if let Some(day) = left {
            row.leave(day);
        }
        let source = self.source.clone();
        let external = Some(External { source, sourced_id: sourced_id.clone() });
        let kept = Kept { row, external, left };
        let why = match before {
            None => Why::Added,
            Some(before) if *before == kept => return None,
            Some(_) => match (had_left, left) {
                (None, Some(_)) => Why::Left,
                (Some(_), None) => Why::Rejoined,
                _ => Why::Updated,
            },
        };
        Some(Write { id, why, kept })
    }

    /// Marks rows of this source that it no longer names.
    fn absent<'t, Id: Copy + Ord, Row: Leave + Clone>(
        &self,
        table: &'t Table<Id, Row>,
        named: &'t BTreeSet<Id>,
    ) -> impl Iterator<Item = Write<Id, Row>> + use<'t, '_, Id, Row> {
        let ours = table.iter().filter(|(_, kept)| self.sourced_id(kept).is_some());
        let gone = ours.filter(|(id, kept)| kept.left.is_none() && !named.contains(id));
        gone.map(|(id, kept)| {
            let mut kept = kept.clone();
            kept.row.leave(self.today);
            kept.left = Some(self.today);
            Write { id: *id, why: Why::Left, kept }
        })
    }
}

/// What leaving does to a row, beside marking it.
trait Leave {
    fn leave(&mut self, _day: Day) {}
}

impl Leave for Org {}
impl Leave for Term {}
impl Leave for Course {}
impl Leave for Class {}
impl Leave for Person {}

impl Leave for Enrolment {
    fn leave(&mut self, day: Day) {
        self.end = Some(self.end.map_or(day, |end| end.min(day)));
    }
}

/// Enrolments, once it is known which people and classes are here.
struct Enrolments<'a> {
    import: Import<'a>,
    current: &'a Current,
    incoming: &'a Incoming,
    classes: &'a Ids<'a, ClassId>,
    people: &'a Ids<'a, PersonId>,
}

impl<'a> Enrolments<'a> {
    fn compare(
        &self,
        changes: &Changes,
        fresh: impl FnMut() -> EnrolmentId,
    ) -> Result<Vec<Write<EnrolmentId, Enrolment>>, Dangling> {
        let ids = self.ids(fresh)?;
        let classes_left = days_left(&self.current.classes, &changes.classes);
        let people_left = days_left(&self.current.people, &changes.people);
        let mut writes = self.released(&ids);
        for (sourced_id, arriving) in &self.incoming.enrolments {
            let id = ids.of(sourced_id)?;
            let before = self.current.enrolments.get(&id);
            let mut row = self.resolve(&arriving.row)?;
            row.begin = row.begin.or_else(|| self.begin(before, row.class));
            let lefts = [classes_left.get(&row.class), people_left.get(&row.person)];
            for day in lefts.into_iter().flatten() {
                row.leave(*day);
            }
            writes.extend(self.import.arrive(id, before, sourced_id, row, arriving.leaving));
        }
        Ok(writes)
    }

    /// Enrolments that leave, since nothing that arrives is them. Where their
    /// id now is another one's, they give it up.
    fn released(&self, ids: &Ids<'_, EnrolmentId>) -> Vec<Write<EnrolmentId, Enrolment>> {
        let named: BTreeSet<_> = ids.0.values().copied().collect();
        let ours = self.import.known(&self.current.enrolments).into_iter();
        let gone = ours.filter(|(_, id)| !named.contains(id));
        let writes = gone.filter_map(|(sourced_id, id)| {
            let mut kept = self.current.enrolments[&id].clone();
            let given_up = self.incoming.enrolments.contains_key(sourced_id);
            if given_up {
                kept.external = None;
            }
            let why = match kept.left {
                Some(_) if given_up => Why::Updated,
                Some(_) => return None,
                None => Why::Left,
            };
            if kept.left.is_none() {
                kept.row.leave(self.import.today);
                kept.left = Some(self.import.today);
            }
            Some(Write { id, why, kept })
        });
        writes.collect()
    }

    fn resolve(&self, row: &Enrolment<SourcedId, SourcedId>) -> Result<Enrolment, Dangling> {
        Ok(Enrolment {
            class: self.classes.of(&row.class)?,
            person: self.people.of(&row.person)?,
            role: row.role,
            primary: row.primary,
            begin: row.begin,
            end: row.end,
        })
    }

    /// The first day of an enrolment whose source gives none.
    fn begin(&self, before: Option<&Kept<Enrolment>>, class: ClassId) -> Option<Day> {
        match before {
            Some(before) => before.row.begin,
            None => self.current.classes.contains_key(&class).then_some(self.import.today),
        }
    }

    /// An enrolment is the same as long as its class and its person are: by
    /// the source's id if that still speaks of them, else the one that would
    /// leave otherwise (some systems give new ids, or others' ids, with each
    /// export).
    fn ids(
        &self,
        mut fresh: impl FnMut() -> EnrolmentId,
    ) -> Result<Ids<'a, EnrolmentId>, Dangling> {
        let known = self.import.known(&self.current.enrolments);
        let mut rows = Vec::new();
        let mut ids = BTreeMap::new();
        for (sourced_id, arriving) in &self.incoming.enrolments {
            let row = self.resolve(&arriving.row)?;
            let before = known.get(sourced_id).map(|id| (*id, &self.current.enrolments[id].row));
            match before {
                Some((id, before)) if (before.class, before.person) == (row.class, row.person) => {
                    ids.insert(sourced_id, id);
                }
                _ => rows.push((sourced_id, row)),
            }
        }
        let mut leaving = self.leaving(known, &ids);
        for (sourced_id, row) in rows {
            let same = leaving.get_mut(&(row.class, row.person, row.role)).and_then(Vec::pop);
            ids.insert(sourced_id, same.unwrap_or_else(&mut fresh));
        }
        Ok(Ids(ids))
    }

    /// Enrolments that are here and would leave, by what they are; the first
    /// ones last.
    fn leaving(
        &self,
        known: BTreeMap<&SourcedId, EnrolmentId>,
        ids: &BTreeMap<&SourcedId, EnrolmentId>,
    ) -> BTreeMap<(ClassId, PersonId, EnrolmentRole), Vec<EnrolmentId>> {
        let named: BTreeSet<_> = ids.values().collect();
        let mut leaving: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for id in known.into_values().rev().filter(|id| !named.contains(id)) {
            let kept = &self.current.enrolments[&id];
            if kept.left.is_none() {
                let key = (kept.row.class, kept.row.person, kept.row.role);
                leaving.entry(key).or_default().push(id);
            }
        }
        leaving
    }
}

/// The days on which rows left, as they will be held.
fn days_left<Id: Copy + Ord, Row>(
    table: &Table<Id, Row>,
    writes: &[Write<Id, Row>],
) -> BTreeMap<Id, Day> {
    let mut left: BTreeMap<Id, Option<Day>> =
        table.iter().map(|(id, kept)| (*id, kept.left)).collect();
    left.extend(writes.iter().map(|write| (write.id, write.kept.left)));
    left.into_iter().filter_map(|(id, day)| Some((id, day?))).collect()
}
