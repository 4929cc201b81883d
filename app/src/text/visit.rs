//! A visit: writing it, sharing it, reading it.

use domain::entry::visit::{Mark, Steering, Today, Words};
use domain::framework::{Aspect, Habit};

/// See the module.
pub struct Visit {
    /// No entry of this visit is here.
    pub missing: &'static str,
    /// What to do then.
    pub missing_remedy: &'static str,
    /// The heading of a free text.
    pub words: fn(Words) -> &'static str,
    /// What may stand in an empty one.
    pub words_example: fn(Words) -> &'static str,
    /// Above the row that the walk asks for.
    pub focus_row: &'static str,
    /// Above the grid when no row is announced, and above the whole grid.
    pub grid: &'static str,
    /// Opens the whole grid.
    pub more: &'static str,
    /// Closes it again.
    pub less: &'static str,
    /// A habit, where the framework does not name its group.
    pub habit: fn(Habit) -> &'static str,
    /// A column.
    pub aspect: fn(Aspect) -> &'static str,
    /// What was found in a cell; `None`: nobody looked.
    pub mark: fn(Option<Mark>) -> &'static str,
    /// A cell's accessible name.
    pub cell: fn(habit: &str, aspect: &str, mark: &str) -> String,
    /// A cell's heading where it is read.
    pub cell_of: fn(habit: &str, aspect: &str) -> String,
    /// How to mark cells.
    pub cell_hint: &'static str,
    /// The next tap on a cell says "looked, not noticed".
    pub not_noticed: &'static str,
    /// What that button waits for.
    pub not_noticed_hint: &'static str,
    /// Chips of muscles.
    pub asked: &'static str,
    /// One of them, where it is read.
    pub asked_muscle: fn(muscle: &str) -> String,
    /// Shows the chips of all muscles.
    pub all_muscles: &'static str,
    /// Who is steering.
    pub steering: &'static str,
    /// The answers.
    pub steers: fn(Steering) -> &'static str,
    /// More texts, folded away.
    pub more_words: &'static str,
    /// Follow-up is wanted.
    pub follow_up: &'static str,
    /// Who is teaching: heading.
    pub teaching: &'static str,
    /// The answers: short.
    pub today: fn(Today) -> &'static str,
    /// The same where a shared visit is read: heading.
    pub taught_heading: &'static str,
    /// The answer, as it froze; with the visited adult's name, empty with cover.
    pub taught: fn(Today, name: &str) -> String,
    /// What the answer means; with the usual teacher's name.
    pub today_means: fn(Today, usual: &str) -> String,
    /// Chooses the partner.
    pub partner: &'static str,
    /// Nobody chosen yet.
    pub partner_none: &'static str,
    /// In place of a name that is not in the directory.
    pub someone: &'static str,
    /// In place of a class that is not in the directory: a partner need not be of it. Within a sentence.
    pub some_class: &'static str,
    /// The same where it stands alone.
    pub some_class_title: &'static str,
    /// The class teacher, where the name is not known.
    pub class_teacher: &'static str,

    /// Puts the visit aside and goes on.
    pub park: &'static str,
    /// The same with the room that is likely next.
    pub park_next: fn(class: &str) -> String,
    /// After parking.
    pub parked: fn(class: &str) -> String,
    /// Opens the sheet for sharing; with the first reader's name.
    pub share_with: fn(name: &str) -> String,
    /// The same with cover, or before it is clear who reads it.
    pub share: &'static str,
    /// Sharing, in its sheet.
    pub sharing: Sharing,

    /// Several heads of one field.
    pub heads: Heads,
    /// The visit as it is read.
    pub reading: Reading,
    /// Visits to a class that one may read: heading of a list.
    pub list_class: fn(class: &str) -> String,
    /// There are none.
    pub list_none: &'static str,
    /// A draft of one's own, in a list; with when it was begun.
    pub draft: fn(when: &str) -> String,
}

/// What is said before a visit is shared.
pub struct Sharing {
    /// Nothing to share yet.
    pub empty: &'static str,
    /// Tablets differ on who was teaching.
    pub contested: &'static str,
    /// The partner has to be named.
    pub which_partner: &'static str,
    /// The class has no usual teacher.
    pub no_usual: &'static str,
    /// Who would read it first wrote it.
    pub walker_visited: &'static str,
    /// Who reads it first.
    pub first: fn(name: &str) -> String,
    /// Who reads it when; with the first reader, the class and the day.
    pub then: fn(name: &str, class: &str, day: &str) -> String,
    /// With cover: no first reader; with the day.
    pub cover: fn(day: &str) -> String,
    /// The cap is reached.
    pub enough: fn(name: &str) -> String,
    /// There is no way back, said calmly.
    pub no_way_back: &'static str,
    /// Shares it.
    pub confirm: &'static str,
    /// Not now.
    pub not_yet: &'static str,
    /// It was shared.
    pub done: fn(name: &str) -> String,
    /// It was shared, with cover.
    pub done_cover: &'static str,
}

