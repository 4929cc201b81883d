//! Sending and receiving, in three states and in one place.

use crate::tablet::unsent::Imported;

/// See the module.
pub struct Sync {
    /// The sheet's title.
    pub title: &'static str,
    /// Where everything is, while nothing is to send and the server has not been heard.
    pub saved: &'static str,
    /// How many entries are on this tablet only.
    pub to_send: fn(n: usize) -> String,
    /// Tablet and server agree, as of a time.
    pub up_to_date: fn(clock: &str) -> String,
    /// The session has ended; with how many are unsent.
    pub sign_in_again: fn(unsent: usize) -> String,
    /// The same, read aloud.
    pub sign_in_to_send: &'static str,
    /// Entries need a decision.
    pub held: fn(n: usize) -> String,
    /// The tablet cannot write.
    pub not_saved: &'static str,
    /// What to do then.
    pub not_saved_remedy: &'static str,
    /// This version is too old.
    pub update: &'static str,
    /// What to do then.
    pub update_means: &'static str,
    /// A new version waits.
    pub new_version: &'static str,
    /// Takes it.
    pub take_it: &'static str,
    /// Heading: on this tablet.
    pub on_tablet: &'static str,
    /// Figure: entries that are on this tablet only; 0 is "nothing waits".
    pub waiting: fn(n: usize) -> String,
    /// Age of the oldest of them.
    pub oldest: fn(age: &str) -> String,
    /// Older than two days: warning.
    pub old: &'static str,
    /// Heading: on the server.
    pub on_server: &'static str,
    /// Figure: entries made here that the server has.
    pub stored: fn(n: usize) -> String,
    /// When tablet and server last agreed.
    pub agreed: fn(moment: &str) -> String,
    /// They never have.
    pub never_agreed: &'static str,
    /// Heading: needs attention.
    pub attention: &'static str,
    /// Nothing does.
    pub no_attention: &'static str,
    /// What held entries are, and who looks at them.
    pub held_means: &'static str,
    /// Offline is normal.
    pub offline: &'static str,
    /// Talks to the server now.
    pub now: &'static str,
    /// Saves what is unsent as a file.
    pub export: &'static str,
    /// What the file is for.
    pub export_hint: &'static str,
    /// Name of that file.
    pub export_name: fn(day: &str) -> String,
    /// Heading: a saved file comes in.
    pub bring_in: &'static str,
    /// Which file, and that it can do no harm.
    pub bring_in_hint: &'static str,
    /// Opens the tablet's own list of files.
    pub choose_file: &'static str,
    /// While the server takes it.
    pub bringing_in: &'static str,
    /// What became of what is in it.
    pub brought_in: fn(done: &Imported) -> String,
    /// It is another sort of file.
    pub other_file: &'static str,
    /// No network.
    pub bring_in_offline: &'static str,
    /// The session has ended.
    pub bring_in_signed_out: &'static str,
    /// The server answered with something unexpected.
    pub bring_in_trouble: &'static str,
    /// Ends the session.
    pub sign_out: &'static str,
    /// Nothing is unsent; also read aloud when it becomes so.
    pub sign_out_sent: &'static str,
    /// Something is: it stays, and is sent when this person is back.
    pub sign_out_unsent: fn(n: usize) -> String,
    /// Something is not even saved.
    pub sign_out_not_saved: &'static str,
    /// What signing out would mean then, after the first tap.
    pub sign_out_anyway_means: &'static str,
    /// Signs out all the same.
    pub sign_out_anyway: &'static str,
    /// Heading: settings of this tablet.
    pub settings: &'static str,
    /// Light or dark.
    pub theme: &'static str,
    /// Its choices.
    pub themes: [&'static str; 3],
    /// How large text is.
    pub text_size: &'static str,
    /// Its choices.
    pub text_sizes: [&'static str; 3],
    /// Which hand taps.
    pub hand: &'static str,
    /// Its choices.
    pub hands: [&'static str; 2],
    /// The app failed at some time; with place and moment, for whoever helps.
    pub crashed: fn(place: &str, moment: &str) -> String,
}

fn things(n: usize) -> String {
    if n == 1 { "1 thing".to_owned() } else { format!("{n} things") }
}

/// "12 were new, 3 were there already, 2 wait for your office."
fn brought_in(done: &Imported) -> String {
    let part = |n: usize, one: &str, several: &str| {
        let words = if n == 1 { one } else { several };
        (n > 0).then(|| format!("{n} {words}"))
    };
    let parts = [
        part(done.stored, "was new", "were new"),
        part(done.duplicate, "was there already", "were there already"),
        part(done.held, "waits for your office", "wait for your office"),
        part(done.gone, "had been erased or discarded", "had been erased or discarded"),
        part(
            done.unreadable,
            "cannot be read, and waits for your office as it is",
            "cannot be read, and wait for your office as they are",
        ),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return "There was nothing in it.".to_owned();
    }
    format!("{}.", parts.join(", "))
}

/// British English.
pub const ENGLISH: Sync = Sync {
    title: "Saved and sent",
    saved: "Saved on this tablet",
    to_send: |n| format!("{n} to send"),
    up_to_date: |clock| format!("Up to date {clock}"),
    sign_in_again: |unsent| match unsent {
        0 => "Sign in again".to_owned(),
        n => format!("Sign in again to send {n}"),
    },
    sign_in_to_send: "Sign in again to send",
    held: |n| match n {
        1 => "1 needs attention".to_owned(),
        n => format!("{n} need attention"),
    },
    not_saved: "Not saved: free some space on this tablet",
    not_saved_remedy: "This tablet cannot write to its storage. Keep this page open: it is tried again every few seconds. Deleting photos or apps makes room.",
    update: "Update to send",
    update_means: "This version is too old for the server. What you record is safe here. Close Limber and open it again with a network: it updates itself.",
    new_version: "A new version is ready.",
    take_it: "Use it now",
    on_tablet: "On this tablet",
    waiting: |n| match n {
        0 => "Everything you recorded has been sent.".to_owned(),
        1 => "1 thing is only here so far.".to_owned(),
        n => format!("{n} things are only here so far."),
    },
    oldest: |age| format!("The oldest has waited {age}."),
    old: "That is long. Take this tablet to a network, or save them as a file.",
    on_server: "On the server",
    stored: |n| match n {
        0 => "What you and others recorded before is there, and here for when there is no network."
            .to_owned(),
        n => {
            format!("{} recorded here {} arrived.", things(n), if n == 1 { "has" } else { "have" })
        }
    },
    agreed: |moment| format!("Last in step: {moment}."),
    never_agreed: "Not in step yet since this tablet was opened.",
    attention: "Needs attention",
    no_attention: "Nothing.",
    held_means: "The server keeps these for an administrator to look at. They stay on this tablet too.",
    offline: "No network just now. That is fine: everything works, and is sent later by itself.",
    now: "Send and fetch now",
    export: "Save what is unsent as a file",
    export_hint: "A second copy, for safety: for whoever looks after Limber at your school.",
    export_name: |day| format!("limber-unsent-{day}.json"),
    bring_in: "Bring in a saved file",
    bring_in_hint: "A file of what was unsent on some tablet, whoever saved it. Nothing can come in twice.",
    choose_file: "Choose the file",
    bringing_in: "Bringing it in…",
    brought_in,
    other_file: "This is not a file of what was unsent. Nothing was changed. The name of such a file begins with limber-unsent.",
    bring_in_offline: "This needs a network, and there is none just now. The file stays good: bring it in again later.",
    bring_in_signed_out: "You are no longer signed in. The file stays good: sign in again, then bring it in.",
    bring_in_trouble: "The server could not take it just now. The file stays good: try again in a moment.",
    sign_out: "Sign out",
    sign_out_sent: "Everything has been sent.",
    sign_out_unsent: |n| {
        let (are, they) = if n == 1 { ("is", "It stays") } else { ("are", "They stay") };
        format!(
            "{} {are} not sent yet. {they} safe on this tablet and will be sent when you sign in here again.",
            things(n)
        )
    },
    sign_out_not_saved: "Some of what you recorded could not be written to this tablet yet. Save it as a file before you sign out.",
    sign_out_anyway_means: "You are still signed in. After signing out, writing goes on only while this page stays open; what the file does not have is lost when it is closed.",
    sign_out_anyway: "Sign out all the same",
    settings: "This tablet",
    theme: "Colours",
    themes: ["As the tablet", "Light", "Dark"],
    text_size: "Text",
    text_sizes: ["Normal", "Large", "Larger"],
    hand: "Tapping hand",
    hands: ["Left", "Right"],
    crashed: |place, moment| format!("Last problem: {place}, {moment}"),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_words() {
        let some = Imported { stored: 12, duplicate: 3, held: 2, ..Imported::default() };
        assert_eq!(brought_in(&some), "12 were new, 3 were there already, 2 wait for your office.");
        let one = Imported { duplicate: 1, ..Imported::default() };
        assert_eq!(brought_in(&one), "1 was there already.");
        assert_eq!(brought_in(&Imported::default()), "There was nothing in it.");
    }
}
