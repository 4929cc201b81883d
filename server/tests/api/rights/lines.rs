//! What is expected: each kind in each state, who writes it, who reads it.

use domain::entry::{
    Choice, Context, Correction, Draft, Note, Noticed, Opened, Practised, Reply, SelfView,
    Strategy, WalkSet, tag,
};
use domain::id::{MuscleId, Phase, RecordId};
use domain::rights::Role;
use sync::entry::Uid;

use super::stage::{Stage, State};
use crate::device::{about, away, random, sighting};
use crate::school::TestSchool;

/// Everybody, and what they are here; anonymous comes beside them.
pub(super) const EVERYONE: [(&str, &[Role]); 13] = [
    ("Amara", &[Role::Student]), // whom it is about; of c1
    ("Ben", &[Role::Student]),   // of the same class
    ("Zoë", &[Role::Student]),   // of another
    ("teacher", &[Role::Teacher]),
    ("assistant", &[Role::Assistant]),
    ("cover", &[Role::Teacher]),         // of the class, today only
    ("music-teacher", &[Role::Teacher]), // of another class of Amara's
    ("other-teacher", &[Role::Teacher]), // of none of hers
    ("supply", &[Role::Supply]),         // of the class, by today's pass
    ("leader", &[Role::Leader]),         // walks the visits
    ("other-leader", &[Role::Leader]),
    ("leading-teacher", &[Role::Leader, Role::Teacher]), // of the class
    ("administrator", &[Role::Administrator]),
];

pub(super) type Who = &'static [&'static str];

pub(super) const NOBODY: Who = &[];
pub(super) const ADULTS: Who = &["teacher", "assistant", "cover", "leading-teacher"];
/// Who is there today records; who comes by a pass reads nothing.
pub(super) const RECORDERS: Who = &["teacher", "assistant", "cover", "leading-teacher", "supply"];
pub(super) const AMARA_AND_RECORDERS: Who =
    &["Amara", "teacher", "assistant", "cover", "leading-teacher", "supply"];
pub(super) const AMARA_AND_ADULTS: Who =
    &["Amara", "teacher", "assistant", "cover", "leading-teacher"];
/// She and the adults of all her classes.
pub(super) const ABOUT_AMARA: Who =
    &["Amara", "teacher", "assistant", "cover", "leading-teacher", "music-teacher"];
pub(super) const STAFF: Who = &[
    "teacher",
    "assistant",
    "cover",
    "music-teacher",
    "other-teacher",
    "leader",
    "other-leader",
    "leading-teacher",
];
pub(super) const LEADERS: Who = &["leader", "other-leader", "leading-teacher"];
pub(super) const WALKER: Who = &["leader"];
pub(super) const VISITED: Who = &["teacher"];
pub(super) const WALKER_AND_VISITED: Who = &["leader", "teacher"];
pub(super) const WALKER_AND_ASSISTANT: Who = &["leader", "assistant"];
pub(super) const WALKER_AND_LEADER: Who = &["leader", "other-leader"];
/// Leaders, and the adults of the class.
pub(super) const RELEASED: Who =
    &["leader", "other-leader", "leading-teacher", "teacher", "assistant", "cover"];

/// One line of the table: a kind, in one state of what it speaks of.
pub(super) struct Line {
    pub(super) kind: &'static str,
    pub(super) what: &'static str,
    pub(super) writes: Who,
    pub(super) reads: Who,
    pub(super) make: fn(&mut Stage, &str) -> Draft,
}

