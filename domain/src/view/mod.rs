//! What a device shows: an index over the entries that it holds, and the
//! questions that pages ask of it.
//!
//! The index is a fold over a *set* of entries: neither their order nor
//! repeats matter, so base, sent and outbox go in as they come. Answers are
//! computed from the few entries that a question is about; nothing is cached
//! that could go stale.

mod class;
mod fields;
mod lesson;
mod student;
mod visit;
mod walk;

use std::collections::{BTreeMap, HashMap};

use sync::entry::{Entry, EntryId, Envelope, Received, Uid};
use sync::order;

pub use self::class::ClassDay;
pub use self::fields::{FieldHeads, Head};
pub use self::lesson::{LessonNow, Undoable};
pub use self::student::{NextStep, Said, Written};
pub use self::visit::{Answer, Answered, Stage, VisitView, release_day};
pub use self::walk::WalkView;
use crate::entry::{Act, tag};
use crate::id::{ClassId, PersonId, RecordId};
use crate::time::Day;

/// One entry, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Its envelope.
    pub envelope: Envelope,
    /// What it says.
    pub act: Act,
    /// How its time counts: the server's word, or the device's guess until
    /// then.
    pub received: Received,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct View {
    filed: HashMap<EntryId, Filed>,
    superseders: HashMap<EntryId, Vec<EntryId>>,
    by_student: HashMap<PersonId, Vec<EntryId>>,
    /// By school day: a tap asks for one day of a year.
    by_class: HashMap<ClassId, BTreeMap<Day, Vec<EntryId>>>,
    by_record: BTreeMap<RecordId, Vec<EntryId>>,
}

impl View {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an entry in. One that is there already only takes the newer word
    /// on its time. Kinds that this program does not know, and entries that it
    /// cannot read, are kept elsewhere and not shown.
    pub fn insert(&mut self, entry: &Entry, received: Received) {
        let id = entry.id();
        if self.filed.contains_key(&id) {
            return self.take_word(id, received);
        }
        let Ok(act) = Act::read(entry) else { return };
        if act == Act::Unknown {
            return;
        }
        self.index(&entry.envelope, Day(received.day));
        self.filed.insert(id, Filed { envelope: entry.envelope.clone(), act, received });
    }

    /// The newer word on an entry's time. It may be of another day than was thought.
    fn take_word(&mut self, id: EntryId, received: Received) {
        let Some(filed) = self.filed.get_mut(&id) else { return };
        let before = filed.day();
        filed.received = received;
        let (day, class) = (filed.day(), filed.envelope.class);
        let Some(days) = class.and_then(|class| self.by_class.get_mut(&ClassId(class))) else {
            return;
        };
        if day != before {
            if let Some(ids) = days.get_mut(&before) {
                ids.retain(|other| *other != id);
            }
            days.entry(day).or_default().push(id);
        }
    }

    fn index(&mut self, envelope: &Envelope, day: Day) {
        let id = envelope.id;
        for target in &envelope.supersedes {
            self.superseders.entry(*target).or_default().push(id);
        }
        for student in envelope.linked(tag::STUDENT) {
            self.by_student.entry(PersonId(student)).or_default().push(id);
        }
        if let Some(class) = envelope.class {
            let days = self.by_class.entry(ClassId(class)).or_default();
            days.entry(day).or_default().push(id);
        }
        if let Some(record) = envelope.record {
            self.by_record.entry(RecordId(record)).or_default().push(id);
        }
    }

    /// How many entries are shown from.
    #[must_use]
    pub fn len(&self) -> usize {
        self.filed.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.filed.is_empty()
    }

    /// The entry with this id.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<&Filed> {
        self.filed.get(&id)
    }

    /// Whether an event still counts: nothing that counts takes it back or
    /// corrects it. (Taking back a correction brings the original back.)
    #[must_use]
    pub fn counts(&self, id: EntryId) -> bool {
        self.counts_within(id, &mut Vec::new())
    }

    /// Entries that supersede each other in a ring all count, as heads do.
    fn counts_within(&self, id: EntryId, path: &mut Vec<EntryId>) -> bool {
        if path.contains(&id) {
            return false;
        }
        path.push(id);
        let superseders = self.superseders.get(&id).map_or(&[][..], Vec::as_slice);
        let counts = !superseders.iter().any(|s| self.counts_within(*s, path));
        path.pop();
        counts
    }

    /// The events that count among `ids`, oldest first.
    fn counting<'a>(&'a self, ids: impl Iterator<Item = &'a EntryId>) -> Vec<&'a Filed> {
        let mut filed: Vec<_> =
            ids.filter(|id| self.counts(**id)).filter_map(|id| self.filed.get(id)).collect();
        order::sort_by_key(&mut filed, |f| f.order());
        filed
    }

    fn of_student(&self, student: PersonId) -> Vec<&Filed> {
        self.counting(self.by_student.get(&student).into_iter().flatten())
    }

    fn of_class(&self, class: ClassId) -> Vec<&Filed> {
        self.counting(self.ids_of_class(class))
    }

    /// Everything of a class, whether it counts or not, in no order within a day.
    fn ids_of_class(&self, class: ClassId) -> impl Iterator<Item = &EntryId> {
        self.by_class.get(&class).into_iter().flat_map(BTreeMap::values).flatten()
    }

    /// One day of a class.
    fn of_class_on(&self, class: ClassId, day: Day) -> Vec<&Filed> {
        let days = self.by_class.get(&class);
        self.counting(days.and_then(|days| days.get(&day)).into_iter().flatten())
    }
}

impl Filed {
    /// Who made it.
    #[must_use]
    pub fn author(&self) -> PersonId {
        PersonId(self.envelope.author)
    }

    /// The school day that it counts for.
    #[must_use]
    pub fn day(&self) -> Day {
        Day(self.received.day)
    }

    /// The student whom it is about.
    #[must_use]
    pub fn student(&self) -> Option<PersonId> {
        self.envelope.link(tag::STUDENT).map(PersonId)
    }

    /// Oldest first; the id decides between equals, so that everyone sees the
    /// same order.
    fn order(&self) -> (i64, EntryId) {
        (self.received.effective, self.envelope.id)
    }

    fn linked(&self, tag: u8) -> impl Iterator<Item = Uid> + '_ {
        self.envelope.linked(tag)
    }
}
