//! What every page says.

/// See the module.
pub struct Common {
    /// The name of the app.
    pub limber: &'static str,
    /// Back to the page before: the accessible name of "‹".
    pub back: &'static str,
    /// To the home page.
    pub home: &'static str,
    /// Closes a sheet.
    pub close: &'static str,
    /// Asks the server again.
    pub again: &'static str,
    /// Takes the last thing back.
    pub undo: &'static str,
    /// Beside every free text of an adult; with the safeguarding lead's name.
    pub worried: fn(lead: &str) -> String,
    /// The same where the school has not named anyone.
    pub worried_no_lead: &'static str,
    /// Beside every free text of a child.
    pub worried_child: &'static str,
    /// A page that does not exist.
    pub not_found: &'static str,
    /// What to do then.
    pub not_found_remedy: &'static str,
    /// A part of the app that could not be loaded.
    pub not_loaded: &'static str,
    /// What to do then.
    pub not_loaded_remedy: &'static str,
    /// Above what is wrong with a form.
    pub problem: &'static str,
    /// The app itself failed.
    pub crash_title: &'static str,
    /// What that means for the person's work.
    pub crash_safe: &'static str,
    /// Loads the page anew.
    pub crash_reload: &'static str,
}

/// British English.
pub const ENGLISH: Common = Common {
    limber: "Limber",
    back: "Back",
    home: "Home",
    close: "Close",
    again: "Try again",
    undo: "Undo",
    worried: |lead| format!("Worried about a child? Don’t write it here. Tell {lead} now."),
    worried_no_lead: "Worried about a child? Don’t write it here. Tell your safeguarding lead now.",
    worried_child: "Only write about learning. If something worries you, tell an adult you trust.",
    not_found: "There is nothing here",
    not_found_remedy: "The address may be mistyped, or it belongs to a class that is not yours.",
    not_loaded: "This page has not been loaded yet",
    not_loaded_remedy: "Everything that was recorded is safe. Once there is a network, load the page again.",
    problem: "There is a problem",
    crash_title: "Sorry, something went wrong here",
    crash_safe: "What you recorded is safe on this tablet. Open the page again to go on.",
    crash_reload: "Open it again",
};
