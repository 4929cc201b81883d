//! Looking somebody up.

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
    /// More than are shown.
    pub more: fn(shown: usize, all: usize) -> String,
    /// A student.
    pub student: &'static str,
    /// Somebody who works here.
    pub staff: &'static str,
    /// Who has left, and when.
    pub left: fn(day: &str) -> String,
}

/// British English.
pub const ENGLISH: People = People {
    find: "Name",
    find_hint: "A part of it is enough. Those who have left are found too.",
    asking: "Asking the server for the names…",
    unreachable: "The names are on the server, and it cannot be reached just now. Nothing is lost: try again when there is a network.",
    nobody: "Nobody here is called that.",
    more: |shown, all| format!("{shown} of {all}. Type more of the name."),
    student: "student",
    staff: "staff",
    left: |day| format!("left {day}"),
};
