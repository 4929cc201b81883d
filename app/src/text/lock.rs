//! A tablet that several people use in turn.

/// See the module.
pub struct Lock {
    /// The lock screen's title.
    pub title: &'static str,
    /// What it asks.
    pub who: &'static str,
    /// Takes the tablet for somebody who is not on the list.
    pub someone_else: &'static str,
    /// Asks for the PIN of a person.
    pub pin_of: fn(name: &str) -> String,
    /// Back to the list.
    pub not_me: &'static str,
    /// How many digits are typed, read aloud.
    pub typed: fn(n: usize) -> String,
    /// Takes the last digit back.
    pub undo: &'static str,
    /// The digits of the keypad, as a group.
    pub keypad: &'static str,
    /// The PIN was wrong.
    pub wrong: &'static str,
    /// Too many were wrong: how many seconds to wait.
    pub wait: fn(seconds: u32) -> String,
    /// No PIN leads back any more.
    pub gone: &'static str,
    /// The school has shut the device out.
    pub shut_out: &'static str,
    /// Locks the tablet.
    pub lock: &'static str,
    /// The page on which a PIN is chosen.
    pub choose: &'static str,
    /// What a PIN is for.
    pub choose_means: &'static str,
    /// The same digits once more.
    pub again: &'static str,
    /// They were not the same.
    pub differs: &'static str,
    /// The browser keeps nothing.
    pub not_kept: &'static str,
    /// Puts it off.
    pub later: &'static str,
    /// What that means.
    pub later_means: &'static str,
}

/// In English.
pub const ENGLISH: Lock = Lock {
    title: "Who is using this tablet?",
    who: "Tap your name.",
    someone_else: "Someone else: sign in",
    pin_of: |name| format!("PIN of {name}"),
    not_me: "Not me",
    typed: |n| format!("{n} of 4 typed"),
    undo: "Take the last one back",
    keypad: "Digits",
    wrong: "That is not the PIN. What you recorded is safe. Try again.",
    wait: |seconds| match seconds {
        0..=90 => format!(
            "That is not the PIN. What you recorded is safe. Try again in {seconds} seconds."
        ),
        _ => format!(
            "That is not the PIN. What you recorded is safe. Try again in {} minutes.",
            seconds.div_ceil(60)
        ),
    },
    gone: "This PIN no longer opens the tablet. What you recorded is safe and will still be sent. Sign in with your password.",
    shut_out: "Your school has shut this device out of Limber. What was recorded on it is safe and is still sent. Ask whoever looks after Limber at your school.",
    lock: "Lock this tablet",
    choose: "Choose a PIN for this tablet",
    choose_means: "Others use this tablet too. Four digits bring you back to where you were, with or without a network. It works on this tablet only.",
    again: "The same four digits again",
    differs: "The two were not the same. Choose again.",
    not_kept: "This browser keeps nothing, so a PIN would be of no use. Sign out when you put the tablet down.",
    later: "Not now",
    later_means: "Without a PIN, locking the tablet signs you out.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_in_words() {
        for (seconds, words) in [(5, "in 5 seconds"), (80, "in 80 seconds"), (300, "in 5 minutes")]
        {
            assert!((ENGLISH.wait)(seconds).contains(words), "{seconds}");
        }
    }
}
