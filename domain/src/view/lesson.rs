//! The lesson under way: what one adult has recorded in it so far.

use std::collections::{BTreeMap, BTreeSet};

use sync::entry::{EntryId, Millis};
use sync::order;

use super::{Filed, View};
use crate::entry::{Act, Context};
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::summary::lesson::LESSON_GAP_MILLIS_MAX;
use crate::time::Day;

/// See the module. Empty when no lesson is under way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonNow {
    /// What each student was seen doing: a second tap with another phase
    /// supersedes this entry.
    pub seen: BTreeMap<(PersonId, MuscleId), (EntryId, Phase)>,
    /// Muscles that "everyone else" practised.
    pub practised: BTreeSet<MuscleId>,
    /// The context that was set last.
    pub context: Option<Context>,
    /// What "Undo" takes back.
    pub undoable: Option<Undoable>,
}

/// What "Undo" takes back: the author's newest tap of the lesson. Words are
/// taken back where they stand, beside what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undoable {
    /// Which entry.
    pub id: EntryId,
    /// The student whom it is about; `None` for "everyone else".
    pub student: Option<PersonId>,
}

impl View {
    /// What `author` has recorded in the class's lesson that is under way at
    /// `now`, on `day`.
    #[must_use]
    pub fn lesson_now(&self, class: ClassId, author: PersonId, day: Day, now: Millis) -> LessonNow {
        let filed = self.of_class_on(class, day);
        let mut lesson = LessonNow::default();
        let mut before = now;
        // From the newest back, until a gap says that another lesson was before.
        let own = |filed: &&Filed| filed.author() == author && is_sign(&filed.act);
        for filed in filed.into_iter().rev().filter(own) {
            let at = filed.received.effective;
            if before.saturating_sub(at) >= LESSON_GAP_MILLIS_MAX {
                break;
            }
            before = at;
            lesson.take(filed);
        }
        lesson
    }

    /// Students of the class whom any adult saw with the muscle in a lesson
    /// that may still be under way at `now`: "everyone else" leaves them out.
    #[must_use]
    pub fn seen_lately(
        &self,
        class: ClassId,
        muscle: &MuscleId,
        day: Day,
        now: Millis,
    ) -> BTreeSet<PersonId> {
        let is_recent =
            |f: &&Filed| now.saturating_sub(f.received.effective) < LESSON_GAP_MILLIS_MAX;
        let seen = |filed: &Filed| match &filed.act {
            Act::Sighting(sighting) if sighting.muscle == *muscle => filed.student(),
            _ => None,
        };
        let today = self.of_class_on(class, day);
        order::gather(today.into_iter().filter(is_recent).filter_map(seen))
    }

    /// The muscle that `author` recorded last in this class, on whatever day.
    #[must_use]
    pub fn last_muscle(&self, class: ClassId, author: PersonId) -> Option<&MuscleId> {
        let newest = self
            .ids_of_class(class)
            .filter_map(|id| self.filed.get(id))
            .filter(|f| f.author() == author && muscle_of(&f.act).is_some())
            .max_by_key(|f| f.order())?;
        muscle_of(&newest.act)
    }

    /// The last day before `day` on which anyone saw one of these muscles in
    /// a student.
    #[must_use]
    pub fn last_seen_before(
        &self,
        student: PersonId,
        is_muscle: impl Fn(&MuscleId) -> bool,
        day: Day,
    ) -> Option<Day> {
        let seen = |filed: &Filed| match &filed.act {
            Act::Sighting(s) if filed.day() < day && is_muscle(&s.muscle) => Some(filed.day()),
            _ => None,
        };
        let mut last = None;
        for filed in self.by_student.get(&student)?.iter().filter_map(|id| self.filed.get(id)) {
            // Whether an entry counts is dearer to say than whether it is newer.
            if let Some(day) = seen(filed)
                && last < Some(day)
                && self.counts(filed.envelope.id)
            {
                last = Some(day);
            }
        }
        last
    }
}

impl LessonNow {
    /// Takes the next older entry in.
    fn take(&mut self, filed: &Filed) {
        let id = filed.envelope.id;
        self.undoable.get_or_insert_with(|| Undoable { id, student: filed.student() });
        match (&filed.act, filed.student()) {
            (Act::Sighting(sighting), Some(student)) => {
                self.context.get_or_insert_with(|| sighting.context.clone());
                let key = (student, sighting.muscle.clone());
                self.seen.entry(key).or_insert((id, sighting.phase));
            }
            (Act::Practised(practised), _) => {
                self.context.get_or_insert_with(|| practised.context.clone());
                self.practised.insert(practised.muscle.clone());
            }
            _ => {}
        }
    }

    /// Students who were seen with this muscle: "everyone else" leaves them
    /// out.
    pub fn seen_with<'a>(&'a self, muscle: &'a MuscleId) -> impl Iterator<Item = PersonId> + 'a {
        self.seen.keys().filter(move |(_, seen)| seen == muscle).map(|(student, _)| *student)
    }
}

/// What a lesson is derived from: see [`lesson`](crate::summary::lesson).
fn is_sign(act: &Act) -> bool {
    matches!(act, Act::Sighting(_) | Act::Practised(_) | Act::Away(_))
}

fn muscle_of(act: &Act) -> Option<&MuscleId> {
    match act {
        Act::Sighting(sighting) => Some(&sighting.muscle),
        Act::Practised(practised) => Some(&practised.muscle),
        _ => None,
    }
}
