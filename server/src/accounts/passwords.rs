//! Which passwords may be chosen: long enough, not one that anybody would try
//! first, and not the name of whoever chooses it, or of the school. Nothing is
//! said of capitals, digits or signs.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::id::PersonId;

use super::names;
use super::secret::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::office::Office;

/// Those that are tried first, one a line in lower case, after a head that ends
/// with an empty line. It is in the program: no other server is asked.
const COMMON: &str = include_str!("common_passwords.txt");

/// Letters and digits of a name that is too short to be looked for.
const NAME_CHARS_MIN: usize = 3;

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Too short, or far too long.
    #[error("Choose a password of at least 8 characters, and of 256 at most.")]
    Length,
    /// It is among those that people choose most often.
    #[error(
        "Many people have that password: it is tried first. Choose another one; three words that you can remember are good."
    )]
    Common,
    /// It is a name that others know.
    #[error(
        "That password is a name that others know: yours, or the school's. Choose another one; three words that you can remember are good."
    )]
    Name,
}

/// Whether a password may be chosen by somebody who is called by any of
/// `names`.
pub fn judge(password: &str, names: &[String]) -> Result<(), Weak> {
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        return Err(Weak::Length);
    }
    if common().contains(password.trim().to_lowercase().as_str()) {
        return Err(Weak::Common);
    }
    let bare = bare(password);
    let is_name = |name: &String| {
        let name = self::bare(name);
        name.chars().count() >= NAME_CHARS_MIN && name == bare
    };
    if names.iter().any(is_name) { Err(Weak::Name) } else { Ok(()) }
}

/// What somebody is called, and their school: names that others know.
#[must_use]
pub fn known_names(office: &Office, person: PersonId) -> Vec<String> {
    let mut known = vec![office.school_name().to_owned()];
    let Some(kept) = office.roster.people.get(&person) else { return known };
    let row = &kept.row;
    known.push(format!("{} {}", row.given_name, row.family_name));
    known.extend(row.username.clone());
    if let Some(email) = &row.email {
        known.push(email.clone());
        known.extend(email.split_once('@').map(|(mailbox, _)| mailbox.to_owned()));
    }
    known
}

/// The letters of a name, however it is written, and whatever number is put
/// after it.
fn bare(name: &str) -> String {
    names::fold_code(name).trim_matches(|c: char| c.is_ascii_digit()).to_owned()
}

fn common() -> &'static HashSet<&'static str> {
    static SET: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| COMMON.lines().skip_while(|line| !line.is_empty()).skip(1).collect());
    &SET
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_chosen() {
        let names = ["Brynford School", "mlloyd1", "Mari Lloyd", "Ng", "mlloyd1@brynford.example"];
        let names = names.map(str::to_owned);
        let cases = [
            ("three-words-in-a-row", Ok(())),
            ("correct-horse", Ok(())),
            ("aaaa bbb", Ok(())),
            ("zoë’s tea", Ok(())),
            ("short", Err(Weak::Length)),
            ("", Err(Weak::Length)),
            ("password1", Err(Weak::Common)),
            ("PassWord1", Err(Weak::Common)),
            (" password1 ", Err(Weak::Common)),
            ("iloveyou", Err(Weak::Common)),
            ("Brynford School", Err(Weak::Name)),
            ("brynfordschool2026", Err(Weak::Name)),
            ("mari.lloyd", Err(Weak::Name)),
            ("Mlloyd123", Err(Weak::Name)),
            ("mlloyd1@brynford.example", Err(Weak::Name)),
            ("Mari Lloyd likes tea", Ok(())),
            ("12345-98", Ok(())),
        ];
        for (password, expected) in cases {
            assert_eq!(judge(password, &names), expected, "{password}");
        }
        assert_eq!(judge(&"x".repeat(PASSWORD_BYTES_MAX + 1), &[]), Err(Weak::Length));
    }

    #[test]
    fn the_list_is_whole_and_holds_no_line_that_is_never_met() {
        assert!(common().len() > 8_000, "{}", common().len());
        for password in common() {
            assert!(password.chars().count() >= PASSWORD_CHARS_MIN, "{password}");
            assert_eq!(password.trim().to_lowercase(), **password);
        }
    }

    // What is said of the limits and the limits must agree.
    const _: () = assert!(PASSWORD_CHARS_MIN == 8 && PASSWORD_BYTES_MAX == 256);
}
