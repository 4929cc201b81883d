//! What the server could not store by itself, for those who decide about it.

use super::served::PageServed;
use domain::rights::Reader;

/// See the module.
pub struct Held {
    /// The page's title, and what leads to it.
    pub title: &'static str,
    /// How many wait, on the way there; `None` while nobody has said so.
    pub waiting: fn(n: Option<usize>) -> String,
    /// What it says where the server is needed.
    pub served: PageServed,
    /// What this is.
    pub intro: &'static str,
    /// Nothing is held.
    pub empty: &'static str,

    /// So many of a kind, or of no kind that can be read; within a sentence.
    pub things: fn(kind: Option<&str>, n: usize) -> String,
    /// The same as a heading, and in which class.
    pub heading: fn(things: &str, class: Option<&str>) -> String,
    /// A class that the school does not know (any more).
    pub unknown_class: &'static str,
    /// Who recorded it, and who brought it if that was somebody else.
    pub who: fn(by: Option<&str>, brought_by: Option<&str>) -> String,
    /// A student, without a name.
    pub a_student: &'static str,
    /// Nobody whom the school knows.
    pub somebody: &'static str,
    /// When it was made, as far as that can be read, and when it came.
    pub when: fn(made: Option<&str>, arrived: &str) -> String,
    /// From one moment to another.
    pub span: fn(from: &str, to: &str) -> String,
    /// Why it waits; and what that usually means and what to do. Of what belongs to a lesson, in which class.
    pub why: fn(reason: &str, class: Option<&str>) -> (String, &'static str),
    /// Who sees it once it is kept.
    pub will_see: fn(readers: &str) -> String,
    /// Each of them.
    pub reader: fn(reader: Reader) -> &'static str,
    /// Between them.
    pub and: &'static str,

    /// Stores it.
    pub keep: &'static str,
    /// Stores it in another class.
    pub keep_elsewhere: &'static str,
    /// What that does.
    pub keep_elsewhere_means: &'static str,
    /// Label of the list of classes.
    pub class: &'static str,
    /// Its first line.
    pub choose_class: &'static str,
    /// Does it.
    pub keep_there: &'static str,
    /// Leaves it aside for good.
    pub discard: &'static str,
    /// Asks whether to.
    pub discard_what: fn(things: &str) -> String,
    /// What that does.
    pub discard_means: &'static str,
    /// What was just done, and how many could not be kept.
    pub kept: fn(n: usize, refused: usize) -> String,
    /// What was just done.
    pub discarded: fn(n: usize, refused: usize) -> String,
    /// In a group: so many of it could not be kept.
    pub refused: fn(n: usize) -> String,
}

fn things(kind: Option<&str>, n: usize) -> String {
    let (one, several) = match kind {
        Some("away") => ("an “away” mark", "“away” marks"),
        Some("choice") => ("a student’s choice", "students’ choices"),
        Some("correction") => ("a correction of a visit", "corrections of visits"),
        Some("note") => ("a note", "notes"),
        Some("noticed") => ("something noticed, in words", "things noticed, in words"),
        Some("opened") => ("the opening of a visit", "openings of visits"),
        Some("practised") => ("an “everyone else: practised”", "times “everyone else: practised”"),
        Some("reply") => ("a reply to a visit", "replies to visits"),
        Some("retraction") => ("something taken back", "things taken back"),
        Some("self-view") => ("a student’s own view", "students’ own views"),
        Some("shared") => ("the sharing of a visit", "sharings of visits"),
        Some("sighting") => ("a sighting", "sightings"),
        Some("visit") => ("a part of a visit", "parts of visits"),
        Some("walk") => ("a part of a walk", "parts of walks"),
        Some(_) => ("something of a newer version", "things of a newer version"),
        None => ("something that cannot be read", "things that cannot be read"),
    };
    if n == 1 { one.to_owned() } else { format!("{n} {several}") }
}

fn heading(things: &str, class: Option<&str>) -> String {
    let mut letters = things.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let things: String = first.chain(letters).collect();
    match class {
        Some(class) => format!("{things} · {class}"),
        None => things,
    }
}

fn why(reason: &str, class: Option<&str>) -> (String, &'static str) {
    let (what, means) = match (reason, class) {
        ("not-allowed", Some(class)) => {
            let what = format!(
                "{class}’s list for that day lacks whoever recorded this, or the student it is about."
            );
            let means = "Most often the list is behind, and the next import puts it right by itself: then this goes from here. If it belongs to another class, keep it there.";
            return (what, means);
        }
        ("not-allowed", None) => (
            "Whoever recorded this had no right to it.",
            "Most often a role is missing. Once it is granted, the next import puts this right by itself, and it goes from here.",
        ),
        (reason, _) => why_else(reason),
    };
    (what.to_owned(), means)
}

fn why_else(reason: &str) -> (&'static str, &'static str) {
    match reason {
        "not-author" => (
            "It came in a saved file that somebody else brought in.",
            "Most often a tablet was lent or replaced. If you know where the file came from, keep it: it stays its author’s.",
        ),
        "unknown-target" => (
            "It changes something that has not arrived.",
            "Most often that is still on another tablet, and this goes from here once that tablet has been online. Kept before, a correction stands by itself.",
        ),
        "already-shared" => (
            "The visit had been shared on another tablet already.",
            "What came first stands, so this cannot be kept. Discard it once its author knows.",
        ),
        "restricted" => (
            "It is about a student whose data may not be used at present.",
            "The school has been asked to stop. Once that is lifted, this goes from here by itself; until then it cannot be kept.",
        ),
        "clash" => (
            "Its number was used before, for something else.",
            "Most often a tablet was copied or set back. Both are good: keep it, and it gets a number of its own.",
        ),
        "invalid" => (
            "It makes no sense to the server.",
            "Most often that is a fault of the app, so it cannot be kept. Let whoever looks after Limber see it before you discard it.",
        ),
        "unreadable" | "too-large" => (
            "The server has it as it came, and cannot read it.",
            "Most often a newer app sent it, or a file was changed by hand. Let whoever looks after Limber see it before you discard it.",
        ),
        _ => (
            "The server has a reason that this version of the app does not know.",
            "Close Limber and open it again with a network: it updates itself.",
        ),
    }
}

fn reader(reader: Reader) -> &'static str {
    match reader {
        Reader::Student => "the student it is about",
        Reader::About => "the adults of that student’s classes",
        Reader::Class => "the adults of the class",
        Reader::Staff => "all staff",
        Reader::Author => "its author",
        Reader::Walkers => "those who wrote the visit",
        Reader::Visit => "those who may read the visit",
        Reader::ReadersOfTarget => "those who see what it takes back",
    }
}

