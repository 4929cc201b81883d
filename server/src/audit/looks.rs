//! Looks that are recorded once for each person, class and school day: what a
//! device fetches every few seconds is one look, not thousands.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::entry::tag;
use domain::id::PersonId;
use domain::time::Day;
use sync::entry::{Millis, Uid};
use sync::frame::{Lenient, PullAnswer};

use super::{Event, What, record};
use crate::office::Office;
use crate::store::Rows;
use crate::tenants::Tenant;

/// A look: whose, at what sort of thing, at which one.
type Look = (PersonId, What, Uid);

/// What was recorded today, so that most looks need not ask the database.
#[derive(Debug, Default)]
pub struct Looks(Mutex<(Day, HashSet<Look>)>);

impl Looks {
    /// Those of `abouts` that are new today.
    fn new_ones(&self, day: Day, who: PersonId, what: What, abouts: BTreeSet<Uid>) -> Vec<Uid> {
        let mut today = self.lock();
        if today.0 != day {
            *today = (day, HashSet::new());
        }
        abouts.into_iter().filter(|about| !today.1.contains(&(who, what, *about))).collect()
    }

    fn keep(&self, day: Day, who: PersonId, what: What, abouts: Vec<Uid>) {
        let mut today = self.lock();
        if today.0 == day {
            today.1.extend(abouts.into_iter().map(|about| (who, what, about)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, (Day, HashSet<Look>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records that `who` looks at these things, unless that was recorded today; it
/// is on the disk when this returns. A disk that takes nothing stops no reader:
/// then the look is in the server's log, and is recorded with the next one.
pub async fn look(
    tenant: &Arc<Tenant>,
    (who, what): (PersonId, What),
    abouts: BTreeSet<Uid>,
    now: Millis,
    day: Day,
) {
    let new = tenant.looks.new_ones(day, who, what, abouts);
    if new.is_empty() {
        return;
    }
    let (school, looked) = (Arc::clone(tenant), new.clone());
    let write = move |rows: &mut dyn Rows| {
        let office = school.office(rows, now)?;
        for about in looked {
            // From before a restart, or beside this one.
            let last = rows.last_audit(who, what.name(), about)?;
            if last.is_none_or(|at| office.day_of(at) != day) {
                record(rows, &event(what, now, about).by(who))?;
            }
        }
        Ok(())
    };
    match tenant.database.write(write).await {
        Ok(()) => tenant.looks.keep(day, who, what, new),
        Err(error) => tracing::error!(%error, what = what.name(), "a look could not be recorded"),
    }
}

/// At one person it is theirs as well: they are told of it.
fn event(what: What, now: Millis, about: Uid) -> Event {
    let event = Event::new(what, now).about(about);
    let is_at_somebody = [What::ViewedStudent, What::ViewedAdult].contains(&what);
    if is_at_somebody { event.of(PersonId(about)) } else { event }
}

/// The classes about whose students there is something on this page that is new
/// to whoever receives it. What belongs to no class (a child's own view, their
/// choice) is read as an adult of the child's classes: it counts for those that
/// both are in.
#[must_use]
pub fn classes_on(
    page: &PullAnswer,
    (receiver, day): (PersonId, Day),
    office: &Office,
) -> BTreeSet<Uid> {
    let mut classes = BTreeSet::new();
    let mut at_large = BTreeSet::new();
    for listed in &page.listed {
        let Lenient::Read(listed) = listed else { continue };
        let envelope = &listed.entry.envelope;
        let mut students = envelope.linked(tag::STUDENT).peekable();
        let is_of_others = envelope.author != receiver.0 && students.peek().is_some();
        match envelope.class {
            Some(class) if is_of_others && students.all(|student| student != receiver.0) => {
                classes.insert(class);
            }
            None if is_of_others => at_large.extend(students),
            _ => {}
        }
    }
    let own = if at_large.is_empty() { BTreeSet::new() } else { office.taught_by(receiver, day) };
    let shared = own.into_iter().filter(|class| {
        at_large.iter().any(|student| office.is_student_of(PersonId(*student), *class, day))
    });
    classes.extend(shared.map(|class| class.0));
    classes
}
