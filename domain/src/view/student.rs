//! One student: sightings, words, choices.

use sync::entry::{EntryId, Millis};

use super::{Filed, View};
use crate::entry::{Act, Choice};
use crate::id::{ClassId, MuscleId, PersonId, Phase};
use crate::summary::sighted::{AwayAt, PractisedAt, Sighted};
use crate::time::{Calendar, Day};

/// Words about a student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The entry.
    pub id: EntryId,
    /// Who wrote them.
    pub author: PersonId,
    /// The words.
    pub text: String,
    /// The muscle that they are about, if one.
    pub muscle: Option<MuscleId>,
    /// The student sees them too (*noticed*); otherwise only the class's
    /// adults do (*note*).
    pub for_student: bool,
    /// When.
    pub at: Millis,
    /// On which school day.
    pub day: Day,
}

/// What a student has chosen to stretch next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// The entry.
    pub id: EntryId,
    /// The choice.
    pub choice: Choice,
    /// On which school day it was made.
    pub chosen: Day,
}

/// What a student said of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The entry.
    pub id: EntryId,
    /// The muscle.
    pub muscle: MuscleId,
    /// The sentence that fits best, as its phase.
    pub phase: Phase,
    /// How it went.
    pub words: Option<String>,
    /// On which school day.
    pub day: Day,
}

impl View {
    /// Every sighting of a student that counts, from all lessons, oldest
    /// first.
    #[must_use]
    pub fn sightings_of(&self, student: PersonId) -> Vec<Sighted> {
        self.of_student(student).into_iter().filter_map(Filed::sighted).collect()
    }

    /// Words about a student, newest first.
    #[must_use]
    pub fn written_about(&self, student: PersonId) -> Vec<Written> {
        self.of_student(student).into_iter().rev().filter_map(Filed::written).collect()
    }

    /// The student's choices, newest first: the first is the one that counts.
    #[must_use]
    pub fn choices_of(&self, student: PersonId) -> Vec<NextStep> {
        let step = |filed: &Filed| match &filed.act {
            Act::Choice(choice) => Some(NextStep {
                id: filed.envelope.id,
                choice: choice.clone(),
                chosen: filed.day(),
            }),
            _ => None,
        };
        self.of_student(student).into_iter().rev().filter_map(step).collect()
    }

    /// The choice that counts: the newest one, if it was made in the school year
    /// of `today`, or is to be looked back on in it. A plan of last year is
    /// nobody's plan any more.
    #[must_use]
    pub fn next_step(
        &self,
        student: PersonId,
        calendar: &Calendar,
        today: Day,
    ) -> Option<NextStep> {
        let newest = self.choices_of(student).into_iter().next()?;
        let begins = |day| calendar.school_year(day).begins;
        let year = begins(today);
        [newest.chosen, newest.choice.look_back]
            .iter()
            .any(|day| begins(*day) == year)
            .then_some(newest)
    }

    /// What the student said of themselves, newest first.
    #[must_use]
    pub fn self_views_of(&self, student: PersonId) -> Vec<Said> {
        let said = |filed: &Filed| match &filed.act {
            Act::SelfView(own) => Some(Said {
                id: filed.envelope.id,
                muscle: own.muscle.clone(),
                phase: own.phase,
                words: own.words.clone(),
                day: filed.day(),
            }),
            _ => None,
        };
        self.of_student(student).into_iter().rev().filter_map(said).collect()
    }
}

impl Filed {
    /// This entry as the summaries' input, if it is a sighting.
    #[must_use]
    pub fn sighted(&self) -> Option<Sighted> {
        let Act::Sighting(sighting) = &self.act else { return None };
        Some(Sighted {
            id: self.envelope.id,
            student: self.student()?,
            class: ClassId(self.envelope.class?),
            muscle: sighting.muscle.clone(),
            phase: sighting.phase,
            context: sighting.context.clone(),
            author: self.author(),
            at: self.received.effective,
            day: self.day(),
        })
    }

    /// This entry as the summaries' input, if it is a "practised".
    #[must_use]
    pub fn practised_at(&self) -> Option<PractisedAt> {
        let Act::Practised(practised) = &self.act else { return None };
        Some(PractisedAt {
            id: self.envelope.id,
            class: ClassId(self.envelope.class?),
            muscle: practised.muscle.clone(),
            context: practised.context.clone(),
            author: self.author(),
            at: self.received.effective,
            day: self.day(),
        })
    }

    /// This entry as the summaries' input, if it is an "away today".
    #[must_use]
    pub fn away_at(&self) -> Option<AwayAt> {
        matches!(self.act, Act::Away(_)).then_some(())?;
        Some(AwayAt {
            id: self.envelope.id,
            class: ClassId(self.envelope.class?),
            author: self.author(),
            at: self.received.effective,
            day: self.day(),
        })
    }

    fn written(&self) -> Option<Written> {
        let (text, muscle, for_student) = match &self.act {
            Act::Noticed(noticed) => (&noticed.text, noticed.muscle.clone(), true),
            Act::Note(note) => (&note.text, None, false),
            _ => return None,
        };
        Some(Written {
            id: self.envelope.id,
            author: self.author(),
            text: text.clone(),
            muscle,
            for_student,
            at: self.received.effective,
            day: self.day(),
        })
    }
}
