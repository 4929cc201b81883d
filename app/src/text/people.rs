//! People's data: looking somebody up, and what is erased by itself.

/// See the module.
pub struct People {
    /// Label: whom one looks for.
    pub find: &'static str,
    /// How that is done.
    pub find_hint: &'static str,
    /// While the server says who there is.
    pub asking: &'static str,
    /// No network, or no server.
    pub unreachable: &'static str,
    /// Nobody is called that.
    pub nobody: &'static str,
    /// So many are.
    pub found: fn(n: usize) -> String,
    /// More than are shown.
    pub more: fn(shown: usize, all: usize) -> String,
    /// A student.
    pub student: &'static str,
    /// Somebody who works here.
    pub staff: &'static str,
    /// Who has left, and when.
    pub left: fn(day: &str) -> String,

    /// Heading at home: the record of access, and people's data.
    pub protection: &'static str,
    /// The page on which one looks somebody up: its title, and what leads to it.
    pub title: &'static str,
    /// What leads to it, in a line.
    pub link: &'static str,
    /// What it is for.
    pub intro: &'static str,
    /// Not an administrator.
    pub not_yours: &'static str,

    /// Heading: what goes by itself.
    pub by_itself: &'static str,
    /// While the server is asked.
    pub runs_asking: &'static str,
    /// It did not say.
    pub runs_unknown: &'static str,
    /// So long what is about a student is kept.
    pub keep_students_days: fn(days: u32) -> String,
    /// So long words of visits.
    pub keep_visits_days: fn(days: u32) -> String,
    /// So long the record of access.
    pub keep_record_days: fn(days: u32) -> String,
    /// Where that is set.
    pub keep_how: &'static str,
    /// Heading: what the daily run did.
    pub runs: &'static str,
    /// It has not run yet.
    pub no_runs: &'static str,
    /// Nothing.
    pub ran_nothing: &'static str,
    /// Students forgotten, with how many entries.
    pub ran_leavers: fn(students: usize, entries: usize) -> String,
    /// Entries with words of visits.
    pub ran_words: fn(n: usize) -> String,
    /// Lines of the record.
    pub ran_record: fn(n: usize) -> String,
    /// What had ended.
    pub ran_links: fn(n: usize) -> String,
}

/// British English.
pub const ENGLISH: People = People {
    find: "Name",
    find_hint: "A part of it is enough. Those who have left are found too.",
    asking: "Asking the server for the names…",
    unreachable: "The names are on the server, and it cannot be reached just now. Nothing is lost: try again when there is a network.",
    nobody: "Nobody here is called that.",
    found: |n| match n {
        1 => "1 person.".to_owned(),
        n => format!("{n} people."),
    },
    more: |shown, all| format!("{shown} of {all}. Type more of the name."),
    student: "student",
    staff: "staff",
    left: |day| format!("left {day}"),

    protection: "Data protection",
    title: "People’s data",
    link: "One person’s data: a copy, a correction, a stop, an end",
    intro: "What the law gives to those whom data is about is done here. Look up who asked: a student, or somebody who works or has worked here.",
    not_yours: "Other people’s data is for administrators to look after.",

    by_itself: "What is erased by itself",
    runs_asking: "Asking the server…",
    runs_unknown: "The server did not say what it erased. Nothing is lost: open this page again when there is a network.",
    keep_students_days: |days| {
        format!("Everything about a student: {} after they left", lasting(days))
    },
    keep_visits_days: |days| format!("Words of a visit: {} after it", lasting(days)),
    keep_record_days: |days| format!("The record of access: {}", lasting(days)),
    keep_how: "Whoever runs the server sets this with limber set; limber retention --dry-run says what would go now.",
    runs: "What was erased, night by night",
    no_runs: "Nothing has run yet.",
    ran_nothing: "Nothing was due",
    ran_leavers: |students, entries| {
        let who = counted(students, "student who had left", "students who had left");
        format!("{who}, with {}", counted(entries, "entry", "entries"))
    },
    ran_words: |n| counted(n, "entry with words of a visit", "entries with words of visits"),
    ran_record: |n| counted(n, "line of the record of access", "lines of the record of access"),
    ran_links: |n| counted(n, "session or link that had ended", "sessions or links that had ended"),
};

/// "1 entry", "2 entries".
pub(super) fn counted(n: usize, one: &str, several: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {several}") }
}

/// "a year", "2 years", "400 days".
fn lasting(days: u32) -> String {
    match days {
        1 => "a day".to_owned(),
        365 => "a year".to_owned(),
        _ if days.is_multiple_of(365) => format!("{} years", days / 365),
        _ => format!("{days} days"),
    }
}