/// British English.
pub const ENGLISH: Held = Held {
    title: "Set aside",
    waiting: |n| match n {
        None => "What could not be stored by itself".to_owned(),
        Some(0) => "Nothing waits for a decision".to_owned(),
        Some(1) => "1 thing waits for a decision".to_owned(),
        Some(n) => format!("{n} things wait for a decision"),
    },
    served: PageServed {
        asking: "Asking the server what is set aside…",
        unreachable: "What is set aside is on the server, and it cannot be reached just now. Nothing is lost: it waits there.",
        cut_off: "No answer came, so some of it may be decided and some not. Nothing is lost: look again, and what is still here still waits.",
        not_yours: "What is set aside is for administrators to decide.",
    },
    intro: "The server could not store these by itself. Nothing of them is lost: they wait here, and on the tablets that sent them, until you decide.",
    empty: "Nothing is set aside. Everything that tablets have sent is where it belongs.",

    things,
    heading,
    unknown_class: "a class that is not on the list",
    who: |by, brought_by| match (by, brought_by) {
        (Some(by), None) => format!("Recorded by {by}."),
        (Some(by), Some(other)) => format!("Recorded by {by}, brought in by {other}."),
        (None, other) => format!("Brought in by {}.", other.unwrap_or("somebody")),
    },
    a_student: "a student",
    somebody: "somebody who is not on the list",
    when: |made, arrived| match made {
        Some(made) => format!("Made: {made}. Arrived: {arrived}."),
        None => format!("Arrived: {arrived}."),
    },
    span: |from, to| format!("{from} to {to}"),
    why,
    will_see: |readers| format!("If you keep it, {readers} will see it."),
    reader,
    and: " and ",

    keep: "Keep",
    keep_elsewhere: "Keep in another class",
    keep_elsewhere_means: "It stays its author’s, with its own day and time, and counts for the class that you choose.",
    class: "Class",
    choose_class: "Choose a class",
    keep_there: "Keep it there",
    discard: "Discard",
    discard_what: |things| format!("Discard {things}?"),
    discard_means: "Nobody will see it, and the tablet that sent it lets go of it. That you discarded it, and when, is noted on the server. It cannot be undone here.",
    kept: |n, refused| match (n, refused) {
        (0, 0) => "It was decided already.".to_owned(),
        (0, _) => "The server could not keep it. It is still here, and nothing is lost.".to_owned(),
        (_, 0) => "Kept. Tablets hear of it by themselves.".to_owned(),
        (n, refused) => {
            format!("{n} kept. {refused} could not be: still here, and nothing is lost.")
        }
    },
    discarded: |n, _| match n {
        0 => "It was decided already.".to_owned(),
        _ => "Discarded. The tablet lets go of it by itself.".to_owned(),
    },
    refused: |n| {
        let these = if n == 1 { "This".to_owned() } else { format!("{n} of these") };
        format!(
            "{these} cannot be kept as it is: it contradicts what is stored, or makes no sense by itself. Nothing is lost: it is still set aside, here and on its tablet."
        )
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words() {
        for (kind, rule) in domain::entry::RULES {
            let words = things(Some(kind), 1);
            assert!(!words.contains("newer"), "{kind}: {words}");
            assert!(rule.readers.iter().all(|who| !reader(*who).is_empty()));
        }
        assert_eq!(things(Some("sighting"), 12), "12 sightings");
        assert_eq!(heading(&things(Some("note"), 1), Some("7B")), "A note · 7B");
        assert_eq!(heading(&things(None, 1), None), "Something that cannot be read");
    }

    #[test]
    fn every_reason_has_words() {
        use sync::frame::Reason;

        let ours = [Reason::Unreadable, Reason::TooLarge, Reason::NotAuthor, Reason::Clash];
        let ours = ours.into_iter().chain([Reason::Invalid, Reason::NotAllowed]);
        let ours: Vec<_> = ours.map(|reason| reason.code().to_owned()).collect();
        for reason in ours.iter().map(String::as_str).chain([
            "unknown-target",
            "already-shared",
            "restricted",
        ]) {
            assert!(!why(reason, None).0.contains("does not know"), "{reason}");
        }
        assert!(why("not-allowed", Some("7B")).0.contains("7B"));
    }
}
