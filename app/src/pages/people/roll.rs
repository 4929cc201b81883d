//! Everybody's names, and whom a few letters may mean.

use domain::id::PersonId;
use domain::time::Day;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::tablet::{Ask, Tablet, Trouble, judge};
use crate::text::t;

/// Somebody of the roster, as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Somebody {
    /// Who.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// The same without accents and capitals.
    folded: String,
    /// They learn here.
    student: bool,
    /// Their classes today.
    classes: Vec<String>,
    /// When they left, if they did.
    left: Option<Day>,
}

/// What is known of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nobody has asked.
    Unasked,
    /// The server is being asked.
    Asking,
    /// Who there is.
    Everybody(Vec<Somebody>),
    /// Nothing, and why.
    Not(Trouble),
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Roll {
    tablet: Tablet,
    /// Who there is.
    pub known: RwSignal<Known>,
}

impl Somebody {
    /// Whether what was typed is the beginning of words of their name, in any order.
    fn may_be(&self, typed: &str) -> bool {
        let name = self.name.to_lowercase();
        let words = || name.split_whitespace().chain(self.folded.split_whitespace());
        typed
            .to_lowercase()
            .split([' ', '-', '.'])
            .all(|part| words().any(|word| word.starts_with(part)))
    }

    /// "student · 7B Science", "staff · left 23 November".
    pub fn described(&self, today: Day) -> String {
        let text = &t().people;
        let what = if self.student { text.student } else { text.staff };
        let left = self.left.map(|day| (text.left)(&t().dates.date(day, today)));
        let parts = [what.to_owned()].into_iter().chain(self.classes.iter().cloned()).chain(left);
        parts.collect::<Vec<_>>().join(" · ")
    }
}

/// Those whom `typed` may mean; nobody for nothing.
pub fn found(everybody: &[Somebody], typed: &str) -> Vec<Somebody> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Vec::new();
    }
    everybody.iter().filter(|one| one.may_be(typed)).cloned().collect()
}

impl Roll {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self { tablet, known: RwSignal::new(Known::Unasked) }
    }

    /// Asks who there is, where that is not known: looking is recorded.
    pub fn look(self) {
        let is_on = |known: &Known| matches!(known, Known::Asking | Known::Everybody(_));
        if self.known.with_untracked(is_on) {
            return;
        }
        self.known.set(Known::Asking);
        let asking = self.tablet.ask(Ask::get("/api/people"));
        spawn_local(async move {
            let known = match judge(asking.await) {
                Ok(everybody) => Known::Everybody(everybody),
                Err(trouble) => {
                    if trouble == Trouble::SignedOut {
                        // So that the sign-in page knows it too, and does not lead straight back here.
                        self.tablet.sync_now();
                    }
                    Known::Not(trouble)
                }
            };
            // The page may be gone by now.
            let _ = self.known.try_set(known);
        });
    }

    /// The school day. Tracked.
    #[must_use]
    pub fn today(self) -> Day {
        self.tablet.today()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sync::entry::Uid;

    use super::*;

    fn somebody(name: &str, folded: &str) -> Somebody {
        let id = PersonId(Uid([7; 16]));
        let fields = json!({
            "id": id, "name": name, "folded": folded, "student": true, "roles": ["student"],
            "classes": ["7B Science"],
        });
        serde_json::from_value(fields).unwrap()
    }

    #[test]
    fn a_part_of_a_name_is_enough() {
        let all =
            [somebody("Zoë O’Neill-Khan", "zoe oneill khan"), somebody("Omar Ali", "omar ali")];
        for (typed, names) in [
            ("", 0),
            ("  ", 0),
            ("zoe", 1),
            ("Zoë", 1),
            ("khan Z", 1),
            ("o’neill-kh", 1),
            ("O", 2),
            ("mar", 0),
        ] {
            assert_eq!(found(&all, typed).len(), names, "{typed}");
        }
    }

    #[test]
    fn who_somebody_is_in_a_line() {
        let today: Day = "2026-11-23".parse().unwrap();
        let maya = somebody("Maya King", "maya king");
        assert_eq!(maya.described(today), "student · 7B Science");
        let gone = Somebody { student: false, classes: Vec::new(), left: Some(today), ..maya };
        assert_eq!(gone.described(today), "staff · left Monday 23 November");
    }
}
