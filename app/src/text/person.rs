//! One person's data: what is held, and what the law gives them.

use super::people::counted;
use super::served::PageServed;

/// See the module.
pub struct Person {
    /// The page of one person, as a browser's window is called.
    pub window: &'static str,
    /// Whose name nobody knows any more.
    pub nameless: &'static str,
    /// What it says where the server is needed.
    pub served: PageServed,
    /// Since when they are restricted.
    pub restricted_since: fn(when: &str) -> String,

    /// Heading: what is held.
    pub held: &'static str,
    /// What that is.
    pub held_means: &'static str,
    /// Nothing is.
    pub nothing_held: &'static str,
    /// So many of what lies somewhere.
    pub other: fn(place: &str, n: usize) -> String,

    /// Heading: a copy.
    pub copy: &'static str,
    /// What is in it, and what to do first.
    pub copy_means: &'static str,
    /// Makes one.
    pub copy_now: &'static str,
    /// While it is made.
    pub copying: &'static str,
    /// The file's name.
    pub copy_name: &'static str,
    /// It is made.
    pub copied: &'static str,
    /// It did not come.
    pub copy_failed: &'static str,

    /// Heading: who looked.
    pub looked: &'static str,
    /// What leads there.
    pub looked_link: &'static str,

    /// Heading: something is wrong.
    pub correct: &'static str,
    /// Who puts right what: what it is, and how. Of a student, else of an adult.
    pub corrections: fn(student: bool) -> &'static [(&'static str, &'static str)],

    /// Heading: a stop to the use.
    pub restrict: &'static str,
    /// What it does.
    pub restrict_means: &'static str,
    /// Begins it.
    pub restrict_now: &'static str,
    /// Asks whether to.
    pub restrict_sure: &'static str,
    /// Ends it.
    pub lift_now: &'static str,
    /// What ending it does.
    pub lift_means: &'static str,
    /// It has begun.
    pub restricted: &'static str,
    /// It has ended.
    pub lifted: &'static str,
    /// Adults are not restricted.
    pub restrict_adult: &'static str,

    /// Heading: erasure.
    pub erase: &'static str,
    /// What it means. Of a student, else of an adult.
    pub erase_means: fn(student: bool) -> &'static str,
    /// The command that says what would go.
    pub erase_command: fn(student: bool, id: &str) -> String,
    /// What to do with it.
    pub erase_how: &'static str,
    /// An adult who has not left.
    pub erase_not_left: &'static str,

    /// Heading: how long it is kept.
    pub keep: &'static str,
    /// A student who is here.
    pub keep_student: &'static str,
    /// A student who has left: until when.
    pub keep_until: fn(day: &str) -> String,
    /// An adult.
    pub keep_adult: &'static str,
}

