//! The same for children: what happened to what is theirs, in short words.

use super::{Party, Said};

/// `None` where a child is told as everybody is.
pub(super) fn child(said: &Said<'_>) -> Option<String> {
    let who = said.who.does();
    let class = said.about.map(|class| format!(", {class}")).unwrap_or_default();
    let is_mine = said.whom == Some(Party::You);
    Some(match (said.what, said.detail) {
        ("signed-in", _) if said.who == Party::You => "You signed in".to_owned(),
        ("sign-in-failed", _) if is_mine => "Somebody tried to sign in as you with the wrong pictures. If that was not you, tell an adult you trust".to_owned(),
        ("received-class", _) => {
            format!("{} tablet got what was written about your class{class}", said.who.whose())
        }
        ("viewed-class-report", _) => {
            format!("{who} looked at how your class is getting on{class}")
        }
        ("viewed-class-list", _) => format!("{who} looked at the names of your class{class}"),
        ("viewed-student", _) if is_mine => format!("{who} looked up what Limber keeps about you"),
        ("exported", _) if is_mine => format!("{who} made a copy of everything about you"),
        ("pins-made", _) if is_mine => format!("{who} made new sign-in pictures for you"),
        ("corrected", _) if is_mine => format!("{who} put right something that was written about you"),
        ("restriction-changed", Some("on")) if is_mine => {
            format!("{who} made sure that nobody uses what is written about you for now")
        }
        ("restriction-changed", _) if is_mine => {
            format!("{who} let what is written about you be used again")
        }
        ("erased", _) if is_mine => format!("{who} deleted things that were written about you, for good"),
        ("decided-held", Some("discarded")) if is_mine => {
            format!("{who} threw away something that you had sent and that had got stuck")
        }
        ("decided-held", _) if is_mine => {
            format!("{who} kept something that you had sent and that had got stuck")
        }
        _ => return None,
    })
}
