//! What the page knows, and what it asks of the server.

use domain::id::PersonId;
use domain::rights::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::components::Qr;
use crate::tablet::{Ask, Tablet, Trouble, judge};

/// A member of staff, as far as signing in goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// Names them to the server.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// What they may be.
    pub roles: Vec<Role>,
    /// They have chosen a password.
    pub has_password: bool,
    /// They have a second factor.
    pub second_factor: bool,
}

/// A link, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// Where it leads.
    pub address: String,
    /// The same for a camera.
    pub qr: Qr,
    /// Until when it is good.
    pub expires: Millis,
}

/// What is known of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The server is being asked.
    Asking,
    /// All of them.
    Staff(Vec<Member>),
    /// Nothing, and why.
    Not(Trouble),
}

#[derive(Serialize)]
struct LinkFor {
    reset_second_factor: bool,
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    tablet: Tablet,
    /// Staff.
    pub known: RwSignal<Known>,
    /// A link that was just made, and for whom.
    pub made: RwSignal<Option<(String, Link)>>,
    /// One is being made.
    pub busy: RwSignal<bool>,
}

impl Member {
    /// Whether their name holds what is looked for.
    #[must_use]
    pub fn is_found(&self, search: &str) -> bool {
        let name = self.name.to_lowercase();
        search.to_lowercase().split_whitespace().all(|word| name.contains(word))
    }
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self {
            tablet,
            known: RwSignal::new(Known::Asking),
            made: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Whose page it is.
    #[must_use]
    pub fn own(self) -> Option<PersonId> {
        self.tablet.directory().map(|directory| directory.me.id)
    }

    /// Asks who there is.
    pub fn look(self) {
        let asking = self.tablet.ask(Ask::get("/api/people"));
        spawn_local(async move {
            match judge::<Vec<Member>>(asking.await) {
                Ok(staff) => drop(self.known.try_set(Known::Staff(staff))),
                Err(trouble) => self.fail(trouble),
            }
        });
    }

    /// Makes a link; of whoever has lost their phone, the second factor is reset as well.
    pub fn make(self, member: &Member, reset_second_factor: bool) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.made.set(None);
        let path = format!("/api/people/{}/link", member.id);
        let asking = self.tablet.ask(Ask::post(path, &LinkFor { reset_second_factor }));
        let name = member.name.clone();
        spawn_local(async move {
            let made = judge::<Link>(asking.await);
            // The page may be gone by now.
            let _ = self.busy.try_set(false);
            match made {
                Ok(link) => {
                    let _ = self.made.try_set(Some((name, link)));
                    self.look();
                }
                Err(trouble) => self.fail(trouble),
            }
        });
    }

    /// A moment in words. Tracked.
    #[must_use]
    pub fn moment(self, at: Millis) -> String {
        self.tablet.moment(at)
    }

    fn fail(self, trouble: Trouble) {
        if trouble == Trouble::SignedOut {
            // So that the sign-in page knows it too, and does not lead straight back here.
            self.tablet.sync_now();
        }
        let _ = self.known.try_set(Known::Not(trouble));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn people_are_found_by_parts_of_their_names() {
        let member: Member = serde_json::from_value(json!({
            "id": "00000000000000000000000000000001", "name": "Mari Lloyd", "roles": ["teacher"],
            "has_password": false, "second_factor": false,
        }))
        .unwrap();
        for (search, found) in
            [("", true), ("lloyd", true), (" LLO  mar ", true), ("mari x", false), ("rowe", false)]
        {
            assert_eq!(member.is_found(search), found, "{search}");
        }
    }
}
