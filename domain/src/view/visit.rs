//! A visit as its readers see it: each field's heads, and how far it has come.

use sync::entry::{EntryId, Millis};
use sync::order;

use super::fields::{FieldHeads, Head};
use super::{Filed, View};
use crate::entry::visit::{Mark, Steering, Today, Words};
use crate::entry::{Act, VisitSet, tag};
use crate::framework::{Aspect, Habit};
use crate::id::{ClassId, MuscleId, PersonId, RecordId};
use crate::time::{Calendar, Day};

/// A shared visit is released at the start of this school day after sharing,
/// if the visited adult has not opened it before (rule 4 of the product).
pub const RELEASE_SCHOOL_DAYS: i32 = 3;

/// How far a visit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its walkers write it.
    Draft,
    /// The visited adult may read it.
    Shared,
    /// Leaders, and the class's adults, may too.
    Released,
}

/// What was said beside a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The entry.
    pub id: EntryId,
    /// Who.
    pub author: PersonId,
    /// When.
    pub at: Millis,
    /// What.
    pub what: Answer,
}

/// A reply or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A reply to the whole visit.
    Reply(String),
    /// A correction of one field, which stands beside the original.
    Correction {
        /// The field, as [`VisitSet::field`] names it.
        field: String,
        /// What it should say.
        text: String,
    },
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitView {
    /// The record.
    pub id: RecordId,
    /// The class that was visited.
    pub class: ClassId,
    /// Who writes it.
    pub walkers: Vec<PersonId>,
    /// The walk that it belongs to.
    pub walk: Option<RecordId>,
    /// When it began.
    pub started: Millis,
    /// On which school day.
    pub day: Day,
    /// The heads of each field that was ever set, those shown first first.
    pub fields: FieldHeads<VisitSet>,
    /// How far it has come.
    pub stage: Stage,
    /// The school day on which it was shared.
    pub shared_on: Option<Day>,
    /// Who was teaching, as frozen at sharing.
    pub shared_as: Option<Today>,
    /// The adult who was visited, once shared with one.
    pub visited: Option<PersonId>,
    /// The visited adult has opened it.
    pub opened: bool,
    /// Replies and corrections, oldest first.
    pub answers: Vec<Answered>,
}

impl View {
    /// The visit `record`, as of `today`; `None` where no entry of it is here.
    #[must_use]
    pub fn visit(&self, record: RecordId, calendar: &Calendar, today: Day) -> Option<VisitView> {
        let mut filed: Vec<_> =
            self.by_record.get(&record)?.iter().filter_map(|id| self.filed.get(id)).collect();
        order::sort_by_key(&mut filed, |f| f.order());
        let first = filed.iter().find(|f| matches!(f.act, Act::VisitSet(_)))?;
        let mut visit = VisitView {
            id: record,
            class: ClassId(first.envelope.class?),
            walkers: first.linked(tag::WALKER).map(PersonId).collect(),
            walk: first.envelope.link(tag::WALK).map(RecordId),
            started: first.received.effective,
            day: first.day(),
            fields: FieldHeads::of(filed.iter().filter_map(|f| match &f.act {
                Act::VisitSet(set) => Some((set.field(), *f, set)),
                _ => None,
            })),
            stage: Stage::Draft,
            shared_on: None,
            shared_as: None,
            visited: None,
            opened: false,
            answers: Vec::new(),
        };
        for event in &filed {
            visit.follow(event, calendar, today);
        }
        Some(visit)
    }

    /// Every visit of which something is here, newest first.
    #[must_use]
    pub fn visits(&self, calendar: &Calendar, today: Day) -> Vec<VisitView> {
        let mut visits: Vec<_> =
            self.by_record.keys().filter_map(|id| self.visit(*id, calendar, today)).collect();
        order::sort_by_key(&mut visits, |v| (std::cmp::Reverse(v.started), v.id));
        visits
    }
}

/// The day on which the clock releases a visit that was shared on `shared`.
#[must_use]
pub fn release_day(calendar: &Calendar, shared: Day) -> Day {
    calendar.nth_school_day_after(shared, RELEASE_SCHOOL_DAYS)
}

