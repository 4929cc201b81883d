//! A walk as staff see it.

use sync::entry::{EntryId, Millis};
use sync::order;

use super::fields::FieldHeads;
use super::{Filed, View};
use crate::entry::walk::Purpose;
use crate::entry::{Act, WalkSet};
use crate::framework::Habit;
use crate::id::{MuscleId, PersonId, RecordId};
use crate::time::Day;

/// A walk; what nobody has filled in is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkView {
    /// The record.
    pub id: RecordId,
    /// Who began it.
    pub author: PersonId,
    /// When it was begun.
    pub started: Millis,
    /// Its name.
    pub title: Option<String>,
    /// Its focus in words.
    pub focus: Option<String>,
    /// The habit whose row is asked first.
    pub habit: Option<Habit>,
    /// The muscles offered as chips.
    pub muscles: Vec<MuscleId>,
    /// Why.
    pub purpose: Option<Purpose>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// What staff read beforehand.
    pub announcement: Option<String>,
    /// The heads of each field that was ever set.
    pub fields: FieldHeads<WalkSet>,
}

impl View {
    /// The walk `record`.
    #[must_use]
    pub fn walk(&self, record: RecordId) -> Option<WalkView> {
        let mut filed: Vec<_> = self
            .by_record
            .get(&record)?
            .iter()
            .filter_map(|id| self.filed.get(id))
            .filter(|f| matches!(f.act, Act::WalkSet(_)))
            .collect();
        order::sort_by_key(&mut filed, |f| f.order());
        let first = filed.first()?;
        let fields = FieldHeads::of(filed.iter().filter_map(|f| match &f.act {
            Act::WalkSet(set) => Some((set.field().to_owned(), *f, set)),
            _ => None,
        }));
        Some(WalkView::new(record, first, fields))
    }

    /// Every walk, the latest first.
    #[must_use]
    pub fn walks(&self) -> Vec<WalkView> {
        let mut walks: Vec<_> = self.by_record.keys().filter_map(|id| self.walk(*id)).collect();
        order::sort_by_key(&mut walks, |w| (std::cmp::Reverse((w.from, w.started)), w.id));
        walks
    }
}

impl WalkView {
    fn new(id: RecordId, first: &Filed, fields: FieldHeads<WalkSet>) -> Self {
        let mut walk = Self {
            id,
            author: first.author(),
            started: first.received.effective,
            title: None,
            focus: None,
            habit: None,
            muscles: Vec::new(),
            purpose: None,
            from: None,
            until: None,
            announcement: None,
            fields,
        };
        let shown: Vec<_> =
            walk.fields.all().filter_map(|heads| Some(heads.first()?.set.clone())).collect();
        for set in shown {
            walk.take(set);
        }
        walk
    }

    fn take(&mut self, set: WalkSet) {
        match set {
            WalkSet::Title(title) => self.title = Some(title),
            WalkSet::Focus(focus) => self.focus = Some(focus),
            WalkSet::Habit(habit) => self.habit = Some(habit),
            WalkSet::Muscles(muscles) => self.muscles = muscles,
            WalkSet::Purpose(purpose) => self.purpose = Some(purpose),
            WalkSet::From(day) => self.from = Some(day),
            WalkSet::Until(day) => self.until = Some(day),
            WalkSet::Announcement(text) => self.announcement = Some(text).filter(|t| !t.is_empty()),
            WalkSet::Other(_) => {}
        }
    }

    /// What a new value of `field` must supersede.
    #[must_use]
    pub fn superseded_by(&self, field: &str) -> Vec<EntryId> {
        self.fields.superseded_by(field)
    }

    /// Whether the walk is on, on `day`.
    #[must_use]
    pub fn is_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
