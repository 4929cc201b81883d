//! Signing in, and one-time links.

/// See the module.
pub struct SignIn {
    /// The page's title.
    pub title: &'static str,
    /// What the app is for, in a line.
    pub promise: &'static str,
    /// Who signs in: a member of staff …
    pub staff: &'static str,
    /// … or a student.
    pub student: &'static str,
    /// What the choice between the two is called.
    pub who: &'static str,
    /// Label: a member of staff's sign-in name.
    pub name: &'static str,
    /// Label.
    pub password: &'static str,
    /// Shows what is typed.
    pub show_password: &'static str,
    /// Label: the code on the class's sheet.
    pub class_code: &'static str,
    /// Where to find it.
    pub class_code_hint: &'static str,
    /// Label: a student's name.
    pub first_name: &'static str,
    /// How it is written.
    pub first_name_hint: &'static str,
    /// Beside the names of a class: none of them.
    pub name_not_listed: &'static str,
    /// Back to the names of the class.
    pub name_listed: &'static str,
    /// Label: the picture PIN.
    pub pictures: &'static str,
    /// How it works.
    pub pictures_hint: &'static str,
    /// How many are tapped so far, read aloud.
    pub tapped: fn(n: usize) -> String,
    /// Takes the last picture back.
    pub untap: &'static str,
    /// The twelve pictures, in the order of their numbers.
    pub picture_names: [&'static str; 12],
    /// Signs in.
    pub go: &'static str,
    /// While the server is asked.
    pub going: &'static str,
    /// Signs in with an account elsewhere; with what the school calls that.
    pub by_issuer: fn(name: &str) -> String,
    /// Such an account opens nothing here.
    pub unknown_account: &'static str,
    /// Where it belongs nobody answers.
    pub issuer_away: &'static str,
    /// Somebody turned back there, or took too long.
    pub not_finished: &'static str,
    /// Nothing typed.
    pub name_missing: &'static str,
    /// Nothing typed.
    pub password_missing: &'static str,
    /// Nothing typed.
    pub class_code_missing: &'static str,
    /// Nothing typed.
    pub first_name_missing: &'static str,
    /// Fewer than four.
    pub pictures_missing: &'static str,
    /// Name and password do not belong together.
    pub wrong_staff: &'static str,
    /// Class, name and pictures do not belong together.
    pub wrong_student: &'static str,
    /// A card was scanned: title.
    pub card: &'static str,
    /// Its code is none, or not any more.
    pub wrong_card: &'static str,
    /// The page was opened without one.
    pub card_missing: &'static str,
    /// Only a tablet of the school does this.
    pub not_here: &'static str,
    /// Somebody on supply comes in: title.
    pub supply: &'static str,
    /// What they can do.
    pub supply_means: &'static str,
    /// Label: their name.
    pub supply_name: &'static str,
    /// Who reads it.
    pub supply_name_hint: &'static str,
    /// The pass has ended, or is none.
    pub wrong_pass: &'static str,
    /// To the form instead.
    pub without_card: &'static str,
    /// Somebody is signed in already: title.
    pub card_in_use: &'static str,
    /// What to do then.
    pub card_in_use_means: &'static str,
    /// Leaves everything as it is.
    pub carry_on: &'static str,
    /// Too many attempts; with how many seconds to wait.
    pub slow_down: fn(seconds: u32) -> String,
    /// No network, or no server.
    pub unreachable: &'static str,
    /// The server answered with something unexpected.
    pub server_trouble: &'static str,
    /// The browser keeps nothing: cookies are off.
    pub needs_network: &'static str,
    /// While the first copy of everything arrives.
    pub fetching: &'static str,
    /// That takes a while.
    pub fetching_hint: &'static str,
    /// A one-time link: title.
    pub welcome: &'static str,
    /// What to do there.
    pub welcome_hint: &'static str,
    /// Label: a sign-in name of one's own.
    pub choose_name: &'static str,
    /// Label.
    pub choose_password: &'static str,
    /// What makes a good one; with the least length.
    pub password_hint: fn(least: usize) -> String,
    /// Too short; with the least length.
    pub password_short: fn(least: usize) -> String,
    /// One of those that are tried first, or a name that others know.
    pub password_weak: &'static str,
    /// The link is spent or mistyped: title.
    pub link_used: &'static str,
    /// What to do then.
    pub link_used_remedy: &'static str,
    /// Sets the password.
    pub set_password: &'static str,
    /// To the sign-in page.
    pub to_sign_in: &'static str,
}

/// British English.
pub const ENGLISH: SignIn = SignIn {
    title: "Sign in",
    promise: "Notice learning as it happens.",
    staff: "I work here",
    student: "I learn here",
    who: "Who is signing in?",
    name: "Name",
    password: "Password",
    show_password: "Show password",
    class_code: "Class code",
    class_code_hint: "It is on your class’s sheet.",
    first_name: "Your name",
    first_name_hint: "The name your teacher calls you.",
    name_not_listed: "My name is not here",
    name_listed: "Show the names",
    pictures: "Your four pictures",
    pictures_hint: "Tap them in your order.",
    tapped: |n| format!("{n} of 4 tapped"),
    untap: "Take the last one back",
    picture_names: [
        "Sun", "Moon", "Star", "Cloud", "Tree", "Flower", "Fish", "Bird", "Boat", "House", "Apple",
        "Key",
    ],
    go: "Sign in",
    going: "Signing in…",
    by_issuer: |name| format!("Sign in with {name}"),
    unknown_account: "Limber cannot tell who you are here from that account. Use your name and password, or ask your administrator: it has to be the account with the e-mail address that the school has for you.",
    issuer_away: "The service that knows your account cannot be reached. Nothing is lost: try again in a moment, or use your name and password.",
    not_finished: "That sign-in was not finished. Try again, or use your name and password.",
    name_missing: "Enter your name",
    password_missing: "Enter your password",
    class_code_missing: "Enter your class code",
    first_name_missing: "Enter your name",
    pictures_missing: "Tap four pictures",
    wrong_staff: "That name and password do not match. Check both and try again.",
    wrong_student: "That did not match. Check your class code, your name and your pictures. Ask your teacher if you are stuck.",
    card: "Your card",
    wrong_card: "This card is not good any more. Ask your teacher for a new one, or sign in with your pictures.",
    card_missing: "Point a camera at the square on your card.",
    not_here: "This works on the school’s own tablets only. Ask whoever looks after Limber to enrol this one.",
    supply: "Here for today",
    supply_means: "You can record what you notice in this class until the end of the school day. What others recorded is not shown.",
    supply_name: "Your name",
    supply_name_hint: "The class’s own teachers see it beside what you record.",
    wrong_pass: "This pass has ended. Ask a teacher of the class, or the office, for a new one.",
    without_card: "Sign in without a card",
    card_in_use: "Somebody is using this tablet",
    card_in_use_means: "Their work is safe on it. Put it away first, then your card lets you in.",
    carry_on: "That is me: carry on",
    slow_down: |seconds| match seconds {
        ..=90 => format!("Too many tries. Wait {seconds} seconds, then try again."),
        _ => format!("Too many tries. Wait {} minutes, then try again.", seconds.div_ceil(60)),
    },
    unreachable: "The server cannot be reached. The first sign-in on this tablet needs a network: what you typed stays here, try again when there is one.",
    server_trouble: "The server could not answer. Nothing is lost: try again in a moment.",
    needs_network: "The first sign-in needs a network. After that, everything works without one.",
    fetching: "Getting your classes ready",
    fetching_hint: "Only this first time. After that everything is on this tablet.",
    welcome: "Welcome to Limber",
    welcome_hint: "This link works once. Choose a password to start.",
    choose_name: "Choose a sign-in name",
    choose_password: "Choose a password",
    password_hint: |least| {
        format!("At least {least} characters. Three words you can remember are good.")
    },
    password_short: |least| format!("Use at least {least} characters"),
    password_weak: "Choose another password: many people have this one, or it is your name or the school’s",
    link_used: "This link has been used",
    link_used_remedy: "A link works once, for a few days. Ask the person who sent it for a new one, or sign in if you have a password.",
    set_password: "Start",
    to_sign_in: "Go to sign in",
};
