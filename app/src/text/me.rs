//! A student's own page: in words for children, without a number.

/// See the module.
pub struct Me {
    /// The page's title.
    pub hello: fn(name: &str) -> String,
    /// For an adult who opens it.
    pub not_a_student: &'static str,

    /// Above the choice.
    pub choose: &'static str,
    /// The muscles.
    pub muscles: &'static str,
    /// The strategies.
    pub how: &'static str,
    /// A strategy in one's own words.
    pub own_idea: &'static str,
    /// What may stand in the empty box.
    pub own_example: &'static str,
    /// The day to look back.
    pub when: &'static str,
    /// Makes the choice.
    pub thats_my_plan: &'static str,

    /// The plan that stands.
    pub plan: &'static str,
    /// When to look back.
    pub look_back: fn(day: &str) -> String,
    /// Right after choosing.
    pub planned: &'static str,
    /// Takes the choice back.
    pub undo: &'static str,
    /// Chooses anew.
    pub change: &'static str,
    /// Leaves the form as it was.
    pub keep_plan: &'static str,
    /// Said when the choice was taken back.
    pub undone: &'static str,

    /// The day has come.
    pub how_did_it_go: &'static str,
    /// What was planned.
    pub you_planned: fn(muscle: &str, how: &str) -> String,
    /// Above the sentences.
    pub which_fits: &'static str,
    /// The words box.
    pub tell: &'static str,
    /// What may stand in the empty box.
    pub tell_example: &'static str,
    /// Keeps it.
    pub thats_how: &'static str,
    /// After keeping it.
    pub thank_you: &'static str,

    /// What an adult noticed.
    pub noticed_title: &'static str,
    /// Who noticed.
    pub noticed: fn(adult: &str) -> String,
    /// An adult whose name is not here.
    pub an_adult: &'static str,

    /// The cards.
    pub cards: &'static str,
    /// Nobody has looked yet.
    pub not_looked: &'static str,
    /// Seen, not often enough to say more.
    pub starting: &'static str,
    /// Where it was used.
    pub used_in: fn(places: &str) -> String,
    /// The smaller glyph.
    pub then: fn(month: &str) -> String,
    /// What the child said.
    pub you_said: fn(sentence: &str) -> String,
    /// A sentence of a child, in quotation marks.
    pub quote: fn(sentence: &str) -> String,
    /// One muscle at a time: the next.
    pub next_muscle: &'static str,
    /// One muscle at a time: the one before.
    pub muscle_before: &'static str,
}

/// British English.
pub const ENGLISH: Me = Me {
    hello: |name| format!("Hello, {name}"),
    not_a_student: "This page is for students.",

    choose: "What will you stretch next?",
    muscles: "Choose one",
    how: "How?",
    own_idea: "My own idea",
    own_example: "I will…",
    when: "When will you look back?",
    thats_my_plan: "That’s my plan",

    plan: "You are stretching",
    look_back: |day| format!("Look back {day}"),
    planned: "That’s your plan. Enjoy it!",
    undo: "Undo",
    change: "Choose something else",
    keep_plan: "Keep my plan",
    undone: "Undone. Choose again when you like.",

    how_did_it_go: "How did it go?",
    you_planned: |muscle, how| format!("{muscle}: {how}"),
    which_fits: "Which one sounds like you?",
    tell: "Tell us more, if you like",
    tell_example: "What helped? What was hard?",
    thats_how: "That’s how it went",
    thank_you: "Thank you. Your adults can read it.",

    noticed_title: "What adults noticed",
    noticed: |adult| format!("{adult} noticed:"),
    an_adult: "An adult",

    cards: "Your muscles",
    not_looked: "Nobody has looked yet.",
    starting: "Just starting to show.",
    used_in: |places| format!("Used in {places}"),
    then: |month| format!("in {month}"),
    you_said: |sentence| format!("You said: “{sentence}”"),
    quote: |sentence| format!("“{sentence}”"),
    next_muscle: "Next muscle",
    muscle_before: "Muscle before",
};
