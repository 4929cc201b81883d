//! What a class asks for today.

use std::collections::BTreeSet;

use domain::directory::{ClassCard, Directory};
use domain::framework::Habit;
use domain::id::{MuscleId, PersonId};
use domain::plan::{Candidate, FOCUS_STUDENTS, TodaysPlan};
use domain::time::Day;
use domain::view::{ClassDay, View};

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
        let seen: BTreeSet<_> = day.seen.values().flatten().collect();
        Self {
            seen: seen.len(),
            away: day.away.len(),
            plan: plan(view, class, directory, adult, &day, today),
            to_look_back: to_look_back(view, class, today),
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

/// The newest choice of a student counts, until they have said how it went.
fn to_look_back(view: &View, class: &ClassCard, today: Day) -> usize {
    let is_due = |student: PersonId| {
        let choices = view.choices_of(student);
        let Some(newest) = choices.first() else { return false };
        let looked_back = view.self_views_of(student).first().is_some_and(|said| {
            said.muscle == newest.choice.muscle && said.day >= newest.choice.look_back
        });
        newest.choice.look_back <= today && !looked_back
    };
    class.students.iter().flatten().filter(|student| is_due(student.id)).count()
}
