//! What the form of a walk shows: what was typed in it, over the walk as it is. Only what was typed is kept, and only that
//! is recorded: whoever opens the form and leaves it takes nothing back that others wrote meanwhile.

use domain::entry::walk::{Purpose, WalkSet};
use domain::framework::Habit;
use domain::id::MuscleId;
use domain::time::Day;
use domain::view::WalkView;
use serde::{Deserialize, Serialize};
use sync::json;

/// Days that a new walk lasts unless someone says otherwise: two school weeks.
const NEW_WALK_DAYS: i32 = 11;

/// What was typed and chosen, field by field; `None` where nobody touched it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The walk's name.
    pub title: Option<String>,
    /// Its focus in words.
    pub focus: Option<String>,
    /// What staff read beforehand; empty: cleared.
    pub announcement: Option<String>,
    /// The habit whose row is asked first.
    pub habit: Option<Habit>,
    /// The muscles offered as chips.
    pub muscles: Option<Vec<MuscleId>>,
    /// Why.
    pub purpose: Option<Purpose>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

impl Typed {
    /// What was kept last; nothing where it cannot be read.
    pub fn read(kept: &str) -> Self {
        json::read(kept).unwrap_or_default()
    }

    /// To be kept; empty where nothing was typed.
    pub fn kept(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Without what says the same as the form did before: it was typed and taken back.
    pub fn beyond(self, before: &Values) -> Self {
        Self {
            title: self.title.filter(|now| *now != before.title),
            focus: self.focus.filter(|now| *now != before.focus),
            announcement: self.announcement.filter(|now| *now != before.announcement),
            habit: self.habit.filter(|now| Some(*now) != before.habit),
            muscles: self.muscles.filter(|now| *now != before.muscles),
            purpose: self.purpose.filter(|now| Some(*now) != before.purpose),
            from: self.from.filter(|now| Some(*now) != before.from),
            until: self.until.filter(|now| Some(*now) != before.until),
        }
    }
}

/// What the form shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    /// The walk's name.
    pub title: String,
    /// Its focus in words.
    pub focus: String,
    /// What staff read beforehand.
    pub announcement: String,
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
}

impl Values {
    /// What a new walk begins with.
    pub fn of_new(today: Day) -> Self {
        Self {
            purpose: Some(Purpose::Presence),
            from: Some(today),
            until: Some(today.plus(NEW_WALK_DAYS)),
            ..Self::default()
        }
    }

    /// The walk as it is.
    pub fn of(walk: &WalkView) -> Self {
        Self {
            title: walk.title.clone().unwrap_or_default(),
            focus: walk.focus.clone().unwrap_or_default(),
            announcement: walk.announcement.clone().unwrap_or_default(),
            habit: walk.habit,
            muscles: walk.muscles.clone(),
            purpose: walk.purpose,
            from: walk.from,
            until: walk.until,
        }
    }

    /// These, with what was typed over them.
    pub fn with(self, typed: Typed) -> Self {
        Self {
            title: typed.title.unwrap_or(self.title),
            focus: typed.focus.unwrap_or(self.focus),
            announcement: typed.announcement.unwrap_or(self.announcement),
            habit: typed.habit.or(self.habit),
            muscles: typed.muscles.unwrap_or(self.muscles),
            purpose: typed.purpose.or(self.purpose),
            from: typed.from.or(self.from),
            until: typed.until.or(self.until),
        }
    }

