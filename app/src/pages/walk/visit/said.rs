//! What a field says, in words.

use domain::entry::VisitSet;
use domain::entry::visit::Words;
use domain::framework::{Aspect, Habit};

use super::board::habit_name;
use super::room::Room;
use crate::text::t;

/// The heading of a field; `None` for a field of a newer program.
#[must_use]
pub fn heading(room: Room, set: &VisitSet) -> Option<String> {
    let visit = &t().visit;
    Some(match set {
        VisitSet::Words(words, _) => (visit.words)(*words).to_owned(),
        VisitSet::Cell(habit, aspect, _) => cell_heading(room, *habit, *aspect),
        VisitSet::Asked(muscle, _) => {
            let name =
                room.directory().and_then(|d| Some(d.framework.muscle(muscle)?.name.clone()))?;
            (visit.asked_muscle)(&name)
        }
        VisitSet::Steering(_) => visit.steering.to_owned(),
        VisitSet::Today(_) => visit.teaching.to_owned(),
        VisitSet::Partner(_) => visit.partner.to_owned(),
        VisitSet::FollowUp(_) => visit.follow_up.to_owned(),
        VisitSet::Started | VisitSet::Other(_) => return None,
    })
}

/// "Feeling, Talking".
#[must_use]
pub fn cell_heading(room: Room, habit: Habit, aspect: Aspect) -> String {
    (t().visit.cell_of)(&habit_name(room, habit), (t().visit.aspect)(aspect))
}

/// The value of a field; empty where it was cleared.
#[must_use]
pub fn value(room: Room, set: &VisitSet) -> String {
    let visit = &t().visit;
    let yes_no = |yes: bool| if yes { visit.heads.yes } else { visit.heads.no };
    match set {
        VisitSet::Words(_, text) => text.clone(),
        VisitSet::Cell(_, _, mark) => {
            mark.map(|_| (visit.mark)(*mark).to_owned()).unwrap_or_default()
        }
        VisitSet::Asked(_, flag) | VisitSet::FollowUp(flag) => yes_no(*flag).to_owned(),
        VisitSet::Steering(steering) => {
            steering.map(|s| (visit.steers)(s).to_owned()).unwrap_or_default()
        }
        VisitSet::Today(today) => (visit.today)(*today).to_owned(),
        VisitSet::Partner(person) => room.name_of(*person),
        VisitSet::Started | VisitSet::Other(_) => String::new(),
    }
}

/// The free texts in the order in which they are read.
pub const TEXTS: [Words; 5] =
    [Words::Noticed, Words::Wonder, Words::Heard, Words::Environment, Words::Said];
