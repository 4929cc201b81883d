//! A row of the record of access in one plain sentence.

use super::child::child;
use super::{Party, Reader, Said};

/// "Abena Sharma’s tablet received what was recorded about students of 7B."
#[must_use]
pub fn sentence(said: &Said<'_>, reader: Reader) -> String {
    let own_words = (reader == Reader::Student).then(|| child(said)).flatten();
    let words = own_words.or_else(|| accounts(said)).or_else(|| looks(said));
    words.or_else(|| changes(said)).unwrap_or_else(|| code(said))
}

impl Party<'_> {
    /// As who does something, at the beginning of a sentence.
    pub(super) fn does(self) -> String {
        match self {
            Self::You => "You".to_owned(),
            Self::Named(name) => name.to_owned(),
            Self::Nameless(digits) => format!("Somebody who is no longer known ({digits})"),
            Self::Server => "The server".to_owned(),
        }
    }

    /// Whose something is, at the beginning of a sentence.
    pub(super) fn whose(self) -> String {
        match self {
            Self::You => "Your".to_owned(),
            Self::Named(name) => format!("{name}’s"),
            other => format!("{}’s", other.does()),
        }
    }

    /// As whom something is done to.
    pub(super) fn object(self) -> String {
        match self {
            Self::You => "you".to_owned(),
            Self::Nameless(digits) => format!("somebody who is no longer known ({digits})"),
            Self::Server => "the server".to_owned(),
            Self::Named(name) => name.to_owned(),
        }
    }
}

/// Whom a row concerns, where it says so.
fn whom(said: &Said<'_>) -> String {
    said.whom.map_or_else(|| "somebody".to_owned(), Party::object)
}

/// "7B Science".
fn class(said: &Said<'_>) -> String {
    said.about.unwrap_or("a class").to_owned()
}

/// "the tablet Blue 3".
fn tablet(said: &Said<'_>) -> String {
    said.about.map_or_else(|| "a device".to_owned(), |name| format!("the tablet {name}"))
}

/// "3 entries".
fn things(said: &Said<'_>, one: &str, several: &str) -> String {
    match said.count.unwrap_or(0) {
        1 => format!("1 {one}"),
        n => format!("{n} {several}"),
    }
}

/// Ways in, and tablets.
fn accounts(said: &Said<'_>) -> Option<String> {
    let who = said.who.does();
    let how = match said.detail {
        Some("password") => " with a password",
        Some("pictures") => " with pictures",
        Some("card") => " with a card",
        Some("code") => " with a password and a code",
        Some("recovery-code") => " with a password and a recovery code",
        Some("passkey") => " with a passkey",
        Some("oidc") => " with an account elsewhere",
        Some("oidc-code") => " with an account elsewhere and a code",
        Some("oidc-recovery-code") => " with an account elsewhere and a recovery code",
        Some("supply-pass") => " with a supply pass",
        Some("link") => " by a one-time link",
        Some("device") => " again on a device where they had signed in before",
        _ => "",
    };
    Some(match said.what {
        "signed-in" => format!("{who} signed in{how}"),
        "sign-in-failed" => {
            let with = match said.detail {
                Some("pictures") => "pictures",
                Some("code") => "a code",
                Some("oidc") => "an account elsewhere",
                _ => "a password",
            };
            format!("Somebody tried to sign in as {}, with {with} that did not fit", whom(said))
        }
        "account-linked" => format!("{who} linked an account elsewhere for signing in"),
        "account-unlinked" => {
            format!("{who} took away the account elsewhere with which {} signed in", whom(said))
        }
        "signed-out" => format!("{who} signed out"),
        "link-made" if said.detail == Some("mail") => {
            format!("{who} sent a one-time sign-in link to {}", whom(said))
        }
        "link-made" => format!("{who} made a one-time sign-in link for {}", whom(said)),
        "link-taken" => format!("{who} used a one-time link and chose a password"),
        "pins-made" => {
            format!("{who} made new sign-in pictures for {}, in {}", whom(said), class(said))
        }
        "password-changed" => format!("{who} chose another password"),
        "second-factor-changed" => match said.detail {
            Some("passkey-added") => format!("{who} added a passkey"),
            Some("passkey-removed") => format!("{who} removed a passkey"),
            Some("recovery-codes") => format!("{who} made new recovery codes"),
            Some("off") => {
                format!("{who} took away the second step of signing in of {}", whom(said))
            }
            _ => format!("{who} set up a second step of signing in"),
        },
        "supply-pass-made" => format!("{who} made a supply pass for {}", class(said)),
        "device-code-made" => format!("{who} made a code to enrol a tablet"),
        "device-enrolled" => format!("{who} enrolled {}", tablet(said)),
        "device-renamed" => format!("{who} renamed {}", tablet(said)),
        "device-revoked" => format!("{who} shut out {}", tablet(said)),
        "rights-changed" => match said.detail {
            Some("leader-granted") => format!("{who} made {} a leader", whom(said)),
            Some("leader-taken-back") => {
                format!("{who} took back the leader’s rights of {}", whom(said))
            }
            Some("administrator-granted") => format!("{who} made {} an administrator", whom(said)),
            Some("administrator-taken-back") => {
                format!("{who} took back the administrator’s rights of {}", whom(said))
            }
            _ => format!("{who} changed what {} may do", whom(said)),
        },
        _ => return None,
    })
}

