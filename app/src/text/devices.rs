//! The school's tablets: enrolling one, looking after them.

use super::served::PageServed;

/// See the module.
pub struct Devices {
    /// The page's title, and what leads to it.
    pub title: &'static str,
    /// What leads to it, in a line.
    pub link: &'static str,
    /// What it says where the server is needed.
    pub served: PageServed,

    /// Heading: another one.
    pub enrol: &'static str,
    /// What that is for.
    pub enrol_means: &'static str,
    /// Asks for a code.
    pub make_code: &'static str,
    /// The same while there is one already.
    pub make_another: &'static str,
    /// What to do with it.
    pub use_code: fn(address: &str) -> String,
    /// Until when, and how often it is good.
    pub code_good: fn(until: &str) -> String,
    /// The QR code, for who does not see it.
    pub qr: fn(address: &str) -> String,

    /// Heading: tablets of the school.
    pub shared: &'static str,
    /// There are none.
    pub none_shared: &'static str,
    /// Heading: devices of people's own.
    pub own: fn(n: usize) -> String,
    /// What these are.
    pub own_means: &'static str,
    /// Heading: those that were shut out.
    pub shut_out: fn(n: usize) -> String,
    /// What a tablet without a name is called.
    pub unnamed: &'static str,
    /// What somebody's own device is called.
    pub own_of: fn(name: &str) -> String,
    /// The same of a student, or of nobody whom the school knows.
    pub own_of_somebody: &'static str,

    /// When it was last heard of.
    pub last_contact: fn(when: &str) -> String,
    /// How much is unsent on it, and for how long the oldest of that has been.
    pub unsent: fn(n: u64, age: Option<&str>) -> String,
    /// How many people have a store on it.
    pub people: fn(n: u64) -> String,
    /// It may not be used since.
    pub revoked_at: fn(when: &str) -> String,
    /// Nobody has heard of it for long.
    pub silent: &'static str,

    /// Gives it another name.
    pub rename: &'static str,
    /// The same, as it is read aloud, and as a heading.
    pub rename_what: fn(name: &str) -> String,
    /// Label: the name.
    pub name: &'static str,
    /// What makes a good one.
    pub name_hint: &'static str,
    /// None, or far too long; with the most characters.
    pub name_bad: fn(most: usize) -> String,
    /// Does it.
    pub save: &'static str,
    /// Shuts it out.
    pub revoke: &'static str,
    /// The same, as it is read aloud, and as a heading.
    pub revoke_what: fn(name: &str) -> String,
    /// What that does: to whoever uses it …
    pub revoke_means: &'static str,
    /// … and to what is unsent on it.
    pub revoke_unsent: fn(n: u64) -> String,
    /// Does it.
    pub revoke_now: &'static str,
    /// What was just done.
    pub renamed: fn(name: &str) -> String,
    /// What was just done.
    pub revoked: fn(name: &str) -> String,

    /// The tablet's own page: title.
    pub enrol_this: &'static str,
    /// What happens there.
    pub enrol_this_means: &'static str,
    /// Label: the code.
    pub code: &'static str,
    /// Where to find it.
    pub code_hint: &'static str,
    /// Not eight characters; with how many there are.
    pub code_bad: fn(chars: usize) -> String,
    /// Used, too old, or mistyped.
    pub code_used: &'static str,
    /// Enrols it.
    pub enrol_go: &'static str,
    /// While the server is asked.
    pub enrolling: &'static str,
    /// It is done: title.
    pub enrolled: fn(name: &str) -> String,
    /// What follows.
    pub enrolled_means: &'static str,
    /// No network, or no server.
    pub enrol_unreachable: &'static str,
}

fn unsent(n: u64, age: Option<&str>) -> String {
    let things = match n {
        0 => return "Nothing unsent".to_owned(),
        1 => "1 thing unsent".to_owned(),
        n => format!("{n} things unsent"),
    };
    match age {
        Some(age) if n == 1 => format!("{things}, for {age}"),
        Some(age) => format!("{things}, the oldest for {age}"),
        None => things,
    }
}