    /// The fields that differ from those of the walk as it is; of a new one all that say something. A name and a focus stay
    /// where they were emptied; what staff read beforehand can be cleared.
    pub fn changes(&self, walk: Option<&WalkView>) -> Vec<WalkSet> {
        let before = walk.map(Self::of).unwrap_or_default();
        let words = |now: &str, before: &str| {
            let now = now.trim();
            (now != before).then(|| now.to_owned())
        };
        let named = |now: &str, before: &str| words(now, before).filter(|now| !now.is_empty());
        let sets = [
            named(&self.title, &before.title).map(WalkSet::Title),
            named(&self.focus, &before.focus).map(WalkSet::Focus),
            words(&self.announcement, &before.announcement).map(WalkSet::Announcement),
            changed(self.habit, before.habit).map(WalkSet::Habit),
            (self.muscles != before.muscles).then(|| WalkSet::Muscles(self.muscles.clone())),
            changed(self.purpose, before.purpose).map(WalkSet::Purpose),
            changed(self.from, before.from).map(WalkSet::From),
            changed(self.until, before.until).map(WalkSet::Until),
        ];
        sets.into_iter().flatten().collect()
    }
}

/// A value that is there, and differs from the one before.
fn changed<T: Copy + PartialEq>(now: Option<T>, before: Option<T>) -> Option<T> {
    if now == before { None } else { now }
}

#[cfg(test)]
mod tests {
    use super::super::super::entries;
    use super::super::super::testing::*;
    use super::*;

    fn written(log: &mut Log, sets: &[WalkSet]) -> WalkView {
        let walk = log.view().walk(VISIT);
        for draft in entries::set_walk(VISIT, walk.as_ref(), sets) {
            log.write(LEADER, ten_on(TODAY), draft);
        }
        log.view().walk(VISIT).unwrap()
    }

    fn title(text: &str) -> WalkSet {
        WalkSet::Title(text.to_owned())
    }

    #[test]
    fn a_new_walk_says_all_that_is_there() {
        let typed = Typed { title: Some(" Stuck ".to_owned()), ..Typed::default() };
        let sets = Values::of_new(TODAY).with(typed).changes(None);
        let (from, until) = (WalkSet::From(TODAY), WalkSet::Until(TODAY.plus(NEW_WALK_DAYS)));
        assert_eq!(sets, [title("Stuck"), WalkSet::Purpose(Purpose::Presence), from, until]);
    }

    #[test]
    fn only_what_was_typed_changes_a_walk() {
        let mut log = Log::default();
        let first = [title("Autumn walk"), WalkSet::Announcement("We look at …".to_owned())];
        let walk = written(&mut log, &first);
        let typed = Typed { habit: Some(Habit::Feeling), ..Typed::default() };
        let opened = Typed::read(&typed.kept());
        assert_eq!(opened, typed);
        // Somebody else renames it while the form is put away half filled.
        let renamed = written(&mut log, &[title("Autumn walk 2")]);
        let shown = Values::of(&renamed).with(opened);
        assert_eq!(shown.title, "Autumn walk 2");
        assert_eq!(shown.changes(Some(&renamed)), [WalkSet::Habit(Habit::Feeling)]);
        assert_eq!(Values::of(&walk).with(Typed::read("")).changes(Some(&walk)), []);
    }

    #[test]
    fn what_was_typed_and_taken_back_is_not_kept() {
        let before = Values { title: "Autumn walk".to_owned(), ..Values::of_new(TODAY) };
        let typed = Typed {
            title: Some("Autumn walk".to_owned()),
            announcement: Some(String::new()),
            purpose: Some(Purpose::Presence),
            from: Some(TODAY),
            ..Typed::default()
        };
        assert_eq!(typed.beyond(&before).kept(), "");
        let cleared = Typed { title: Some(String::new()), ..Typed::default() };
        assert_eq!(Typed::read(&cleared.clone().beyond(&before).kept()), cleared);
    }

    #[test]
    fn an_announcement_that_was_emptied_is_cleared_a_name_is_not() {
        let mut log = Log::default();
        let first = [title("Autumn walk"), WalkSet::Announcement("We look at …".to_owned())];
        let walk = written(&mut log, &first);
        let emptied = || Some("  ".to_owned());
        let typed = Typed { title: emptied(), announcement: emptied(), ..Typed::default() };
        let sets = Values::of(&walk).with(typed).changes(Some(&walk));
        assert_eq!(sets, [WalkSet::Announcement(String::new())]);
        assert_eq!(written(&mut log, &sets).announcement, None);
    }
}
