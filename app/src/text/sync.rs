//! Sending and receiving, in three states and in one place.

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