/// Several heads of one field.
pub struct Heads {
    /// What happened.
    pub what: &'static str,
    /// What to do.
    pub choose: &'static str,
    /// The same beside a text.
    pub choose_text: &'static str,
    /// Who wrote one, and when.
    pub by: fn(name: &str, when: &str) -> String,
    /// Keeps one of them.
    pub keep: &'static str,
    /// Both texts, one under the other, to be edited.
    pub join: &'static str,
    /// A value that is empty: cleared.
    pub cleared: &'static str,
    /// Yes.
    pub yes: &'static str,
    /// No.
    pub no: &'static str,
}

/// A visit as it is read.
pub struct Reading {
    /// Who visited, and when.
    pub by: fn(names: &str, when: &str) -> String,
    /// Where it stands for its walkers: shared; with the first reader and the day of its release.
    pub shared: fn(name: &str, day: &str) -> String,
    /// Shared with cover; with the day.
    pub shared_cover: fn(day: &str) -> String,
    /// Released.
    pub released: fn(class: &str) -> String,
    /// Released, with cover.
    pub released_cover: &'static str,
    /// Nothing was written in a part.
    pub nothing: &'static str,
    /// The visited adult's home: a visit to a class.
    pub shared_with_you: fn(class: &str) -> String,
    /// Who reads it first, and what opening is.
    pub yours_first: &'static str,
    /// Before it is opened: heading.
    pub gate: fn(class: &str) -> String,
    /// Who wrote it.
    pub gate_first: fn(name: &str) -> String,
    /// What opening does; with the class and the day of release.
    pub gate_means: fn(class: &str, day: &str) -> String,
    /// Opens it.
    pub open: &'static str,
    /// Not now.
    pub later: &'static str,
    /// The visited adult's own count this term; with the cap.
    pub count: fn(n: usize, cap: usize) -> String,
    /// Who sees that figure.
    pub count_private: &'static str,
    /// Opens the correction of a field.
    pub correct: &'static str,
    /// The accessible name of that button.
    pub correct_field: fn(field: &str) -> String,
    /// What it should say.
    pub should_say: &'static str,
    /// Puts the correction beside.
    pub put_beside: &'static str,
    /// Puts that box away again.
    pub close: &'static str,
    /// A correction that stands beside; who and when.
    pub correction_by: fn(name: &str, when: &str) -> String,
    /// Replies: heading.
    pub replies: &'static str,
    /// Nobody has replied, as walkers see it.
    pub no_reply: &'static str,
    /// The reply box of the visited adult.
    pub reply_label: &'static str,
    /// The box of walkers, who answer.
    pub answer_label: &'static str,
    /// Sends it.
    pub send: &'static str,
}

