//! E-mail to staff. Made on the server only: no tablet loads this.

/// What a one-time link is about.
pub const SUBJECT: fn(school: &str) -> String =
    |school| format!("Your sign-in at Limber, {school}");

/// What it says.
pub const LINK: fn(name: &str, school: &str, address: &str, days: i64) -> String =
    |name, school, address, days| {
        format!(
            "Hello {name},\n\n\
             an administrator of {school} has made a sign-in for you at Limber, or a way to choose a new password.\n\n\
             Open this once, within {days} days:\n{address}\n\n\
             Whoever opens it chooses your password, so pass it on to nobody. If you did not expect it, tell the school’s office.\n"
        )
    };
