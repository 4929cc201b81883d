//! A walk as staff see it.

use sync::entry::{EntryId, Millis};
use sync::register;

use super::View;
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
    /// The ids of each field's heads: what a new value supersedes.
    heads: Vec<(String, EntryId)>,
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
        filed.sort_by_key(|f| f.order());
        let first = filed.first()?;
        let mut walk = WalkView::begun(record, first.author(), first.received.effective);
        let mut fields: Vec<&str> = filed.iter().filter_map(|f| field_of(&f.act)).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            let sets: Vec<_> = filed
                .iter()
                .filter(|f| field_of(&f.act) == Some(field))
                .map(|f| register::Set {
                    id: f.envelope.id,
                    supersedes: &f.envelope.supersedes,
                    at: f.received.effective,
                    value: &f.act,
                })
                .collect();
            for (place, head) in register::heads(&sets).into_iter().enumerate() {
                walk.heads.push((field.to_owned(), head.id));
                if let (0, Some(Act::WalkSet(set))) = (place, self.get(head.id).map(|f| &f.act)) {
                    walk.take(set);
                }
            }
        }
        Some(walk)
    }

    /// Every walk, the latest first.
    #[must_use]
    pub fn walks(&self) -> Vec<WalkView> {
        let mut walks: Vec<_> = self.by_record.keys().filter_map(|id| self.walk(*id)).collect();
        walks.sort_by_key(|w| (std::cmp::Reverse((w.from, w.started)), w.id));
        walks
    }
}

fn field_of(act: &Act) -> Option<&str> {
    match act {
        Act::WalkSet(set) => Some(set.field()),
        _ => None,
    }
}

impl WalkView {
    fn begun(id: RecordId, author: PersonId, started: Millis) -> Self {
        Self {
            id,
            author,
            started,
            title: None,
            focus: None,
            habit: None,
            muscles: Vec::new(),
            purpose: None,
            from: None,
            until: None,
            announcement: None,
            heads: Vec::new(),
        }
    }

    fn take(&mut self, set: &WalkSet) {
        match set.clone() {
            WalkSet::Title(title) => self.title = Some(title),
            WalkSet::Focus(focus) => self.focus = Some(focus),
            WalkSet::Habit(habit) => self.habit = Some(habit),
            WalkSet::Muscles(muscles) => self.muscles = muscles,
            WalkSet::Purpose(purpose) => self.purpose = Some(purpose),
            WalkSet::From(day) => self.from = Some(day),
            WalkSet::Until(day) => self.until = Some(day),
            WalkSet::Announcement(text) => self.announcement = Some(text),
            WalkSet::Other(_) => {}
        }
    }

    /// What a new value of `field` must supersede: every head.
    #[must_use]
    pub fn superseded_by(&self, field: &str) -> Vec<EntryId> {
        self.heads.iter().filter(|(f, _)| f == field).map(|(_, id)| *id).collect()
    }

    /// Whether the walk is on, on `day`.
    #[must_use]
    pub fn is_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
