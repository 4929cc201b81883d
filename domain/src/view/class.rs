//! A class today: who was seen, who is away.

use std::collections::{BTreeMap, BTreeSet};

use sync::entry::EntryId;
use sync::order;

use super::View;
use crate::entry::Act;
use crate::id::{ClassId, MuscleId, PersonId};
use crate::summary::sighted::Recorded;
use crate::time::Day;

/// What the class page shows of one day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassDay {
    /// Students who are away, with the entry that says so. Who is seen later
    /// that day has come.
    pub away: BTreeMap<PersonId, EntryId>,
    /// Students sighted today, per muscle, by whichever adult of the class.
    pub seen: BTreeMap<MuscleId, BTreeSet<PersonId>>,
    /// Muscles practised by "everyone else" today, each with its exceptions.
    pub practised: Vec<(MuscleId, BTreeSet<PersonId>)>,
}

impl View {
    /// The class on `day`.
    #[must_use]
    pub fn class_day(&self, class: ClassId, day: Day) -> ClassDay {
        let mut today = ClassDay::default();
        for filed in self.of_class_on(class, day) {
            match (&filed.act, filed.student()) {
                (Act::Away(_), Some(student)) => {
                    today.away.insert(student, filed.envelope.id);
                }
                (Act::Sighting(sighting), Some(student)) => {
                    today.away.remove(&student); // came later
                    today.seen.entry(sighting.muscle.clone()).or_default().insert(student);
                }
                (Act::Practised(practised), _) => {
                    let except = filed.linked(crate::entry::tag::EXCEPT).map(PersonId);
                    let except = order::gather(except);
                    today.practised.push((practised.muscle.clone(), except));
                }
                _ => {}
            }
        }
        today
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