#[rustfmt::skip]
pub(super) const TABLE: [Line; 35] = [
    Line { kind: "sighting", what: "of a student", writes: RECORDERS, reads: ABOUT_AMARA, make: |s, _| sighting(s.school.class, s.amara(), 3) },
    Line { kind: "sighting", what: "that corrects the teacher's", writes: VISITED, reads: ABOUT_AMARA, make: corrected },
    Line { kind: "sighting", what: "of a student of another class", writes: NOBODY, reads: NOBODY, make: |s, _| sighting(s.school.class, s.school.person("Zoë"), 3) },
    Line { kind: "retraction", what: "of the teacher's sighting", writes: VISITED, reads: ABOUT_AMARA, make: |s, _| s.taken_back(sighting(s.school.class, s.amara(), 2), ABOUT_AMARA) },
    Line { kind: "retraction", what: "of the teacher's note", writes: VISITED, reads: ADULTS, make: |s, _| s.taken_back(about(&note(), s.school.class, s.amara()), ADULTS) },
    Line { kind: "retraction", what: "of Amara's choice", writes: &["Amara"], reads: ABOUT_AMARA, make: |s, _| s.taken_back_by("Amara", Draft::new(&choice()).link(tag::STUDENT, s.amara().0), ABOUT_AMARA) },
    Line { kind: "retraction", what: "of the assistant's", writes: &["assistant"], reads: ADULTS, make: |s, _| s.taken_back_by("assistant", away(s.school.class, s.amara()), ADULTS) },
    Line { kind: "retraction", what: "of what supply recorded", writes: &["supply"], reads: ADULTS, make: |s, _| s.taken_back_by("supply", away(s.school.class, s.amara()), ADULTS) },
    Line { kind: "practised", what: "by everyone else", writes: RECORDERS, reads: ADULTS, make: practised },
    Line { kind: "away", what: "today", writes: RECORDERS, reads: ADULTS, make: |s, _| away(s.school.class, s.amara()) },
    Line { kind: "noticed", what: "of a student", writes: RECORDERS, reads: AMARA_AND_ADULTS, make: |s, _| about(&noticed(), s.school.class, s.amara()) },
    Line { kind: "note", what: "of a student", writes: RECORDERS, reads: ADULTS, make: |s, _| about(&note(), s.school.class, s.amara()) },
    Line { kind: "choice", what: "by oneself", writes: &["Amara"], reads: ABOUT_AMARA, make: |s, _| Draft::new(&choice()).link(tag::STUDENT, s.amara().0) },
    Line { kind: "choice", what: "with an adult of the class", writes: AMARA_AND_RECORDERS, reads: ABOUT_AMARA, make: |s, _| about(&choice(), s.school.class, s.amara()) },
    Line { kind: "self-view", what: "by oneself", writes: &["Amara"], reads: ABOUT_AMARA, make: |s, _| Draft::new(&self_view()).link(tag::STUDENT, s.amara().0) },
    Line { kind: "self-view", what: "with an adult of the class", writes: AMARA_AND_RECORDERS, reads: ABOUT_AMARA, make: |s, _| about(&self_view(), s.school.class, s.amara()) },
    Line { kind: "walk", what: "announced", writes: LEADERS, reads: STAFF, make: |_, _| Draft::new(&WalkSet::Title("Autumn".to_owned())).of(fresh()) },
    Line { kind: "visit", what: "begun, with oneself as its walker", writes: LEADERS, reads: NOBODY, make: |s, who| s.set(fresh(), s.devices[who].person) },
    Line { kind: "visit", what: "begun for somebody else", writes: WALKER, reads: WALKER, make: |s, _| s.set(fresh(), s.walker()) },
    Line { kind: "visit", what: "as a draft", writes: WALKER, reads: WALKER, make: |s, _| { let of = s.visit(State::Draft); s.set(of, s.walker()) } },
    Line { kind: "visit", what: "once shared", writes: WALKER, reads: WALKER_AND_VISITED, make: |s, _| { let of = s.visit(State::Shared); s.set(of, s.walker()) } },
    Line { kind: "shared", what: "a draft", writes: WALKER, reads: WALKER_AND_VISITED, make: |s, _| { let of = s.visit(State::Draft); s.sharing(of, "teacher") } },
    Line { kind: "visit", what: "once shared with the assistant", writes: WALKER, reads: WALKER_AND_ASSISTANT, make: |s, _| { let of = s.visit_with(State::Shared, "assistant", WALKER_AND_ASSISTANT); s.set(of, s.walker()) } },
    Line { kind: "shared", what: "a draft, with the assistant", writes: WALKER, reads: WALKER_AND_ASSISTANT, make: |s, _| { let of = s.visit(State::Draft); s.sharing(of, "assistant") } },
    Line { kind: "opened", what: "before it is shared", writes: NOBODY, reads: NOBODY, make: |s, _| Draft::new(&Opened).of(s.visit(State::Draft)) },
    Line { kind: "opened", what: "once shared", writes: VISITED, reads: WALKER_AND_VISITED, make: |s, _| Draft::new(&Opened).of(s.visit(State::SharedAndLeft)) },
    Line { kind: "reply", what: "once released", writes: VISITED, reads: RELEASED, make: |s, _| Draft::new(&reply()).of(s.visit(State::Released)) },
    Line { kind: "reply", what: "after the visited adult", writes: WALKER_AND_VISITED, reads: RELEASED, make: |s, _| Draft::new(&reply()).of(s.visit(State::Replied)) },
    Line { kind: "correction", what: "once shared", writes: VISITED, reads: WALKER_AND_VISITED, make: |s, _| Draft::new(&correction()).of(s.visit(State::Shared)) },
    Line { kind: "opened", what: "by the assistant who was there", writes: &["assistant"], reads: WALKER_AND_ASSISTANT, make: |s, _| Draft::new(&Opened).of(s.visit_with(State::SharedAndLeft, "assistant", WALKER_AND_ASSISTANT)) },
    Line { kind: "reply", what: "by the assistant who was there", writes: &["assistant"], reads: WALKER_AND_ASSISTANT, make: |s, _| Draft::new(&reply()).of(s.visit_with(State::Shared, "assistant", WALKER_AND_ASSISTANT)) },
    Line { kind: "correction", what: "by the assistant who was there", writes: &["assistant"], reads: WALKER_AND_ASSISTANT, make: |s, _| Draft::new(&correction()).of(s.visit_with(State::Shared, "assistant", WALKER_AND_ASSISTANT)) },
    Line { kind: "opened", what: "by the other-leader who was there", writes: &["other-leader"], reads: WALKER_AND_LEADER, make: |s, _| Draft::new(&Opened).of(s.visit_with(State::SharedAndLeft, "other-leader", WALKER_AND_LEADER)) },
    Line { kind: "reply", what: "by the other-leader who was there", writes: &["other-leader"], reads: WALKER_AND_LEADER, make: |s, _| Draft::new(&reply()).of(s.visit_with(State::Shared, "other-leader", WALKER_AND_LEADER)) },
    Line { kind: "correction", what: "by the other-leader who was there", writes: &["other-leader"], reads: WALKER_AND_LEADER, make: |s, _| Draft::new(&correction()).of(s.visit_with(State::Shared, "other-leader", WALKER_AND_LEADER)) },
];

