//! What a class asks for today.

use std::collections::BTreeSet;

use domain::directory::{ClassCard, Directory};
use domain::framework::Habit;
use domain::id::{MuscleId, PersonId};
use domain::plan::{Candidate, FOCUS_STUDENTS, TodaysPlan};
use domain::time::Day;
use domain::view::{ClassDay, View};
use sync::order;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// Students seen today, with whichever muscle.
    pub seen: usize,
    /// Students who are away.
    pub away: usize,
    /// Today's plan for the muscle that this adult looked at last; nothing where there is nobody to see.
    pub plan: Option<Plan>,
    /// Choices whose day to look back has come.
    pub to_look_back: usize,
}

/// Today's plan in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the school calls the muscle.
    pub muscle: String,
    /// Its group: its colour.
    pub habit: Habit,
    /// How many students are in focus.
    pub focus: usize,
    /// How many of them are still to be seen: one tap each.
    pub to_see: usize,
}

impl Due {
    /// What `class` asks of `adult` on `today`.
    pub fn of(
        view: &View,
        class: &ClassCard,
        directory: &Directory,
        adult: PersonId,
        today: Day,
    ) -> Self {
        let day = view.class_day(class.id, today);
        let seen: BTreeSet<_> = order::gather(day.seen.values().flatten().copied());
        Self {
            seen: seen.len(),
            away: day.away.len(),
            plan: plan(view, class, directory, adult, &day, today),
            to_look_back: to_look_back(view, class, directory, today),
        }
    }
}

fn plan(
    view: &View,
    class: &ClassCard,
    directory: &Directory,
    adult: PersonId,
    day: &ClassDay,
    today: Day,
) -> Option<Plan> {
    let framework = &directory.framework;
    let last = view.last_muscle(class.id, adult).and_then(|id| framework.muscle(id));
    let muscle = last.or_else(|| framework.muscles().first())?;
    let is_muscle = |id: &MuscleId| framework.muscle(id).is_some_and(|m| m.id == muscle.id);
    let seen = day.seen.get(&muscle.id);
    let candidate = |student: PersonId| Candidate {
        student,
        last_seen: view.last_seen_before(student, is_muscle, today),
        is_away: day.away.contains_key(&student),
        is_seen: seen.is_some_and(|seen| seen.contains(&student)),
    };
    let students = class.students.iter().flatten().map(|student| candidate(student.id));
    let plan = TodaysPlan::new(&students.collect::<Vec<_>>(), today, FOCUS_STUDENTS);
    let (focus, to_see) = (plan.focus.len(), plan.to_see);
    (focus > 0).then(|| Plan { muscle: muscle.name.clone(), habit: muscle.group, focus, to_see })
}

/// The choice that counts does so until the student has said how it went.
fn to_look_back(view: &View, class: &ClassCard, directory: &Directory, today: Day) -> usize {
    let is_due = |student: PersonId| {
        let Some(step) = view.next_step(student, &directory.calendar, today) else { return false };
        let choice = &step.choice;
        let is_known = directory.framework.muscle(&choice.muscle).is_some();
        let looked_back = view
            .self_views_of(student)
            .first()
            .is_some_and(|said| said.muscle == choice.muscle && said.day >= choice.look_back);
        is_known && choice.look_back <= today && !looked_back
    };
    class.students.iter().flatten().filter(|student| is_due(student.id)).count()
}

#[cfg(test)]
mod tests {
    use domain::directory::PersonCard;
    use domain::entry::{Away, Choice, Context, Draft, SelfView, Sighting, Strategy, tag};
    use domain::id::Phase;
    use sync::entry::Uid;

    use super::*;
    use crate::pages::walk::testing::{CLASS, Log, TEACHER, TODAY, directory, ten_on};

    const HERE: PersonId = PersonId(Uid([31; 16]));
    const THERE: PersonId = PersonId(Uid([32; 16]));

    fn class_of_two() -> (ClassCard, Directory) {
        let directory = directory();
        let mut class = directory.class(CLASS).unwrap().clone();
        let student = |id| PersonCard { id, name: "A".to_owned() };
        class.students = Some(vec![student(HERE), student(THERE)]);
        (class, directory)
    }

    fn about(student: PersonId, draft: Draft) -> Draft {
        draft.in_class(CLASS).link(tag::STUDENT, student.0)
    }

    fn perseverance() -> MuscleId {
        MuscleId::new("perseverance").unwrap()
    }

    fn sighting() -> Draft {
        Draft::new(&Sighting {
            muscle: perseverance(),
            phase: Phase::ALL[2],
            framework: 1,
            context: Context::default(),
            support: None,
            strand: None,
        })
    }

    fn chosen(look_back: Day) -> Draft {
        Draft::new(&Choice {
            muscle: perseverance(),
            strategy: Strategy::Own("try twice".to_owned()),
            look_back,
            framework: 1,
            chosen_with: false,
        })
    }

    fn said() -> Draft {
        let muscle = perseverance();
        Draft::new(&SelfView { muscle, phase: Phase::ALL[3], words: None, framework: 1 })
    }

    fn due(log: &Log) -> Due {
        let (class, directory) = class_of_two();
        Due::of(log.view(), &class, &directory, TEACHER, TODAY)
    }

    #[test]
    fn a_new_day_asks_for_everyone_in_focus() {
        let due = due(&Log::default());
        let plan = due.plan.unwrap();
        assert_eq!((due.seen, due.away, due.to_look_back), (0, 0, 0));
        assert_eq!((plan.focus, plan.to_see), (2, 2));
    }

    #[test]
    fn who_was_seen_or_is_away_is_not_asked_for() {
        let mut log = Log::default();
        log.write(TEACHER, ten_on(TODAY), about(HERE, sighting()));
        log.write(TEACHER, ten_on(TODAY), about(THERE, Draft::new(&Away)));
        let due = due(&log);
        let plan = due.plan.unwrap();
        assert_eq!((due.seen, due.away), (1, 1));
        assert_eq!((plan.focus, plan.to_see), (1, 0));
        assert_eq!(plan.habit, Habit::Feeling);
    }

    #[test]
    fn a_choice_is_looked_back_on_once_its_day_has_come() {
        let cases: [(i32, Option<i32>, usize); 4] = [
            (1, None, 0),
            (0, None, 1),
            // What was said before that day is no look back.
            (-1, Some(-2), 1),
            (-1, Some(0), 0),
        ];
        for (look_back, said_on, expected) in cases {
            let mut log = Log::default();
            let chosen = chosen(TODAY.plus(look_back));
            log.write(HERE, ten_on(TODAY.plus(-9)), about(HERE, chosen));
            if let Some(day) = said_on {
                log.write(HERE, ten_on(TODAY.plus(day)), about(HERE, said()));
            }
            assert_eq!(due(&log).to_look_back, expected, "{look_back} {said_on:?}");
        }
    }
}