/// British English.
pub const ENGLISH: Visit = Visit {
    missing: "This visit is not on this tablet",
    missing_remedy: "It may still be on its way, or it is not yours to read yet.",
    words: |words| match words {
        Words::Noticed => "I noticed and appreciated…",
        Words::Wonder => "I wonder…?",
        Words::Heard => "The words we heard",
        Words::Environment => "The room",
        Words::Said => "What students said about their learning",
    },
    words_example: |words| match words {
        Words::Noticed => "What learners did, and what helped them do it",
        Words::Wonder => "One line, if you like",
        Words::Heard => "A short quotation",
        Words::Environment => "Walls, tables, what is within reach",
        Words::Said => "About learning, never about a teacher",
    },
    focus_row: "Announced focus",
    grid: "What was there",
    more: "More: the whole grid",
    less: "Only the first row",
    habit: |habit| match habit {
        Habit::Feeling => "Feeling",
        Habit::Thinking => "Thinking",
        Habit::Managing => "Managing",
        Habit::Together => "Together",
    },
    aspect: |aspect| match aspect {
        Aspect::Relating => "Relating",
        Aspect::Talking => "Talking",
        Aspect::Constructing => "Constructing",
        Aspect::Celebrating => "Celebrating",
    },
    mark: |mark| match mark {
        None => "not looked",
        Some(Mark::NotNoticed) => "not noticed",
        Some(Mark::Noticed) => "noticed",
        Some(Mark::Widely) => "widely",
        Some(Mark::Clear) => "clear",
    },
    cell: |habit, aspect, mark| format!("{habit}, {aspect}: {mark}"),
    cell_of: |habit, aspect| format!("{habit}, {aspect}"),
    cell_hint: "Tap once for noticed, again for widely, again for clear.",
    not_noticed: "Looked, not noticed",
    not_noticed_hint: "Now tap where you looked and did not notice it.",
    asked: "Asked to use",
    asked_muscle: |muscle| format!("Asked to use {muscle}"),
    all_muscles: "More muscles",
    steering: "Who is steering just now?",
    steers: |steering| match steering {
        Steering::Adult => "Mostly adult",
        Steering::Together => "Together",
        Steering::Learners => "Mostly learners",
    },
    more_words: "The room, and what students said",
    follow_up: "Let’s talk about this one",
    teaching: "Teaching today",
    today: |today| match today {
        Today::Usual => "Usual teacher",
        Today::Partner => "Partner",
        Today::Cover => "Cover",
    },
    taught_heading: "Who was teaching",
    taught: |today, name| match today {
        Today::Usual => format!("{name}, the usual teacher"),
        Today::Partner => format!("{name}, as a partner"),
        Today::Cover => "Cover".to_owned(),
    },
    today_means: |today, usual| match today {
        Today::Usual => format!("{usual} reads it first, and can reply and correct."),
        Today::Partner => "Whoever was there reads it first, and can reply and correct.".to_owned(),
        Today::Cover => {
            "It counts for the school, and for nobody’s record. Nobody reads it first.".to_owned()
        }
    },
    partner: "Who was there?",
    partner_none: "Choose a name",
    someone: "a colleague",
    some_class: "a class you were with",
    some_class_title: "A class you were with",
    class_teacher: "the class teacher",

    park: "Park it · next room",
    park_next: |class| format!("Park it · next room: {class}"),
    parked: |class| format!("{class} is parked. Finish it whenever you like."),
    share_with: |name| format!("Share with {name}"),
    share: "Share",
    sharing: Sharing {
        empty: "There is nothing to share yet: one tap or one line is enough.",
        contested: "Two tablets differ on who was teaching. Both answers are kept. Choose above which one is right, and you can \
                    share it.",
        which_partner: "Choose who was there first, so that it reaches the right person.",
        no_usual: "This class has no usual teacher. Choose who was there, or cover.",
        walker_visited: "A visit needs a first reader who did not write it. Choose who was there, or cover.",
        first: |name| format!("{name} reads it first: all of it."),
        then: |name, class, day| {
            format!(
                "Leaders and the adults of {class} can read it once {name} has opened it, or from {day}."
            )
        },
        cover: |day| {
            format!(
                "With cover there is no first reader. Leaders can read it from {day}. It counts for the school, and for \
                 nobody’s record."
            )
        },
        enough: |name| {
            format!(
                "There have been enough visits to {name} this term. You can still share this one."
            )
        },
        no_way_back: "What is shared stays shared, and stays as it is.",
        confirm: "Share it now",
        not_yet: "Not yet",
        done: |name| format!("Shared with {name}"),
        done_cover: "Shared",
    },

    heads: Heads {
        what: "Written on two tablets at the same time",
        choose: "Both are kept. Which one shall stand?",
        choose_text: "Both are kept. Choose one, or join them and edit.",
        by: |name, when| format!("{name}, {when}"),
        keep: "Keep this one",
        join: "Join both",
        cleared: "cleared",
        yes: "yes",
        no: "no",
    },
    reading: Reading {
        by: |names, when| format!("Visited by {names}, {when}"),
        shared: |name, day| {
            format!("Shared with {name}. Others can read it once it is opened, or from {day}.")
        },
        shared_cover: |day| format!("Shared. Leaders can read it from {day}."),
        released: |class| format!("Leaders and the adults of {class} can read this."),
        released_cover: "Leaders can read this.",
        nothing: "Nothing was written here.",
        shared_with_you: |class| format!("A visit to {class} was shared with you"),
        yours_first: "You read it first. Opening it lets leaders and the class’s adults read it too.",
        gate: |class| format!("A visit to {class}"),
        gate_first: |name| {
            format!("{name} shared this visit with you. You read it before anyone else.")
        },
        gate_means: |class, day| {
            format!(
                "Once you open it, leaders and the adults of {class} can read it too. If you leave it closed, they can \
                 from {day}. You can reply, and put a correction beside anything that is not right."
            )
        },
        open: "Open it now",
        later: "Later",
        count: |n, cap| {
            let visits = if n == 1 { "visit" } else { "visits" };
            let were = if cap == 1 { "was" } else { "were" };
            format!("{n} {visits} this term; at most {cap} {were} agreed")
        },
        count_private: "Only you see this figure.",
        correct: "Correct",
        correct_field: |field| format!("Correct “{field}”"),
        should_say: "What it should say",
        put_beside: "Put it beside",
        close: "Not now",
        correction_by: |name, when| format!("Correction by {name}, {when}"),
        replies: "Replies",
        no_reply: "No reply yet.",
        reply_label: "Your reply",
        answer_label: "Your answer",
        send: "Send",
    },
    list_class: |class| format!("Visits to {class}"),
    list_none: "No visit to this class is yours to read.",
    draft: |when| format!("{when}, not shared"),
};
