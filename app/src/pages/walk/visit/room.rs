//! A visit as its page holds it: what is recorded, and the way to record more.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::directory::{ClassCard, Directory};
use domain::entry::{Draft, VisitSet};
use domain::id::{ClassId, PersonId, RecordId};
use domain::time::Day;
use domain::view::{VisitView, release_day};
use leptos::prelude::*;
use sync::entry::{EntryId, Millis};

use super::super::{entries, lists};
use crate::reactive::memo;
use crate::tablet::Tablet;
use crate::text::t;

/// A handle to one visit; cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Room {
    /// The tablet that holds it.
    pub tablet: Tablet,
    /// Which visit.
    pub id: RecordId,
    /// What is recorded; `None` while nothing of it is here.
    pub visit: Memo<Option<VisitView>>,
    /// Texts that are being typed: what records each of them now.
    typing: StoredValue<BTreeMap<&'static str, Callback<()>>>,
}

impl Room {
    /// The visit `id` on this tablet.
    #[must_use]
    pub fn new(tablet: Tablet, id: RecordId) -> Self {
        let visit = memo(move || {
            let directory = tablet.directory()?;
            let today = tablet.today();
            tablet.view(|view| view.visit(id, &directory.calendar, today))
        });
        Self { tablet, id, visit, typing: StoredValue::new(BTreeMap::new()) }
    }

    /// Something of the visit, followed as it changes; the default while nothing of it is here.
    pub fn of<T: Default>(self, read: impl FnOnce(&VisitView) -> T) -> T {
        self.visit.with(|visit| visit.as_ref().map(read).unwrap_or_default())
    }

    /// Something of the visit as it is now.
    pub fn now_of<T: Default>(self, read: impl FnOnce(&VisitView) -> T) -> T {
        self.visit.with_untracked(|visit| visit.as_ref().map(read).unwrap_or_default())
    }

    /// What the tablet knows of the school.
    #[must_use]
    pub fn directory(self) -> Option<Arc<Directory>> {
        self.tablet.directory()
    }

    /// Who uses the tablet.
    #[must_use]
    pub fn me(self) -> PersonId {
        self.tablet.person()
    }

    /// Something of the class that was visited.
    pub fn class<T: Default>(self, read: impl FnOnce(&ClassCard) -> T) -> T {
        let Some(class) = self.visit.with(|visit| visit.as_ref().map(|v| v.class)) else {
            return T::default();
        };
        self.directory().and_then(|d| d.class(class).map(read)).unwrap_or_default()
    }

    /// The name of the class, within a sentence.
    #[must_use]
    pub fn class_name(self) -> String {
        self.named(lists::class_name)
    }

    /// The name of the class where it stands alone.
    #[must_use]
    pub fn class_title(self) -> String {
        self.named(lists::class_title)
    }

    fn named(self, name: impl Fn(&Directory, ClassId) -> String) -> String {
        let class = self.visit.with(|visit| visit.as_ref().map(|v| v.class));
        class
            .zip(self.directory())
            .map(|(class, directory)| name(&directory, class))
            .unwrap_or_default()
    }

    /// Whether the adult who will be visited has had enough visits this term. Tracked.
    #[must_use]
    pub fn has_enough(self) -> bool {
        let directory = self.directory();
        directory.is_some_and(|directory| self.of(|visit| entries::has_enough(visit, &directory)))
    }

    /// What a member of staff is called.
    #[must_use]
    pub fn name_of(self, person: PersonId) -> String {
        let name = self.directory().and_then(|d| d.staff_name(person).map(str::to_owned));
        name.unwrap_or_else(|| t().visit.someone.to_owned())
    }

    /// A moment in words.
    #[must_use]
    pub fn when(self, at: Millis) -> String {
        let Some(directory) = self.directory() else { return String::new() };
        t().dates.at(at, &directory.school.zone, self.tablet.today())
    }

    /// The day on which the clock releases the visit, in words: of one that is not shared yet, as if it were shared today.
    #[must_use]
    pub fn release_day(self) -> String {
        let Some(directory) = self.directory() else { return String::new() };
        let today = self.tablet.today();
        let shared: Option<Day> = self.of(|visit| visit.shared_on);
        t().dates.date(release_day(&directory.calendar, shared.unwrap_or(today)), today)
    }

    /// Records `drafts`.
    pub fn record(self, drafts: Vec<Draft>) -> Vec<EntryId> {
        self.tablet.record(drafts)
    }

    /// Gives a field a value in place of everything that it shows.
    pub fn choose(self, value: &VisitSet) {
        let draft =
            self.visit.with_untracked(|visit| visit.as_ref().map(|v| entries::choose(v, value)));
        self.record(draft.into_iter().collect());
    }

    /// Registers what records the text of `field` now.
    pub fn when_flushed(self, field: &'static str, save: Callback<()>) {
        self.typing.update_value(|typing| {
            typing.insert(field, save);
        });
    }

    /// Records every text that is being typed: before the visit is parked or shared.
    pub fn flush(self) {
        let saves: Vec<_> = self.typing.with_value(|typing| typing.values().copied().collect());
        for save in saves {
            save.run(());
        }
    }
}
