//! A class in a lesson, and one student.

use domain::directory::Learners;
use domain::entry::{Grouping, LessonPart, Place, Steer, Support};
use domain::id::Phase;

/// See the module.
pub struct Teach {
    /// What those who learn are called, several of them.
    pub learners: fn(Learners) -> &'static str,
    /// What the window is called in which one of them is open: no name.
    pub one_student: &'static str,
    /// A glyph for staff: muscle, label and how many fibres are filled.
    pub glyph: fn(muscle: &str, label: &str, phase: Phase) -> String,
    /// A glyph of a muscle that nobody has looked at, or not often enough: muscle and what is said of it.
    pub glyph_dashed: fn(muscle: &str, label: &str) -> String,
    /// Nobody has looked yet.
    pub not_looked: &'static str,
    /// Seen, not often enough.
    pub starting: &'static str,
    /// An established phase that nothing in the window has replaced.
    pub standing_since: fn(label: &str, school_days: u32) -> String,

    /// No class of this address is this person's.
    pub no_class: &'static str,
    /// What to do then.
    pub no_class_remedy: &'static str,
    /// A class without students.
    pub no_students: &'static str,

    /// The plan: how many are in focus.
    pub in_focus: fn(n: usize, Learners) -> String,
    /// The plan: how many are still to see, one tap each.
    pub to_see: fn(n: usize) -> String,
    /// The plan is done.
    pub all_seen: &'static str,
    /// Uncovers while held.
    pub hold_to_uncover: &'static str,
    /// Uncovered from the keyboard.
    pub cover_again: &'static str,
    /// To the class report.
    pub report: &'static str,
    /// What leads elsewhere: the accessible name of its links.
    pub more: &'static str,
    /// Opens "Our choices".
    pub our_choices: &'static str,

    /// The grid of students.
    pub students_of: fn(class: &str) -> String,
    /// A tile: in today's plan, not seen yet.
    pub focus_today: &'static str,
    /// A tile: seen today.
    pub seen_today: &'static str,
    /// A tile: practised with everyone else.
    pub practised_today: &'static str,
    /// A tile: away.
    pub away: &'static str,
    /// A tile: what the student chose to stretch next.
    pub chose: fn(muscle: &str) -> String,

    /// The chips of muscles.
    pub muscles: &'static str,
    /// The brushes.
    pub brushes: &'static str,
    /// The brush that marks who is away.
    pub away_brush: &'static str,
    /// One entry for everyone who was not rated.
    pub everyone: &'static str,
    /// It has been recorded in this lesson.
    pub everyone_done: &'static str,
    /// Takes back what was recorded of a student.
    pub undo: fn(name: &str) -> String,
    /// Takes back "everyone else".
    pub undo_everyone: &'static str,

    /// Said when something was recorded: a name only.
    pub recorded: fn(name: &str) -> String,
    /// Said when a second tap changed nothing.
    pub already: fn(name: &str) -> String,
    /// Said when someone is marked away.
    pub marked_away: fn(name: &str) -> String,
    /// Said when someone is here after all.
    pub back: fn(name: &str) -> String,
    /// A colleague marked them away: only a sighting shows that they came.
    pub away_by_other: fn(name: &str) -> String,
    /// Said when "everyone else" was recorded.
    pub everyone_recorded: &'static str,
    /// Nobody is left for "everyone else".
    pub nobody_else: &'static str,
    /// Said when something was taken back.
    pub undone: fn(name: &str) -> String,
    /// "Everyone else" was taken back.
    pub everyone_undone: &'static str,
    /// The brush lifted by itself.
    pub brush_lifted: &'static str,

    /// The chip while nothing is set.
    pub set_context: &'static str,
    /// The sheet of the context.
    pub context: &'static str,
    /// Above the sheet's choices.
    pub context_hint: &'static str,
    /// The subject.
    pub subject: &'static str,
    /// Subjects of a class that has every lesson together.
    pub subjects: &'static [&'static str],
    /// The part of the lesson.
    pub part: &'static str,
    /// With whom.
    pub grouping: &'static str,
    /// Who decides.
    pub steer: &'static str,
    /// Indoors or out.
    pub place: &'static str,
    /// The parts of a lesson.
    pub parts: fn(LessonPart) -> &'static str,
    /// With whom, on a chip.
    pub groupings: fn(Grouping) -> &'static str,
    /// Who decides, on a chip.
    pub steers: fn(Steer) -> &'static str,
    /// Indoors or out, on a chip.
    pub places: fn(Place) -> &'static str,
    /// Closes the sheet.
    pub done: &'static str,

    /// One student.
    pub student: StudentText,
    /// Children choose, one after the other.
    pub choices: ChoicesText,
}