impl VisitView {
    fn follow(&mut self, filed: &Filed, calendar: &Calendar, today: Day) {
        match &filed.act {
            Act::Shared(shared) if self.stage == Stage::Draft => {
                self.shared_on = Some(filed.day());
                self.shared_as = Some(shared.today);
                self.visited = filed.envelope.link(tag::VISITED).map(PersonId);
                let released = today >= release_day(calendar, filed.day());
                self.stage = if released { Stage::Released } else { Stage::Shared };
            }
            Act::Opened(_) if Some(filed.author()) == self.visited => {
                self.opened = true;
                self.stage = Stage::Released;
            }
            Act::Reply(reply) => self.answer(filed, Answer::Reply(reply.text.clone())),
            Act::Correction(correction) => {
                let (field, text) = (correction.field.clone(), correction.text.clone());
                self.answer(filed, Answer::Correction { field, text });
            }
            _ => {}
        }
    }

    /// Whether it waits for `reader` to open it. Also where the clock should
    /// have released it by now: a visit that was shared without a connection
    /// reaches the server late, and is released late.
    #[must_use]
    pub fn awaits(&self, reader: PersonId) -> bool {
        self.stage != Stage::Draft && self.visited == Some(reader) && !self.opened
    }

    /// How far it has come, as `reader` can tell. Whoever neither walked nor
    /// was visited can read it only once it is released, and never sees what
    /// released it.
    #[must_use]
    pub fn stage_for(&self, reader: PersonId) -> Stage {
        let takes_part = self.walkers.contains(&reader) || self.visited == Some(reader);
        if takes_part { self.stage } else { Stage::Released }
    }

    fn answer(&mut self, filed: &Filed, what: Answer) {
        let (id, author, at) = (filed.envelope.id, filed.author(), filed.received.effective);
        self.answers.push(Answered { id, author, at, what });
    }

    /// The heads of a field.
    #[must_use]
    pub fn heads(&self, field: &str) -> &[Head<VisitSet>] {
        self.fields.heads(field)
    }

    fn first(&self, field: &str) -> Option<&VisitSet> {
        self.fields.first(field)
    }

    /// What a new value of `field` must supersede.
    #[must_use]
    pub fn superseded_by(&self, field: &str) -> Vec<EntryId> {
        self.fields.superseded_by(field)
    }

    /// The fields in which people who had not seen each other's edits differ.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &[Head<VisitSet>])> {
        self.fields.conflicts()
    }

    /// A free text as it is shown first; empty when there is none.
    #[must_use]
    pub fn words(&self, words: Words) -> &str {
        match self.first(words.name()) {
            Some(VisitSet::Words(_, text)) => text,
            _ => "",
        }
    }

    /// A cell of the grid; `None`: not looked.
    #[must_use]
    pub fn cell(&self, habit: Habit, aspect: Aspect) -> Option<Mark> {
        match self.first(&VisitSet::Cell(habit, aspect, None).field()) {
            Some(VisitSet::Cell(_, _, mark)) => *mark,
            _ => None,
        }
    }

    /// Whether students were asked to use `muscle`.
    #[must_use]
    pub fn asked(&self, muscle: &MuscleId) -> bool {
        let field = VisitSet::Asked(muscle.clone(), true).field();
        matches!(self.first(&field), Some(VisitSet::Asked(_, true)))
    }

    /// Every muscle that students were asked to use.
    #[must_use]
    pub fn asked_muscles(&self) -> Vec<MuscleId> {
        let asked = |heads: &[Head<VisitSet>]| match &heads.first()?.set {
            VisitSet::Asked(muscle, true) => Some(muscle.clone()),
            _ => None,
        };
        self.fields.all().filter_map(asked).collect()
    }

    /// Who is steering.
    #[must_use]
    pub fn steering(&self) -> Option<Steering> {
        match self.first("steering") {
            Some(VisitSet::Steering(steering)) => *steering,
            _ => None,
        }
    }

    /// Who is teaching today: frozen once shared, the usual teacher until
    /// someone says otherwise.
    #[must_use]
    pub fn today(&self) -> Today {
        match (self.shared_as, self.first("today")) {
            (Some(frozen), _) => frozen,
            (None, Some(VisitSet::Today(today))) => *today,
            _ => Today::Usual,
        }
    }

    /// The partner who is teaching today, if one was named.
    #[must_use]
    pub fn partner(&self) -> Option<PersonId> {
        match self.first("partner") {
            Some(VisitSet::Partner(person)) => Some(*person),
            _ => None,
        }
    }

    /// Whether follow-up is wanted.
    #[must_use]
    pub fn follow_up(&self) -> bool {
        matches!(self.first("follow-up"), Some(VisitSet::FollowUp(true)))
    }
}