/// What was handed over.
fn looks(said: &Said<'_>) -> Option<String> {
    let who = said.who.does();
    Some(match (said.what, said.detail) {
        ("viewed-class-list", _) => format!("{who} looked at the list of names of {}", class(said)),
        ("viewed-everybody", _) => format!("{who} looked at the list of everybody’s names"),
        ("viewed-student" | "viewed-adult", _) => {
            format!("{who} looked at what is held about {}", whom(said))
        }
        ("viewed-class-report", _) => format!("{who} looked at the report of {}", class(said)),
        ("received-class", _) => {
            let whose = said.who.whose();
            format!(
                "{whose} device received what others recorded about students of {}",
                class(said)
            )
        }
        ("viewed-record", _) => format!("{who} looked at this record"),
        ("exported", Some("record")) => format!("{who} saved this record as a file"),
        ("exported", _) => format!("{who} took a copy of everything about {}", whom(said)),
        _ => return None,
    })
}

/// What is other than it was.
fn changes(said: &Said<'_>) -> Option<String> {
    let who = said.who.does();
    let entries = || things(said, "entry", "entries");
    Some(match (said.what, said.detail) {
        ("erased", Some("name")) => format!("{who} erased the name of {} for good", whom(said)),
        ("erased", _) if said.whom.is_some() => {
            format!("{who} erased {} about {} for good", entries(), whom(said))
        }
        ("erased", _) => format!("{who} erased {} for good", entries()),
        ("corrected", _) => format!("{who} put right something recorded about {}", whom(said)),
        ("restriction-changed", Some("on")) => {
            format!("{who} stopped the use of what is stored about {}", whom(said))
        }
        ("restriction-changed", _) => {
            format!("{who} let what is stored about {} be used again", whom(said))
        }
        ("imported", Some("roster")) => format!("{who} brought in the school’s register"),
        ("imported", _) => {
            let things = things(said, "thing", "things");
            format!("{who} brought in a file of {things} that had not been sent")
        }
        ("decided-held", Some("discarded")) => {
            format!("{who} discarded something that came from {} and was set aside", whom(said))
        }
        ("decided-held", _) => {
            format!("{who} kept something that came from {} and was set aside", whom(said))
        }
        ("backed-up", _) => format!("{who} copied the database"),
        ("restored", _) => format!("{who} put a copy in the place of the database"),
        ("pruned", Some("person")) => format!(
            "{who} erased what was left of {}, who left long enough ago ({})",
            whom(said),
            entries()
        ),
        ("pruned", Some("visit-words")) => {
            format!("{who} erased old words of visits ({})", entries())
        }
        ("pruned", _) => {
            format!("{who} dropped {} of this record", things(said, "old line", "old lines"))
        }
        ("settings-changed", detail) => format!("{who} changed {}", setting(detail)),
        _ => return None,
    })
}

fn setting(detail: Option<&str>) -> &'static str {
    match detail {
        Some("school-name") => "the school’s name",
        Some("zone") => "the school’s time zone",
        Some("safeguarding-lead") => "who is the safeguarding lead",
        Some("visits-cap") => "how many shared visits are enough",
        Some("learners") => "what those who learn are called",
        Some("oidc") => "with which accounts elsewhere people sign in",
        Some("mail") => "how e-mail is sent",
        Some("keep-students") => "how long what is about students is kept",
        Some("keep-visits") => "how long words of visits are kept",
        Some("keep-record") => "how long this record is kept",
        _ => "a setting",
    }
}

/// What a newer server records, and this app has no words for.
fn code(said: &Said<'_>) -> String {
    let whom = said.whom.map(|whom| format!(" ({})", whom.object()));
    format!("{}: {}{}", said.who.does(), said.what, whom.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(what: &'static str, detail: Option<&'static str>) -> Said<'static> {
        Said {
            who: Party::Named("Abena Sharma"),
            what,
            whom: Some(Party::Named("Maya King")),
            about: Some("7B Science"),
            detail,
            count: Some(1),
        }
    }

    fn staff(said: &Said<'_>) -> String {
        sentence(said, Reader::Administrator)
    }

    #[test]
    fn rows_in_plain_sentences() {
        for (what, detail, words) in [
            ("signed-in", Some("password"), "Abena Sharma signed in with a password"),
            ("viewed-student", None, "Abena Sharma looked at what is held about Maya King"),
            ("exported", Some("person"), "Abena Sharma took a copy of everything about Maya King"),
            ("exported", Some("record"), "Abena Sharma saved this record as a file"),
            ("erased", Some("entries"), "Abena Sharma erased 1 entry about Maya King for good"),
            (
                "received-class",
                None,
                "Abena Sharma’s device received what others recorded about students of 7B Science",
            ),
            ("of-a-newer-server", None, "Abena Sharma: of-a-newer-server (Maya King)"),
        ] {
            assert_eq!(staff(&said(what, detail)), words);
        }
    }

    #[test]
    fn who_did_it_and_to_whom() {
        let link = |who, whom| staff(&Said { who, whom: Some(whom), ..said("link-made", None) });
        let nameless = Party::Nameless("ab12cd34");
        assert_eq!(
            link(Party::You, nameless),
            "You made a one-time sign-in link for somebody who is no longer known (ab12cd34)"
        );
        assert_eq!(
            link(Party::Server, Party::You),
            "The server made a one-time sign-in link for you"
        );
        let got = |who| staff(&Said { who, ..said("received-class", None) });
        assert!(got(Party::You).starts_with("Your device received"));
        assert!(got(nameless).starts_with("Somebody who is no longer known (ab12cd34)’s device"));
    }

    #[test]
    fn a_child_is_told_in_short_words() {
        let own = Said { whom: Some(Party::You), ..said("pins-made", None) };
        assert_eq!(
            sentence(&own, Reader::Student),
            "Abena Sharma made new sign-in pictures for you"
        );
        let got = said("received-class", None);
        assert_eq!(
            sentence(&got, Reader::Student),
            "Abena Sharma’s tablet got what was written about your class, 7B Science"
        );
    }
}