/// One student, for adults.
pub struct StudentText {
    /// Nobody of this address is in this class.
    pub missing: &'static str,
    /// What they chose.
    pub next: &'static str,
    /// With whom it was chosen.
    pub chosen_with: &'static str,
    /// When they want to look back.
    pub look_back: fn(day: &str) -> String,
    /// What they said of themselves when they looked back.
    pub said: fn(sentence: &str, muscle: &str) -> String,
    /// Where they are.
    pub muscles: &'static str,
    /// The smaller glyph: then.
    pub then: fn(when: &str) -> String,
    /// Subjects and parts of lessons in which it was seen.
    pub seen_in: fn(places: &str) -> String,
    /// Records something seen just now.
    pub record: &'static str,
    /// Above the phases.
    pub record_hint: fn(context: &str) -> String,
    /// A part of the muscle.
    pub strand: &'static str,
    /// How much help there was.
    pub support: &'static str,
    /// The answers.
    pub supports: fn(Support) -> &'static str,
    /// After recording.
    pub recorded: &'static str,
    /// The words box.
    pub write: &'static str,
    /// Who reads it: the child too.
    pub noticed: &'static str,
    /// Who reads it: adults of the class.
    pub note: &'static str,
    /// Under the box: for whom.
    pub noticed_hint: fn(name: &str) -> String,
    /// Under the box: for whom.
    pub note_hint: &'static str,
    /// What may stand in an empty box.
    pub noticed_example: &'static str,
    /// What may stand in an empty box.
    pub note_example: &'static str,
    /// Keeps the words.
    pub keep: &'static str,
    /// After keeping.
    pub kept: &'static str,
    /// What was seen, by day.
    pub history: &'static str,
    /// Nothing yet.
    pub no_history: &'static str,
    /// A line of the history: muscle and label.
    pub saw: fn(muscle: &str, label: &str) -> String,
    /// Instead of a name: the reader.
    pub you: &'static str,
    /// Instead of a name that is not in the directory.
    pub someone: &'static str,
    /// Takes an own entry back.
    pub take_back: &'static str,
    /// After taking back.
    pub taken_back: &'static str,
    /// After taking words back: where they are now.
    pub words_back: &'static str,
    /// Shows earlier days.
    pub earlier: &'static str,
}

/// "Our choices": one tablet, many children.
pub struct ChoicesText {
    /// The heading.
    pub title: &'static str,
    /// What to do.
    pub hint: &'static str,
    /// A tile: this child has chosen.
    pub chosen: &'static str,
    /// Over the choice page.
    pub hello: fn(name: &str) -> String,
    /// After choosing: hand the tablet on.
    pub thanks: fn(name: &str) -> String,
    /// Back to the names without choosing.
    pub next: &'static str,
}

