//! Pulses: short anonymous surveys.

use super::served::PageServed;

/// See the module.
pub struct Pulse {
    /// The page's title.
    pub title: &'static str,
    /// What leads to it.
    pub link: &'static str,
    /// What it says where the server is needed.
    pub served: PageServed,
    /// There are none.
    pub none: &'static str,
    /// It has closed meanwhile.
    pub closed: &'static str,

    /// Above the form; with when it closes.
    pub promise: fn(closes: &str) -> String,
    /// The same, for whoever has a link.
    pub link_promise: &'static str,
    /// The five answers, from 1 up.
    pub scale: [&'static str; 5],
    /// That nothing has to be answered.
    pub leave_out: &'static str,
    /// Sends them.
    pub send: &'static str,
    /// While they are sent.
    pub sending: &'static str,
    /// They are counted.
    pub thanks: &'static str,
    /// What becomes of them.
    pub thanks_means: &'static str,
    /// In the place of the form; with when it closes.
    pub answered: fn(closes: &str) -> String,
    /// A link that leads nowhere any more: title.
    pub link_closed: &'static str,
    /// What that means.
    pub link_closed_means: &'static str,

    /// Nobody answered.
    pub nobody: &'static str,
    /// Too few did.
    pub too_few: &'static str,
    /// Below the results.
    pub from_five: &'static str,
    /// What the server's names for people mean.
    pub people: fn(people: &str) -> String,

    /// Heading: leaders ask.
    pub ask: &'static str,
    /// What will happen.
    pub ask_means: &'static str,
    /// Label of the title.
    pub about: &'static str,
    /// Above the statements to choose from.
    pub statements: &'static str,
    /// They are.
    pub suggested: [&'static str; 7],
    /// Labels of own statements.
    pub own: [&'static str; 3],
    /// How they are written.
    pub own_hint: &'static str,
    /// Above the days.
    pub open_for: &'static str,
    /// So many days.
    pub days: fn(n: u16) -> String,
    /// Asks.
    pub ask_now: &'static str,
    /// It is open.
    pub made: &'static str,
    /// No title, or one too long.
    pub title_wrong: fn(chars: usize) -> String,
    /// No statement, too many, or one too long.
    pub items_wrong: fn(items: usize, chars: usize) -> String,
    /// Opens the links.
    pub links: &'static str,
    /// What they are for.
    pub links_mean: &'static str,
    /// The server's names of those who get one.
    pub with_link: [&'static str; 4],
    /// Heading above a link.
    pub link_for: fn(people: &str) -> String,
    /// That it is shown once.
    pub link_once: &'static str,
}

/// British English.
pub const ENGLISH: Pulse = Pulse {
    title: "Pulse",
    link: "A minute, nobody’s name on it",
    served: PageServed {
        asking: "Asking the server…",
        unreachable: "A pulse is answered with a network, so that no tablet keeps your answers. What you filled in stays here: try again when there is one.",
        cut_off: "No answer came. What you filled in stays here: try again, you are counted once.",
        not_yours: "Only staff see it. If somebody gave you a link, open that.",
    },
    none: "Nothing is being asked at the moment.",
    closed: "It has closed meanwhile. Nothing of yours was kept.",

    promise: |closes| {
        format!(
            "Nobody can see what you answer: answers are kept without a name, a time or a device. What everybody said is shown here after {closes}, where at least five people answered."
        )
    },
    link_promise: "Nobody can see who answers what: answers are kept without a name, a time or a device, and are shown only where at least five people answered.",
    scale: ["Not at all", "A little", "In part", "Mostly", "Very much"],
    leave_out: "Leave out what you cannot say.",
    send: "Send my answers",
    sending: "Sending…",
    thanks: "Thank you: your answers are counted.",
    thanks_means: "They cannot be changed or found again, because nothing says which are yours.",
    answered: |closes| {
        format!("You have answered. Everybody’s answers are shown here after {closes}.")
    },
    link_closed: "This link is not open",
    link_closed_means: "The pulse has closed, or there is a newer link. Ask whoever gave it to you.",

    nobody: "Nobody answered.",
    too_few: "Fewer than five answers: not shown, so that nobody can be recognised.",
    from_five: "Shown from five answers up. Groups are never added up.",
    people: |people| {
        match people {
            "staff" => "Staff",
            "students" => "Students",
            "families" => "Families",
            "governors" => "Governors",
            _ => "Other staff",
        }
        .to_owned()
    },

    ask: "Ask the staff",
    ask_means: "Staff find it here and answer in a minute. You see what they said when it has closed, never who said it.",
    about: "What it is about",
    statements: "Statements",
    suggested: [
        "Our vision for learning is clear to me.",
        "I see how others understand it too.",
        "I support it.",
        "I am free to enquire and to try things.",
        "It is safe to take risks here.",
        "Visits here help me learn; they are not judging me.",
        "I remember what our leaders said they would do.",
    ],
    own: ["A statement of your own", "Another one", "And another"],
    own_hint: "As people would say it: “I know whom to ask.”",
    open_for: "Open for",
    days: |n| match n {
        7 => "1 week".to_owned(),
        n => format!("{} weeks", n / 7),
    },
    ask_now: "Open the pulse",
    made: "The pulse is open.",
    title_wrong: |chars| format!("Say what it is about, in {chars} characters at the most"),
    items_wrong: |items, chars| {
        format!("Ask 1 to {items} things, each in {chars} characters at the most")
    },
    links: "Ask people who do not sign in",
    links_mean: "One link for everybody of a group. Nothing says who among them answers; so a link cannot stop anybody from answering twice.",
    with_link: ["students", "families", "governors", "other-staff"],
    link_for: |people| {
        match people {
            "students" => "A link for students",
            "families" => "A link for families",
            "governors" => "A link for governors",
            _ => "A link for other staff",
        }
        .to_owned()
    },
    link_once: "It is shown once. A new link for the same people takes its place.",
};
