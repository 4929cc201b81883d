//! One's own sign-in: password, second factor, recovery codes.

use super::served::PageServed;

/// See the module.
pub struct Account {
    /// The page's title.
    pub title: &'static str,
    /// The way there.
    pub link: &'static str,
    /// What it says where the server is needed.
    pub served: PageServed,

    /// Heading: another password.
    pub new_password: &'static str,
    /// Label: the password as it is.
    pub password_now: &'static str,
    /// Label: the one to come.
    pub password_new: &'static str,
    /// Changes it.
    pub change: &'static str,
    /// It is changed.
    pub changed: &'static str,
    /// The password as it is was mistyped.
    pub wrong_password: &'static str,

    /// Heading.
    pub second_factor: &'static str,
    /// There is none, and there need not be.
    pub off: &'static str,
    /// There is none, and there will have to be.
    pub off_required: &'static str,
    /// There is one; since when.
    pub on_since: fn(moment: &str) -> String,
    /// It cannot be turned off.
    pub is_required: &'static str,
    /// How many recovery codes are left.
    pub codes_left: fn(n: usize) -> String,
    /// Sets it up.
    pub set_up: &'static str,
    /// Sets up another app.
    pub another_app: &'static str,
    /// Makes new recovery codes.
    pub new_codes: &'static str,
    /// What becomes of the old ones.
    pub new_codes_mean: &'static str,
    /// Turns it off.
    pub turn_off: &'static str,
    /// It is off now.
    pub turned_off: &'static str,
    /// It is on now.
    pub turned_on: &'static str,
    /// Before anything is changed.
    pub prove: &'static str,
    /// Goes on.
    pub go_on: &'static str,
    /// Leaves it as it is.
    pub leave: &'static str,
    /// Nothing typed.
    pub code_missing: &'static str,

    /// Heading.
    pub passkeys: &'static str,
    /// What one is.
    pub passkeys_mean: &'static str,
    /// When one was last used.
    pub used: fn(moment: &str) -> String,
    /// It was not yet.
    pub never_used: &'static str,
    /// Makes another one.
    pub add_passkey: &'static str,
    /// Takes one away.
    pub remove: &'static str,
    /// The same, as it is read aloud.
    pub remove_what: fn(name: &str) -> String,
    /// Label: what one is called.
    pub passkey_name: &'static str,
    /// What makes a good name.
    pub passkey_name_hint: &'static str,
    /// What is in the field at first.
    pub passkey_name_first: &'static str,
    /// None, or far too long; with the most characters.
    pub passkey_name_bad: fn(most: usize) -> String,
    /// It is there.
    pub passkey_added: &'static str,
    /// It is gone.
    pub passkey_removed: &'static str,
    /// The browser made none.
    pub no_passkey_made: &'static str,
    /// Signs in by one.
    pub by_passkey: &'static str,
    /// It opens nothing.
    pub wrong_passkey: &'static str,
    /// None was shown.
    pub no_passkey: &'static str,

    /// Signing in, second step: heading.
    pub step: &'static str,
    /// What to do there.
    pub step_means: &'static str,
    /// Label: a code of the app.
    pub code: &'static str,
    /// Where it is.
    pub code_hint: &'static str,
    /// Not six digits; with how many there are.
    pub code_bad: fn(digits: usize) -> String,
    /// Not right, or used.
    pub code_wrong: &'static str,
    /// Label: a recovery code.
    pub recovery_code: &'static str,
    /// What it is.
    pub recovery_code_hint: &'static str,
    /// The app is not there …
    pub use_recovery_code: &'static str,
    /// … or is there after all.
    pub use_app_code: &'static str,
    /// Back to name and password.
    pub start_again: &'static str,
    /// It took too long.
    pub expired: &'static str,

    /// Signing in, setting it up: heading.
    pub set_up_first: &'static str,
    /// Why.
    pub set_up_first_means: &'static str,
    /// What to do with the picture.
    pub scan: &'static str,
    /// The picture, read aloud.
    pub qr: &'static str,
    /// For an app on this very device.
    pub open_app: &'static str,
    /// Where no camera helps.
    pub type_secret: &'static str,
    /// Recovery codes: heading.
    pub recovery_codes: &'static str,
    /// What they are for.
    pub recovery_codes_mean: &'static str,
    /// They are kept: on.
    pub codes_kept: &'static str,
}

