//! What an adult has set for a lesson: the muscle and the context. Kept on the tablet, so that it is still there after a
//! look at one student or a dead battery.

use domain::directory::{ClassCard, Directory};
use domain::entry::Context;
use domain::framework::Framework;
use domain::id::{ClassId, MuscleId};
use domain::summary::lesson::LESSON_GAP_MILLIS_MAX;
use domain::view::LessonNow;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;
use sync::json;

use crate::tablet::Tablet;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The muscle that is looked at.
    pub muscle: MuscleId,
    /// Where and how.
    pub context: Context,
    /// When it was set: contexts last for a lesson.
    pub at: Millis,
}

impl Setup {
    /// What to begin with: the last muscle, and the context of the lesson under way; in a new lesson the class's own
    /// subject. `None` where the framework has no muscles.
    fn begin(
        kept: Option<Self>,
        lesson: &LessonNow,
        last_muscle: Option<&MuscleId>,
        class: &ClassCard,
        framework: &Framework,
        now: Millis,
    ) -> Option<Self> {
        let known = |id: &MuscleId| framework.muscle(id).map(|muscle| muscle.id.clone());
        let muscle = kept
            .as_ref()
            .and_then(|kept| known(&kept.muscle))
            .or_else(|| last_muscle.and_then(known))
            .or_else(|| framework.muscles().first().map(|muscle| muscle.id.clone()))?;
        let context = kept
            .filter(|kept| (0..LESSON_GAP_MILLIS_MAX).contains(&(now - kept.at)))
            .map(|kept| kept.context)
            .or_else(|| lesson.context.clone())
            .unwrap_or_else(|| Context { subject: class.subject.clone(), ..Context::default() });
        Some(Self { muscle, context, at: now })
    }
}

/// The setup of a class's lesson on this tablet.
#[derive(Clone, Copy)]
pub struct KeptSetup {
    kept: RwSignal<String>,
}

impl KeptSetup {
    /// Of this class.
    pub fn of(tablet: Tablet, class: ClassId) -> Self {
        Self { kept: tablet.kept_text(&format!("lesson:{class}")) }
    }

    /// What the lesson under way begins or goes on with; `None` where the framework has no muscles. Not tracked.
    pub fn begin(self, tablet: Tablet, class: &ClassCard, directory: &Directory) -> Option<Setup> {
        untrack(|| {
            let (me, today, now) = (tablet.person(), tablet.today(), tablet.now());
            tablet.view(|view| {
                let lesson = view.lesson_now(class.id, me, today, now);
                let last = view.last_muscle(class.id, me);
                Setup::begin(self.get(), &lesson, last, class, &directory.framework, now)
            })
        })
    }

    /// What the next lesson begins with, once the one for which `setup` was set is over; `None` while it lasts. Not tracked.
    pub fn next_lesson(
        self,
        tablet: Tablet,
        class: &ClassCard,
        directory: &Directory,
        setup: &Setup,
    ) -> Option<Setup> {
        let now = tablet.now();
        if now - setup.at < LESSON_GAP_MILLIS_MAX {
            return None;
        }
        let lesson = untrack(|| {
            let (me, today) = (tablet.person(), tablet.today());
            tablet.view(|view| view.lesson_now(class.id, me, today, now))
        });
        let is_over = lesson == LessonNow::default();
        is_over.then(|| self.begin(tablet, class, directory)).flatten()
    }

    /// What was kept last, if it can still be read.
    fn get(self) -> Option<Setup> {
        self.kept.with_untracked(|json| json::read(json).ok())
    }

    /// Keeps another.
    pub fn set(self, setup: &Setup) {
        if let Ok(json) = serde_json::to_string(setup) {
            self.kept.set(json);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::directory::Learners;
    use domain::entry::Grouping;
    use domain::framework::Preset;
    use sync::entry::Uid;

    use super::*;

    const NOW: Millis = 1_800_000_000_000;

    fn muscle(id: &str) -> MuscleId {
        MuscleId::new(id).unwrap()
    }

    fn class() -> ClassCard {
        ClassCard {
            id: ClassId(Uid([1; 16])),
            name: "7B Science".to_owned(),
            subject: Some("Science".to_owned()),
            years: Vec::new(),
            learners: Learners::Students,
            teacher: None,
            adults: Vec::new(),
            mine: true,
            students: None,
            enough_visits: false,
        }
    }

    fn in_pairs() -> Context {
        Context { grouping: Some(Grouping::Pair), ..Context::default() }
    }

    fn begin(kept: Option<Setup>, lesson: &LessonNow, last: Option<&str>) -> Setup {
        let framework = Preset::Foundation4.framework();
        let last = last.map(muscle);
        Setup::begin(kept, lesson, last.as_ref(), &class(), &framework, NOW).unwrap()
    }

    #[test]
    fn a_first_lesson_begins_with_the_first_muscle_and_the_subject() {
        let setup = begin(None, &LessonNow::default(), None);
        assert_eq!(setup.muscle, muscle("perseverance"));
        assert_eq!(setup.context.subject.as_deref(), Some("Science"));
    }

    #[test]
    fn the_muscle_stays_and_the_context_lasts_for_a_lesson() {
        let kept = |minutes: Millis| {
            Some(Setup {
                muscle: muscle("revising"),
                context: in_pairs(),
                at: NOW - minutes * 60_000,
            })
        };
        let lesson = LessonNow::default();
        assert_eq!(begin(kept(89), &lesson, Some("questioning")).context, in_pairs());
        let later = begin(kept(90), &lesson, Some("questioning"));
        assert_eq!(later.muscle, muscle("revising"));
        assert_eq!(later.context.subject.as_deref(), Some("Science"));
        assert_eq!(begin(None, &lesson, Some("questioning")).muscle, muscle("questioning"));
    }

    #[test]
    fn a_lesson_under_way_says_what_the_tablet_has_forgotten() {
        let lesson = LessonNow { context: Some(in_pairs()), ..LessonNow::default() };
        assert_eq!(begin(None, &lesson, None).context, in_pairs());
    }

    #[test]
    fn a_muscle_that_is_gone_is_not_offered() {
        let kept = Setup { muscle: muscle("juggling"), context: in_pairs(), at: NOW };
        assert_eq!(begin(Some(kept), &LessonNow::default(), None).muscle, muscle("perseverance"));
    }

    #[test]
    fn what_is_kept_can_be_read_again() {
        let setup = Setup { muscle: muscle("revising"), context: in_pairs(), at: NOW };
        let json = serde_json::to_string(&setup).unwrap();
        assert_eq!(serde_json::from_str::<Setup>(&json).unwrap(), setup);
    }
}
