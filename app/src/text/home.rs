//! The home page, by role.

/// See the module.
pub struct Home {
    /// The page's title, with the person's name.
    pub hello: fn(name: &str) -> String,
    /// Heading: classes.
    pub my_classes: &'static str,
    /// A class without anything recorded today.
    pub nobody_yet: &'static str,
    /// How many of a class were seen today.
    pub seen_today: fn(n: usize) -> String,
    /// How many are away.
    pub away_today: fn(n: usize) -> String,
    /// What today's plan still asks for: taps with a muscle; 0 is "done".
    pub plan: fn(muscle: &str, taps: usize) -> String,
    /// Choices whose day to look back has come.
    pub looking_back: fn(n: usize) -> String,
    /// Leads to the class report.
    pub report: &'static str,
    /// Heading: reports.
    pub reports: &'static str,
    /// Leads to the school report.
    pub school_report: &'static str,
    /// Administrators: below the heading of the sheets of sign-in pictures.
    pub sheets_hint: &'static str,
    /// A teacher without classes.
    pub no_classes: &'static str,
    /// What to do then.
    pub no_classes_remedy: &'static str,
    /// Administrators: what there is for them.
    pub administrator: &'static str,
    /// Where it is done now.
    pub administrator_means: &'static str,
    /// Its commands, each with what it does.
    pub commands: [(&'static str, &'static str); 5],
}

/// British English.
pub const ENGLISH: Home = Home {
    hello: |name| format!("Hello, {name}"),
    my_classes: "My classes",
    nobody_yet: "Nobody seen yet today",
    seen_today: |n| format!("{n} seen today"),
    away_today: |n| format!("{n} away"),
    plan: |muscle, taps| match taps {
        0 => format!("{muscle}: today’s plan is done"),
        1 => format!("{muscle}: 1 tap to go"),
        n => format!("{muscle}: {n} taps to go"),
    },
    looking_back: |n| match n {
        1 => "1 choice to look back on".to_owned(),
        n => format!("{n} choices to look back on"),
    },
    report: "Class report",
    reports: "Reports",
    school_report: "School report",
    sheets_hint: "Each class has its own cards, with which its students sign in. Adults of a class can make them too.",
    no_classes: "No classes yet",
    no_classes_remedy: "The office adds you to your classes. They appear here by themselves.",
    administrator: "Looking after Limber",
    administrator_means: "Accounts and the roster are looked after on the server, with the command limber. Its --help says more.",
    commands: [
        (
            "limber import oneroster",
            "Reads people, classes and terms; --dry-run shows first what would change",
        ),
        ("limber invite", "Prints a one-time sign-in link"),
        ("limber grant", "Makes somebody a leader or an administrator"),
        ("limber check", "Recounts the summaries and verifies the log"),
        ("limber serve", "Starts the server"),
    ],
};
