//! A class today: who was seen, who is away, what can be undone.

use std::collections::{BTreeMap, BTreeSet};

use sync::entry::{EntryId, Millis};

use super::View;
use crate::entry::Act;
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::summary::lesson::LESSON_GAP_MILLIS_MAX;
use crate::summary::sighted::Recorded;
use crate::time::Day;

/// What the class page shows of one day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassDay {
    /// Students who are away, with the entry that says so.
    pub away: BTreeMap<PersonId, EntryId>,
    /// Students sighted today, per muscle, by whichever adult of the class.
    pub seen: BTreeMap<MuscleId, BTreeSet<PersonId>>,
    /// Muscles practised by "everyone else" today, each with its exceptions.
    pub practised: Vec<(MuscleId, BTreeSet<PersonId>)>,
}

/// What "Undo" takes back: the author's newest entry of the lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    /// Which entry.
    pub id: EntryId,
    /// The student whom it is about; `None` for "everyone else".
    pub student: Option<PersonId>,
}

impl View {
    /// The class on `day`.
    #[must_use]
    pub fn class_day(&self, class: ClassId, day: Day) -> ClassDay {
        let mut today = ClassDay::default();
        for filed in self.of_class(class).into_iter().filter(|f| f.day() == day) {
            match (&filed.act, filed.student()) {
                (Act::Away(_), Some(student)) => {
                    today.away.insert(student, filed.envelope.id);
                }
                (Act::Sighting(sighting), Some(student)) => {
                    today.seen.entry(sighting.muscle.clone()).or_default().insert(student);
                }
                (Act::Practised(practised), _) => {
                    let except = filed.linked(crate::entry::tag::EXCEPT).map(PersonId).collect();
                    today.practised.push((practised.muscle.clone(), except));
                }
                _ => {}
            }
        }
        today
    }

    /// The author's newest entry in the class's lesson that is under way at
    /// `now`, if it can be taken back.
    #[must_use]
    pub fn undoable(&self, class: ClassId, author: PersonId, now: Millis) -> Option<Undoable> {
        let newest = self.of_class(class).into_iter().rfind(|f| {
            f.author() == author
                && matches!(
                    f.act,
                    Act::Sighting(_)
                        | Act::Practised(_)
                        | Act::Away(_)
                        | Act::Noticed(_)
                        | Act::Note(_)
                )
        })?;
        (now - newest.received.effective < LESSON_GAP_MILLIS_MAX)
            .then(|| Undoable { id: newest.envelope.id, student: newest.student() })
    }

    /// The sighting that `author` made of this student and muscle in the lesson
    /// under way: a second tap supersedes it, as a correction.
    #[must_use]
    pub fn seen_this_lesson(
        &self,
        class: ClassId,
        author: PersonId,
        student: PersonId,
        muscle: &MuscleId,
        now: Millis,
    ) -> Option<(EntryId, Phase)> {
        let newest = self.of_student(student).into_iter().rfind(|f| {
            f.author() == author
                && f.envelope.class == Some(class.0)
                && matches!(&f.act, Act::Sighting(s) if s.muscle == *muscle)
        })?;
        match &newest.act {
            Act::Sighting(s) if now - newest.received.effective < LESSON_GAP_MILLIS_MAX => {
                Some((newest.envelope.id, s.phase))
            }
            _ => None,
        }
    }

    /// Everything that counts of a class, for its summaries.
    #[must_use]
    pub fn recorded_in(&self, class: ClassId) -> Recorded {
        let filed = self.of_class(class);
        Recorded {
            sighted: filed.iter().filter_map(|f| f.sighted()).collect(),
            practised: filed.iter().filter_map(|f| f.practised_at()).collect(),
            away: filed.iter().filter_map(|f| f.away_at()).collect(),
        }
    }
}