/// British English.
pub const ENGLISH: Account = Account {
    title: "My account",
    link: "Password and second factor",
    served: PageServed {
        asking: "Asking the server…",
        unreachable: "Your sign-in is kept by the server, and it cannot be reached. Nothing was changed: try again when there is a network.",
        cut_off: "No answer came, so it may be done or not. Look again.",
        not_yours: "This page is for staff. Ask your teacher for new pictures.",
    },

    new_password: "Change password",
    password_now: "Your password now",
    password_new: "Your new password",
    change: "Change password",
    changed: "Your password is changed. Other tablets and browsers ask for it.",
    wrong_password: "That is not your password. Nothing was changed: try again.",

    second_factor: "Second factor",
    off: "A password alone lets anybody in who knows it. With an authenticator app on your phone, they need your phone as well.",
    off_required: "Your school asks for a second factor from leaders and administrators. Set it up now: the next sign-in needs it.",
    on_since: |moment| format!("On, since {moment}."),
    is_required: "Your school asks for it, so it cannot be turned off.",
    codes_left: |n| match n {
        0 => "No recovery codes are left: make new ones.".to_owned(),
        1 => "1 recovery code is left.".to_owned(),
        n => format!("{n} recovery codes are left."),
    },
    set_up: "Set up an authenticator app",
    another_app: "Use another app",
    new_codes: "New recovery codes",
    new_codes_mean: "The codes that you have now stop working.",
    turn_off: "Turn off",
    turned_off: "The second factor is off.",
    turned_on: "The second factor is on.",
    prove: "Show that it is you",
    go_on: "Go on",
    leave: "Leave it as it is",
    code_missing: "Enter the code",

    passkeys: "Passkeys",
    passkeys_mean: "A passkey is kept by your phone or computer, behind your finger, your face or its own PIN. It signs you in without a password and without a code. Add it where only you come: not on a tablet that others use.",
    used: |moment| format!("last used {moment}"),
    never_used: "not used yet",
    add_passkey: "Add a passkey",
    remove: "Remove",
    remove_what: |name| format!("Remove the passkey {name}"),
    passkey_name: "What to call it",
    passkey_name_hint: "So that you know which to remove when a phone is lost.",
    passkey_name_first: "My phone",
    passkey_name_bad: |most| format!("Give it a name of 1 to {most} characters"),
    passkey_added: "The passkey is added. Sign in by it next time.",
    passkey_removed: "The passkey is removed.",
    no_passkey_made: "No passkey was made. Nothing was changed: try again, or use another device. Passkeys need an address with a name in it.",
    by_passkey: "Use a passkey",
    wrong_passkey: "That passkey does not open anything here. Try again, or use your name and password.",
    no_passkey: "No passkey was used. Try again, or use your name and password.",

    step: "One more step",
    step_means: "Open the authenticator app on your phone.",
    code: "Code",
    code_hint: "The six digits that your app shows for Limber.",
    code_bad: |digits| format!("Enter the {digits} digits that your app shows"),
    code_wrong: "That code is not right, or was used before. Wait for the next one and try again.",
    recovery_code: "Recovery code",
    recovery_code_hint: "One of the codes that you kept. Each works once.",
    use_recovery_code: "I do not have my phone",
    use_app_code: "Use my authenticator app",
    start_again: "Start again",
    expired: "That took more than ten minutes. Enter your name and password again.",

    set_up_first: "Set up a second factor",
    set_up_first_means: "You can see a lot about children here, so your school asks for more than a password: a code from an authenticator app on your phone. Any such app will do.",
    scan: "In your authenticator app, add an account and scan this picture.",
    qr: "QR code for your authenticator app",
    open_app: "Or open the app on this device",
    type_secret: "Or type this key into the app:",
    recovery_codes: "Your recovery codes",
    recovery_codes_mean: "If your phone is lost, one of these lets you in, once. Write them down or print them, and keep them away from your phone. They are not shown again.",
    codes_kept: "I have kept them",
};