pub(super) fn corrected(stage: &mut Stage, _: &str) -> Draft {
    let draft = sighting(stage.school.class, stage.amara(), 2);
    let id = stage.record("teacher", "what is corrected", draft.clone(), ABOUT_AMARA);
    draft.superseding([id])
}

pub(super) fn practised(stage: &mut Stage, _: &str) -> Draft {
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    Draft::new(&practised).in_class(stage.school.class).link(tag::EXCEPT, stage.amara().0)
}

pub(super) fn fresh() -> RecordId {
    RecordId(Uid::from_u128(random().into()))
}

pub(super) fn muscle() -> MuscleId {
    MuscleId::new("perseverance").unwrap()
}

pub(super) fn note() -> Note {
    Note { text: "Ask about home reading.".to_owned() }
}

pub(super) fn noticed() -> Noticed {
    Noticed { text: "You asked twice.".to_owned(), muscle: None }
}

pub(super) fn reply() -> Reply {
    Reply { text: "Thank you.".to_owned() }
}

pub(super) fn correction() -> Correction {
    Correction { field: "noticed".to_owned(), text: "It was three.".to_owned() }
}

pub(super) fn choice() -> Choice {
    Choice {
        muscle: muscle(),
        strategy: Strategy::Own("Ask first".to_owned()),
        look_back: TestSchool::monday(),
        framework: 1,
        chosen_with: false,
    }
}

pub(super) fn self_view() -> SelfView {
    SelfView { muscle: muscle(), phase: Phase::new(2).unwrap(), words: None, framework: 1 }
}