/// British English.
pub const ENGLISH: Person = Person {
    window: "One person’s data",
    nameless: "Somebody who is no longer known",
    served: PageServed {
        asking: "Asking the server what is held…",
        unreachable: "What is held is on the server, and it cannot be reached just now. Nothing is lost: try again when there is a network.",
        cut_off: "No answer came, so it may be done or not. Nothing is lost: look again.",
        not_yours: "There is nobody of this number in the school’s register.",
    },
    restricted_since: |when| format!("Nothing stored about them is used: {when}."),

    held: "What is held",
    held_means: "Counted as a copy would have it. What it says is only in a copy, and that one was made is recorded.",
    nothing_held: "Nothing.",
    other,

    copy: "A copy of everything",
    copy_means: "A file with a page to read and print, and the same for programs. Read it before you hand it over: it names others where they wrote or looked, and that of an adult holds what they recorded about students. That it was made is recorded.",
    copy_now: "Make a copy",
    copying: "Making it…",
    copy_name: "limber-export.zip",
    copied: "The copy is saved on this device. Hand it over, then delete it here.",
    copy_failed: "The copy did not come. Nothing is lost: try again when there is a network.",

    looked: "Who looked",
    looked_link: "What the record of access says of them",

    correct: "If something is wrong",
    corrections: |student| if student { &STUDENT_CORRECTIONS } else { &ADULT_CORRECTIONS },

    restrict: "A stop to the use",
    restrict_means: "What is stored about them stays, and is used nowhere: no report has it, and tablets drop it when they next sync. What is new about them is set aside meanwhile. Their name stays in class lists. A copy can still be made.",
    restrict_now: "Stop the use",
    restrict_sure: "Stop the use of what is stored?",
    lift_now: "Let it be used again",
    lift_means: "Everything is listed again where it was, and what was set aside meanwhile is looked at again.",
    restricted: "The use is stopped. Tablets hear of it when they next sync.",
    lifted: "It is used again. Tablets get it back when they next sync.",
    restrict_adult: "Adults are not stopped by the program: agree with them on what is erased.",

    erase: "Erasing it for good",
    erase_means: |student| {
        if student {
            "All entries about them and by them go: from the server, from tablets when they next sync, and from copies that are put back. It cannot be undone. Whoever runs the server does it there, so that no account can by mistake:"
        } else {
            "What they recorded about children is the children’s record, and stays under a number that nobody can resolve. Their name, address, password and roles go, also from copies that are put back. It cannot be undone. Whoever runs the server does it there, once they have left:"
        }
    },
    erase_command: |student, id| {
        let what = if student { "--about" } else { "--name" };
        format!("limber erase {what} {id}")
    },
    erase_how: "It says first what would go; with --yes it goes.",
    erase_not_left: "They have not left yet, as far as the school’s register says: until an import says so, the command refuses.",

    keep: "How long it is kept",
    keep_student: "All entries about them and by them, and their name, go by themselves some time after they have left; the record of access says when it did.",
    keep_until: |day| format!("They have left. On {day} everything about them goes by itself."),
    keep_adult: "What they recorded is the children’s, and goes with each child’s. Their name stays until it is erased by hand.",
};

const STUDENT_CORRECTIONS: [(&str, &str); 4] = [
    (
        "Name, classes, year",
        "Put it right in the school’s own system. The next import brings it, and tablets have it within a day.",
    ),
    (
        "Sightings, what was noticed, notes",
        "The adult who recorded it takes it back or replaces it on the student’s page. Where they have gone, erase the single entry.",
    ),
    ("Choices and own views", "The student says it anew; the last one counts."),
    ("Sign-in pictures", "An adult of the class makes new ones on the class’s sheet."),
];

const ADULT_CORRECTIONS: [(&str, &str); 3] = [
    (
        "Name, address, classes",
        "Put it right in the school’s own system. The next import brings it, and tablets have it within a day.",
    ),
    (
        "What a visit to them says",
        "They reply, or correct it: what they say stands beside it. The walker can change it until it is shared.",
    ),
    ("Roles", "Whoever runs the server grants them, or takes them back, with limber grant."),
];

fn other(place: &str, n: usize) -> String {
    let (one, several) = match place {
        "person" => return "Their row in the school’s register: names, user name, year".to_owned(),
        "password" => return "A password, as a hash that nobody can read".to_owned(),
        "restriction" => return "A stop to the use of what is stored".to_owned(),
        "enrolment" => ("place in a class", "places in classes"),
        "external_id" => ("number in another system", "numbers in other systems"),
        "granted" => ("role granted here", "roles granted here"),
        "picture_pin" => {
            ("set of sign-in pictures, as a hash", "sets of sign-in pictures, as hashes")
        }
        "session" => ("place where they are signed in", "places where they are signed in"),
        "link" => ("one-time link", "one-time links"),
        "decision" => ("decision about what was set aside", "decisions about what was set aside"),
        "visit" => ("visit", "visits"),
        "bucket_student" => ("day on which something was seen", "days on which something was seen"),
        "device" => ("tablet enrolled by them", "tablets enrolled by them"),
        "device_code" => ("code that enrols a tablet", "codes that enrol a tablet"),
        "device_store" => {
            ("device on which they keep something", "devices on which they keep something")
        }
        "held" => ("thing set aside", "things set aside"),
        "record" => ("line of the record of access", "lines of the record of access"),
        other => return format!("{other}: {n}"),
    };
    counted(n, one, several)
}
