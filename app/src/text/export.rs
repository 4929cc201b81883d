//! The copy of everything that is held about one person, which they are handed. Made on the server only: no tablet loads this.

/// The page's title.
pub const TITLE: &str = "Everything that is held about you in Limber";
/// Whom it is about, at which school, as of when.
pub const OF_WHOM: fn(name: &str, school: &str, made: &str) -> String =
    |name, school, made| format!("{name}, at {school}, as of {made}.");
/// What this is.
pub const INTRO: &str = "This is a copy. The file data.json beside it holds the same for programs. Other people are named where they wrote something about you, or looked at it. Passwords and other secrets are kept only in a form that nobody can read, and are not here. “Who did what with it” says who received or looked at it on the server; what an adult opens on their own tablet is not reported anywhere.";
/// Something is so.
pub const YES: &str = "yes";
/// It is not.
pub const NO: &str = "no";

/// What a section, or a value, is called; its own name where there is nothing better.
#[must_use]
pub fn label(name: &str) -> &str {
    match name {
        "entries" => "What was recorded by you or about you",
        "held" => "What waits for a decision, or was set aside",
        "record" => "Who did what with it",
        "person" => "The school’s register",
        "enrolment" => "Classes",
        "external_id" => "Your number in the school’s own system",
        "granted" => "Roles that were granted here",
        "password" => "Your password",
        "picture_pin" => "Your sign-in pictures",
        "session" => "Where you are signed in",
        "link" => "One-time links",
        "decision" => "What you decided",
        "visit" => "Visits",
        "bucket_student" => "Days on which something was seen",
        "device" => "Tablets that you enrolled",
        "device_code" => "Codes that you made to enrol a tablet",
        "device_store" => "Devices on which Limber keeps something of yours, sealed",
        "restriction" => "A stop to the use of your data",
        "authenticator" => "Your authenticator app",
        "authenticator_offer" => "An authenticator app that you began to set up",
        "passkey" => "Your passkeys",
        "oidc_link" => "Your account elsewhere, with which you sign in",
        "pending_sign_in" => "Sign-ins that wait for a second step",
        "pulse" => "Pulses that you opened",
        "pulse_answered" => "Pulses that you have answered: that you did, never what",
        "recovery_code" => "Your recovery codes",
        "supply" => "Your day here on supply",
        other => label_of_value(other),
    }
}

fn label_of_value(name: &str) -> &str {
    match name {
        "id" => "Number",
        "at" | "time" => "When",
        "kind" => "What sort of thing",
        "author" => "Who wrote it (number)",
        "author_name" => "Who wrote it",
        "class" => "Class (number)",
        "class_name" => "Class",
        "student" => "About (number)",
        "student_name" => "About",
        "says" => "What it says",
        "who" => "Who (number)",
        "who_name" => "Who",
        "whom" => "With whose data (number)",
        "whom_name" => "With whose data",
        "given" => "Given name",
        "family" => "Family name",
        "left_on" => "Left on",
        "begins" => "From",
        "ends" => "Until",
        "set_at" => "Chosen on",
        "seen" => "Last used",
        "expires" => "Good until",
        "signed_in" => "Signed in there",
        "enrolled_by" => "Who enrolled it (number)",
        "enrolled_by_name" => "Who enrolled it",
        "enrolled_at" => "Enrolled on",
        "device" => "Device (number)",
        "how" => "Begun with",
        "issuer" => "Where",
        "subject" => "Your number there",
        "linked_at" => "Since",
        "about" => "About what (number)",
        "about_name" => "About what",
        "sourced_id" => "Number there",
        other => other,
    }
}