/// British English.
pub const ENGLISH: Teach = Teach {
    learners: |learners| match learners {
        Learners::Children => "children",
        Learners::Students => "students",
        Learners::Pupils => "pupils",
        Learners::Learners => "learners",
    },
    one_student: "One of the class",
    glyph: |muscle, label, phase| format!("{muscle}: {label}, {} of 5", phase.index()),
    glyph_dashed: |muscle, label| format!("{muscle}: {label}"),
    not_looked: "Not looked yet",
    starting: "Starting to see",
    standing_since: |label, school_days| match school_days {
        1 => format!("{label}, 1 school day ago"),
        n => format!("{label}, {n} school days ago"),
    },

    no_class: "This class is not yours",
    no_class_remedy: "Only the adults of a class see it. Ask the office if you teach or support it.",
    no_students: "Nobody is in this class yet. The office adds people.",

    in_focus: |n, learners| format!("{n} focus {} first ·", (ENGLISH.learners)(learners)),
    to_see: |n| match n {
        1 => "1 still to see · today’s plan: 1 tap".to_owned(),
        n => format!("{n} still to see · today’s plan: {n} taps"),
    },
    all_seen: "Today’s plan is done",
    hold_to_uncover: "Hold to uncover",
    cover_again: "Cover again",
    report: "Class report",
    more: "More",
    our_choices: "Our choices",

    students_of: |class| format!("Everyone in {class}"),
    focus_today: "in today’s plan",
    seen_today: "seen today",
    practised_today: "practised today",
    away: "away",
    chose: |muscle| format!("chose {muscle} next"),

    muscles: "Muscle",
    brushes: "What you see: choose one, then tap names",
    away_brush: "Away",
    everyone: "Everyone else: practised",
    everyone_done: "Everyone else: practised ✓",
    undo: |name| format!("Undo {name}"),
    undo_everyone: "Undo everyone else",

    recorded: |name| format!("{name} recorded"),
    already: |name| format!("{name}: already recorded"),
    marked_away: |name| format!("{name} is away"),
    back: |name| format!("{name} is here"),
    away_by_other: |name| {
        format!(
            "A colleague marked {name} as away. Record what you see to show that {name} is here."
        )
    },
    everyone_recorded: "Everyone else recorded",
    nobody_else: "Nobody else is here: everyone has been seen or is away.",
    undone: |name| format!("{name} undone"),
    everyone_undone: "Everyone else undone",
    brush_lifted: "Brush put down",

    set_context: "Where and how?",
    context: "Where and how",
    context_hint: "Set once for this lesson. Tap again to clear.",
    subject: "Subject",
    subjects: &["Reading", "Writing", "Maths", "Science", "Topic", "Art", "Music", "PE", "Play"],
    part: "Part of the lesson",
    grouping: "With whom",
    steer: "Who decides",
    place: "Where",
    parts: |part| match part {
        LessonPart::Opening => "Getting started",
        LessonPart::Exploring => "Exploring",
        LessonPart::Discussing => "Talking it through",
        LessonPart::Practical => "Practical",
        LessonPart::Practising => "Practising",
        LessonPart::Reviewing => "Looking back",
    },
    groupings: |grouping| match grouping {
        Grouping::Alone => "Alone",
        Grouping::Pair => "In pairs",
        Grouping::Group => "In groups",
        Grouping::Class => "All together",
    },
    steers: |steer| match steer {
        Steer::Led => "Adult-led",
        Steer::Independent => "Independent",
    },
    places: |place| match place {
        Place::Indoors => "Indoors",
        Place::Outdoors => "Outdoors",
    },
    done: "Done",

    student: StudentText {
        missing: "Nobody with this address is in this class",
        next: "Stretching next",
        chosen_with: "chosen together with an adult",
        look_back: |day| format!("looks back on {day}"),
        said: |sentence, muscle| format!("{muscle}, in their own words: “{sentence}”"),
        muscles: "Where they are",
        then: |when| format!("in {when}"),
        seen_in: |places| format!("Seen in {places}"),
        record: "Record what you see",
        record_hint: |context| format!("Counts as seen in: {context}"),
        strand: "Which part? (if you like)",
        support: "How?",
        supports: |support| match support {
            Support::With => "With support",
            Support::Alone => "By themselves",
        },
        recorded: "Recorded",
        write: "Write",
        noticed: "I noticed…",
        note: "Note for adults",
        noticed_hint: |name| format!("{name} and the adults of this class read this."),
        note_hint: "Only the adults of this class read this.",
        noticed_example: "You tried three ways before you asked.",
        note_example: "What helps, what to try next",
        keep: "Keep it",
        kept: "Kept",
        history: "What was seen",
        no_history: "Nothing has been recorded yet.",
        saw: |muscle, label| format!("{muscle}: {label}"),
        you: "you",
        someone: "a colleague",
        take_back: "Take back",
        taken_back: "Taken back",
        words_back: "Taken back. Your words are in the box again",
        earlier: "Show earlier days",
    },
    choices: ChoicesText {
        title: "Our choices",
        hint: "Tap your name, choose, and hand the tablet on.",
        chosen: "has chosen",
        hello: |name| format!("Hello, {name}"),
        thanks: |name| format!("Thank you, {name}. Hand the tablet on."),
        next: "Back to the names",
    },
};