/// British English.
pub const ENGLISH: Devices = Devices {
    title: "Tablets",
    link: "The school’s tablets, and how to add one",
    served: PageServed {
        asking: "Asking the server for the school’s tablets…",
        unreachable: "The list of tablets is on the server, and it cannot be reached just now. Nothing is lost: the tablets themselves work without it.",
        cut_off: "No answer came, so it may be done or not. Nothing is lost: look again.",
        not_yours: "The school’s tablets are for administrators to look after.",
    },

    enrol: "Enrol a tablet",
    enrol_means: "A tablet that you enrol is the school’s: several people use it in turn, each with a PIN, and their work on it is sealed. It shows up in this list.",
    make_code: "Make a code",
    make_another: "Make another code",
    use_code: |address| format!("On the tablet, scan this, or open {address} and enter the code."),
    code_good: |until| format!("It works once, until {until}."),
    qr: |address| format!("A QR code that opens {address} with the code filled in"),

    shared: "Shared tablets",
    none_shared: "No tablet is enrolled yet.",
    own: |n| match n {
        1 => "1 device of somebody’s own".to_owned(),
        n => format!("{n} devices of people’s own"),
    },
    own_means: "Browsers in which somebody has signed in, and which nobody has enrolled. If one is lost, shut it out here.",
    shut_out: |n| format!("Shut out: {n}"),
    unnamed: "A tablet without a name",
    own_of: |name| format!("Own device of {name}"),
    own_of_somebody: "Somebody’s own device",

    last_contact: |when| format!("Last contact: {when}"),
    unsent,
    people: |n| match n {
        0 => "Nobody has used it yet".to_owned(),
        1 => "1 person uses it".to_owned(),
        n => format!("{n} people use it"),
    },
    revoked_at: |when| format!("Shut out: {when}"),
    silent: "Not heard of for more than a week. If something is unsent on it, bring it to where there is a network.",

    rename: "Rename",
    rename_what: |name| format!("Rename {name}"),
    name: "The tablet’s name",
    name_hint: "What is written on it, such as “Blue 3”.",
    name_bad: |most| format!("Enter a name of at most {most} characters"),
    save: "Save",
    revoke: "Shut out",
    revoke_what: |name| format!("Shut out {name}?"),
    revoke_means: "Everybody is signed out on it at once. As soon as it hears from the server it forgets all keys, and nobody can open what is on it without signing in again elsewhere. It cannot be undone: to use it again, enrol it anew.",
    revoke_unsent: |n| {
        match n {
        0 => "Nothing is unsent on it, as far as the server knows. What it still sends is taken in all the same.".to_owned(),
        1 => "1 thing is unsent on it. It is not lost: once the tablet has a network, it is sent all the same.".to_owned(),
        n => format!("{n} things are unsent on it. They are not lost: once the tablet has a network, they are sent all the same."),
    }
    },
    revoke_now: "Shut it out",
    renamed: |name| format!("It is called {name} now."),
    revoked: |name| format!("{name} is shut out."),

    enrol_this: "Enrol this tablet",
    enrol_this_means: "It becomes the school’s: several people can use it in turn.",
    code: "Code",
    code_hint: "An administrator makes one on the page “Tablets”. It works once, for ten minutes.",
    code_bad: |chars| format!("Enter the {chars} letters and digits of the code"),
    code_used: "This code has been used, is too old, or was mistyped. Check it, or ask for a new one.",
    enrol_go: "Enrol",
    enrolling: "Enrolling…",
    enrolled: |name| format!("This tablet is {name}"),
    enrolled_means: "Whoever signs in here chooses a PIN, and can then come back with it.",
    enrol_unreachable: "The server cannot be reached. To enrol a tablet there must be a network: what you typed stays here, try again when there is one.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_is_unsent() {
        assert_eq!(unsent(0, Some("2 days")), "Nothing unsent");
        assert_eq!(unsent(1, Some("2 days")), "1 thing unsent, for 2 days");
        assert_eq!(unsent(3, Some("2 days")), "3 things unsent, the oldest for 2 days");
        assert_eq!(unsent(3, None), "3 things unsent");
    }
}
