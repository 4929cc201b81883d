//! Walks, and the leader's home.

use domain::entry::walk::Purpose;
use domain::roster::YearGroup;

/// See the module.
pub struct Walk {
    /// The list of walks.
    pub title: &'static str,
    /// Above the walk that is on.
    pub now: &'static str,
    /// No walk is on.
    pub none_now: &'static str,
    /// No walk was ever announced.
    pub none: &'static str,
    /// Begins a walk.
    pub new: &'static str,
    /// To the list.
    pub all: &'static str,
    /// The focus, with its words.
    pub focus: fn(focus: &str) -> String,
    /// Why leaders walk.
    pub purpose: fn(Purpose) -> &'static str,
    /// A walk without a name.
    pub unnamed: &'static str,
    /// From the first day to the last.
    pub days: fn(from: &str, until: &str) -> String,
    /// From the first day on.
    pub from: fn(day: &str) -> String,
    /// Until the last day.
    pub until: fn(day: &str) -> String,
    /// Who announced a walk.
    pub announced_by: fn(name: &str) -> String,
    /// Visits of a walk that one may read.
    pub visits: &'static str,
    /// None of them yet.
    pub no_visits: &'static str,
    /// What staff are promised, on every announced walk.
    pub promise: &'static str,

    /// Drafts that wait; whether all of them were begun today.
    pub to_finish: fn(n: usize, are_of_today: bool) -> String,
    /// When a draft was begun.
    pub begun: fn(when: &str) -> String,
    /// The visits of this term that one wrote or that were one's own.
    pub own_visits: &'static str,
    /// To all of them.
    pub all_own_visits: fn(n: usize) -> String,
    /// Somebody else had the last word on one; with when.
    pub answered: fn(when: &str) -> String,
    /// The rooms.
    pub rooms: &'static str,
    /// What a tap on a room does.
    pub rooms_hint: &'static str,
    /// Read aloud before a room's name.
    pub begin: &'static str,
    /// The room that is likely next.
    pub next: &'static str,
    /// Why it is.
    pub next_why: &'static str,
    /// Rooms visited lately.
    pub lately: &'static str,
    /// The cap is reached: warns, without a figure.
    pub enough: &'static str,
    /// The same, of a partner who is not the class's own teacher.
    pub enough_with: fn(name: &str) -> String,
    /// A year of classes; `None` for the rest.
    pub year: fn(Option<YearGroup>) -> String,

    /// The form of a new walk.
    pub form: WalkForm,
}

/// The form in which a walk is announced.
pub struct WalkForm {
    /// Its title for a walk that is there already.
    pub change: &'static str,
    /// The walk's name.
    pub name: &'static str,
    /// An example of one.
    pub name_example: &'static str,
    /// The focus in words.
    pub focus: &'static str,
    /// What a focus is, and is not.
    pub focus_hint: &'static str,
    /// The habit whose row is asked first.
    pub habit: &'static str,
    /// The muscles offered as chips.
    pub muscles: &'static str,
    /// Why.
    pub purpose: &'static str,
    /// First day.
    pub from: &'static str,
    /// Last day.
    pub until: &'static str,
    /// The last day is before the first.
    pub backwards: &'static str,
    /// What staff read beforehand.
    pub announcement: &'static str,
    /// What belongs there.
    pub announcement_hint: &'static str,
    /// Tells staff.
    pub announce: &'static str,
    /// Keeps changes.
    pub save: &'static str,
    /// What is missing before staff can be told.
    pub missing: &'static str,
    /// Staff have been told.
    pub announced: &'static str,
}

/// British English.
pub const ENGLISH: Walk = Walk {
    title: "Learning walks",
    now: "On now",
    none_now: "No walk is on just now. You can still visit a room.",
    none: "No walk has been announced yet.",
    new: "New walk",
    all: "All walks",
    focus: |focus| format!("Focus: {focus}"),
    purpose: |purpose| match purpose {
        Purpose::Presence => "Presence and support",
        Purpose::CheckIn => "A check-in on what we agreed",
    },
    unnamed: "A walk without a name",
    days: |from, until| format!("{from} to {until}"),
    from: |day| format!("From {day}"),
    until: |day| format!("Until {day}"),
    announced_by: |name| format!("Announced by {name}"),
    visits: "Visits",
    no_visits: "No visit of this walk is yours to read yet.",
    promise: "A walk looks at learning, never at a person. You read a visit to your room before anyone else, you can reply \
              and correct, and nothing is graded or compared.",

    to_finish: |n, are_of_today| {
        if are_of_today { format!("{n} to finish today") } else { format!("{n} to finish") }
    },
    begun: |when| format!("begun {when}"),
    own_visits: "Visits this term",
    all_own_visits: |n| format!("All {n} visits"),
    answered: |when| format!("answered {when}"),
    rooms: "Rooms",
    rooms_hint: "One tap begins a visit. It stays with you until you share it.",
    begin: "Begin a visit:",
    next: "Next on your walk",
    next_why: "Where you were at this hour last week",
    lately: "Visited lately",
    enough: "Enough visits here this term",
    enough_with: |name| format!("Enough visits to {name} this term"),
    year: |year| match year.map(YearGroup::number) {
        None => "Other classes".to_owned(),
        Some(-1) => "Nursery".to_owned(),
        Some(0) => "Reception".to_owned(),
        Some(n) => format!("Year {n}"),
    },

    form: WalkForm {
        change: "Change this walk",
        name: "Name",
        name_example: "Autumn walk 2",
        focus: "What will you look for?",
        focus_hint: "A way of learning, never a person or a class: “what students do when they are stuck”.",
        habit: "Which habit comes first?",
        muscles: "Muscles you expect to hear asked for",
        purpose: "Why this walk?",
        from: "First day",
        until: "Last day",
        backwards: "The last day is before the first. Change one of them.",
        announcement: "What staff read beforehand",
        announcement_hint: "What you will look for, and what you will do with it.",
        announce: "Announce to staff",
        save: "Save",
        missing: "Give it a name and a focus, and staff can be told.",
        announced: "Announced to all staff",
    },
};
