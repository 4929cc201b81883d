//! The entries that walks and visits are made of, ready to be recorded.
//!
//! What a value replaces is handed in as what the person *saw*: entries that
//! arrived since are not replaced, so two people who write at the same time
//! both stay readable.

use domain::directory::Directory;
use domain::entry::visit::Today;
use domain::entry::walk::WalkSet;
use domain::entry::{Correction, Draft, Opened, Reply, Shared, VisitSet, tag};
use domain::id::{ClassId, PersonId, RecordId};
use domain::view::{Stage, VisitView, WalkView};
use sync::entry::EntryId;

/// Begins a visit: one entry, whatever is written later.
#[must_use]
pub fn start(visit: RecordId, class: ClassId, me: PersonId, walk: Option<RecordId>) -> Draft {
    let draft = Draft::new(&VisitSet::Started).of(visit).in_class(class).link(tag::WALKER, me.0);
    match walk {
        Some(walk) => draft.link(tag::WALK, walk.0),
        None => draft,
    }
}

/// Gives a field of the visit a value, in place of `seen`.
#[must_use]
pub fn set(visit: &VisitView, set: &VisitSet, seen: impl IntoIterator<Item = EntryId>) -> Draft {
    let draft = Draft::new(set).of(visit.id).in_class(visit.class).superseding(seen);
    let draft = visit.walkers.iter().fold(draft, |draft, w| draft.link(tag::WALKER, w.0));
    match visit.walk {
        Some(walk) => draft.link(tag::WALK, walk.0),
        None => draft,
    }
}

/// Gives a field a value in place of all its present heads: right where the
/// person sees the field while choosing.
#[must_use]
pub fn choose(visit: &VisitView, value: &VisitSet) -> Draft {
    set(visit, value, visit.superseded_by(&value.field()))
}

/// Why a visit cannot be shared yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotYet {
    /// Nothing but its beginning is recorded.
    Empty,
    /// Tablets differ on who taught, and nobody has chosen yet.
    Contested,
    /// Nobody is named as the partner who taught.
    WhichPartner,
    /// The class has no usual teacher: partner or cover has to be chosen.
    NoUsualTeacher,
    /// Who would read it first is one of its walkers.
    WalkerVisited,
}

/// Who will own the reply when this visit is shared; `None` with cover.
pub fn first_reader(visit: &VisitView, directory: &Directory) -> Result<Option<PersonId>, NotYet> {
    if is_teaching_contested(visit) {
        return Err(NotYet::Contested);
    }
    let usual = || directory.class(visit.class).and_then(|class| class.teacher);
    let reader = match visit.today() {
        Today::Cover => return Ok(None),
        Today::Partner => visit.partner().ok_or(NotYet::WhichPartner)?,
        Today::Usual => usual().ok_or(NotYet::NoUsualTeacher)?,
    };
    if visit.walkers.contains(&reader) { Err(NotYet::WalkerVisited) } else { Ok(Some(reader)) }
}

/// Whether people who had not seen each other's answers differ on who taught: before sharing, which freezes it, somebody
/// chooses.
fn is_teaching_contested(visit: &VisitView) -> bool {
    let differs = |field: &str| visit.heads(field).len() > 1;
    visit.shared_as.is_none()
        && (differs("today") || (visit.today() == Today::Partner && differs("partner")))
}

/// Whether the adult who will be visited has had enough visits this term, as far as this tablet knows: it knows of class
/// teachers. With cover, and once shared, nobody will be.
#[must_use]
pub fn has_enough(visit: &VisitView, directory: &Directory) -> bool {
    let to_be_visited = match visit.stage {
        Stage::Draft => first_reader(visit, directory).ok().flatten(),
        Stage::Shared | Stage::Released => None,
    };
    to_be_visited.is_some_and(|adult| {
        directory.classes.iter().any(|class| class.teacher == Some(adult) && class.enough_visits)
    })
}

/// Shares the visit: who was teaching freezes here.
pub fn share(visit: &VisitView, directory: &Directory) -> Result<Draft, NotYet> {
    if !says_something(visit) {
        return Err(NotYet::Empty);
    }
    let reader = first_reader(visit, directory)?;
    let draft = Draft::new(&Shared { today: visit.today() }).of(visit.id).in_class(visit.class);
    Ok(reader.into_iter().fold(draft, |draft, person| draft.link(tag::VISITED, person.0)))
}

/// Whether anything is recorded that a reader could read.
#[must_use]
pub fn says_something(visit: &VisitView) -> bool {
    visit.fields.all().flatten().any(|head| match &head.set {
        VisitSet::Words(_, text) => !text.trim().is_empty(),
        VisitSet::Cell(_, _, mark) => mark.is_some(),
        VisitSet::Asked(_, asked) => *asked,
        VisitSet::Steering(steering) => steering.is_some(),
        VisitSet::FollowUp(wanted) => *wanted,
        VisitSet::Started | VisitSet::Today(_) | VisitSet::Partner(_) | VisitSet::Other(_) => false,
    })
}

/// The visited adult opens the visit: this releases it.
#[must_use]
pub fn open(visit: RecordId) -> Draft {
    Draft::new(&Opened).of(visit)
}

/// A reply beside the whole visit.
#[must_use]
pub fn reply(visit: &VisitView, text: &str) -> Draft {
    Draft::new(&Reply { text: text.to_owned() }).of(visit.id).in_class(visit.class)
}

/// A correction, which stands beside the original.
#[must_use]
pub fn correct(visit: &VisitView, field: &str, text: &str) -> Draft {
    let correction = Correction { field: field.to_owned(), text: text.to_owned() };
    Draft::new(&correction).of(visit.id).in_class(visit.class)
}

/// Gives fields of a walk values in place of the present ones, which the
/// person sees while choosing; all of them for a walk that is `None` yet.
#[must_use]
pub fn set_walk(record: RecordId, walk: Option<&WalkView>, sets: &[WalkSet]) -> Vec<Draft> {
    let seen = |set: &WalkSet| walk.map(|w| w.superseded_by(set.field())).unwrap_or_default();
    sets.iter().map(|set| Draft::new(set).of(record).superseding(seen(set))).collect()
}

#[cfg(test)]
mod tests;
