//! A class's sheet of sign-in pictures, and its supply passes.

use super::served::PageServed;

/// See the module.
pub struct Sheet {
    /// What leads to it, from the class.
    pub link: &'static str,
    /// Heading of the ways to all classes' sheets.
    pub pictures: &'static str,
    /// The page's title: which class.
    pub title: fn(class: &str) -> String,
    /// What it says where the server is needed.
    pub served: PageServed,

    /// Heading: who has pictures, and who is to get some.
    pub who: &'static str,
    /// How many have theirs.
    pub have: fn(have: usize, all: usize) -> String,
    /// What will happen: those without pictures get some, the others keep theirs.
    pub will_get: fn(have: usize, missing: usize) -> String,
    /// What to have at hand before.
    pub ready: &'static str,
    /// Makes pictures for those who have none.
    pub make_missing: fn(have: usize, missing: usize) -> String,
    /// While the server makes them.
    pub making: &'static str,

    /// Heading: one at a time.
    pub lost: &'static str,
    /// What happens to the old ones.
    pub lost_hint: &'static str,
    /// Beside a name.
    pub has_pictures: &'static str,
    /// Beside a name.
    pub has_none: &'static str,
    /// In place of those that somebody has.
    pub renew: &'static str,
    /// The same, as it is read aloud, and as a heading.
    pub renew_for: fn(name: &str) -> String,
    /// For one who has none.
    pub make: &'static str,
    /// The same, as it is read aloud.
    pub make_for: fn(name: &str) -> String,
    /// In place of all that the class has.
    pub renew_all: &'static str,
    /// What that means for one.
    pub renew_means: fn(name: &str) -> String,
    /// What it means for all.
    pub renew_all_means: &'static str,
    /// Does it.
    pub renew_now: &'static str,

    /// Heading: the cards.
    pub print_these: &'static str,
    /// That there is no second time.
    pub once: &'static str,
    /// What the square on a card is for.
    pub qr: &'static str,
    /// Prints.
    pub print: &'static str,

    /// Heading: somebody on supply.
    pub supply: &'static str,
    /// What a pass does.
    pub supply_means: &'static str,
    /// Makes one.
    pub supply_make: &'static str,
    /// What a camera finds.
    pub supply_qr: &'static str,
    /// Until when it is good.
    pub supply_until: fn(until: &str) -> String,
}

/// British English.
pub const ENGLISH: Sheet = Sheet {
    link: "Sign-in and supply",
    pictures: "Sign-in pictures",
    title: |class| format!("{class}: sign-in and supply"),
    served: PageServed {
        asking: "Asking the server who has pictures…",
        unreachable: "Sign-in pictures are made on the server, and it cannot be reached just now. Nothing is lost: cards that were handed out stay good, and everything else works without a network.",
        cut_off: "No answer came, so the pictures are not here. Nobody’s work is touched. Try again: if somebody then has pictures that you never saw, make new ones for them.",
        not_yours: "Only the adults of a class see it. Ask the office if you teach or support it.",
    },

    who: "Who has pictures",
    have: |have, all| match have {
        0 => "Nobody in this class has pictures yet. Without them nobody can sign in.".to_owned(),
        have if have == all => "Everyone has their four pictures.".to_owned(),
        1 => format!("1 of {all} has four pictures."),
        have => format!("{have} of {all} have their four pictures."),
    },
    will_get: |have, missing| match (have, missing) {
        (0, _) => "Everyone gets four pictures of their own.".to_owned(),
        (_, 1) => "The one who has none gets four. The others keep theirs.".to_owned(),
        (_, n) => format!("The {n} who have none get four each. The others keep theirs."),
    },
    ready: "They are shown once, on this page, as cards to print and cut out.",
    make_missing: |have, missing| match (have, missing) {
        (0, _) => "Make pictures for everyone".to_owned(),
        (_, 1) => "Make pictures for the one who has none".to_owned(),
        (_, n) => format!("Make pictures for the {n} who have none"),
    },
    making: "Making pictures. This takes a few seconds…",

    lost: "One at a time",
    lost_hint: "A card is lost, or others know the pictures? New pictures take the place of the old ones.",
    has_pictures: "has pictures",
    has_none: "none yet",
    renew: "New pictures",
    renew_for: |name| format!("New pictures for {name}"),
    make: "Make pictures",
    make_for: |name| format!("Make pictures for {name}"),
    renew_all: "New pictures for everyone",
    renew_means: |name| {
        format!(
            "The card that {name} has stops working at once, and {name} is signed out on every tablet. What {name} chose and wrote stays safe."
        )
    },
    renew_all_means: "Every card of this class stops working at once, and everyone is signed out on every tablet. What they chose and wrote stays safe.",
    renew_now: "Make new pictures",

    print_these: "Print these now",
    once: "These cards are shown once: when you leave this page they are gone. A camera signs in by the square alone, so keep them as you would keep keys. If a card is lost, make new pictures for whoever lost it.",
    qr: "Signs in when a camera sees it",
    print: "Print",

    supply: "A supply teacher today",
    supply_means: "A pass for one of the school’s tablets: whoever scans it records in this class until four o’clock, and sees nothing that others recorded.",
    supply_make: "Make a pass",
    supply_qr: "A pass for today: a camera opens it on a tablet of the school",
    supply_until: |until| format!("Good until {until}. It is shown once."),
};
