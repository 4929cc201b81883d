//! Staff and their one-time links, for administrators.

use super::served::PageServed;
use domain::rights::Role;

/// See the module.
pub struct StaffLinks {
    /// The page's title.
    pub title: &'static str,
    /// The way there.
    pub link: &'static str,
    /// What it says where the server is needed.
    pub served: PageServed,
    /// Label: part of a name.
    pub search: &'static str,
    /// No name holds that.
    pub nobody: &'static str,
    /// What somebody is.
    pub role: fn(role: Role) -> &'static str,
    /// Staff, and nothing else here.
    pub no_role: &'static str,
    /// Has chosen no password yet.
    pub not_in_yet: &'static str,
    /// Has a password.
    pub by_password: &'static str,
    /// Has a second factor too.
    pub by_both: &'static str,
    /// One's own sign-in is changed elsewhere.
    pub own: &'static str,
    /// Makes a link.
    pub make: &'static str,
    /// The same, as it is read aloud.
    pub make_for: fn(name: &str) -> String,
    /// Sends one.
    pub send: &'static str,
    /// The same, as it is read aloud.
    pub send_to: fn(name: &str) -> String,
    /// It is sent.
    pub sent: fn(name: &str) -> String,
    /// It was not.
    pub not_sent: fn(name: &str) -> String,
    /// Makes a link, and forgets the second factor.
    pub lost_phone: &'static str,
    /// The same, as it is read aloud.
    pub lost_phone_of: fn(name: &str) -> String,
    /// The link: heading.
    pub made_for: fn(name: &str) -> String,
    /// What to do with it.
    pub made_means: &'static str,
    /// The picture, read aloud.
    pub qr: &'static str,
    /// Until when it works.
    pub good_until: fn(moment: &str) -> String,
}

/// British English.
pub const ENGLISH: StaffLinks = StaffLinks {
    title: "Staff",
    link: "Who can sign in, and links for those who cannot",
    served: PageServed {
        asking: "Asking the server…",
        unreachable: "Links are made by the server, and it cannot be reached just now. Nothing is lost: try again when there is a network.",
        cut_off: "No answer came, so the link is not here. Nothing is lost: look again, and make another.",
        not_yours: "Staff sign-ins are looked after by an administrator.",
    },
    search: "Find by name",
    nobody: "Nobody here has a name like that.",
    role: |role| match role {
        Role::Student => "student",
        Role::Teacher => "teacher",
        Role::Assistant => "teaching assistant",
        Role::Supply => "supply",
        Role::Leader => "leader",
        Role::Administrator => "administrator",
    },
    no_role: "staff",
    not_in_yet: "has not signed in yet",
    by_password: "signs in by password",
    by_both: "signs in by password and second factor",
    own: "Change yours in My account",
    make: "Make a link",
    make_for: |name| format!("Make a sign-in link for {name}"),
    send: "Send by e-mail",
    send_to: |name| format!("Send a sign-in link to {name} by e-mail"),
    sent: |name| format!("A link is on its way to {name}, to the address that the school has."),
    not_sent: |name| {
        format!(
            "The e-mail to {name} could not be sent. Try again in a moment, or make a link and hand it over."
        )
    },
    lost_phone: "Lost phone: make a link",
    lost_phone_of: |name| {
        format!("{name} has lost their phone: make a sign-in link and forget their second factor")
    },
    made_for: |name| format!("A link for {name}"),
    made_means: "Send it to them, or let them scan it. Whoever opens it chooses the password, so give it to nobody else. It is shown this once, works once, and ends the link before it.",
    qr: "QR code of the link",
    good_until: |moment| format!("Good until {moment}. The record of access says who made it."),
};
